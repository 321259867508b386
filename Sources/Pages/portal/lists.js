/** Countries, currencies, months and time zones, in the viewer's language where the browser knows it. */

const regions = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });
const currencies = new Intl.DisplayNames(undefined, { type: "currency" });
/** The codes or names that a template lists. */
export const codes = (id) => document.getElementById(id).content.textContent.split(/\s/);

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** `[code, name]` of every country, by name. */
function countries() {
  const none = codes("no-countries");
  return letters.flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !none.includes(code) && regions.of(code))
    .map((code) => [code, regions.of(code)]).sort(([, a], [, b]) => a.localeCompare(b));
}

function months() {
  const format = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => [String(month + 1), format.format(Date.UTC(2024, month, 15))]);
}

/** What a select may offer, by the name that its `data-options` gives. */
export const lists = {
  countries, months,
  currencies: () => codes("currencies").map((code) => [code, `${code} · ${currencies.of(code)}`]),
  zones: () => Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]),
};
