/** The read models: made anew from the log while they serve, and what the last time showed. */
import { e, on, stamp } from "../shared/dom.js";
import { duration, time } from "../shared/time.js";
import { card, count, inWords, link, notice, page, stack, table, tight } from "./ui.js";
import { work } from "./work.js";

export function show() {
  let model = null;
  const choice = stamp("which-model").firstElementChild;
  on(choice, "change", ({ target }) => { model = target.value || null; });
  const compared = () => ({ model: model === "audit" ? null : model, dryRun: true });
  const verbs = [["Rebuild", () => ({ model, dryRun: false })], ["Only compare", compared]];
  return {
    title: "Read models",
    element: page("Read models", null, card(["Rebuild", choice], stamp("rebuild"),
      work("/v1/admin/rebuild", verbs, report))),
  };
}

const changedRows = ({ added, removed, changed }) => added + removed + changed;

function report(found) {
  const all = found.differences;
  const isSame = all.every((each) => changedRows(each) === 0);
  const first = all.flatMap((each) => each.first);
  const digests = (view) => {
    const other = all.find((each) => each.view === view.view);
    const text = other && changedRows(other) > 0
      ? `${count(other.changed)} changed, ${count(other.added)} added, ${count(other.removed)} removed` : "none";
    return [view.view, count(view.rows), e("code.digest-cell", view.digest),
      e(`span.badge.${text === "none" ? "good" : "warn"}`, text)];
  };
  if (found.model === "audit") {
    return stamp("index-rebuilt",
      { at: time(found.startedAt), took: duration(found.seconds), events: count(found.events) });
  }
  return stack(
    notice(isSame ? "good" : "warn", isSame ? stamp("same-rows") : stamp("other-rows")),
    stamp("rebuilt", {
      dryRun: found.dryRun, done: !found.dryRun, at: time(found.startedAt), why: inWords("rebuilt", found.reason),
      took: duration(found.seconds), events: count(found.events), rate: count(Math.round(found.eventsPerSecond)),
      pause: found.pauseMilliseconds?.toFixed(1),
    }),
    table(["Read model", "#Rows", "Digest", "Differences"], found.views.map(digests).concat(
      found.journeys.map((each) => [`journeys of ${each.flow}`, count(each.subjects),
        e("code.digest-cell", each.digest), e("span.badge", "made anew")]))),
    first.length > 0 && tight(e("h3", "The first rows that differed"), table(["Subject", "How", "Fields"],
      first.map((each) =>
      [link(each.stream, ["stream", each.stream], {}, "mono"), each.kind, each.fields.join(", ")]))));
}
