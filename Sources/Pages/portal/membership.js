/** The membership: join, pay, welcome, profile, sanctuary (contracts S1–S12). */
import { ask } from "../shared/api.js";
import { e } from "../shared/dom.js";
import { Problem, taggedProgress } from "../onboarding/onboarding.js";
import { openAutosave } from "./autosave-form.js";
import { chart } from "./chart.js";
import { action, choice, field, form, pair } from "./fields.js";
import { places } from "./lists.js";
import { askAs, people } from "./people.js";
import { button, card, facts, hint, notice, price, row, savingHead, section } from "./shapes.js";
import { newPassword, passwordPage } from "./sign-in.js";

const profile = "/api/user/profile";
const asMember = (method, path, options) => askAs("membership", method, path, options);

export const membership = {
  pages: {
    "/": { isOpen: true, render: (page) => page.go("/sanctuary", { replace: true }) },
    "/sign-in": {
      render: (page) => passwordPage(page, {
        lead: "Members, and who has paid and chosen a password.", home: "/sanctuary", other: "/portal/membership/join",
      }),
    },
    "/join": { render: joinPage },
    "/welcome": { render: welcomePage },
    "/onboarding": { render: profilePage },
    "/sanctuary": { render: sanctuaryPage },
  },
};

const endings = { canceled: "Your membership has ended.", past_due: "A payment for your membership failed." };

async function joinPage(page) {
  const { body: plans } = await ask("GET", "/v1/billing/plans", { signal: page.signal });
  const person = people.of("membership");
  const ended = person && endings[(await asMember("GET", profile, { signal: page.signal })).body.subscription_status];
  const options = [["individual", "person"], ["family", "star"]].map(([value, icon]) => {
    const plan = plans.find(({ descriptor }) => descriptor === value);
    const [title, text] = [plan?.name ?? value, `${plan?.trialDays ?? 7} days free`];
    return { value, icon, title, text, aside: plan && price(plan) };
  });
  const fields = [choice({ label: "Membership", name: "plan", value: "individual", required: true, options })];
  if (!person) {
    fields.push(field({ label: "Email", name: "email", type: "email", autocomplete: "email", required: true }));
  }
  return {
    title: "Join", step: 0, lead: "Choose a membership. You pay first and make the account afterwards.",
    content: card(ended && notice("warn", "alert", ended, " Join again, and all is as you left it."), form({
      fields, submit: "Continue to payment",
      aside: !person && e("a", { href: "/portal/membership/sign-in" }, "A member already?"),
      async onSubmit(body) {
        const { body: checkout } = await (person ? asMember : ask)("POST", "/api/stripe/checkout", { body });
        location.assign(checkout.url);
      },
    })),
  };
}

/** Behind the payment: who paid without an account gets one (S8). */
async function welcomePage(page) {
  const sessionId = page.query.get("session_id");
  if (people.of("membership")) {
    const { body: me } = await asMember("GET", profile, { signal: page.signal });
    if (me.is_onboarded) {
      return {
        title: "Welcome back", step: 1, icon: "check", lead: "You are a member again, and all is as you left it.",
        content: row(button("/portal/membership/sanctuary", "Enter the sanctuary", "arrow")),
      };
    }
    return {
      title: "Welcome", step: 1, icon: "check", lead: "You are a member. One page about you is left.",
      content: row(button("/portal/membership/onboarding", "Tell us about you", "arrow")),
    };
  }
  if (!sessionId) {
    return {
      title: "Welcome", step: 1, lead: "This page is for who comes from the payment.",
      content: row(button("/portal/membership/join", "Join"),
        button("/portal/membership/sign-in", "Sign in", null, "secondary")),
    };
  }
  return {
    title: "Thank you – and welcome", step: 1,
    lead: "The payment is made. Choose a password, and the account is yours.",
    content: card(form({
      fields: [newPassword()], submit: "Make the account",
      async onSubmit({ password }) {
        people.accept("membership", (await ask("POST", "/api/welcome/claim", { body: { sessionId, password } })).body);
        await page.go("/onboarding");
      },
    })),
  };
}

const labels = {
  first_name: "First name", last_name: "Last name", preferred_name: "What people call you", birth_date: "Born on",
  birth_time: "Time of birth", birth_city: "Place of birth",
};

async function profilePage(page) {
  await asMember("POST", "/api/user/onboarding/start");
  const progress = taggedProgress((method, options) => asMember(method, profile, options));
  const auto = await openAutosave(page, progress, { labels });
  await auto.save.resume();
  const bound = (name, attributes, translation) =>
    auto.bind(field({ label: labels[name], name, optional: true, ...attributes }), translation);
  const required = (name, autocomplete) => bound(name, { autocomplete, required: true, optional: false });
  const place = bound("birth_city", {
    kind: "select", options: [["", "Choose…"], ...places.map(([city, , country]) => [city, `${city}, ${country}`])],
  }, { read: () => undefined });
  place.input.addEventListener("change", () => {
    const [birth_city, birth_region, birth_country, birth_lat, birth_lon]
      = places.find(([city]) => city === place.value) ?? Array(5).fill(null);
    auto.save.edit({ birth_city, birth_region, birth_country, birth_lat, birth_lon });
  });
  return {
    title: "About you", step: 2, lead: "Saved as you type. A birth date, time and place give you a chart.",
    content: card(
      savingHead("Profile", auto),
      form({
        fields: [
          pair(required("first_name", "given-name"), required("last_name", "family-name")),
          bound("preferred_name"),
          pair(bound("birth_date", { type: "date", max: new Date().toISOString().slice(0, 10) }),
            bound("birth_time", { type: "time" })),
          place],
        submit: "Complete", submitIcon: "check",
        async onSubmit({ first_name, last_name }) {
          await auto.save.flush();
          if (auto.save.isPending) {
            throw new Problem(409, { detail: "Not all is saved yet: see above." }, new Headers());
          }
          await asMember("PATCH", profile, { body: { first_name, last_name, is_onboarded: true } });
          await page.go("/sanctuary");
        },
      })),
  };
}

async function sanctuaryPage(page) {
  const { body: me } = await asMember("GET", profile, { signal: page.signal });
  const tell = (text, what) => action(text, async () => {
    await ask("POST", `/dev/profiles/${encodeURIComponent(me.id)}/${what}`);
    await page.reload();
  }, { kind: "secondary small-button" });
  return {
    title: `The sanctuary is yours, ${me.preferred_name || me.first_name || "friend"}`, step: 4, wide: true,
    lead: "Paid, known and let in: each time, by the gate.",
    panel: [section("Sandbox subscription", "card", row(tell("Fail a payment", "lapse"), tell("End it", "end")),
      hint("Signed deliveries to the real webhook; the gate hears of them at once."))],
    content: e("div.halves",
      card(e("h2", "You"), facts([
        ["Membership", me.membership_plan], ["Subscription", me.subscription_status],
        ["Born", [me.birth_date, me.birth_city].filter(Boolean).join(", ") || null], ["Sign", me.zodiac_sign],
      ])),
      me.birth_chart ? card(e("h2", "Birth chart"), chart(me.birth_chart))
        : notice("", "info", "With a birth date and place there would be a chart here.")),
  };
}
