/** The portal's front: the five flows, and where this browser's people are in them. */
import { e, icon } from "../shared/dom.js";

export function home(flows) {
  return {
    title: "Five ways in",
    lead: "Play each of them to its end. Every step is an event in the ledger: reload, open another browser,"
      + " come back tomorrow – you go on where you were.",
    wide: true,
    content: e("ul.flows", flows.map((flow) =>
      e("li", e("a.flow", { href: `/portal/${flow.id}` },
        e("span.flow-icon", icon(flow.icon)),
        e("span.stack-tight",
          e("span.flow-title", flow.title),
          e("span.soft", flow.about),
          e("span.flow-steps", flow.steps.map((name) => e("span", name)))),
        e("span.flow-go", icon("arrow")))))),
  };
}
