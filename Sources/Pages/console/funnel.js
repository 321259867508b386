/** How many got how far in a flow, where they were lost, and who they are. */
import { all, e, escaped, find, focusOn, on, stamp } from "../shared/dom.js";
import { duration, time } from "../shared/time.js";
import { figure } from "./charts.js";
import { flowView } from "./flows.js";
import { funnelBars, worstLeak } from "./funnel-chart.js";
import { amend, asked, entitle, go, href, search, view } from "./route.js";
import { read } from "./session.js";
import {
  badge, button, card, chip, count, download, eventName, eventually, link, pages, plural, row, share, sheet, soft,
  stack, stageName, table, tight,
} from "./ui.js";

/** How long nobody types on a date until it counts. */
const dateMilliseconds = 800;

/** What of the address is asked of the server. */
const names = ["since", "until", "window", "asOf", "by", "cohort", "order", "where"];

export const show = flowView("Funnel", "funnel", (flow, attributes) => {
  const options = asked(names);
  const path = `/v1/analytics/funnel?${search({ flow: flow.flow, ...options })}`;
  /** The list behind a bar is as of when the bar was drawn. */
  let { asOf } = options;
  const panel = sheet("People", () => {
    amend({ stage: null, state: null, key: null });
    people();
  });
  const people = () => {
    const { stage, state, key } = Object.fromEntries(view.query);
    panel.element.hidden = !stage;
    entitle(`Funnel: ${flow.flow}${stage ? `, ${state ?? "lost"} after ${stageName(stage)}` : ""}`);
    if (stage) showPeople(panel, { flow: flow.flow, ...options, asOf, stage, state: state ?? "lost", key });
  };
  /** False for another question, which needs another view. */
  const update = () => {
    if (search(asked(names)) !== search(options)) return false;
    people();
    focusOn(panel.element.hidden ? find("h1") : panel.title);
    return true;
  };
  const open = (stage, state, key = null) => {
    amend({ stage, state, key }, true);
    people();
    panel.title.focus();
  };
  const report = eventually(() => read(path), (found) => {
    asOf ??= found.asOf;
    people();
    return found.subjects > 0 ? shown(found, flow, open) : stamp("empty.funnel",
      { on: link("Without any", ["funnel", flow.flow], {}, "button.secondary.small-button") });
  }, 10);
  return {
    csv: path, update,
    content: [controls(flow, attributes, options), options.where
      && row(chip("Only", options.where, href(["funnel", flow.flow], { ...options, where: null }))),
    e("div.with-sheet", report, panel.element)],
  };
});

function shown({ stages, subjects, asOf, head, groups, exits }, flow, open) {
  const worst = worstLeak(stages);
  const optional = new Set(flow.stages.filter((stage) => stage.optional).map((stage) => stage.name));
  const stops = stages.flatMap((stage) => ["lost", "open"].filter((state) => stage[state] > 0).map((state) => [stage,
    state]));
  return stack(
    e("section.card.stack", { "aria-label": "Funnel" },
      stamp("through", { share: share(stages.at(-1).fromFirst), all: plural(subjects, "subject"),
        worst: worst && stageName(worst.stage), lost: worst && count(worst.lost) }),
      figure(`Funnel: ${stages.map((stage) => `${stageName(stage.stage)} ${stage.subjects}`).join(", ")}`,
        (width) => funnelBars(stages, optional, width, open), numbers(stages, optional),
        stamp("key-words", { asOf: time(asOf), head: count(head) })),
      row({ role: "group", "aria-label": "The people behind the bars" }, stops.map(([stage, state]) =>
        button(`${count(stage[state])} ${state} after ${stageName(stage.stage)}`, () => open(stage.stage, state),
          "chip")))),
    groups && heat(stages, groups, open),
    exits.length > 0 && card("Ways out", row(exits.map((exit) => e("span.badge",
      `${stageName(exit.exit)}: ${count(exit.subjects)}`)))));
}

