/** The five flows: where each begins, and its pages, which load when they are needed. */
const flows = [
  { id: "signup", start: "/onboarding/plan", load: () => import("./signup.js") },
  { id: "wizard", start: "/onboarding", needsPerson: true, load: () => import("./wizard.js") },
  { id: "membership", start: "/sanctuary", load: () => import("./membership.js") },
  { id: "call", start: "/onboarding-session", needsPerson: true, load: () => import("./call.js") },
  { id: "merchant", start: "/", load: () => import("./merchant.js") },
];

/** The flow of this name, with its `title` and `steps` as its card on the front has them. */
export function flowNamed(id) {
  const flow = flows.find((each) => each.id === id);
  if (!flow || flow.title) return flow;
  const card = document.getElementById("home").content.querySelector(`[href="/portal/${id}"]`);
  const [title, ...steps] = [...card.querySelectorAll(".flow-title, .flow-steps span")].map((each) => each.textContent);
  return Object.assign(flow, { title, steps });
}
