/** The auto-saving wizard: four steps that any browser resumes (contracts A0–A9). */
import { all, byID, e, escaped, fill, find, icon } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { wizardProgress } from "../onboarding/onboarding.js";
import { openAutosave } from "./autosave-form.js";
import { inWords } from "./fields.js";
import { askAs } from "./people.js";
import { facts } from "./shapes.js";
import { part, view } from "./view.js";

export const flow = {
  pages: { "/onboarding": wizardPage, "/dashboard": dashboardPage },
};

const lastStep = 3;
const request = askAs("wizard");

/** The fiscal year's first month is a number. */
const asNumber = { read: (value) => Number(value) || null };

async function wizardPage(page) {
  const auto = await openAutosave(page, wizardProgress({ request }));
  const { save } = auto;
  await save.resume();
  const goTo = async (next) => {
    save.edit({}, next);
    await save.flush(true);
    // The next step is what was typed here, network or not; where saving came to an end, the gate knows more.
    await (save.status.name === "error" ? page.reload() : page.show(draw()));
  };

  function draw() {
    const step = Math.min(save.step, lastStep);
    const looked = e("div.stack");
    const shown = view(`wizard.${step}`, {
      head: auto.head(page.flow.steps[step]), review: step === lastStep && looked,
      next: () => goTo(step + 1), back: () => goTo(step - 1), complete: () => complete(page, auto),
    });
    auto.keep(() => fill(looked, review(page.flow.steps, save.data, goTo)));
    for (const name in shown.fields) auto.bind(shown.fields[name], name === "fiscalYearStart" ? asNumber : {});
    const fail = () => request("POST", "/dev/identity-sync", { body: { failNext: 1 } });
    return { ...shown, panel: part("wizard.behind", { version: save.version, fail }) };
  }

  return draw();
}

/** What each step asks for, with what was answered. */
const review = (names, data, goTo) => names.slice(0, lastStep).map((name, step) => {
  const inputs = all(".field [name]", byID(`wizard.${step}`).content);
  const fields = [...new Set(inputs.map((input) => input.name))];
  return part("wizard.part", {
    name, go: () => goTo(step), facts: facts(fields.map((field) => inWords(field, data[field]))),
  });
});

/** Makes the tenant of what was filled in, and opens the books; both may be repeated (A6, A7). */
async function complete(page, { save, settle }) {
  await settle();
  await request("POST", "/onboarding/initialize", { body: save.data });
  await request("POST", "/onboarding/complete");
  await page.go("/dashboard");
}

async function dashboardPage({ signal }) {
  const { body: { tenantId } } = await request("GET", "/api/system/onboarding/resume", { signal });
  const { body: tenant } = await request("GET", `/v1/tenants/${escaped(tenantId)}`, { signal });
  const { startMonth = 1, periods = [] } = tenant.fiscalYear ?? {};
  const format = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
  const shown = view("wizard.dashboard", {
    name: tenant.name, since: time(tenant.onboardingCompletedAt ?? tenant.updatedAt),
    month: inWords("fiscalYearStart", startMonth)[1],
    periods: periods.map(({ startsOn }) => e("li.badge.good", icon("check"), format.format(new Date(startsOn)))),
  });
  find("tbody", shown.content).append(...(tenant.accounts ?? []).map(({ code, name, type }) =>
    e("tr", e("td.numbers", code), e("td", name), e("td", type))));
  return shown;
}
