/** The sign-up: plan, email, proof, business, payment, complete (contracts K1–K14). */
import { forget, newKey, remember, remembered, signUp } from "../onboarding/onboarding.js";
import { people } from "./people.js";
import { following, planChoice, price } from "./shapes.js";
import { passwordPage } from "./sign-in.js";
import { callbackPage, emailPage, verifyPage } from "./signup-identity.js";
import { part, view } from "./view.js";

const plan = "/onboarding/plan";

export const flow = {
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

/** A session that is over: a template of the refusal's code says why, and has the way on. */
function trouble({ code }, page) {
  if (!document.getElementById(code)) return null;
  const begin = async () => {
    forget();
    await page.go(plan);
  };
  return view(code, { on: part("signup.on", { begin }) });
}

async function planPage(page) {
  const plans = await signUp.plans({ signal: page.signal });
  return view("signup.plan", {
    plans: plans.map((plan) => planChoice(plan.descriptor, plan, plan.trialDays > 0 ? `${plan.trialDays} days to try it`
      : plan.isPaid ? "Billed at once" : "For as long as you like")),
    values: { plan: page.query.get("plan") ?? plans[0]?.descriptor },
    go: async ({ plan }) => page.go(`/onboarding/email?plan=${encodeURIComponent(plan)}`),
  });
}

async function businessPage(page) {
  const sessionToken = sessionOf(page.query);
  const session = await signUp.session(sessionToken, { signal: page.signal });
  const shown = view("signup.business", {
    who: session.firstName && `, ${session.firstName}`,
    values: {
      name: session.businessName, descriptor: session.businessDescriptor, country: session.businessCountry,
      currency: session.businessCurrency,
    },
    async describe(values) {
      await signUp.business({ sessionToken, ...values });
      await goOn(page, sessionToken);
    },
  });
  const { name, descriptor } = shown.fields;
  let isOwn = descriptor.value !== "";
  descriptor.input.addEventListener("input", () => { isOwn = true; });
  name.input.addEventListener("input", () => { if (!isOwn) descriptor.value = slug(name.value); });
  return shown;
}

function slug(name) {
  return name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 20).replace(/^-|-$/g, "");
}

async function paymentPage(page) {
  const sessionToken = sessionOf(page.query);
  const { signal, query } = page;
  const [session, plans] = await Promise.all([signUp.session(sessionToken, { signal }), signUp.plans({ signal })]);
  const plan = plans.find(({ descriptor }) => descriptor === session.planDescriptor);
  const back = (result) => `${location.origin}/portal/signup/onboarding/payment`
    + `?session=${encodeURIComponent(sessionToken)}&status=${result}`;
  return view("signup.payment", {
    [query.get("status")]: true, plan: plan?.name ?? session.planDescriptor, price: plan && price(plan),
    live: following(page, signUp.live(sessionToken), ({ stage }) => {
      if (stage === "ready_to_commit" || stage === "payment_confirmed") goOn(page, sessionToken, { replace: true });
    }),
    async pay() {
      const { checkoutUrl } = await signUp.pay({
        sessionToken, successUrl: back("success"), cancelUrl: back("cancelled"),
      });
      location.assign(checkoutUrl);
    },
  });
}

async function completePage(page) {
  const token = sessionOf(page.query);
  const session = await signUp.session(token, { signal: page.signal });
  return view("signup.complete", {
    ...session, payment: session.paymentStatus === "skipped" ? "none needed" : session.paymentStatus,
    async create() {
      const account = await signUp.complete(token, { idempotencyKey: completionKey(token) });
      people.accept("signup", account);
      forget();
      await page.go("/", { replace: true });
    },
  });
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
  if (!person) return passwordPage("signup.password", page, "/");
  return view("signup.welcome", {
    name: person.name || person.email,
    async another() {
      people.leave("signup");
      await page.go(plan);
    },
  });
}
