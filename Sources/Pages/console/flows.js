/** The flows' declarations, asked for once: their names, stages and attributes. */
import { go, href, view } from "./route.js";
import { read } from "./session.js";
import { download, notice, page, select, stack } from "./ui.js";

let declared = null;

export async function flows() {
  declared ??= (await read("/v1/flows")).flows;
  return declared;
}

/**
 * A view about a flow: the one in the address, or the first. `show(flow, attributes)` answers `{beside, csv, content}`
 * and what else a view may have.
 */
export const flowView = (title, name, show) => async () => {
  const all = await flows();
  const id = view.segments[1] ?? all[0]?.flow;
  const flow = all.find((each) => each.flow === id);
  const choice = select("Flow", all.map((each) => each.flow), id, (next) => go(href([name, next])), false);
  if (!flow) return { title, element: page(title, choice, notice("warn",
    `There is no flow “${id}”. Choose another.`)) };
  const shown = show(flow, (await read(`/v1/flows/${encodeURIComponent(id)}/attributes`)).attributes);
  const beside = [choice, shown.beside, shown.csv && download("CSV", `${shown.csv}&format=csv`, `${id}-${name}.csv`)];
  return { ...shown, title: `${title}: ${id}`, element: page(title, beside, stack(shown.content)) };
};
