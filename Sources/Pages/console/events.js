/** The whole log, filtered, page by page as it is scrolled, and live. */
import { all, e, fill, find, icon, sending, stamp } from "../shared/dom.js";
import { eventDetail, eventRow } from "./event.js";
import { follow, isErased, onErasure, readEvents } from "./follow.js";
import { viewKeys } from "./keys.js";
import { List } from "./list.js";
import { amend, asked, go, href, view } from "./route.js";
import { read } from "./session.js";
import {
  button, chip, count, eventName, eventually, firstPages, page, plural, redraw, renewal, row, sheet, tellEvents,
} from "./ui.js";

/** A tail that runs for hours keeps this many; older ones are had again by scrolling. */
const heldMax = 4000;

export function show() {
  const fields = stamp("filters");
  const inputs = all("input", fields);
  const query = asked(inputs.map(({ name }) => name));
  for (const each of inputs) each.value = query[each.name] ?? "";
  const isFiltered = Object.keys(query).length > 0;
  const order = view.query.get("order") === "asc" ? "asc" : "desc";
  const isLive = order === "desc" && !query.until;
  const note = e("span.tally.soft.small");
  let [events, next, isLoading, freshFrom] = [[], undefined, false, Infinity];

  const part = (after) => readEvents({ ...query, order, limit: 200, after });
  const load = async () => {
    isLoading = true;
    const mine = events;
    const found = await part(next).finally(() => { isLoading = false; });
    // What it belonged to may have been read anew meanwhile.
    if (mine !== events) return list.draw();
    events.push(...found.events);
    next = found.next;
    list.setCount(events.length);
    tally();
  };
  const panel = sheet("Event", () => amend({ at: null }));
  const place = e("div.list-place");
  const both = e("div.with-sheet", place, panel.element);
  const put = () => {
    fill(both, place, panel.element);
    fill(place, events.length > 0 ? list.element : stamp("empty.events", { isFiltered, isLive }));
  };
  /** Reads once more what is here: something was taken out of it, or more came than was told. */
  const again = renewal(both, async () => {
    const found = await firstPages(part, "events", events.length);
    const [{ position: top }, { position: newest }] = [events[0] ?? {}, found.events[0] ?? {}];
    events = [...(isLive ? events.filter(({ position }) => position > newest) : []), ...found.events];
    next = found.next;
    grown(Math.max(0, events.findIndex(({ position }) => position === top)));
    await openAt();
  });
  const grown = (added) => {
    if (!list.element.isConnected) redraw(both, put);
    list.setCount(events.length, added);
    tally();
  };
  const tally = () => fill(note, next === null ? plural(events.length, "event")
    : `${count(events.length)} events loaded, more below`);
  const list = new List("Events", 44, {
    row: (index) => eventRow(events[index], events[index].position >= freshFrom),
    onSelect: (index) => { open(events[index]); list.reveal(); },
    onOpen: (index) => go(href(["stream", events[index].stream], { v: events[index].version })),
    onRange: (_, last) => { if (last > events.length - 40 && next && !isLoading) load().catch(() => {}); },
  });
  const open = (event) => {
    amend({ at: event.position });
    panel.show(eventName(event.type), eventDetail(event));
  };
  const grow = (told, skipped) => {
    tellEvents(told.length + skipped, "unseen");
    if (isErased(told, skipped) || !place.isConnected) return again();
    // What was read anew has some of them already.
    const fresh = told.filter(({ position }) => !(position <= events[0]?.position));
    if (fresh.length === 0) return;
    freshFrom = fresh[0].position;
    events.unshift(...fresh.toReversed());
    if (events.length > heldMax) { events = events.slice(0, heldMax); next = events.at(-1).position; }
    grown(fresh.length);
  };
  /** Shows the event that the address names; answers where it stands in the list. */
  const openAt = async () => {
    const at = Number(view.query.get("at"));
    const index = events.findIndex((event) => event.position === at);
    const found = events[index] ?? (at && (await readEvents({ after: at - 1, limit: 1 })).events[0]);
    if (found) open(found);
    return index;
  };
  const begin = async () => {
    const { size } = await read("/v1/ledger/head");
    // It may be tried again.
    [events, next] = [[], undefined];
    await load();
    const index = await openAt();
    if (isLive) follow(query, events[0]?.position ?? size, grow);
    if (!isLive || isFiltered) onErasure(size, again);
    return index;
  };
  fill(place, eventually(begin, (index) => {
    redraw(both, put);
    list.draw();
    if (index >= 0) list.select(index);
    return [];
  }, 10));
  const turn = () => { amend({ order: order === "asc" ? null : "asc", at: null }); go(); };
  const form = filterForm(fields, query, order, turn, isLive);
  const element = page("Events", note, form, both);
  element.classList.add("events-view");
  return {
    title: ["Events", Object.values(query).join(", ")].filter(Boolean).join(": "), element,
    begin: () => viewKeys(["f", "Filter", () => { form.open(); }], ["o", "Oldest or newest first", turn]),
  };
}

function filterForm(fields, query, order, turn, isLive) {
  const kept = { order: order === "asc" && order };
  const called = (name) => find(`[for=${name}]`, fields).textContent;
  const chips = Object.entries(query).map(([name, text]) =>
    chip(called(name), text, href(["events"], { ...query, ...kept, [name]: null })));
  const more = e("details", e("summary", icon("search"), " Filter"), fields);
  const form = e("form.filters", {
    on: { submit: sending(() => {
      const { type, ...rest } = Object.fromEntries(new FormData(form));
      // Lists show `Sign up started` for `SignUpStarted`; a team's own type may be called so.
      go(href(["events"], { ...rest, ...kept, type: type.trim().replace(/^[^,]+ [^,]+$/,
        (all) => `${all.replace(/ +./g, (end) => end.at(-1).toUpperCase())},${all}`) }));
    }) },
  }, row(chips,
    button(`Newest first${isLive ? ", live" : ""}`, turn, undefined,
      { "aria-pressed": String(order === "desc") })), more);
  form.open = () => { more.open = true; find("input", more).focus(); };
  return form;
}
