/** The funnel's bars: for each stage how many reached it, and of them who went on, is open, was lost. */
import { svg } from "../shared/dom.js";
import { duration } from "../shared/time.js";
import { box, cut, draw, label } from "./charts.js";
import { count, share, stageName } from "./ui.js";

const words = { on: "went on", open: "still open", lost: "lost" };

/** The stage after which most were lost, the earliest of equals; null when nobody was. */
export const worstLeak = (stages) =>
  stages.reduce((worst, stage) => (stage.lost > (worst?.lost ?? 0) ? stage : worst), null);

/** In one line, or in two where there is no room. */
function lines(isNarrow, words) {
  const [first, ...rest] = words.filter(Boolean);
  return isNarrow ? [first, rest.join(" · ")] : [[first, ...rest].join(" · ")];
}

/** `optional` names the stages that may be passed by; `open(stage, state)` is called for a bar that was pressed. */
export function funnelBars(stages, optional, width, open) {
  const isNarrow = width < 560;
  const [left, right, top, bar, step] = isNarrow ? [0, 0, 20, 20, 82] : [170, 140, 6, 34, 62];
  const length = (width - left - right) / Math.max(1, ...stages.map((stage) => stage.subjects));
  const worst = worstLeak(stages);
  // Everybody went through the stage before that was not optional: shares are of those.
  let [base] = stages;
  return draw(width, stages.length * step, stages.map((stage, index) => {
    if (!optional.has(stage.stage)) base = stage;
    const [y, next, name] = [index * step + top, stages[index + 1], stageName(stage.stage)];
    const parts = next ? [["on", stage.subjects - stage.open - stage.lost], ["open", stage.open], ["lost", stage.lost]]
      : [["on", stage.subjects]];
    let x = left;
    return svg("g", { class: stage === worst ? "worst" : null },
      box("rail", left, y, width - left - right, bar, 6),
      parts.map(([kind, number]) => {
        const size = Math.max(0, number) * length;
        x += size;
        return size > 0 && svg("g", { on: kind === "on" ? {} : { click: () => open(stage.stage, kind) } },
          box(`part ${kind}`, x - size, y, Math.max(1.5, size > 6 ? size - 1.5 : size), bar, 4,
            svg("title", {}, `${name}: ${count(number)} ${words[kind]}`)));
      }),
      isNarrow ? [label("name", 0, y - 6, cut(name, width / 13)), label("number", width, y - 6,
        `${count(stage.subjects)} · ${share(stage.fromFirst)}`, "end")]
        : [label("name", left - 14, y + bar / 2 + 5, cut(name, 19), "end"), label("number", width - right + 14,
          y + bar / 2 + 5,
          [count(stage.subjects), svg("tspan", { class: "share", dx: 8 }, share(stage.fromFirst))])],
      next && lines(isNarrow, [
        `↓ ${share(next.fromPrevious)}${base === stage ? "" : ` of ${stageName(base.stage)}`} ${
          optional.has(next.stage) ? `take the option${isNarrow ? "" : "al step"}` : "go on"}`,
        stage.lost > 0 && `${count(stage.lost)} lost`, stage.open > 0 && `${count(stage.open)} open`,
        next.medianSeconds !== null && `median ${duration(next.medianSeconds)}`,
      ]).map((text, line) => label("between", left + 4, y + bar + 17 + 16 * line, text)));
  }));
}
