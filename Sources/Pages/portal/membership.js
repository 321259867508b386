/** The membership: join, pay, welcome, profile, sanctuary (contracts S1–S12). */
import { ask } from "../shared/api.js";
import { now } from "../shared/time.js";
import { taggedProgress } from "../onboarding/onboarding.js";
import { openAutosave } from "./autosave-form.js";
import { chart } from "./chart.js";
import { askAs, people } from "./people.js";
import { planChoice } from "./shapes.js";
import { passwordPage } from "./sign-in.js";
import { part, view } from "./view.js";

/** Where this tab keeps who goes to the payment. */
const joining = "onboard.portal.joining";
const profile = "/api/user/profile";
const asMember = askAs("membership");
const me = async ({ signal }) => (await asMember("GET", profile, { signal })).body;

export const flow = {
  open: { "/": (page) => page.go("/sanctuary", { replace: true }) },
  pages: {
    "/sign-in": (page) => passwordPage("membership.sign-in", page, "/sanctuary"),
    "/join": joinPage,
    "/welcome": welcomePage,
    "/onboarding": profilePage,
    "/sanctuary": sanctuaryPage,
  },
};

async function joinPage(page) {
  const { body: plans } = await ask("GET", "/v1/billing/plans", { signal: page.signal });
  const person = people.of("membership");
  const plan = page.query.get("plan");
  return view("membership.join", {
    stranger: !person, unpaid: page.query.get("status") === "cancelled",
    [person && (await me(page)).subscription_status]: true,
    plans: [["individual", "person"], ["family", "star"]].map(([value, sign]) =>
      planChoice(value, plans.find(({ descriptor }) => descriptor === value), sign)),
    // Who comes back from a payment that was not made finds what they chose.
    values: { plan: "individual", ...JSON.parse(sessionStorage[joining] ?? "{}"), ...(plan && { plan }) },
    async pay(body, idempotencyKey) {
      sessionStorage[joining] = JSON.stringify(body);
      const work = person ? asMember : ask;
      location.assign((await work("POST", "/api/stripe/checkout", { body, idempotencyKey })).body.url);
    },
  });
}

/** Behind the payment: who paid without an account gets one (S8). */
async function welcomePage(page) {
  const sessionId = page.query.get("session_id");
  if (people.of("membership")) return view((await me(page)).is_onboarded ? "membership.back" : "membership.new");
  if (!sessionId) return view("membership.stranger");
  return view("membership.claim", {
    async claim({ password }, idempotencyKey) {
      const body = { sessionId, password };
      try {
        people.accept("membership", (await ask("POST", "/api/welcome/claim", { body, idempotencyKey })).body);
      } catch (error) {
        if (!/checkout_not/.test(error.code)) throw error;
        return page.show(view("membership.unpaid", { ...error.body, [error.status]: true, again: page.reload }));
      }
      await page.go("/onboarding");
    },
  });
}

async function profilePage(page) {
  await asMember("POST", "/api/user/onboarding/start");
  const { save, head, bind, settle } = await openAutosave(page,
    taggedProgress((method, options) => asMember(method, profile, options)));
  await save.resume();
  const shown = view("membership.profile", {
    head: head("Profile"),
    async complete({ first_name, last_name }) {
      await settle();
      await asMember("PATCH", profile, { body: { first_name, last_name, is_onboarded: true } });
      await page.go("/sanctuary");
    },
  });
  const { birth_city: place, birth_date: day, ...others } = shown.fields;
  day.input.max = new Date(now()).toISOString().slice(0, 10);
  for (const field of [day, ...Object.values(others)]) bind(field);
  // A place says more than its name.
  bind(place, { read: () => undefined });
  place.input.addEventListener("change", () => {
    const { region = null, country = null, lat, lon } = place.input.selectedOptions[0].dataset;
    save.edit({
      birth_city: place.value || null, birth_region: region, birth_country: country,
      birth_lat: lat ? Number(lat) : null, birth_lon: lon ? Number(lon) : null,
    });
  });
  return shown;
}

async function sanctuaryPage(page) {
  const member = await me(page);
  const tell = (what) => async () => {
    await ask("POST", `/dev/profiles/${encodeURIComponent(member.id)}/${what}`);
    await page.reload();
  };
  return {
    ...view("membership.sanctuary", {
      ...member, name: member.preferred_name || member.first_name,
      born: [member.birth_date, member.birth_city].filter(Boolean).join(", ") || null,
      chart: member.birth_chart && chart(member.birth_chart), chartless: !member.birth_chart,
    }),
    panel: part("membership.behind", { lapse: tell("lapse"), end: tell("end") }),
  };
}
