/** The ways people really took through a flow, to its end and out of it. */
import { e, stamp, svg } from "../shared/dom.js";
import { box, cut, draw, figure, label, miniBar } from "./charts.js";
import { flowView } from "./flows.js";
import { go, href, search, view } from "./route.js";
import { read } from "./session.js";
import { card, count, eventually, plural, select, share, soft, stack, stageName, table } from "./ui.js";

export const show = flowView("Paths", "paths", (flow) => {
  const from = view.query.get("from");
  const path = `/v1/analytics/paths?${search({ flow: flow.flow, from })}`;
  const stages = flow.stages.map((stage, index) => [index === 0 ? "" : stage.name, `from ${stageName(stage.name)}`]);
  return {
    beside: select("From", stages, from, (next) => go(href(["paths", flow.flow], { from: next })), false),
    csv: path, content: eventually(() => read(path), shown, 10),
  };
});

function shown({ subjects, open, completed, lost, sankey }) {
  if (subjects === 0) return stamp("empty.paths");
  const numbers = table(["From", "To", "#Subjects"], sankey.links.map(({ source, target, value }) =>
    [stageName(sankey.nodes[source].name), stageName(sankey.nodes[target].name), count(value)]));
  return stack(
    e("section.card.stack", { "aria-label": "Ways" },
      stamp("ways", { all: plural(subjects, "subject"), completed: count(completed.subjects),
        lost: count(lost.subjects), open: count(open) }),
      sankey.links.length > 0 && figure("Where people went from stage to stage", (width) => bands(sankey, width),
        numbers,
        stamp("path-words", { open: open > 0 && count(open) }))),
    e("div.columns.even", ways("To the end", completed), ways("Out", lost)));
}

function ways(title, { paths, pathCount }) {
  const steps = (path) => path.map((step, index) => [index > 0 && e("span.soft", " → "), stageName(step)]);
  return card(title, table(["Way", "#Subjects", "Share"], paths.map((each) =>
    [e("span", steps(each.path)), count(each.subjects), [share(each.share), miniBar(each.share, title === "Out" ? "lost"
      : "")]])),
  pathCount > paths.length && soft(`${plural(pathCount - paths.length, "rarer way")} beside these.`));
}

/** Nodes in columns by depth, and between them bands as broad as many went there. */
function bands({ nodes, links }, room) {
  const [bar, gap, height, end] = [10, 26, 300, 120];
  const columns = Math.max(...nodes.map((node) => node.depth)) + 1;
  // A little less than each name has room for is better than a part that is out of sight.
  const width = columns * end > room * 1.2 ? columns * end : room;
  const sum = (list) => list.reduce((all, link) => all + link.value, 0);
  const placed = nodes.map((node, at) => ({ ...node, at, out: 0, in: 0,
    size: Math.max(sum(links.filter((link) => link.source === at)),
      sum(links.filter((link) => link.target === at))) }));
  const most = Math.max(...placed.map((node) => node.size));
  const tallest = Math.max(...placed.map((node) => placed.filter((other) => other.depth === node.depth).length));
  const scale = (height - gap * tallest) / (most || 1);
  // The last column's names have room of their own.
  const step = (width - end) / Math.max(1, columns - 1);
  const tops = Array(columns).fill(gap);
  for (const node of placed) {
    Object.assign(node, { x: node.depth * step * (columns > 1 ? 1 : 0), y: tops[node.depth] });
    tops[node.depth] += Math.max(2, node.size * scale) + gap;
  }
  const band = ({ source, target, value }) => {
    const [a, b, size] = [placed[source], placed[target], value * scale];
    const [y, z, middle] = [a.y + a.out + size / 2, b.y + b.in + size / 2, (a.x + bar + b.x) / 2];
    a.out += size;
    b.in += size;
    return svg("path", { class: "band", d: `M${a.x + bar} ${y}C${middle} ${y} ${middle} ${z} ${b.x} ${z}`,
      "stroke-width": Math.max(1, size) },
      svg("title", {}, `${stageName(a.name)} → ${stageName(b.name)}: ${count(value)}`));
  };
  return draw(width, Math.max(...tops), links.map(band), placed.map((node) => {
    const number = ` ${count(node.size)}`;
    const text = cut(stageName(node.name), (node.depth === columns - 1 ? end : step) / 6.6 - number.length) + number;
    const kind = node.name === "(lost)" ? "part lost" : "part on";
    return [box(kind, node.x, node.y, bar, Math.max(2, node.size * scale), 3),
      label("axis", node.x, node.y - 6, text)];
  }));
}
