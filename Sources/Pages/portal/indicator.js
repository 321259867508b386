/** How saving goes, in a word or two beside the form (contract A9). */
import { e, fill, icon } from "../shared/dom.js";
import { told } from "./fields.js";

export function indicator(save, review) {
  const element = e("div.indicator", { role: "status" });
  const small = (text, click) => e("button.secondary.small-button", { on: { click } }, text);

  const views = {
    idle: () => [],
    saving: ({ attempt, retrySeconds, waitSeconds }) => [
      e("span.spinner", { "aria-hidden": "true" }),
      attempt ? `Saving… try ${attempt + 1} in ${retrySeconds} s`
        : waitSeconds ? `Saving… in ${waitSeconds} s, as the server asks` : "Saving…",
    ],
    saved: () => [icon("check"), "Saved"],
    offline: () => [icon("offline"), "Offline: kept on this device"],
    conflict: () => [icon("alert"), "Conflict", small("Review", review)],
    error: ({ error }) => [
      icon("alert"), e("span", "Not saved. ", told(error)), small("Retry", () => save.retry()),
    ],
  };

  const show = () => {
    const { status } = save;
    element.dataset.state = status.name;
    fill(element, views[status.name](status));
  };
  save.addEventListener("change", show);
  show();
  return element;
}
