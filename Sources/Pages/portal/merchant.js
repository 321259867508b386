/** Merchants: sign-in, approval by an admin, the shop's wizard, point-of-sale settings (contracts M1–M8). */
import { e, fill, icon } from "../shared/dom.js";
import { Live, taggedProgress } from "../onboarding/onboarding.js";
import { openAutosave } from "./autosave-form.js";
import { action, choice, field, form, pair } from "./fields.js";
import { countries } from "./lists.js";
import { adminPage, adminSection } from "./merchant-admin.js";
import { askAs, people, personID } from "./people.js";
import { button, card, following, notice, row, savingHead } from "./shapes.js";

const asMerchant = (method, path, options) => askAs("merchant", method, path, options);

export const merchant = {
  pages: {
    "/": { render: homePage },
    "/login": { render: loginPage },
    "/pending-approval": {
      render: (page) => waitingPage(page, {
        title: "Waiting for approval", step: 1, icon: "person",
        lead: "An admin looks at every new merchant. This page goes on by itself once you are in.",
      }),
    },
    "/suspended": {
      render: (page) => waitingPage(page, {
        title: "Suspended", icon: "alert",
        lead: "An admin has closed the door for now. Nothing of yours was lost: ask them, or wait here.",
      }),
    },
    "/onboarding": { render: shopPage },
    "/settings/pos": { render: posPage },
    "/admin": { render: adminPage },
  },
};

function loginPage(page) {
  const email = field({ label: "Email", name: "email", type: "email", autocomplete: "email", required: true });
  const role = choice({
    label: "I come as", name: "role", value: "client", columns: 3, options: [
      { value: "client", title: "Merchant", text: "An admin approves", icon: "shop" },
      { value: "consumer", title: "Customer", text: "In at once", icon: "person" },
      { value: "admin", title: "Admin", text: "At example.com", icon: "star" },
    ],
  });
  return {
    title: "Sign in", step: 0, lead: "What you ask to be is noted; what you become is decided here.",
    content: card(
      page.gate.reason === "admin_email_required" && notice("warn", "alert",
        `Admins need an address at example.com; ${people.of("merchant")?.email} is none.`),
      form({
        fields: [email, role], submit: "Sign in",
        async onSubmit({ email, role }) {
          await people.enter("merchant", {
            sub: personID(email), email: email.trim(), email_verified: true, requested_role: role,
            role: role === "admin" ? "admin" : undefined,
          });
          await asMerchant("GET", "/api/v1/auth/me");
          await page.go("/");
        },
      })),
  };
}

/** Asks the gate again and again, so that an admin's decision shows by itself. */
function waitingPage(page, words) {
  const query = new URLSearchParams({ flow: "merchant", path: page.route });
  const live = new Live({ poll: `/v1/gate?${query}` }, { token: people.of("merchant")?.token });
  const line = following(page, live, ({ decision }) => { if (decision !== "allow") page.reload(); });
  return { ...words, content: line, panel: [adminSection()] };
}

async function workspace() {
  const { body } = await asMerchant("POST", "/api/v1/client/bootstrap-merchant-workspace");
  return `/api/v1/client/tenants/${encodeURIComponent(body.tenantId)}`;
}

const own = ["posProviderPreference", "businessName", "country"];

/** The shop as one flat form: its profile's fields stand beside the others. */
function shopProgress(path) {
  return taggedProgress((method, options) => asMerchant(method, `${path}/onboarding`, options), {
    read: ({ profile, ...shop }) => ({ ...profile, ...Object.fromEntries(own.map((name) => [name, shop[name]])) }),
    write(data) {
      const [body, profile] = [{}, {}];
      for (const [name, value] of Object.entries(data)) (own.includes(name) ? body : profile)[name] = value;
      return Object.keys(profile).length > 0 ? { ...body, profile } : body;
    },
  });
}

const labels = {
  businessName: "Shop's name", country: "Country", taxId: "Tax number", addressLine: "Street", city: "City",
  squareLocationHint: "Which Square location?", cloverMerchantRef: "Clover merchant number",
  otherPosNotes: "Which one?", posProviderPreference: "Point of sale",
};

async function shopPage(page) {
  const progress = shopProgress(await workspace());
  const auto = await openAutosave(page, progress, { labels });
  await auto.save.resume();
  const bound = (name, more) => auto.bind(field({ label: labels[name], name, optional: true, ...more }));
  const details = {
    square: bound("squareLocationHint"), clover: bound("cloverMerchantRef"), other: bound("otherPosNotes"),
  };
  const pos = auto.bind(choice({
    label: labels.posProviderPreference, name: "posProviderPreference", columns: 3, required: true, options: [
      { value: "square", title: "Square", icon: "card" }, { value: "clover", title: "Clover", icon: "star" },
      { value: "other", title: "Another", icon: "shop" },
    ],
  }));
  const show = () => { for (const name in details) details[name].element.hidden = pos.value !== name; };
  auto.save.addEventListener("change", show);
  show();
  return {
    title: "Set up the shop", step: 2, lead: "Saved as you type. The point of sale is all that must be chosen.",
    content: card(
      savingHead("Shop", auto),
      form({
        fields: [
          pair(bound("businessName", { autocomplete: "organization" }),
            bound("country", { kind: "select", options: countries() })),
          pair(bound("addressLine", { autocomplete: "street-address" }),
            bound("city", { autocomplete: "address-level2" })),
          bound("taxId"), pos, ...Object.values(details)],
        submit: "Open the shop", submitIcon: "check",
        async onSubmit() {
          await auto.save.flush();
          await page.go("/");
        },
      })),
  };
}

const places = {
  "/settings/pos": ["Point of sale", "card"], "/onboarding": ["The shop's details", "form"],
  "/admin": ["Approvals", "star"],
};

async function homePage(page) {
  const { body: { role } } = await asMerchant("GET", "/api/v1/auth/me", { signal: page.signal });
  const open = (page.gate.navigation ?? []).filter((path) => places[path]);
  return {
    title: { client: "The shop is open", admin: "Good day, admin" }[role] ?? "Welcome", icon: "check",
    step: role === "client" ? 3 : undefined, lead: "What is open to you comes with the gate's answer.",
    content: open.length === 0 ? notice("", "info", "Customers have nothing to set up.")
      : e("nav.row", { "aria-label": "Open to you" }, open.map((path) =>
        button(`/portal/merchant${path}`, ...places[path], "secondary"))),
  };
}

async function posPage(page) {
  const { body: pos } = await asMerchant("GET", `${await workspace()}/pos`, { signal: page.signal });
  const made = e("div", { role: "status" });
  const till = (name, text, isEnabled) => e("section.card.stack-tight",
    e("h2", name), e("p.soft", text),
    isEnabled ? action(`Connect ${name}`, async () => {
      fill(made, notice("good", "check", `Here the shop would go to ${name} and come back.`));
    }, { kind: "secondary" })
      : row(e("button.secondary", { disabled: true }, `Connect ${name}`)));
  return {
    title: "Point of sale", step: 3,
    lead: pos.preference ? `You chose ${pos.preference}.` : "Nothing was chosen yet: both are offered.",
    content: e("div.stack",
      pos.message && notice("", "info", pos.message, " ",
        e("a", { href: `/portal/merchant${pos.backTo}` }, "Change it")),
      e("div.halves", till("Square", "Till and card reader.", pos.square.enabled),
        pos.clover.visible && till("Clover", "Terminal and app.", true)),
      made, e("p", e("a", { href: "/portal/merchant" }, icon("back"), " Back"))),
  };
}
