/** The portal's front: the five flows, and where this browser's people are in them. */
import { h, icon } from "../shared/dom.js";

export function home(flows) {
  return {
    title: "Five ways in",
    lead: "Play each of them to its end. Every step is an event in the ledger: reload, open another browser,"
      + " come back tomorrow – you go on where you were.",
    wide: true,
    content: h("ul", { class: "flows" }, flows.map((flow) =>
      h("li", {}, h("a", { class: "flow", href: `/portal/${flow.id}` },
        h("span", { class: "flow-icon" }, icon(flow.icon)),
        h("span", { class: "stack-tight" },
          h("span", { class: "flow-title" }, flow.title),
          h("span", { class: "soft" }, flow.about),
          h("span", { class: "flow-steps" }, flow.steps.map((name) => h("span", {}, name)))),
        h("span", { class: "flow-go" }, icon("arrow")))))),
  };
}