const numbers = (stages, optional) => [table(
  ["Stage", "#Subjects", "#From previous", "#From first", "#Drop-off", "#Open", "#Lost", "#Median", "#p90", "#p95"],
  stages.map((stage, index) => {
    const isOptional = optional.has(stage.stage);
    const name = stageName(stage.stage);
    return [isOptional ? `(${name})` : name, count(stage.subjects), share(stage.fromPrevious), share(stage.fromFirst),
      isOptional || index === 0 ? "–" : count(stage.dropOff), count(stage.open), count(stage.lost),
      duration(stage.medianSeconds), duration(stage.p90Seconds), duration(stage.p95Seconds)];
  })), optional.size > 0 && stamp("bracket-words")];

/** Groups and cohorts: a row each, a cell for each stage, as dark as the share that came so far. */
function heat(stages, groups, open) {
  const cell = (group, stage) => {
    const state = ["lost", "open"].find((each) => stage[each] > 0);
    const [said, style] = [share(stage.fromFirst), { "--heat": String(stage.fromFirst ?? 0) }];
    // Where nobody stopped there is nobody to show.
    if (!state) return e("span.heat-cell", { style }, said);
    return button(said, () => open(stage.stage, state, group.key ?? "(none)"), "heat-cell", {
      style, "aria-label": `${group.key ?? "none"}, ${stageName(stage.stage)}: ${said}; who ${
        state === "lost" ? "was lost" : "is still open"}`,
    });
  };
  return card("By group", table(["Group", "#Subjects", ...stages.map((stage) => stageName(stage.stage))],
    groups.map((group) =>
    [group.key ?? "none", count(group.subjects), ...group.stages.map((stage) => cell(group, stage))]), "heat-table"),
  stamp("heat-words"));
}

function controls(flow, attributes, options) {
  const form = stamp("funnel-choices");
  const { signal } = view;
  const fields = all("[name]", form);
  let timer;
  const wait = () => { timer = setTimeout(() => signal.aborted || choose(), dateMilliseconds); };
  const choose = () => {
    // A date is typed in parts, and is one after each of them; a year that is still being typed begins with noughts.
    const { type, value, validity } = document.activeElement;
    if (type === "date" && (validity.badInput || value[0] < 1)) return wait();
    const chosen = { ...options };
    for (const each of fields) if (each.value !== each.shown) chosen[each.name] = each.value;
    if (search(chosen) !== search(options)) go(href(["funnel", flow.flow], chosen));
  };
  find("[name=by]", form).append(...attributes.map((name) => e("option", name)));
  for (const each of fields) {
    const { [each.name]: chosen = "" } = options;
    each.value = chosen;
    each.value ||= chosen.slice(0, 10);
    if (each.selectedIndex < 0) each.append(e("option", { selected: true }, chosen));
    each.shown = each.value;
    on(each, "change", () => {
      clearTimeout(timer);
      (each.type === "date" ? wait : choose)();
    });
  }
  return form;
}

// Who is behind a bar

function showPeople(panel, query) {
  const path = `/v1/analytics/dropoff?${search(query)}`;
  const load = (after) => read(after ? `${path}&after=${escaped(after)}` : path);
  const words = { lost: "Lost", open: "Still open" }[query.state] ?? query.state;
  panel.show(`${words} after ${stageName(query.stage)}${query.key ? ` (${query.key})` : ""}`,
    row(download("CSV", `${path}&format=csv`, `${query.flow}-${query.stage}-${query.state}.csv`)),
    eventually(load, (found) => {
      if (found.total === 0) return stamp("empty.people");
      const items = e("ul.people", found.subjects.map(person));
      return tight(soft(plural(found.total, "subject")), items,
        pages(found, load, items, (page) => page.subjects.map(person)));
    }, 8));
}

function person({ stream, since, lastEvent, lastError, exit, instead = {} }) {
  const where = { flow: () => `now in ${instead.flow}: ${stageName(instead.stage)}`,
    restart: () => "began anew" }[instead.kind]?.();
  return e("li", e("a", { href: href(["stream", stream]) },
    stamp("stopped", { stream, since: time(since), last: eventName(lastEvent), lastError }),
    where ? e("span.badge.calm", where) : exit && badge(exit)));
}
