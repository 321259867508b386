/** Where a person belongs, as the server's one gate says (contracts G1, K13, S6, F3, M6, A8). */
import { ask } from "./requests.js";

/**
 * Asks whether a page is open: `{decision, location, reason, version, …}`. `place` names who asks
 * beside the token: `sessionToken`, `space`, `returnUrl`.
 */
export async function gate(flow, path, { place = {}, ...options } = {}) {
  const query = new URLSearchParams({ flow, path });
  for (const [name, value] of Object.entries(place)) if (value) query.set(name, value);
  return (await ask("GET", `/v1/gate?${query}`, options)).body;
}

/**
 * Keeps a page to those who belong there: answers null when it is open, else where to go instead.
 * Redirects of the gate are paths of the flow; `base` is what the app puts before them.
 */
export async function redirect(flow, path, { base = "", ...options } = {}) {
  const answer = await gate(flow, path, options);
  return answer.decision === "allow" ? null : base + answer.location;
}

/** What the subject still owes (contract X3). */
export async function requirements(flow, { place = {}, ...options } = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(place)) if (value) query.set(name, value);
  const suffix = query.size > 0 ? `?${query}` : "";
  return (await ask("GET", `/v1/flows/${encodeURIComponent(flow)}/requirements${suffix}`, options)).body;
}
