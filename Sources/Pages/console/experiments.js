/** Which variant converts better, and whether that may be chance. */
import { e, stamp, svg } from "../shared/dom.js";
import { box, cut, draw, figure, label, line, roundUp } from "./charts.js";
import { flowView } from "./flows.js";
import { go, href, search, view } from "./route.js";
import { read } from "./session.js";
import { count, eventually, notice, select, share, table } from "./ui.js";

export const show = flowView("Experiments", "experiments", (flow, attributes) => {
  const known = [...new Set(["variant", ...attributes])];
  const attribute = view.query.get("attribute") ?? "variant";
  const path = `/v1/analytics/experiments?${search({ flow: flow.flow, attribute })}`;
  const change = (next) => go(href(["experiments", flow.flow], { attribute: next === "variant" ? null : next }));
  return {
    beside: select("Compared by", known.map((name) => [name, `by ${name}`]), attribute, change, false),
    csv: path, content: eventually(() => read(path), shown, 8),
  };
});

function shown({ attribute, variants, test, comparisons, sampleRatio }) {
  const known = variants.filter((each) => each.subjects > 0).map((each) => ({ ...each, name: each.variant ?? "none" }));
  if (known.length === 0) return stamp("empty.experiment", { attribute });
  return e("section.card.stack", { "aria-label": "Result" }, e("p.verdict",
    verdict(known.filter((each) => each.declared !== false), test, comparisons)),
    sampleRatio?.ok === false && notice("warn", stamp("sample-ratio", { chance: chance(sampleRatio.pValue) })),
    figure(`Conversion by ${attribute}: ${known.map((each) => `${each.name} ${share(each.rate)}`).join(", ")}`,
      (width) => intervals(known, width),
      table(["Variant", "#Subjects", "#Converted", "#Rate", "#From", "#To"], known.map((each) =>
        [each.name, count(each.subjects), count(each.converted), share(each.rate), share(each.low), share(each.high)])),
      stamp("whisker-words")));
}

const chance = (pValue) => (pValue < 0.001 ? "under 0.001" : pValue.toFixed(3));

function verdict(variants, test, comparisons) {
  if (variants.length < 2) return stamp("one-variant");
  if (typeof test?.pValue !== "number") return stamp("no-test");
  const told = { isTold: test.significant, isOpen: !test.significant, chance: chance(test.pValue) };
  // The test of more than two says that they differ, not which.
  if (variants.length > 2) {
    return [stamp("of-many", told), comparisons?.filter((each) => each.significant).map((each) =>
      stamp("differs", { one: each.variant, other: each.against, chance: chance(each.pValue) }))];
  }
  const [best, other] = variants.toSorted((a, b) => b.rate - a.rate);
  return stamp("of-two", { ...told, best: best.name, other: other.name, high: share(best.rate),
    low: share(other.rate) });
}

/** Rates with their intervals, a line each: a dot where the rate is, a whisker over the interval. */
function intervals(variants, width) {
  const [left, step] = [Math.min(150, width * 0.3), 46];
  const high = Math.min(1, roundUp(Math.max(...variants.map((each) => each.high), 0.01)));
  const [x, bottom] = [(rate) => left + (width - left - 20) * (rate / high), variants.length * step];
  return draw(width, bottom + 26, [0, 0.5, 1].map((part) => [line("grid", x(part * high), 0, x(part * high), bottom),
    label("axis", x(part * high), bottom + 18, share(part * high), part === 1 ? "end" : "middle")]),
  variants.map(({ name, rate, low, high: top }, index) => {
    const y = index * step + step / 2;
    return svg("g", {}, svg("title", {}, `${name}: ${share(rate)}, from ${share(low)} to ${share(top)}`),
      label("name", left - 14, y + 5, cut(name, left / 9), "end"), box("whisker", x(low), y - 3, x(top) - x(low), 6, 3),
      svg("circle", { class: "rate", cx: x(rate), cy: y, r: 7 }));
  }));
}
