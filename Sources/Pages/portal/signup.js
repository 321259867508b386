/** The sign-up: plan, email, proof, business, payment, complete (contracts K1–K14). */
import { e } from "../shared/dom.js";
import { forget, newKey, remember, remembered, signUp } from "../onboarding/onboarding.js";
import { action, choice, field, form, pair } from "./fields.js";
import { countries, currencyChoices } from "./lists.js";
import { people } from "./people.js";
import { button, card, facts, following, notice, price, row } from "./shapes.js";
import { passwordPage } from "./sign-in.js";
import { callbackPage, emailPage, verifyPage } from "./signup-identity.js";

const plan = "/onboarding/plan";

export const signup = {
  /** Who comes back goes on where the sign-up is, or is done already. */
  async resume(page) {
    if (remembered()) await goOn(page, remembered(), { replace: true });
    else if (people.of("signup")) await page.go("/", { replace: true });
    else return false;
    return true;
  },
  place: (query) => ({ sessionToken: sessionOf(query) }),
  keep: (query) => (sessionOf(query) ? `?session=${encodeURIComponent(sessionOf(query))}` : ""),
  trouble,
  pages: {
    "/": { isOpen: true, render: welcome },
    "/onboarding": { isOpen: true, render: (page) => page.go(plan, { replace: true }) },
    [plan]: { render: planPage },
    "/onboarding/email": { render: emailPage },
    "/onboarding/verify": { render: verifyPage },
    "/onboarding/oauth-callback": { render: callbackPage },
    "/onboarding/business": { render: businessPage },
    "/onboarding/payment": { render: paymentPage },
    "/onboarding/complete": { render: completePage },
  },
};

/** The session's token: from the address, as in a link that was sent, or from this browser. */
export function sessionOf(query) { return query.get("session") ?? remembered() ?? ""; }

/** Goes where the session belongs, and remembers it. */
export async function goOn(page, token, { replace } = {}) {
  remember(token);
  const { route } = await signUp.route(token, "/");
  return page.go(`${route}?session=${encodeURIComponent(token)}`, { replace });
}

const over = {
  "onboarding.session_expired":
    ["This sign-up has run out", "A sign-up is kept for 24 hours. Begin again; it is quick."],
  "onboarding.session_not_found":
    ["There is no such sign-up", "It was cancelled, or the address is not complete."],
  "onboarding.session_already_committed":
    ["This sign-up is complete", "The workspace is there: sign in with the email and password."],
};

/** A session that is over: why, and the way on. */
function trouble(error, page) {
  const words = over[error.code];
  if (!words) return null;
  const begin = action("Begin again", () => {
    forget();
    return page.go(plan);
  }, { iconName: "refresh" });
  const [title, lead] = words;
  return { title, lead, content: row(begin, button("/portal/signup/", "Sign in", null, "secondary")) };
}

async function planPage(page) {
  const plans = await signUp.plans({ signal: page.signal });
  const fields = [choice({
    label: "Plan", name: "plan", value: page.query.get("plan") ?? plans[0]?.descriptor, required: true,
    options: plans.map((plan) => ({
      value: plan.descriptor, title: plan.name, aside: price(plan),
      text: plan.trialDays > 0 ? `${plan.trialDays} days to try it`
        : plan.isPaid ? "Billed at once" : "For as long as you like",
    })),
  })];
  return {
    title: "Choose a plan", lead: "You can change it until the business is set up.", step: 0,
    content: card(form({
      fields, submit: "Continue",
      onSubmit: ({ plan }) => page.go(`/onboarding/email?plan=${encodeURIComponent(plan)}`),
    })),
  };
}

