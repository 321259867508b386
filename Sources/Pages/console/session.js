/** Who looks: the session that an API key began, and what its scopes show. */
import { ask, explain, newKey, Problem } from "../shared/api.js";
import { fill, newID } from "../shared/dom.js";
import { setClock } from "../shared/time.js";
import { view } from "./route.js";
import { button, dialog, e, soft, stack, tight } from "./ui.js";

/** The session as the server tells it; `signedIn` is false without one. */
export let session = { scopes: [] };

export async function loadSession() {
  session = { scopes: [], ...(await ask("GET", "/console/session")).body };
  setClock(session.now);
}

/** True when the key may do what a scope stands for; `admin` stands for all. */
export const may = (scope) => !scope || session.scopes.includes(scope) || session.scopes.includes("admin");

export async function signOut() {
  await ask("DELETE", "/console/session");
  location.assign("/console");
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
export const write = (method, path, form) => body(method, path, { body: form, idempotencyKey: newKey() });

/** What the key is asked for; `done` is called when there is a session. */
function keyForm(done) {
  const id = newID("key");
  const problem = e("p.field-problem", { id: `${id}-problem`, role: "alert" });
  const input = e("input", { id, type: "password", autocomplete: "off", required: true, placeholder: "obk_…",
    maxlength: 128,
    "aria-describedby": `${id}-problem` });
  const begin = async (key) => {
    try {
      await ask("POST", "/console/session", { body: { key } });
      await loadSession();
      done();
    } catch (error) {
      fill(problem, error instanceof Problem && error.status === 401
        ? "No such key, or it was revoked. Make another with: onboard keys add" : explain(error));
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  };
  const develop = async () => begin((await ask("POST", "/dev/keys",
    { body: { scopes: ["audit:read", "analytics:read", "gate:read", "admin"] } })).body.key);
  return e("form.stack-tight", { on: { submit: (event) => { event.preventDefault(); begin(input.value.trim()); } } },
    e("label", { for: id }, "API key"), input, problem, e("button", { type: "submit" }, "Sign in"),
    session.isDev && button("Use a development key", develop, "secondary"));
}

/** The page for who is signed out; the address stays, and is shown after signing in. */
export function signInPage(done) {
  return e("main.sign-in", stack({ class: "card" },
    e("img.mark", { src: "/pages/shared/mark.svg", alt: "", width: 40, height: 40 }),
    tight(e("h1", "Console"), e("p.soft", "Who did what, when, and where people are lost. Sign in with an API key; "
      + "its scopes decide what you see.")),
    keyForm(done),
    e("details.soft.small", e("summary", "Where do I get a key?"), e("p", "On the server, once:"),
      e("pre.command", "onboard keys add console \\\n  --scope audit:read \\\n  --scope analytics:read"),
      e("p", "Add --scope gate:read for what people still owe, and --scope admin to act. The browser keeps a cookie "
        + "and not the key, for twelve hours."))));
}

/** Asks for the key over the view that was open, and leaves that as it is. */
export function sessionEndDialog(done) {
  if (document.querySelector("dialog.session-end")) return;
  const element = dialog("Your session has ended",
    soft("It lasts twelve hours, or until its key is revoked. Show a key to go on where you are."),
    keyForm(() => { element.close(); done(); }));
  element.classList.add("session-end");
  element.addEventListener("cancel", (event) => event.preventDefault());
}
