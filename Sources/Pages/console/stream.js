/** One subject: its timeline, its state at every version, who set what, what it still owes. */
import { all, byID, e, escaped, fill, find, focusOn, holdsFocus, stamp } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { actionButtons } from "./actions.js";
import { actor, dot, eventDetail, gist, when } from "./event.js";
import { flows } from "./flows.js";
import { follow, isErased } from "./follow.js";
import { History } from "./history.js";
import { viewKeys } from "./keys.js";
import { List } from "./list.js";
import { amend, entitle, search, view } from "./route.js";
import { may, read } from "./session.js";
import { nameOf } from "./subjects.js";
import {
  apart, badge, button, copyable, count, eventName, eventually, facts, link, notice, plain, plural, row, soft, stack,
  table, tabs, tellEvents, tight, value, zoom,
} from "./ui.js";

const rowHeight = 68;
const kinds = { session: "Sign-up", wizard: "Wizard", tenant: "Tenant", profile: "Person" };

/** When a field was set, as `when` has an event's time. */
const setAt = ({ at, recordedAt }, form) => when({ occurredAt: recordedAt && at, recordedAt: at }, form);

export async function show() {
  const name = view.segments[1] ?? "";
  const [past, all] = await Promise.all([new History(name).load(), flows()]);
  const state = await past.state(past.version);
  const page = new Page(name, past, all, state);
  return {
    title: nameOf(state, name), element: page.element,
    begin: () => page.begin(),
    update: () => {
      page.turn(page.asked(), view.query.get("tab") ?? "state");
      return true;
    },
  };
}

class Page {
  #name;
  #history;
  #category;
  #id;
  #flows;
  #opened = new Set();
  #isNewestFirst = view.query.get("order") !== "asc";
  #version;
  #head = e("header.stack-tight");
  #list;
  #range;
  #text = e("span.strip-text");
  #tabs;
  #order;

