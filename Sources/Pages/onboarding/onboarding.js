/**
 * The client library for onboarding pages: plain ES modules without dependencies, for any page whose
 * origin the server allows (`ONBOARD_ALLOWED_ORIGINS`).
 *
 *     import { AutoSave, openQueue, wizardProgress } from "/pages/onboarding/onboarding.js";
 *
 *     const form = new AutoSave(wizardProgress({ token: () => myToken }), await openQueue(userID));
 *     form.addEventListener("change", () => show(form.data, form.status));
 *     await form.resume();                       // where the person was, on whatever device
 *     input.oninput = () => form.edit({ [input.name]: input.value });
 *
 * What each part does:
 *
 * - `AutoSave` (autosave.js) saves 500 ms after the last keystroke, tries again after 2, 4 and 8
 *   seconds when the server or the network fails, tells `saving`, `saved`, `conflict`, `offline` and
 *   `error`, and settles conflicts field by field: `form.resolve({ country: "mine" })`.
 * - `openQueue`, `SaveQueue` (queue.js) keep what was typed until the server has it, over reloads and
 *   lost networks, and send it in order, each save once.
 * - `Live` (live.js) follows a subject: `new Live({ stream: "/v1/spaces/1/changes", poll:
 *   "/v1/spaces/1" }, { token: () => myToken, renew })`; falls back on asking with ETags.
 * - `gate`, `redirect`, `requirements` (gate.js) say where a person belongs and what is still owed:
 *   `const elsewhere = await redirect("wizard", location.pathname, { token }); if (elsewhere)
 *   location.replace(elsewhere);`
 * - `wizardProgress` (wizard.js) and `taggedProgress` (tagged.js) tell `AutoSave` where to save: in the
 *   wizard, or in any resource with an ETag, such as `/api/user/profile`.
 * - `signUp` (signup.js) has the sign-up's calls by name; `remember` and `remembered` keep its token,
 *   so that a reload resumes.
 * - `ask`, `Problem`, `Unreachable` (requests.js) are one request and the two ways in which it fails.
 *
 * From another origin give the server's as `base` with any of them. Markup is the
 * page's own business: nothing here touches the document.
 */
export {
  AutoSave, countdownSeconds, debounceMilliseconds, fadeMilliseconds, retrySeconds,
} from "./autosave.js";
export { systemClock } from "./clock.js";
export { conflicts, isSame, merged } from "./difference.js";
export { gate, redirect, requirements } from "./gate.js";
export { events, Live, pollMilliseconds } from "./live.js";
export { openQueue, SaveQueue } from "./queue.js";
export { ask, isPassing, newKey, Problem, Unreachable } from "./requests.js";
export { forget, remember, remembered, signUp } from "./signup.js";
export { taggedProgress } from "./tagged.js";
export { wizardProgress } from "./wizard.js";
