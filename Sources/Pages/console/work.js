/** Long work of the server: begun by a button, watched until it is over, and its report. */
import { e, fill, pause, stamp } from "../shared/dom.js";
import { duration } from "../shared/time.js";
import { view } from "./route.js";
import { read, write } from "./session.js";
import { button, count, fail, inWords, notice, row, stack, tell, tight } from "./ui.js";

const pollMilliseconds = 250;

/** `verbs` are the buttons with the forms that they send; `show(report)` draws the last one's report. */
export function work(path, verbs, show) {
  const [live, place] = [tight({ role: "status" }), tight()];
  const buttons = verbs.map(([name, form], index) => button(name, () => { if (!wasRunning) begin(form); },
    index === 0 ? "primary" : "secondary"));
  const { signal } = view;
  let wasRunning = false;
  const put = (status) => {
    const isRunning = status.state === "running";
    // What is disabled would drop the focus.
    for (const each of buttons) each.ariaDisabled = isRunning || null;
    fill(live, isRunning && bar(status), status.failure && notice("bad", status.failure));
    if (!isRunning) fill(place, status.report ? show(status.report) : stamp("empty.report"));
    if (wasRunning && !isRunning && !status.failure) tell("Done.");
    wasRunning = isRunning;
    return isRunning;
  };
  const watch = async () => {
    try {
      while (!signal.aborted && put(await read(path))) await pause(pollMilliseconds);
    } catch (error) {
      fail(live, error, watch);
    }
  };
  const begin = async (form) => {
    try {
      put(await write("POST", path, typeof form === "function" ? form() : form));
      watch();
    } catch (error) {
      fail(live, error);
    }
  };
  watch();
  return stack(row(buttons), live, place);
}

/** How far it is, with rate and time left. */
function bar({ phase, done, total, perSecond, secondsLeft }) {
  const name = inWords("phase", phase ?? "Beginning");
  const text = [name, total > 0 && `${count(done)} of ${count(total)}`, perSecond
    && `${count(Math.round(perSecond))}/s`,
    secondsLeft >= 1 && `${duration(secondsLeft, 0)} left`].filter(Boolean).join(" · ");
  return e("div.work", e("progress", { "aria-label": name, max: total || 1, value: total > 0 ? done : null }),
    e("span.small.soft", text));
}
