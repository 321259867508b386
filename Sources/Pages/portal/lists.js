/** Countries, currencies and places, in the viewer's language where the browser knows it. */

const regions = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });
const currencies = new Intl.DisplayNames(undefined, { type: "currency" });
/** Regions that browsers know and ISO 3166-1 does not assign. */
const unassigned = new Set(
  ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]);
/** Names of countries that are no more have codes of their own. */
const former = new Set(
  ["AN", "BU", "CS", "DD", "FX", "NT", "SU", "TP", "YD", "YU", "ZR", "DY", "HV", "NH", "RH", "VD", "UK"]);

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** `[code, name]` of every country, by name, behind an empty first choice. */
export function countries() {
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !unassigned.has(code) && !former.has(code) && regions.of(code));
  return [["", "Choose…"], ...codes.map((code) => [code, regions.of(code)])
    .sort(([, a], [, b]) => a.localeCompare(b))];
}

const common = ["USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "INR", "BRL", "ZAR", "SEK", "NOK", "DKK", "PLN",
  "CZK", "MXN", "SGD", "HKD", "NZD", "KRW", "CNY", "TRY", "AED", "SAR", "EGP", "NGN", "KES"];

export function currencyChoices() {
  return [["", "Choose…"], ...common.map((code) => [code, `${code} · ${currencies.of(code)}`])];
}

export function months() {
  const format = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => [String(month + 1), format.format(Date.UTC(2024, month, 15))]);
}

/** A few places to be born at; the server finds their time zones. */
export const places = [
  ["Alexandria", "Alexandria", "EG", 31.2001, 29.9187], ["Athens", "Attica", "GR", 37.9838, 23.7275],
  ["Berlin", "Berlin", "DE", 52.52, 13.405], ["Buenos Aires", "Buenos Aires", "AR", -34.6037, -58.3816],
  ["Cape Town", "Western Cape", "ZA", -33.9249, 18.4241], ["Chicago", "Illinois", "US", 41.8781, -87.6298],
  ["London", "England", "GB", 51.5072, -0.1276], ["Los Angeles", "California", "US", 34.0522, -118.2437],
  ["Mexico City", "CDMX", "MX", 19.4326, -99.1332], ["Mumbai", "Maharashtra", "IN", 19.076, 72.8777],
  ["Nairobi", "Nairobi", "KE", -1.2921, 36.8219], ["New York", "New York", "US", 40.7128, -74.006],
  ["Paris", "Île-de-France", "FR", 48.8566, 2.3522], ["São Paulo", "São Paulo", "BR", -23.5505, -46.6333],
  ["Seoul", "Seoul", "KR", 37.5665, 126.978], ["Sydney", "New South Wales", "AU", -33.8688, 151.2093],
  ["Tokyo", "Tokyo", "JP", 35.6762, 139.6503], ["Toronto", "Ontario", "CA", 43.6532, -79.3832],
];
