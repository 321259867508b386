/** The sign-up: plan, email, proof, business, payment, complete (contracts K1–K14). */
import { forget, newKey, remember, remembered, signUp } from "../onboarding/onboarding.js";
import { byID, escaped, find, on } from "../shared/dom.js";
import { people } from "./people.js";
import { following, planChoice, price } from "./shapes.js";
import { passwordPage } from "./sign-in.js";
import { callbackPage, emailPage, verifyPage } from "./signup-identity.js";
import { part, view } from "./view.js";

const plan = "/onboarding/plan";
/** Where this tab keeps the address of the checkout that it opened. */
const checkout = "onboard.portal.checkout";

export const flow = {
  /** Who comes back goes on where the sign-up is, or is done already. */
  async resume(page) {
    if (remembered()) await goOn(page, remembered(), { replace: true });
    else if (people.of("signup")) await page.go("/", { replace: true });
    else return false;
    return true;
  },
  place: (query) => ({ sessionToken: sessionOf(query) }),
  keep: (query) => (sessionOf(query) ? withSession("", sessionOf(query)) : ""),
  trouble,
  open: { "/": welcome, "/onboarding": (page) => page.go(plan, { replace: true }) },
  pages: {
    [plan]: planPage,
    "/onboarding/email": emailPage,
    "/onboarding/verify": verifyPage,
    "/onboarding/oauth-callback": callbackPage,
    "/onboarding/business": businessPage,
    "/onboarding/payment": paymentPage,
    "/onboarding/complete": completePage,
  },
};

/** The session's token: from the address, as in a link that was sent, or from this browser. */
const sessionOf = (query) => query.get("session") || remembered() || "";

/** A route with a session's token in its address. */
export const withSession = (route, token) => `${route}?session=${escaped(token)}`;

/** The page's session as the server has it, with its token. */
export const sessionAt = ({ query, signal }) => signUp.session(sessionOf(query), { signal });

/** Goes where the session belongs, and remembers it. */
export async function goOn(page, token, { replace } = {}) {
  remember(token);
  const { route } = await signUp.route(token, "/");
  return page.go(withSession(route, token), { replace });
}

/** A session that is over: a template of the refusal's code says why, and has the way on; who ended it is let in. */
function trouble({ code }, page) {
  if (!byID(code)) return null;
  const isOwn = code.endsWith("committed") && localStorage[completion(sessionOf(page.query))];
  if (isOwn && people.of("signup")) return welcome(page);
  const begin = async () => {
    forget();
    await page.go(plan);
  };
  return view(code, { on: part("signup.on", { begin }) });
}

/** What a page asks the server: a session that ended elsewhere is told of as on any other page. */
const within = (page, work) => (...given) => work(...given).catch((error) => {
  const over = trouble(error, page);
  if (!over) throw error;
  page.show(over);
});

async function planPage(page) {
  const token = sessionOf(page.query);
  const [plans, session] = await Promise.all([signUp.plans({ signal: page.signal }), token && sessionAt(page)]);
  return view("signup.plan", {
    plans: plans.map((plan) => planChoice(plan.descriptor, plan)),
    values: { plan: page.query.get("plan") ?? session.planDescriptor ?? plans[0]?.descriptor },
    async go({ plan: planDescriptor }) {
      const chosen = `?plan=${escaped(planDescriptor)}${token && `&session=${token}`}`;
      // Who comes back finds what they chose, and not the door, which leads on.
      history.replaceState(null, "", `/portal/signup${plan}${chosen}`);
      if (!session.emailVerified) return page.go(`/onboarding/email${chosen}`);
      await signUp.start({ email: session.email, planDescriptor, sessionToken: token });
      return goOn(page, token);
    },
  });
}

async function businessPage(page) {
  const session = await sessionAt(page);
  const { sessionToken } = session;
  const shown = view("signup.business", {
    who: session.firstName && `, ${session.firstName}`,
    values: {
      name: session.businessName, descriptor: session.businessDescriptor, country: session.businessCountry,
      currency: session.businessCurrency,
    },
    describe: within(page, async (values, idempotencyKey) => {
      await signUp.business({ sessionToken, ...values }, { idempotencyKey });
      await goOn(page, sessionToken);
    }),
  });
  find("a", shown.content).href += withSession("", sessionToken);
  const { name, descriptor } = shown.fields;
  let isOwn = descriptor.value !== "";
  on(descriptor.input, "input", () => { isOwn = true; });
  on(name.input, "input", () => { if (!isOwn) descriptor.value = slug(name.value); });
  return shown;
}

const slug = (name) =>
  name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 20)
    .replace(/^-|-$/g, "");

async function paymentPage(page) {
  const [{ sessionToken, planDescriptor }, plans] = await Promise.all(
    [sessionAt(page), signUp.plans({ signal: page.signal })]);
  const plan = plans.find(({ descriptor }) => descriptor === planDescriptor);
  const back = (result) =>
    `${withSession(`${location.origin}/portal/signup/onboarding/payment`, sessionToken)}&status=${result}`;
  return view("signup.payment", {
    [page.query.get("status")]: true, plan: plan?.name ?? planDescriptor, price: plan && price(plan),
    live: following(page, signUp.live(sessionToken), ({ stage }) => {
      if (stage === "ready_to_commit" || stage === "payment_confirmed") goOn(page, sessionToken, { replace: true })
        .catch(page.reload);
    }),
    pay: within(page, async (_, idempotencyKey) => {
      // Who comes back from a checkout that is open still goes on there: another would have to wait (K6).
      const { checkoutSessionId } = await signUp.session(sessionToken);
      if (!sessionStorage[checkout]?.includes(checkoutSessionId)) {
        const urls = { successUrl: back("success"), cancelUrl: back("cancelled") };
        sessionStorage[checkout] = (await signUp.pay({ sessionToken, ...urls }, { idempotencyKey })).checkoutUrl;
      }
      location.assign(sessionStorage[checkout]);
    }),
  });
}

async function completePage(page) {
  const session = await sessionAt(page);
  const { sessionToken: token } = session;
  return view("signup.complete", {
    ...session, payment: session.paymentStatus === "skipped" ? "none needed" : session.paymentStatus,
    create: within(page, async () => {
      const idempotencyKey = localStorage[completion(token)] ??= newKey();
      people.accept("signup", await signUp.complete(token, { idempotencyKey }));
      forget();
      await page.go("/", { replace: true });
    }),
  });
}

/** Where the key of a session's end is kept: one for all tries, so that a lost answer costs nobody the account (K8). */
const completion = (token) => `onboard.portal.completion.${token}`;

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
