/** The sign-up's calls by name (contracts K1–K14). Options are those of `ask`. */
import { ask } from "./requests.js";
import { Live } from "./live.js";

const path = "/v1/onboarding";
const googleName = "onboard.google";

async function post(name, body, options) {
  return (await ask("POST", `${path}/${name}`, { ...options, body })).body;
}

export const signUp = {
  plans: async (options) => (await ask("GET", "/v1/billing/plans", options)).body,
  /** Begins, or goes on where this email was; with its own token even past the proof (K1). */
  start: (body, options) => post("start", body, options),
  sendCode: (sessionToken, options) => post("email/otp", { sessionToken }, options),
  verify: (body, options) => post("email/verify", body, options),
  google: (sessionToken, code, options) => post("oauth/google", { sessionToken, code }, options),
  business: (body, options) => post("business", body, options),
  pay: (body, options) => post("payment/start", body, options),
  /** `options.idempotencyKey` makes it safe to repeat, also when the answer was lost (K8). */
  complete: (sessionToken, options) => post("complete", { sessionToken }, options),
  cancel: (sessionToken, options) => ask("DELETE", `${path}/session`, { ...options, body: { sessionToken } }),

  /** The session as the server has it: what a page resumes from (K9). */
  session: async (sessionToken, options) =>
    (await ask("GET", `${path}/session?${new URLSearchParams({ sessionToken })}`, options)).body,

  /** Where the session belongs and whether `page` is open to it (K13): `{stage, route, allowed}`. */
  route: async (sessionToken, page, options) =>
    (await ask("GET", `${path}/route?${new URLSearchParams({ sessionToken, path: page })}`, options)).body,

  /**
   * Where to sign in with Google (K12). What comes back from there is taken by `googleReturned` alone, and in
   * this tab alone: else anybody could send a link that puts its reader's identity into a session of theirs.
   */
  async googleURL(sessionToken, redirectUri, { storage = globalThis.sessionStorage, ...options } = {}) {
    const query = new URLSearchParams({ sessionToken, redirectUri });
    const { url } = (await ask("GET", `/v1/auth/google/url?${query}`, options)).body;
    const state = new URL(url, redirectUri).searchParams.get("state");
    storage.setItem(googleName, JSON.stringify({ state, sessionToken }));
    return url;
  },

  /**
   * Ends a sign-in with Google by the query that it came back with (K4), and answers its session's token.
   * Throws `Error` when this tab began none, or another.
   */
  async googleReturned(query, { storage = globalThis.sessionStorage, ...options } = {}) {
    const begun = JSON.parse(storage.getItem(googleName));
    storage.removeItem(googleName);
    if (!begun?.state || begun.state !== query.get("state")) throw new Error("This sign-in was not begun here.");
    await signUp.google(begun.sessionToken, query.get("code") ?? "", options);
    return begun.sessionToken;
  },

  /** The session live: a payment shows as soon as the provider told of it (K14). */
  live(sessionToken, options) {
    const query = new URLSearchParams({ sessionToken });
    return new Live(
      { stream: `${path}/session/changes?${query}`, poll: `${path}/session?${query}` }, options);
  },
};

const storageName = "onboard.signup";

/** Keeps the session's token for the next page of this browser. */
export function remember(sessionToken, storage = globalThis.localStorage) {
  storage.setItem(storageName, sessionToken);
}

export function remembered(storage = globalThis.localStorage) { return storage.getItem(storageName); }

export function forget(storage = globalThis.localStorage) { storage.removeItem(storageName); }