  constructor(name, past, all, state) {
    const category = name.slice(0, name.indexOf("-"));
    [this.#name, this.#history, this.#category] = [name, past, category];
    this.#id = name.slice(category.length + 1);
    this.#flows = {
      session: ["signup"], tenant: state.source === "space" ? ["call"] : [],
      profile: ["membership", "merchant"].filter((flow) =>
        (flow === "merchant" ? state.accessRole === "client" : state.membership_plan !== undefined)),
    }[category] ?? all.filter((flow) => flow.flow === category).map((flow) => flow.flow);
    this.#version = this.asked();
    this.#list = new List("Timeline", rowHeight, {
      row: (index) => this.#row(this.#place(index)), onSelect: (index) => this.turn(this.#place(index)),
      onRange: (first, last) => this.#history.see(
        Array.from({ length: last - first + 1 }, (_, at) => this.#place(first + at)),
        (version) => this.#list.redrawRow(this.#indexOf(version))),
    });
    this.#range = e("input", {
      type: "range", min: 1, max: past.version, value: this.#version, "aria-label": "Version",
      on: { input: () => this.turn(Number(this.#range.value)) },
    });
    this.#tabs = tabs("About this version", [
      { id: "state", name: "State", show: () => this.#state() }, { id: "event", name: "Event",
        show: () => this.#event() },
      { id: "blame", name: "Blame", show: () => this.#blame() },
      ...(this.#flows.length > 0 && may("gate:read") ? [{ id: "due", name: "Still due", show: () => this.#due() }]
        : []),
    ], view.query.get("tab"), (tab) => amend({ tab: tab === "state" ? null : tab }));
    this.element = stack(this.#head, stamp("subject", {
      range: this.#range, text: this.#text, list: this.#list.element, tabs: this.#tabs.element,
      back: () => this.turn(this.#version - 1), on: () => this.turn(this.#version + 1),
      sort: () => this.#sort(!this.#isNewestFirst),
    }));
    this.#order = find(".order", this.element);
    this.#describe(state);
  }

  begin() {
    this.#list.setCount(this.#history.version);
    this.#sort(this.#isNewestFirst);
    this.turn(this.#version);
    viewKeys(["[", "A version back", () => this.turn(this.#version - 1)], ["]", "A version on",
      () => this.turn(this.#version + 1)],
      ...this.#tabs.all.map(({ id, name }, at) => [String(at + 1), name, () => this.#tabs.choose(id)]));
    follow({ stream: this.#name }, this.#history.events.get(this.#history.version).position,
      (events, skipped) => this.#grow(events, skipped));
  }

  /** The version in the address, or the newest. */
  asked() {
    return Math.floor(view.query.get("v")) || this.#history.version;
  }

  /** The version at a place of the list. */
  #place(index) {
    return this.#isNewestFirst ? this.#history.version - index : index + 1;
  }

  #indexOf(version) {
    return this.#isNewestFirst ? this.#history.version - version : version - 1;
  }

  #describe(state) {
    const words = [state.stage, state.exit, state.status, state.subscription_status, state.is_comped && "comped"];
    const { erasure } = this.#history;
    entitle(nameOf(state, this.#name));
    fill(this.#head,
      apart(
        row(e("span.badge.calm", kinds[this.#category] ?? this.#category), e("h1", { tabindex: -1 },
          nameOf(state, this.#name)),
          [...new Set(words.filter(Boolean))].map(badge)),
        actionButtons(this.#name, this.#category, this.#id, state, () => this.#refresh())),
      e("div.row.soft.small", copyable(this.#name, "Copy the stream's name"), this.#related(state)),
      erasure && notice("warn", stamp("erased",
        { at: time(erasure.recordedAt), by: actor(erasure.actor), reason: erasure.data.reason })));
  }

  /** Ways to what the subject belongs to. */
  #related(state) {
    // Who has none may have no profile.
    const owner = state.ownerId ?? (this.#category === "wizard" && this.#id);
    return [
      state.userId && link("Person", ["stream", `profile-${state.userId}`]),
      owner && link("Person", ["subjects"], { q: owner }),
      state.tenantId && link("Tenant", ["stream", `tenant-${state.tenantId}`]),
      this.#category === "tenant" && link("Everything of this tenant", ["events"], { tenant: this.#id }),
      this.#category === "profile" && link("What they did", ["events"], { actor: `user:${this.#id}` }),
      link("Effects", ["events"], { stream: `effects-${this.#name}` }), link("Refusals", ["events"],
        { stream: `refusals-${this.#name}` }),
    ];
  }

  /** Draws the head as it is now; one that cannot be had stays until the next event. */
  #refresh() {
    const { version } = this.#history;
    this.#history.state(version).then((state) => {
      // The next event's own answer may have come first.
      if (version !== this.#history.version) return;
      const [isIn, { textContent }] = [holdsFocus(this.#head), document.activeElement];
      this.#describe(state);
      // Who stands on what is still there stays on it.
      if (isIn) focusOn(all("a, button, h1", this.#head)
        .findLast((each) => each.textContent === textContent || each.tabIndex < 0));
    }, () => {});
  }

  /** Moves everything to a version; `isStill` leaves what is read where it is. */
  async turn(version, tab, isStill = false) {
    this.#version = Math.max(1, Math.min(version, this.#history.version));
    const isNewest = this.#version === this.#history.version;
    amend({ v: isNewest ? null : this.#version });
    this.#range.max = this.#history.version;
    this.#range.value = this.#version;
    if (!isStill) {
      this.#list.select(this.#indexOf(this.#version), true);
      if (tab) this.#tabs.choose(tab);
      this.#tabs.refresh();
    }
    const shown = this.#version;
    const event = await this.#history.event(shown).catch(() => null);
    if (this.#version !== shown || !event) return;
    this.#range.setAttribute("aria-valuetext", `Version ${shown}: ${eventName(event.type)}`);
    fill(this.#text, e("strong", `Version ${count(shown)}`),
      ` of ${count(this.#history.version)} · ${eventName(event.type)} · `, when(event));
  }

  #sort(isNewestFirst) {
    this.#isNewestFirst = isNewestFirst;
    amend({ order: isNewestFirst ? null : "asc" });
    this.#order.ariaPressed = String(isNewestFirst);
    this.#list.redraw();
    this.#list.select(this.#indexOf(this.#version), true);
  }

  #grow(events, skipped) {
    const isGone = isErased(events, skipped);
    const added = events.length + skipped;
    const { scrollTop, scrollHeight, clientHeight } = this.#list.element;
    const { activeElement } = document;
    const isNewest = this.#version === this.#history.version;
    // Who reads elsewhere in the timeline, or stands on what would go, is left there.
    const away = this.#isNewestFirst ? scrollTop : scrollHeight - clientHeight - scrollTop;
    const follows = isNewest && away < rowHeight * zoom()
      && (activeElement.id || !this.#tabs.element.contains(activeElement));
    if (isGone) this.#history.forget();
    this.#history.add(events);
    this.#list.setCount(this.#history.version, this.#isNewestFirst ? added : 0);
    this.turn(follows ? this.#history.version : this.#version, null, !follows);
    if (isGone && !follows) this.#tabs.refresh();
    this.#refresh();
    tellEvents(added);
  }

  #row(version) {
    const event = this.#history.events.get(version);
    const changes = this.#history.differences.get(version);
    return e("div.timeline-row", event ? [dot(event),
      e("span.timeline-line", e("span.event-name", eventName(event.type)), e("span.soft.small.timeline-by",
        actor(event.actor))),
      e("span.soft.small.timeline-time", `v${version} `, when(event, "ago")),
      e("span.timeline-changes.small", changes ? changeLine(changes) : e("span.soft", gist(event)))] : e("span.bone"));
  }

  #state() {
    const version = this.#version;
    return eventually(() => Promise.all([this.#history.state(version), this.#history.changes(version)]), ([now,
      changes]) => {
      // Whoever learns of a difference first tells the timeline, too.
      this.#list.redrawRow(this.#indexOf(version));
      const changed = new Map(changes.map((change) => [change.field, change]));
      const names = [...new Set([...Object.keys(now), ...changed.keys()])];
      if (names.length === 0) return stamp("empty.state");
      return tight(soft(changes.length === 0 ? "This event changed no field."
        : `${plural(changes.length, "field")} changed with this version.`),
        table(["Field", "Value"], names.map((field) => stateRow(field, now[field], changed.get(field))), "state"));
    });
  }

  #event() {
    return eventually(() => this.#history.event(this.#version), (event) => stack(e("h3", eventName(event.type)),
      eventDetail(event)));
  }

  /** What was opened stays so when it is drawn again, and the focus where it was. */
  #blame() {
    const { id } = document.activeElement;
    return eventually(() => read(`${this.#history.path}/blame`), ({ fields }) => {
      queueMicrotask(() => {
        if (document.activeElement.matches(".tab-panel")) focusOn(byID(id));
      });
      return tight(stamp("blame-words"),
        table(["Field", "Value", "Set by"], fields.flatMap((field) => this.#blameRows(field)), "blame"));
    });
  }

  #blameRows({ field, value: now, setBy, type, erased, ...times }) {
    const below = e("tr", { hidden: true }, e("td", { colspan: 3 }));
    const turn = () => {
      below.hidden = !below.hidden;
      this.#opened[below.hidden ? "delete" : "add"](field);
      open.setAttribute("aria-expanded", String(!below.hidden));
      if (!below.hidden) fill(below.firstElementChild, this.#fieldHistory(field));
    };
    const open = button(field, turn, "link", { "aria-expanded": "false", id: `blame-${field}` });
    if (this.#opened.has(field)) turn();
    return [e("tr", e("th", { scope: "row" }, open), e("td", erased ? badge("erased") : value(now)), e("td",
      actor(setBy), soft(eventName(type), ", ", setAt(times, "ago")))), below];
  }

  #fieldHistory(field) {
    return eventually(() => read(`${this.#history.path}/blame?${search({ field })}`),
      ({ history }) => e("ol.field-history",
      history.toReversed().map((each) => e("li", each.erased ? badge("erased") : value(each.value), " ",
        e("span.soft.small", eventName(each.type), " by ", actor(each.setBy), ", ",
        setAt(each), " · ", link("request", ["events"], { correlation: each.correlationId }))))), 1);
  }

  #due() {
    const ask = async (flow) => {
      try {
        const query = search({ subject: this.#id });
        return { flow, ...await read(`/v1/flows/${escaped(flow)}/requirements?${query}`) };
      } catch (error) {
        if (error.status === 404) return null;
        throw error;
      }
    };
    const part = (title, list) => list.length > 0 && tight(e("h3", title), facts(list.map(({ field, action, why,
      code }) =>
      [field ?? action ?? "–", [why, code && [" ", e("code", code)]]])));
    return eventually(() => Promise.all(this.#flows.map(ask)),
      (found) => stack(found.filter(Boolean).map((each) => tight(
      row(e("h2", each.flow), badge(each.satisfied ? "settled" : "open"), each.deadline && soft("until ",
        time(each.deadline))),
      each.disabledReason && notice("warn", each.disabledReason),
      part("Past due", each.pastDue), part("Due now", each.currentlyDue), part("Being checked",
        each.pendingVerification)))));
  }
}

const brief = (thing) => {
  const text = plain(thing);
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
};

function changeLine(changes) {
  if (changes.length === 0) return e("span.soft", "no field changed");
  return changes.slice(0, 5).map(({ field, before, after }) => e("span.change", e("span.soft", `${field} `),
    before !== null && [e("del", brief(before)), " → "], after === null ? e("em", "none") : e("ins", brief(after)),
      " "));
}

function stateRow(field, now, change) {
  const was = change && change.before !== null && e("div.small.soft", "was ", e("del", plain(change.before)));
  // A changed member of an object has a name of its own, by which the state does not have it.
  return e("tr", { class: change && "changed" }, e("th", { scope: "row" }, field),
    e("td", value(change ? change.after : now), was));
}