async function businessPage(page) {
  const sessionToken = sessionOf(page.query);
  const session = await signUp.session(sessionToken, { signal: page.signal });
  const name = field({
    label: "Business name", name: "name", autocomplete: "organization", required: true,
    value: session.businessName ?? "",
  });
  const descriptor = field({
    label: "Short name", name: "descriptor", required: true, autocapitalize: "none", spellcheck: "false",
    value: session.businessDescriptor ?? "", hint: "3 to 20 of a–z, 0–9 and hyphens, as in addresses.",
  });
  let isOwn = descriptor.value !== "";
  descriptor.input.addEventListener("input", () => { isOwn = true; });
  name.input.addEventListener("input", () => { if (!isOwn) descriptor.value = slug(name.value); });
  const select = (label, name, options, value) =>
    field({ label, name, kind: "select", required: true, options, value: value ?? "" });
  return {
    title: `Tell us about the business${session.firstName ? `, ${session.firstName}` : ""}`, step: 3,
    lead: "It becomes a workspace of its own, with you as its owner.",
    content: card(form({
      fields: [name, descriptor, pair(
        select("Country", "country", countries(), session.businessCountry),
        select("Currency", "currency", currencyChoices(), session.businessCurrency))],
      submit: "Continue",
      async onSubmit(values) {
        await signUp.business({ sessionToken, ...values });
        await goOn(page, sessionToken);
      },
    })),
  };
}

function slug(name) {
  return name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 20).replace(/^-|-$/g, "");
}

async function paymentPage(page) {
  const sessionToken = sessionOf(page.query);
  const { signal, query } = page;
  const [session, plans] = await Promise.all([signUp.session(sessionToken, { signal }), signUp.plans({ signal })]);
  const plan = plans.find(({ descriptor }) => descriptor === session.planDescriptor);
  const line = following(page, signUp.live(sessionToken), ({ stage }) => {
    if (stage === "ready_to_commit" || stage === "payment_confirmed") goOn(page, sessionToken, { replace: true });
  });
  const status = query.get("status");
  const back = (result) => `${location.origin}/portal/signup/onboarding/payment`
    + `?session=${encodeURIComponent(sessionToken)}&status=${result}`;
  return {
    title: "Payment", step: 4, lead: "On the provider's page; in dev mode that is a sandbox and nobody pays.",
    content: card(
      status === "cancelled" && notice("warn", "info", "Nothing was paid, and nothing charged. You can pay again."),
      status === "success" && notice("good", "check", "Thank you. The provider's confirmation is on its way."),
      e("p.bill.row.row-apart", e("span", plan?.name ?? session.planDescriptor),
        e("strong.numbers", plan && price(plan))),
      row(action("Pay", async () => {
        const { checkoutUrl } = await signUp.pay({
          sessionToken, successUrl: back("success"), cancelUrl: back("cancelled"),
        });
        location.assign(checkoutUrl);
      }, { iconName: "card" })),
      line),
  };
}

async function completePage(page) {
  const token = sessionOf(page.query);
  const session = await signUp.session(token, { signal: page.signal });
  const isFree = session.paymentStatus === "skipped";
  return {
    title: "All there", step: 5, lead: "One step makes the account, the workspace and the business, all at once.",
    content: card(
      facts([
        ["You", `${session.firstName ?? ""} ${session.lastName ?? ""}`], ["Email", session.email],
        ["Business", session.businessName], ["Country", session.businessCountry],
        ["Currency", session.businessCurrency], ["Plan", session.planDescriptor],
        ["Payment", isFree ? "none needed" : session.paymentStatus],
      ]),
      row(action("Create the workspace", async () => {
        const account = await signUp.complete(token, { idempotencyKey: completionKey(token) });
        people.accept("signup", account);
        forget();
        await page.go("/", { replace: true });
      }, { iconName: "check" }))),
  };
}

/** The same for each try, so that a lost answer costs nobody the account (K8). */
function completionKey(token) {
  const name = "onboard.portal.completion";
  const [known, key] = (sessionStorage.getItem(name) ?? "").split(" ");
  if (known === token) return key;
  const fresh = newKey();
  sessionStorage.setItem(name, `${token} ${fresh}`);
  return fresh;
}

function welcome(page) {
  const person = people.of("signup");
  if (!person) {
    const lead = "With an account that a sign-up made.";
    return passwordPage(page, { lead, home: "/", other: `/portal/signup${plan}` });
  }
  return {
    title: `Welcome, ${person.name || person.email}`, step: 6, icon: "check",
    lead: "Account, workspace and business are there, made by one append; a welcome mail is on its way.",
    content: row(button("/portal", "Play another flow", "arrow"), action("Sign up somebody else", () => {
      people.leave("signup");
      return page.go(plan);
    }, { kind: "secondary" })),
  };
}
