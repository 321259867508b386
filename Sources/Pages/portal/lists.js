/** Countries, currencies, months and time zones, in the viewer's language where the browser knows it. */

const regions = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });
const currencies = new Intl.DisplayNames(undefined, { type: "currency" });
/** Regions that browsers know and ISO 3166-1 does not assign, and codes of countries that are no more. */
const none = new Set(("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ "
  + "AN BU CS DD FX NT SU TP YD YU ZR DY HV NH RH VD UK").split(" "));

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** `[code, name]` of every country, by name. */
function countries() {
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !none.has(code) && regions.of(code));
  return codes.map((code) => [code, regions.of(code)]).sort(([, a], [, b]) => a.localeCompare(b));
}

const common = ("USD EUR GBP JPY CHF CAD AUD INR BRL ZAR SEK NOK DKK PLN CZK MXN SGD HKD NZD KRW CNY TRY "
  + "AED SAR EGP NGN KES").split(" ");

function months() {
  const format = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => [String(month + 1), format.format(Date.UTC(2024, month, 15))]);
}

/** What a select may offer, by the name that its `data-options` gives. */
export const lists = {
  countries, months,
  currencies: () => common.map((code) => [code, `${code} · ${currencies.of(code)}`]),
  zones: () => Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]),
};
