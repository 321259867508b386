/** What an admin may do with a subject: each asks first, and for a reason, which the audit keeps. */
import { fill, newID } from "../shared/dom.js";
import { may, write } from "./session.js";
import { button, dialog, e, failure, field, row, tell, tight } from "./ui.js";

/** The actions as `[name, what it does, request(reason), isRisky]`; an erasure has the subject's name typed. */
function actionsFor(stream, category, id, state) {
  const path = encodeURIComponent(id);
  const access = (verb) => (reason) => write("PATCH", `/api/v1/admin/users/${path}/${verb}`, { reason });
  const comp = (comped) => (reason) => write("POST", `/v1/admin/profiles/${path}/comp`, { comped, reason });
  const [isPerson, isUser] = [category === "profile", category === "profile" && state.status !== undefined];
  return [
    isUser && !["active", "suspended"].includes(state.status)
      && ["Approve", "They get in; a merchant gets a workspace.", access("approve")],
    isUser && state.status === "suspended" && ["Reinstate", "They get in again, to where they were.",
      access("reinstate")],
    isUser && state.status !== "suspended" && ["Suspend", "They are kept out at once, until they are let in again.",
      access("suspend"), true],
    isPerson && state.is_comped === false && ["Comp", "They get a membership for free.", comp(true)],
    isPerson && state.is_comped && ["Take back the comp", "The gate asks them to pay again.", comp(false), true],
    category === "tenant" && state.status === "CLOSED" && ["Reopen", "The tenant's onboarding goes on where it was.",
      (reason) => write("POST", `/v1/admin/tenants/${path}/reopen`, { reason })],
    ["Erase", "This person's personal data is taken out of the log, the read models and the files, in every stream. It "
      + "cannot be undone. What happened, and when, stays, and proofs still hold.",
    (reason) => write("POST", "/v1/admin/erase", { subject: stream, reason }), true, stream],
  ].filter(Boolean);
}

/** The buttons; none for a key that may not act. */
export function actionButtons(stream, category, id, state, done) {
  return may("admin") && row(actionsFor(stream, category, id, state).map(([name, text, run, isRisky, typed]) =>
    button(name, () => ask(name, text, run, isRisky, typed, stream, done),
      `secondary.small-button${isRisky ? ".risky" : ""}`)));
}

function ask(name, text, run, isRisky, typed, stream, done) {
  const id = newID("reason");
  const problem = e("div.field-problem", { role: "alert" });
  const reason = e("textarea", { id, required: true, maxlength: 500, rows: 3 });
  const confirmation = typed && field(`Type ${typed} to confirm`, { required: true });
  const submit = e(`button${isRisky ? ".danger" : ""}`, { type: "submit" }, name);
  const send = async (event) => {
    event.preventDefault();
    if (reason.value.trim() === "") { fill(problem, "A reason is needed."); return; }
    if (typed && confirmation.lastElementChild.value.trim() !== typed) { fill(problem,
      "That is not the subject's name."); return; }
    submit.disabled = true;
    try {
      await run(reason.value.trim());
      element.close();
      tell(`${name}: done.`);
      done();
    } catch (error) {
      submit.disabled = false;
      fill(problem, failure(error));
    }
  };
  const element = dialog(`${name}?`, e("form.stack", { on: { submit: send } }, e("p", text), e("p.mono.small", stream),
    tight(e("label", { for: id }, "Reason"), reason), confirmation, problem,
    e("div.row.end", button("Cancel", () => element.close(), "secondary"), submit)));
  reason.focus();
}
