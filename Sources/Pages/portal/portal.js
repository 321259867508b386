/** The portal: begins here. */
import { h } from "../shared/dom.js";
import { themeToggle } from "../shared/theme-toggle.js";

document.body.append(
  h("header", { class: "row row-apart" }, h("strong", {}, "onboard"), themeToggle()),
  h("main", { class: "stack" }, h("h1", {}, "Portal")),
);
