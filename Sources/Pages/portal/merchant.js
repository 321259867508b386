/** Merchants: sign-in, approval by an admin, the shop's wizard, point-of-sale settings (contracts M1–M8). */
import { all, e, escaped, fill, on } from "../shared/dom.js";
import { Live, taggedProgress } from "../onboarding/onboarding.js";
import { openAutosave } from "./autosave-form.js";
import { adminPage, adminSection } from "./merchant-admin.js";
import { askAs, followingAs, people, personID } from "./people.js";
import { following } from "./shapes.js";
import { part, view } from "./view.js";

const asMerchant = askAs("merchant");

export const flow = {
  pages: {
    "/": homePage,
    "/login": loginPage,
    "/pending-approval": (page) => waitingPage(page, "merchant.pending"),
    "/suspended": (page) => waitingPage(page, "merchant.suspended"),
    "/onboarding": shopPage,
    "/settings/pos": posPage,
    "/admin": adminPage,
  },
};

function loginPage(page) {
  return view("merchant.login", {
    impostor: page.gate.reason === "admin_email_required" && people.of("merchant")?.email,
    async enter({ email, role }) {
      await people.enter("merchant", {
        sub: personID(email), email: email.trim(), email_verified: true, requested_role: role,
        role: role === "admin" ? "admin" : undefined,
      });
      await asMerchant("GET", "/api/v1/auth/me");
      await page.go("/");
    },
  });
}

/** Asks the gate again and again, so that an admin's decision shows by itself. */
function waitingPage(page, template) {
  const query = new URLSearchParams({ flow: "merchant", path: page.route });
  const live = new Live({ poll: `/v1/gate?${query}` }, followingAs("merchant"));
  const line = following(page, live, ({ decision }) => { if (decision !== "allow") page.reload(); });
  return { ...view(template, { live: line }), panel: adminSection() };
}

async function workspace() {
  const { body } = await asMerchant("POST", "/api/v1/client/bootstrap-merchant-workspace");
  return `/api/v1/client/tenants/${escaped(body.tenantId)}`;
}

const own = ["posProviderPreference", "businessName", "country"];

/** The shop as one flat form: its profile's fields stand beside the others. */
const shopProgress = (path) => taggedProgress((method, options) => asMerchant(method, `${path}/onboarding`, options), {
  read: ({ profile, ...shop }) => ({ ...profile, ...Object.fromEntries(own.map((name) => [name, shop[name]])) }),
  write(data) {
    const [body, profile] = [{}, {}];
    for (const [name, value] of Object.entries(data)) (own.includes(name) ? body : profile)[name] = value;
    return Object.keys(profile).length > 0 ? { ...body, profile } : body;
  },
});

async function shopPage(page) {
  const { save, head, bind, settle } = await openAutosave(page, shopProgress(await workspace()));
  await save.resume();
  const shown = view("merchant.shop", {
    head: head("Shop"),
    async open() {
      await settle();
      await page.go("/");
    },
  });
  for (const field of Object.values(shown.fields)) bind(field);
  const details = all("[data-pos]", shown.content);
  const show = () => {
    for (const each of details) each.hidden = each.dataset.pos !== shown.fields.posProviderPreference.value;
  };
  on(save, "change", show);
  show();
  return shown;
}

async function homePage(page) {
  const { body: { role } } = await asMerchant("GET", "/api/v1/auth/me", { signal: page.signal });
  const open = page.gate.navigation ?? [];
  return {
    ...view("merchant.home", {
      [role]: true, isOpen: role !== "consumer", ...Object.fromEntries(open.map((path) => [path, true])),
    }),
    step: role === "client" ? 3 : null,
  };
}

async function posPage(page) {
  const { body: pos } = await asMerchant("GET", `${await workspace()}/pos`, { signal: page.signal });
  const made = e("div", { role: "status" });
  const connect = (name) => async () => { fill(made, part("merchant.connected", { name })); };
  return view("merchant.pos", {
    isSquare: pos.preference === "square", undecided: !pos.preference, message: pos.message, made,
    change: e("a", { href: `/portal/merchant${pos.backTo}` }, "Change it"),
    square: pos.square.enabled && connect("Square"), squareless: !pos.square.enabled,
    clover: pos.clover.visible && connect("Clover"),
  });
}
