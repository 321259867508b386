/** What stands around every page: the bar above, the steps, the panel of dev mode beside it. */
import { e, fill, find, focusOn, icon } from "../shared/dom.js";
import { themeToggle } from "../shared/theme-toggle.js";
import { Panel } from "./panel.js";
import { people } from "./people.js";
import { part } from "./view.js";

export class Shell {
  #shown = null;
  panel = new Panel();
  onSignOut = () => {};

  constructor() {
    document.body.prepend(part("frame", { theme: themeToggle(), ...this.panel.parts }));
    this.main = find("main");
    this.panel.begin();
  }

  /** Shows a page: a `view`, and the `panel`'s sections that belong to it. */
  show({ content, step, wide, focus, panel = [] }, page) {
    const { flow } = page;
    const heading = find("h1", content);
    const title = heading.textContent;
    const now = { title, step: Number(step ?? 0), flow };
    const before = this.#shown;
    const isSame = before?.title === title && before?.flow === flow;
    const isBack = now.step < before?.step;
    this.#shown = now;

    document.title = `${title} · ${flow?.title ?? "onboard"}`;
    heading.tabIndex = -1;
    fill(find(".crumb"), flow
      && [e("span", { "aria-hidden": "true" }, "/"), e("a", { href: `/portal/${flow.id}` }, flow.title)]);
    this.#showPerson(flow);
    this.main.ariaBusy = null;
    fill(this.main, e("div.page", {
      class: wide && "wide", data: { motion: !before || isSame ? "none" : isBack ? "back" : "forward" },
    }, flow && step && steps(flow.steps, now.step), content));
    this.panel.show(page, panel);
    const first = focus && find(focus, this.main);
    if (first) first.focus();
    else if (before) focusOn(heading);
    if (before && !isSame) scrollTo(0, 0);
  }

  #showPerson(flow) {
    const person = flow && people.of(flow.id);
    const name = person?.name || person?.email || person?.id;
    const shown = person && part("person", { name, leave: async () => this.onSignOut(flow) });
    if (shown) shown.firstElementChild.title = name;
    fill(find(".who"), shown);
  }
}

const steps = (names, current) => e("nav.steps", { "aria-label": "Steps" },
  e("p.steps-short", { "aria-hidden": "true" },
    current < names.length ? `Step ${current + 1} of ${names.length} · ${names[current]}` : "All done"),
  e("ol", names.map((name, index) => {
    const state = index < current ? "done" : index === current ? "current" : "ahead";
    return e("li", { class: state, "aria-current": state === "current" && "step" },
      e("span.dot", { "aria-hidden": "true" }, state === "done" ? icon("check") : index + 1),
      e("span.step-name", name,
        state === "done" && e("span.unseen", " (done)")));
  })));
