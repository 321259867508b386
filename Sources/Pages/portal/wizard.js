/** The auto-saving wizard: four steps that any browser resumes (contracts A0–A9). */
import { e, icon } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { wizardProgress } from "../onboarding/onboarding.js";
import { openAutosave } from "./autosave-form.js";
import { action, choice, field, pair } from "./fields.js";
import { countries, currencyChoices, months } from "./lists.js";
import { askAs, people } from "./people.js";
import { card, facts, hint, notice, savingHead, section } from "./shapes.js";

export const wizard = {
  pages: { "/onboarding": { render: wizardPage }, "/dashboard": { render: dashboardPage } },
};

const labels = {
  accountType: "Kind of account", firstName: "First name", lastName: "Last name", phoneNumber: "Phone",
  timezone: "Time zone", entityName: "Legal name", entityType: "Legal form", country: "Country",
  currency: "Currency", fiscalYearStart: "Fiscal year begins in", taxId: "Tax number", address: "Address",
};
const parts = [["accountType"], ["firstName", "lastName", "phoneNumber", "timezone"],
  ["entityName", "entityType", "country", "currency", "fiscalYearStart", "taxId", "address"]];

/** What each step says and asks for; its fields are made anew each time it is shown. */
const steps = [
  {
    title: "What are the books for?", lead: "Everything is saved as you type. Leave whenever you like.",
    fields: () => [choice({
      label: labels.accountType, name: "accountType", columns: 3, options: [
        { value: "personal", title: "Personal", text: "One person's books", icon: "person" },
        { value: "business", title: "Business", text: "A company or a shop", icon: "shop" },
        { value: "accountant", title: "Accountant", text: "Books of many", icon: "form" },
      ],
    })],
  },
  {
    title: "Who are you?", lead: "So that we know whom to ask.",
    fields: () => [
      pair(text("firstName", { autocomplete: "given-name" }), text("lastName", { autocomplete: "family-name" })),
      pair(text("phoneNumber", { type: "tel", autocomplete: "tel", optional: true }),
        select("timezone", Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]), true)),
    ],
  },
  {
    title: "The company", lead: "As it stands in the register.",
    fields: () => [
      pair(text("entityName", { autocomplete: "organization" }), text("entityType", { optional: true })),
      pair(select("country", countries()), select("currency", currencyChoices())),
      pair(select("fiscalYearStart", months(), true), text("taxId", { optional: true, maxlength: 50 })),
      text("address", { optional: true, autocomplete: "street-address" }),
    ],
  },
  { title: "Look it over", lead: "Nothing is final before you complete it.", fields: () => [] },
];

function text(name, attributes) { return field({ label: labels[name], name, ...attributes }); }

function select(name, choices, optional) {
  const options = optional ? [["", "Choose…"], ...choices] : choices;
  return field({ label: labels[name], name, kind: "select", options, optional });
}

function shown(value, name) {
  if ((value ?? "") === "") return "–";
  const [, known] = { country: countries, fiscalYearStart: months }[name]?.()
    .find(([code]) => code === String(value)) ?? [];
  return known ?? String(value);
}

async function wizardPage(page) {
  const progress = wizardProgress({ token: () => people.of("wizard")?.token });
  const auto = await openAutosave(page, progress, { labels, shown });
  await auto.save.resume();
  const step = Math.min(auto.save.step, steps.length - 1);
  const goTo = async (next) => {
    auto.save.edit({}, next);
    await auto.save.flush();
    await page.reload();
  };
  const { title, lead, fields: make } = steps[step];
  const fields = make();
  for (const field of fields.flatMap((field) => field.parts ?? field)) {
    auto.bind(field, field.name === "fiscalYearStart"
      ? { read: (value) => Number(value) || null, write: (value) => String(value ?? "") } : {});
  }
  const isLast = step === steps.length - 1;
  return {
    title, lead, step,
    content: card(
      savingHead(page.flow.steps[step], auto),
      isLast ? review(page.flow.steps, auto.save.data, goTo) : fields.map(({ element }) => element),
      e("div.row.form-end",
        isLast ? action("Complete", () => complete(page, auto.save), { iconName: "check" })
          : action("Continue", () => goTo(step + 1), { iconName: "arrow" }),
        step > 0 && action("Back", () => goTo(step - 1), { kind: "quiet" }))),
    panel: [section("Wizard", "form",
      hint(`Version ${auto.save.version}. Open this page in a second tab and change the same field in both to meet`
        + " a conflict."),
      action("Let the next identity sync fail", () =>
        askAs("wizard", "POST", "/dev/identity-sync", { body: { failNext: 1 } }), { kind: "secondary small-button" }))],
  };
}

function review(names, data, goTo) {
  return parts.map((fields, step) => e("section.stack-tight",
    e("div.row.row-apart", e("h2.small-heading", names[step]),
      e("button.quiet.small-button", {
        "aria-label": `Edit ${names[step]}`,
        on: { click: () => goTo(step) },
      }, "Edit")),
    facts(fields.map((name) => [labels[name], shown(data[name], name)]))));
}

/** Makes the tenant of what was filled in, and opens the books; both may be repeated (A6, A7). */
async function complete(page, save) {
  await save.flush();
  const { firstName, lastName, ...body } = save.data;
  void [firstName, lastName];
  await askAs("wizard", "POST", "/onboarding/initialize", { body });
  await askAs("wizard", "POST", "/onboarding/complete");
  await page.go("/dashboard");
}

async function dashboardPage({ signal }) {
  const { body: { tenantId } } = await askAs("wizard", "GET", "/api/system/onboarding/resume", { signal });
  const { body: tenant } = await askAs("wizard", "GET", `/v1/tenants/${encodeURIComponent(tenantId)}`, { signal });
  const { startMonth = 1, periods = [] } = tenant.fiscalYear ?? {};
  return {
    title: tenant.name, lead: "The books are open: a chart of accounts and a fiscal year of twelve periods.",
    step: 4, wide: true,
    content: e("div.stack",
      notice("good", "check", "Complete since ", time(tenant.onboardingCompletedAt ?? tenant.updatedAt), "."),
      e("div.halves",
        card(e("h2", "Fiscal year"), e("p.soft", `Begins in ${months()[startMonth - 1][1]}`),
          e("ol.periods", periods.map((period) =>
            e("li.badge.good", icon("check"), periodName(period))))),
        card(e("h2", "Accounts"), e("div.scroll-x", {
          tabindex: "0", role: "region", "aria-label": "Accounts",
        }, accountTable(tenant.accounts ?? []))))),
  };
}

function accountTable(accounts) {
  return e("table", {},
    e("thead", e("tr", ["Code", "Account", "Kind"].map((name) => e("th", { scope: "col" }, name)))),
    e("tbody", accounts.map(({ code, name, type }) =>
      e("tr", e("td.numbers", code), e("td", name), e("td", type)))));
}

function periodName({ startsOn }) {
  return new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" })
    .format(new Date(startsOn));
}
