/** The five flows, as their cards on the front tell of them. */
import { all, byID, find } from "../shared/dom.js";

/** Their pages load when they are needed. */
const flows = {
  signup: () => import("./signup.js"), wizard: () => import("./wizard.js"), membership: () => import("./membership.js"),
  call: () => import("./call.js"), merchant: () => import("./merchant.js"),
};

/** The flow of this name: its card on the front has its `title` and `steps`, and says where it begins and for whom. */
export function flowNamed(id) {
  if (!Object.hasOwn(flows, id)) return undefined;
  const flow = flows[id];
  if (flow.id) return flow;
  const card = find(`[href="/portal/${id}"]`, byID("home").content);
  const [title, ...steps] = all(".flow-title, .flow-steps span", card).map((each) => each.textContent);
  return flows[id] = { id, title, steps, load: flow, ...card.dataset };
}
