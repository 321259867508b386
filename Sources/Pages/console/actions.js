/** What an admin may do with a subject: each asks first, and for a reason, which the audit keeps. */
import { explain } from "../shared/api.js";
import { byID, e, escaped, fill, find, stamp } from "../shared/dom.js";
import { may, write } from "./session.js";
import { button, dialog, fail, row, tell } from "./ui.js";

/**
 * The actions as `[template, request(reason), typed]`: the template says what it is called, what it does and whether it
 * is risky, and an erasure has the subject's name typed.
 */
function actionsFor(stream, category, id, state) {
  const path = escaped(id);
  const access = (verb) => [verb, (reason) => write("PATCH", `/api/v1/admin/users/${path}/${verb}`, { reason })];
  const comp = (comped) => (reason) => write("POST", `/v1/admin/profiles/${path}/comp`, { comped, reason });
  const isPerson = category === "profile";
  const isUser = isPerson && state.status !== undefined;
  return [
    isUser && !["active", "suspended"].includes(state.status) && access("approve"),
    isUser && access(state.status === "suspended" ? "reinstate" : "suspend"),
    isPerson && state.is_comped === false && ["comp", comp(true)],
    isPerson && state.is_comped && ["uncomp", comp(false)],
    category === "tenant" && state.status === "CLOSED"
      && ["reopen", (reason) => write("POST", `/v1/admin/tenants/${path}/reopen`, { reason })],
    ["erase", (reason) => write("POST", "/v1/admin/erase", { subject: stream, reason }), stream],
  ].filter(Boolean);
}

/** The buttons; none for a key that may not act. */
export const actionButtons = (stream, category, id, state, done) =>
  may("admin") && row(actionsFor(stream, category, id, state).map(([template, run, typed]) => {
    const { name, risky } = byID(template).dataset;
    return button(name, () => ask(name, risky, stamp(template), run, typed, stream, done),
      `secondary.small-button${risky ? ".risky" : ""}`);
  }));

function ask(name, risky, text, run, typed, stream, done) {
  const submit = e(`button${risky ? ".danger" : ""}`, { type: "submit" }, name);
  const refuse = (input, text) => {
    fill(problem, text);
    input.ariaInvalid = true;
    input.focus();
  };
  const send = async () => {
    find("[aria-invalid]", element)?.removeAttribute("aria-invalid");
    const words = reason.value.trim();
    if (words === "") return refuse(reason, "A reason is needed.");
    if (typed && confirmation.value !== typed) return refuse(confirmation, "That is not the subject's name.");
    if (submit.ariaDisabled) return;
    submit.ariaDisabled = true;
    try {
      await run(words);
      element.close();
      tell(`${name}: done.`);
      done();
    } catch (error) {
      submit.ariaDisabled = null;
      // Who has put the dialog aside is told all the same.
      if (element.open) fail(problem, error);
      else tell([name, ": ", explain(error)]);
    }
  };
  const cancel = () => element.close();
  const element = dialog(`${name}?`, stamp("action", { text, stream, typed, submit, send, cancel }));
  const [reason, confirmation, problem] = ["#reason", "#typed", "#problem"]
    .map((place) => find(place, element));
  reason.focus();
}
