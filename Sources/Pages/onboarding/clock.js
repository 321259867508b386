/** Time as the library sees it; tests put another in its place. */
export const systemClock = {
  now: () => Date.now(),
  /** Calls back in so many milliseconds; answers what `cancel` takes. */
  after: (milliseconds, callback) => setTimeout(callback, milliseconds),
  cancel: (timer) => clearTimeout(timer),
};
