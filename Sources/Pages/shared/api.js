/** How both apps ask the server and tell people what it said. */
import { Problem, Unreachable } from "../onboarding/requests.js";

export { ask, isPassing, newKey, Problem, Unreachable } from "../onboarding/requests.js";

/**
 * What `work` fetches, such as a module; where that cannot be had, the server cannot be reached. One that does not fit
 * to those that are here is another build's.
 */
export const reached = (work) => work().catch((error) => {
  throw error.name === "SyntaxError" ? error : new Unreachable(error);
});

/** What went wrong and what to do, in a plain sentence or two. */
export function explain(error) {
  if (error instanceof Unreachable) {
    return "The server cannot be reached. Check the connection, then try again.";
  }
  if (!(error instanceof Problem)) return "Something unexpected went wrong. Reload the page.";
  const reference = error.requestID ? ` (reference ${error.requestID})` : "";
  if (error.status === 429) {
    const wait = error.retryAfterSeconds ?? 60;
    return `That was tried too often. Try again in ${wait > 90 ? `${Math.ceil(wait / 60)} minutes`
      : `${wait} seconds`}.`;
  }
  if (error.status === 503) return `The server is busy or stopping. Try again in a moment${reference}.`;
  if (error.status >= 500) return `Something went wrong on the server${reference}. Try again.`;
  return error.message;
}
