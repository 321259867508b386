/** A birth chart: the zodiac's ring with sun, moon and ascendant at their degrees (contract S12). */
import { e, svg } from "../shared/dom.js";
import { codes } from "./lists.js";

const signs = codes("zodiac");

/** A place on the ring: Aries begins at the left, and degrees go against the clock. */
function at(degrees, radius) {
  const angle = Math.PI + (degrees * Math.PI) / 180;
  return [100 + radius * Math.cos(angle), 100 - radius * Math.sin(angle)].map((number) => number.toFixed(1));
}

export function chart(found) {
  const bodies = [["sun", "Sun"], ["moon", "Moon"], ["ascendant", "Ascendant"]].filter(([name]) => found[name]);
  const ring = svg("svg", { viewBox: "0 0 200 200", class: "chart", "aria-hidden": "true" },
    svg("circle", { cx: 100, cy: 100, r: 92 }), svg("circle", { cx: 100, cy: 100, r: 70 }),
    signs.map((sign, index) => {
      const [[x1, y1], [x2, y2], [x, y]] = [at(index * 30, 70), at(index * 30, 92), at(index * 30 + 15, 81)];
      return [svg("line", { x1, y1, x2, y2 }), svg("text", { x, y }, sign.slice(0, 3))];
    }),
    bodies.map(([name]) => {
      const { sign, degree } = found[name];
      const place = signs.findIndex((known) => known.toLowerCase() === sign.toLowerCase()) * 30 + degree;
      const [[cx, cy], [x2, y2]] = [at(place, 54), at(place, 70)];
      return svg("g", { class: name }, svg("line", { x1: 100, y1: 100, x2, y2 }), svg("circle", { cx, cy, r: 6 }));
    }));
  return e("div.chart-box", ring, e("ul.chart-list", bodies.map(([name, title]) =>
    e("li", { class: name }, e("span.swatch", { "aria-hidden": "true" }), e("strong", title),
      ` ${found[name].degree.toFixed(1)}° ${found[name].sign}`))));
}
