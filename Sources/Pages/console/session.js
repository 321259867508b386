/** Who looks: the session that an API key began, and what its scopes show. */
import { ask, explain, keyed, Problem } from "../shared/api.js";
import { fill, find, on, stamp } from "../shared/dom.js";
import { setClock } from "../shared/time.js";
import { view } from "./route.js";
import { dialog, tell } from "./ui.js";

/** The session as the server tells it; `signedIn` is false without one. */
export let session = { scopes: [] };

export async function loadSession() {
  session = { scopes: [], ...(await ask("GET", "/console/session")).body };
  setClock(session.now);
}

/** True when the key may do what a scope stands for; `admin` stands for all. */
export const may = (scope) => !scope || session.scopes.includes(scope) || session.scopes.includes("admin");

export async function signOut() {
  try {
    await ask("DELETE", "/console/session");
    location.assign("/console");
  } catch (error) {
    tell(explain(error));
  }
}

let ended = () => {};

/** Calls back when the server no longer knows the session: the key was revoked, or time is over. */
export function onSessionEnd(callback) {
  ended = callback;
}

/** To be called with what was refused; a tail is not asked for by `read`. */
export function heard(error) {
  if (error.status === 401) ended();
}

async function body(method, path, options) {
  try {
    return (await ask(method, path, options)).body;
  } catch (error) {
    heard(error);
    throw error;
  }
}

/** A read of the API, for as long as the view is open. */
export const read = (path) => body("GET", path, { signal: view.signal });

/** A change through the API, done once. */
export const write = (...change) => send(change);

const send = keyed(([method, path, form], idempotencyKey) => body(method, path, { body: form, idempotencyKey }));

/** What the key is asked for; `done` is called when there is a session. */
function keyForm(done) {
  const begin = async (key) => {
    try {
      await ask("POST", "/console/session", { body: { key } });
      await loadSession();
      done();
    } catch (error) {
      fill(problem, error instanceof Problem && error.status === 401
        ? stamp("no-key") : explain(error));
      input.ariaInvalid = true;
      input.focus();
    }
  };
  const form = stamp("key-form", {
    isDev: session.isDev,
    send: () => begin(input.value.trim()),
    develop: async () => begin((await ask("POST", "/dev/keys",
      { body: { scopes: ["audit:read", "analytics:read", "gate:read", "admin"] } })).body.key),
  });
  const [input, problem] = ["input", "p"].map((place) => find(place, form));
  return form;
}

/** The page for who is signed out; the address stays, and is shown after signing in. */
export const signInPage = (done) => stamp("sign-in", { form: keyForm(done) });

/** Asks for a key over the view that was open, and shows that anew: the key may be another, with other scopes. */
export function sessionEndDialog() {
  if (find("dialog.session-end")) return;
  const form = keyForm(() => location.reload());
  const element = dialog("Your session has ended", stamp("session-end", { form }));
  element.classList.add("session-end");
  on(element, "cancel", (event) => event.preventDefault());
}
