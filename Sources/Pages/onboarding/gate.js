/** Where a person belongs, as the server's one gate says (contracts G1, K13, S6, F3, M6, A8). */
import { ask } from "./requests.js";

/** What has a value. */
const queryOf = (query) => new URLSearchParams(Object.entries(query).filter(([, value]) => value));

/**
 * Asks whether a page is open: `{decision, location, reason, version, …}`. `place` names who asks
 * beside the token: `sessionToken`, `space`, `returnUrl`.
 */
export async function gate(flow, path, { place = {}, ...options } = {}) {
  return (await ask("GET", `/v1/gate?${queryOf({ flow, path, ...place })}`, options)).body;
}

/**
 * Keeps a page to those who belong there: answers null when it is open, else where to go instead.
 * Redirects of the gate are paths of the flow; `home` is what the app puts before them.
 */
export async function redirect(flow, path, { home = "", ...options } = {}) {
  const answer = await gate(flow, path, options);
  return answer.decision === "allow" ? null : home + answer.location;
}

/** What the subject still owes (contract X3). */
export async function requirements(flow, { place = {}, ...options } = {}) {
  return (await ask("GET", `/v1/flows/${encodeURIComponent(flow)}/requirements?${queryOf(place)}`, options)).body;
}
