/** Charts, drawn as SVG at the width that they are shown in, each with its numbers in a table. */
import { e, fill, svg } from "../shared/dom.js";
import { scrolls, soft, tight, zoom } from "./ui.js";

/** A figure: `draw(width)` answers the SVG, again whenever the width changes; both grow with the text. */
export function figure(label, draw, numbers, ...note) {
  const canvas = scrolls(e("div.canvas", { role: "img", "aria-label": label }));
  let width = 0;
  new ResizeObserver(() => {
    const next = canvas.clientWidth / zoom();
    if (next === width || next === 0) return;
    width = next;
    fill(canvas, draw(width));
  }).observe(canvas);
  return tight(canvas, soft(...note), e("details", e("summary.soft.small", "As a table"), numbers));
}

export const draw = (width, height, ...shapes) => svg("svg", {
  width: `${width / 16}rem`, height: `${height / 16}rem`, viewBox: `0 0 ${width} ${height}`,
}, shapes);
export const line = (kind, x1, y1, x2, y2) => svg("line", { class: kind, x1, y1, x2, y2 });
export const box = (kind, x, y, width, height, rx, ...more) => svg("rect", { class: kind, x, y, width, height, rx },
  ...more);
export const label = (kind, x, y, text, anchor = "start") => svg("text", { class: kind, x, y, "text-anchor": anchor },
  text);
export const cut = (text, length) => (text.length > length ? `${text.slice(0, Math.max(1, Math.floor(length) - 1))}…`
  : text);

/** The next round number at or above: 1, 2 or 5 times a power of ten. */
export function roundUp(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 5, 10].find((step) => step * power >= number * 0.999) * power;
}

/** Columns over time, `{value, tick, text}` each; the last one is still growing. */
export function columnChart(columns, width, format) {
  const [height, left, bottom, top] = [170, 36, 22, 8];
  const high = roundUp(Math.max(...columns.map((column) => column.value), 2));
  const step = (width - left) / columns.length;
  const y = (number) => top + (height - top - bottom) * (1 - number / high);
  const every = Math.ceil(columns.length / Math.max(2, Math.floor((width - left) / 90)));
  return draw(width, height,
    [0, high / 2, high].map((number) => [line("grid", left, y(number), width, y(number)),
      label("axis", left - 8, y(number) + 4, format(number), "end")]),
    columns.map((column, index) => {
      const x = left + index * step;
      const isLast = index === columns.length - 1;
      const size = y(0) - y(column.value);
      return [
        column.value > 0 && box(isLast ? "column open" : "column", x + step * 0.12, y(0) - Math.max(2, size),
          Math.max(1, step * 0.76),
          Math.max(2, size), Math.min(2, step / 4)),
        box("touch", x, top, step, height - top - bottom, 0, svg("title", {}, column.text)),
        (columns.length - 1 - index) % every === 0
          && label("axis", isLast ? width : x + step / 2, height - 5, column.tick, isLast ? "end" : "middle"),
      ];
    }));
}

/** A bar in a table's cell. */
export const miniBar = (part, kind = "") => svg("svg", {
  class: `mini-bar ${kind}`, viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true",
}, box("rail", 0, 0, 100, 8, 1), box("fill", 0, 0, Math.min(1, part || 0) * 100, 8, 1));
