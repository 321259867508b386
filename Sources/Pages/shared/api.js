/** How both apps ask the server and tell people what it said. */
import { isPassing, newKey, Problem, Unreachable } from "../onboarding/requests.js";
import { stamp } from "./dom.js";

export { ask, newKey, Problem, Unreachable } from "../onboarding/requests.js";

/**
 * What is done by `work(values, key)` is done once, however often it is pressed: the key stays until the server has
 * answered, or other values are sent.
 */
export function keyed(work) {
  let [key, sent] = [];
  return async (values) => {
    const text = JSON.stringify(values) ?? "";
    if (sent !== text) [key, sent] = [newKey(), text];
    let error;
    try {
      return await work(values, key);
    } catch (thrown) {
      throw error = thrown;
    } finally {
      // Others may have been sent meanwhile.
      if (!isPassing(error) && sent === text) sent = null;
    }
  };
}

/**
 * What `work` fetches, such as a module; where that cannot be had, the server cannot be reached. One that does not fit
 * to those that are here is another build's.
 */
export const reached = (work) => work().catch((error) => {
  throw error.name === "SyntaxError" ? error : new Unreachable(error);
});

/** What went wrong and what to do, in a plain sentence or two: the server's, or one of the app's markup. */
export function explain(error) {
  const { status, requestID: reference } = error;
  const wait = error.retryAfterSeconds ?? 60;
  const word = error instanceof Unreachable ? "away" : !(error instanceof Problem) ? "unexpected"
    : status === 429 || status === 503 ? status : status >= 500 && 500;
  return word ? stamp(`said.${word}`,
    { reference, wait: wait > 90 ? `${Math.ceil(wait / 60)} minutes` : `${wait} seconds` })
    : (error.body.title ? `${error.body.title}. ` : "") + error.message;
}
