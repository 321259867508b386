/** What an admin does with merchants: approve, suspend, let in again (contract M3). */
import { ask, explain } from "../shared/api.js";
import { e, fill, icon } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { action, field } from "./fields.js";
import { askAs } from "./people.js";
import { card, notice, section } from "./shapes.js";

const ways = {
  pending_approval: ["approve", "Approve"], active: ["suspend", "Suspend"], suspended: ["reinstate", "Let in again"],
};

/** The merchants with what can be done with each; `asAdmin` asks with an admin's rights. */
function merchants(asAdmin, getReason = () => "from the portal") {
  const list = e("ul.people");

  const decide = (id, way) => async () => {
    const path = `/api/v1/admin/users/${encodeURIComponent(id)}/${way}`;
    await asAdmin("PATCH", path, { body: { reason: getReason() } });
    await show();
  };

  const show = async () => {
    const { body } = await asAdmin("GET", "/v1/profiles?limit=100");
    const found = body.items.filter(({ accessRole }) => accessRole === "client");
    fill(list, found.length === 0 && e("li.hint", "No merchant asked yet."),
      found.map(({ id, email, status, createdAt }) => {
        const [way, title] = ways[status] ?? [];
        const kind = way === "suspend" ? "secondary small-button" : "small-button";
        return e("li.row.row-apart",
          e("span.stack-tight", e("strong", email || id),
            e("span.hint", status.replaceAll("_", " "), " · ", time(createdAt, "ago"))),
          way && action([title, e("span.unseen", ` ${email || id}`)], decide(id, way), { kind }));
      }));
  };

  show().catch((error) => fill(list, e("li", notice("bad", "alert", explain(error)))));
  return e("div.stack-tight", list,
    action("Look again", show, { kind: "quiet small-button", iconName: "refresh" }));
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
  return section("Admin", "star", merchants(asAdmin));
}

export function adminPage() {
  const reason = field({
    label: "Reason", name: "reason", value: "Papers checked", hint: "It stands in the audit beside your name.",
  });
  const asAdmin = (method, path, options) => askAs("merchant", method, path, options);
  return {
    title: "Approvals", lead: "Every decision is in the audit: who made it, when and why.", wide: true,
    content: card(reason.element, merchants(asAdmin, () => reason.value),
      e("p", e("a", { href: "/portal/merchant" }, icon("back"), " Back"))),
  };
}
