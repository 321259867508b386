/** The ways people really took through a flow, to its end and out of it. */
import { flowView } from "./flows.js";
import { read } from "./session.js";
import { empty, eventually } from "./ui.js";

export const show = flowView("Paths", "paths", (flow) => ({
  content: eventually(() => read(`/v1/analytics/paths?flow=${encodeURIComponent(flow.flow)}`),
    () => empty("No paths yet", "")),
}));
