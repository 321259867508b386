/** What an admin does with merchants: approve, suspend, let in again (contract M3). */
import { ask, explain } from "../shared/api.js";
import { e, escaped, fill, find, icon } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { askAs } from "./people.js";
import { part, view } from "./view.js";

/** The merchants with what can be done with each; `asAdmin` asks with an admin's rights, who gives a `reason`. */
function merchants(asAdmin, reason = () => ({ value: "from the portal" })) {
  const decide = (id, way) => async () => {
    const path = `/api/v1/admin/users/${escaped(id)}/${way}`;
    // It is that of this decision: what is typed meanwhile is for the next.
    const field = reason();
    const { value } = field;
    field.value = "";
    await asAdmin("PATCH", path, { body: { reason: value || null } }).catch((error) => {
      field.value ||= value;
      throw error;
    });
    await show();
    [...list.children].find((each) => each.dataset.id === id)?.querySelector("button")?.focus();
  };

  const show = async () => {
    const { body: { items } } = await asAdmin("GET", "/v1/profiles?flow=merchant&limit=200");
    fill(list, items.length === 0 && part("merchant.none"),
      items.map(({ id, email, status, createdAt }) => {
        const line = part("merchant.line", {
          who: email || id, status: status.replaceAll("_", " "), at: time(createdAt, "ago"), [status]: true,
          approve: decide(id, "approve"), suspend: decide(id, "suspend"), reinstate: decide(id, "reinstate"),
        }).firstElementChild;
        line.dataset.id = id;
        return line;
      }));
  };

  const element = part("merchant.list", { show });
  const list = find("ul", element);
  show().catch((error) => fill(list, e("li.notice.bad", icon("alert"), explain(error))));
  return element;
}

/** The panel's own admin, so that one browser can play both sides. */
export function adminSection() {
  let token = null;
  const asAdmin = async (method, path, options) => {
    token ??= (await ask("POST", "/dev/token", { body: {
      sub: "dev-panel-admin", email: "panel@example.com", email_verified: true, role: "admin",
    } })).body.token;
    return ask(method, path, { ...options, token });
  };
  return part("merchant.behind", { list: merchants(asAdmin) });
}

export function adminPage() {
  const shown = view("merchant.admin", { list: merchants(askAs("merchant"), () => shown.fields.reason) });
  return shown;
}
