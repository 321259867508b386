/** The button that changes between the system's colours, light and dark. */
import { e, icon } from "./dom.js";

const order = ["system", "light", "dark"];
const icons = { system: "contrast", light: "sun", dark: "moon" };

function current() {
  return document.documentElement.dataset.theme ?? "system";
}

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("onboard.theme", theme);
  } catch { /* Storage may be blocked: the choice then lasts as long as the page. */ }
}

export function themeToggle() {
  const button = e("button.quiet.icon-button");
  const show = () => {
    const theme = current();
    button.replaceChildren(icon(icons[theme]));
    button.setAttribute("aria-label", `Colours: ${theme}. Change`);
    button.title = `Colours: ${theme}`;
  };
  button.addEventListener("click", () => {
    choose(order[(order.indexOf(current()) + 1) % order.length]);
    show();
  });
  show();
  return button;
}
