/** What stands around every page: the bar above, the steps, the panel of dev mode beside it. */
import { e, fill, icon } from "../shared/dom.js";
import { themeToggle } from "../shared/theme-toggle.js";
import { Panel } from "./panel.js";
import { people } from "./people.js";

export class Shell {
  #crumb = e("span.crumb");
  #who = e("span.who");
  #main = e("main", { id: "main", tabindex: "-1" });
  #panel;
  #shown = null;
  onSignOut = () => {};

  constructor() {
    const toggle = e("button.secondary.small-button.panel-toggle", {
      "aria-controls": "panel",
    });
    this.#panel = new Panel(toggle);
    this.element = e("div.frame",
      e("a.skip-link.unseen", { href: "#main" }, "To the page"),
      e("header.bar",
        e("a.brand", { href: "/portal" },
          e("img", { src: "/pages/shared/mark.svg", alt: "", width: "28", height: "28" }), "onboard"),
        this.#crumb, e("span.spring"), this.#who, themeToggle(), toggle),
      this.#main, this.#panel.element);
  }

  /** What the gate said of a page, for who looks behind the scenes. */
  noteGate(flow, route, answer) { this.#panel.noteGate(flow, route, answer); }

  show(view, page) {
    const { flow } = page;
    const isFirst = this.#shown === null;
    const isForward = (view.step ?? 0) >= (this.#shown?.step ?? 0);
    const isSame = this.#shown?.title === view.title && this.#shown?.flow === flow;
    this.#shown = { title: view.title, step: view.step, flow };

    document.title = flow ? `${view.title} · ${flow.title}` : `${view.title} · onboard`;
    fill(this.#crumb, flow
      && [e("span", { "aria-hidden": "true" }, "/"), e("a", { href: `/portal/${flow.id}` }, flow.title)]);
    this.#showPerson(flow);
    const heading = e("h1", { tabindex: "-1" }, view.title);
    fill(this.#main, e("div", {
      class: view.wide ? "page wide" : "page",
      data: { motion: isFirst || isSame ? "none" : isForward ? "forward" : "back" },
    },
      flow?.steps && view.step !== undefined && steps(flow.steps, view.step),
      e("div.stack-tight.heading", view.icon && e("span.heading-icon", icon(view.icon)),
        heading, view.lead && e("p.lead", view.lead)),
      view.content));
    this.#panel.show(page, view.panel ?? []);
    const first = view.focus && view.content.querySelector(view.focus);
    if (first) first.focus();
    else if (!isFirst) heading.focus({ preventScroll: true });
    if (!isFirst && !isSame) scrollTo(0, 0);
  }

  #showPerson(flow) {
    const person = flow && people.of(flow.id);
    fill(this.#who, person && [
      e("span.who-name", icon("person"), person.name || person.email || person.id),
      e("button.quiet.small-button", {
        on: { click: () => {
          people.leave(flow.id);
          this.onSignOut(flow);
        } },
      }, "Sign out"),
    ]);
  }
}

function steps(names, current) {
  return e("nav.steps", { "aria-label": "Steps" },
    e("p.steps-short", { "aria-hidden": "true" },
      current < names.length ? `Step ${current + 1} of ${names.length} · ${names[current]}` : "All done"),
    e("ol", names.map((name, index) => {
      const state = index < current ? "done" : index === current ? "current" : "ahead";
      return e("li", { class: state, "aria-current": state === "current" ? "step" : undefined },
        e("span.dot", { "aria-hidden": "true" }, state === "done" ? icon("check") : index + 1),
        e("span.step-name", name,
          state === "done" && e("span.unseen", " (done)")));
    })));
}
