/** The button that changes between the system's colours, light and dark. */
import { e, icon, keep, on } from "./dom.js";

const icons = { system: "contrast", light: "sun", dark: "moon" };
const order = Object.keys(icons);
const { dataset } = document.documentElement;

export function themeToggle() {
  const button = e("button.quiet.icon-button");
  const show = () => {
    const { theme = order[0] } = dataset;
    button.replaceChildren(icon(icons[theme]));
    button.title = `Colours: ${theme}. Change`;
  };
  on(button, "click", () => {
    dataset.theme = order[(order.indexOf(dataset.theme ?? order[0]) + 1) % order.length];
    keep("theme", dataset.theme);
    show();
  });
  show();
  return button;
}
