/** Finds sessions, tenants and profiles. */
import { all, e, fill, find, holdsFocus, stamp } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { flows } from "./flows.js";
import { onErasure } from "./follow.js";
import { go, href, search, view } from "./route.js";
import { read } from "./session.js";
import {
  badge, card, count, eventually, firstPages, link, page, pages, redraw, row, select, stageName, table, tight,
} from "./ui.js";

const kinds = { sessions: "Sessions", profiles: "People", tenants: "Tenants" };

const middle = {
  sessions: [["Flow", (item) => item.flow], ["Stage", stage]],
  profiles: [["Role", (item) => item.accessRole ?? item.role ?? "–"],
    ["Access", (item) => row([item.status, item.subscription_status, item.is_comped
      && "comped"].filter(Boolean).map(badge))]],
  tenants: [["Status", (item) => badge(item.status ?? "–")], ["Country", (item) => item.country ?? "–"]],
};

export async function show() {
  const query = Object.fromEntries(view.query);
  const chosen = query.kind in kinds ? [query.kind] : Object.keys(kinds);
  const { size } = await read("/v1/ledger/head");
  const box = find("#search");
  if (!holdsFocus(box)) box.value = query.q ?? "";
  const tab = (kind, name) => e("a", { href: href(["subjects"], { q: query.q, kind }), "aria-current": (query.kind
    ?? null) === kind && "page" }, name);
  const sections = chosen.map((kind) => section(kind, query, chosen.length === 1));
  return {
    title: query.q ? `Search: ${query.q}` : "Subjects",
    element: page("Subjects", e("nav.segments", { "aria-label": "Kinds of subject" }, tab(null, "All"),
      Object.entries(kinds).map((each) => tab(...each))),
      query.kind === "sessions" && sessionFilters(query, await flows()), direct(query.q ?? ""),
      sections.map(({ element }) => element)),
    begin: () => onErasure(size, () => Promise.all(sections.map(({ again }) => again()))),
  };
}

/** What the words may name by themselves: a stream, a position, a request. */
function direct(text) {
  const ways = [
    [/^[a-z][a-z-]*-[^ @]+$/, `Open the stream ${text}`, ["stream", text], {}],
    [/^\d{1,15}$/, `The event at position ${text}`, ["events"], { at: text }],
    [/^[0-9a-f]{8}-[0-9a-f-]{27}$/, "The events of this request", ["events"], { correlation: text }],
  ];
  return row(ways.filter(([form]) => form.test(text)).map(([, ...way]) => link(...way, "chip")));
}

/** Flows whose subjects are people and tenants: no session is in one of them. */
const elsewhere = ["membership", "merchant", "call"];

/** What a session may be before it left by an exit: under way, or through. */
const statuses = { signup: ["active", "committed"], wizard: ["ACTIVE"] };

function sessionFilters(query, flows) {
  const all = flows.filter((each) => !elsewhere.includes(each.flow));
  const flow = all.find((each) => each.flow === query.flow);
  const choose = (name, label, options, more) => select(label, [["", "any"], ...options.map((each) => [each,
    stageName(each)])], query[name],
    (next) => go(href(["subjects"], { ...query, ...more, [name]: next })));
  return row(choose("flow", "Flow", all.map((each) => each.flow), { stage: null, status: null }),
    flow && choose("stage", "Stage", flow.stages.map((each) => each.name)),
    flow && choose("status", "Status", [...(statuses[flow.flow] ?? ["active", "completed"]),
      ...(flow.exits ?? []).map((exit) => exit.name)]));
}

/** A kind's subjects as `element`; `again()` reads as many as are there once more. */
function section(kind, query, isAlone) {
  const filter = kind === "sessions" ? { flow: query.flow, stage: query.stage, status: query.status } : {};
  const load = (after) => read(`/v1/${kind}?${search({ q: query.q, ...filter, limit: isAlone ? 50 : 8, after })}`);
  const draw = (found) => (found.items.length > 0 ? shown(kind, found, load, isAlone) : stamp("empty.subjects", {
    kind: kinds[kind].toLowerCase(), isSearch: query.q, isAll: !search({ q: query.q, ...filter }),
  }));
  const place = eventually(load, draw);
  const again = async () => {
    const found = await firstPages(load, "items", isAlone && all("tbody tr", place).length);
    redraw(place, () => fill(place, draw(found)));
  };
  return { element: card([kinds[kind], !isAlone && link("All", ["subjects"], { q: query.q, kind })], place), again };
}

function shown(kind, found, load, isAlone) {
  const columns = [["Who", who], ...middle[kind], ["#Version", (item) => count(item.version)],
    ["Last change", (item) => time(item.updatedAt, "ago")]];
  const draw = ({ items }) => table(columns.map(([name]) => name), items.map((item) =>
    columns.map(([, cell]) => cell(item))), "subjects-table");
  const place = draw(found);
  return tight(place, isAlone && pages(found, load, find("tbody", place),
    (page) => all("tbody tr", draw(page))));
}

/** What a subject is called, by what is known of it. */
export const nameOf = (state, otherwise) =>
  [state?.firstName, state?.lastName].filter(Boolean).join(" ") || state?.businessName || state?.name
    || state?.stepData?.entityName || state?.email || otherwise;

function who(item) {
  const name = nameOf(item, item.id);
  return e("a.who", { href: href(["stream", item.stream]) }, e("span", name),
    e("span.soft.small", item.email && item.email !== name ? item.email : item.stream));
}

function stage(item) {
  const at = item.exit ?? item.stage ?? "–";
  return e("span", stageName(at), " ", item.status && item.status !== at && badge(item.status),
    item.currentStep !== undefined && e("span.soft.small", ` step ${item.currentStep}`));
}
