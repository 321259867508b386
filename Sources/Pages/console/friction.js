/** Where a flow is hard: time, saves, conflicts and refusals at each step. */
import { e, stamp } from "../shared/dom.js";
import { duration } from "../shared/time.js";
import { miniBar } from "./charts.js";
import { flowView } from "./flows.js";
import { go, href, search, view } from "./route.js";
import { read } from "./session.js";
import { card, count, eventually, plural, row, select, stageName, stack, table } from "./ui.js";

export const show = flowView("Friction", "friction", (flow, attributes) => {
  const by = view.query.get("by");
  const path = `/v1/analytics/friction?${search({ flow: flow.flow, by })}`;
  const groups = [["", "everybody"], ...attributes.map((name) => [name, `by ${name}`])];
  return {
    beside: select("Broken down by", groups, by, (next) => go(href(["friction", flow.flow], { by: next })), false),
    csv: path, content: eventually(() => read(path), shown, 10),
  };
});

const refused = ({ rejections, conflicts }) => Object.values(rejections).reduce((sum, number) => sum + number,
  conflicts);

function shown({ steps, groups, omitted }) {
  if (steps.every((step) => step.subjects === 0)) return stamp("empty.friction");
  return stack((groups ?? [{ key: "Everybody", steps }]).map((group) => card(group.key ?? "none",
    stepTable(group.steps))),
    omitted > 0 && stamp("omitted", { all: plural(omitted, "further refusal") }));
}

function stepTable(steps) {
  const high = { time: Math.max(...steps.map((step) => step.medianSeconds ?? 0)),
    refused: Math.max(...steps.map(refused)) };
  return table(["Step", "#Subjects", "#Saves each", "Median time", "Refused", "Why", "#Tried again"],
    steps.map((step) => [
    step.name ? `${step.step} · ${stageName(step.name)}` : stageName(step.step), count(step.subjects),
    step.subjects > 0 ? (step.saves / step.subjects).toFixed(1) : "–",
    [duration(step.medianSeconds), miniBar(step.medianSeconds / high.time, "calm")],
    [count(refused(step)), miniBar(refused(step) / high.refused, "lost")], reasons(step), count(step.retries),
  ]));
}

function reasons({ conflicts, rejections, fields = {}, returns }) {
  const most = (object) => Object.entries(object).sort(([, a], [, b]) => b - a).slice(0, 6);
  const chip = (mood, text, number) => number > 0 && e(`span.badge.${mood}`, `${text} ${count(number)}`);
  return row(chip("warn", "conflict", conflicts),
    most(rejections).map(([code, number]) => chip("bad", stageName(code.replace(/^[a-z]+\./, "")), number)),
    most(fields).map(([pointer, number]) => chip("warn", pointer, number)), chip("calm", "came back", returns));
}
