/** Whether the log is what it was: its head, its verification, and proofs to check where this server has no say. */
import { fill, sending } from "../shared/dom.js";
import { duration, time } from "../shared/time.js";
import { readEvents } from "./follow.js";
import { amend, view } from "./route.js";
import { may, read } from "./session.js";
import { card, copyable, count, download, e, eventName, eventually, facts, fail, field, link, notice, page, plural,
  row, soft, stamp, tight } from "./ui.js";
import { work } from "./work.js";

const readHead = () => read("/v1/ledger/head");

export function show() {
  return {
    title: "Integrity",
    element: page("Integrity", null, stamp("integrity", {
      head: card("Tree head", eventually(readHead, head)), verification: may("admin") && verification(),
      inclusion: inclusion(), consistency: consistency(),
    })),
  };
}

/** A document to keep, as a link. */
const document = (text, name, thing) => download(text,
  `data:application/json,${encodeURIComponent(JSON.stringify(thing))}`, name);

function head({ size, root, hash, recordedAt }) {
  return stamp("head", {
    size: plural(size, "event"), at: time(recordedAt), root: copyable(root, "Copy the root"),
    hash: copyable(hash, "Copy the hash"), keep: document("Download this head", `head-${size}.json`, { size, root }),
  });
}

function verification() {
  return card("Verification", stamp("verification"),
    work("/v1/admin/verify", [["Verify everything", {}], ["Only what is derived", { views: true }]], verified));
}

function verified({ startedAt, seconds, result }) {
  const { ok, events, root, claims, views = [], journeys = [], explanation, position, stream, view: model } = result;
  return tight(notice(ok ? "good" : "bad", ok ? "Everything holds." : explanation), facts([
    ["When", time(startedAt)], ["Took", duration(seconds)], ["Events", events !== undefined && count(events)],
    ["Unique keys", claims !== undefined && count(claims)], ["Root", root && e("code", root)],
    ...views.map((each) => [each.view, `${plural(each.rows, "row")}, each what a fresh fold makes of its events`]),
    ...journeys.map((each) => [`journeys of ${each.flow}`, `${plural(each.subjects, "subject")}, as the log has them`]),
    ["Read model", model], ["First bad position", position && link(position, ["events"], { at: position })],
    ["Subject", stream && link(stream, ["stream", stream])],
  ]));
}

/** A form that asks for a proof; `prove` answers what to show of it. */
function prover(title, template, control, prove) {
  const place = tight({ role: "status" });
  const run = async () => {
    try {
      fill(place, await prove());
    } catch (error) {
      fail(place, error);
    }
  };
  const element = card(title, stamp(template),
    e("form.stack-tight", { on: { submit: sending(run) } }, control,
      row(e("button.secondary", { type: "submit" }, "Prove it"))), place);
  return { element, run };
}

/** The proof as a document, and the command that checks it. */
const proven = (name, proof, root, size) => [
  row(document("Download the proof", name, proof),
    soft(`${plural(proof.path.length, "digest")}. Check it on another machine:`)),
  stamp("check", { name, root, size }),
];

function inclusion() {
  const control = field("Position", { type: "number", min: 1, required: true, value: view.query.get("position")
    ?? "" });
  const input = control.lastElementChild;
  const { element, run } = prover("Is an event in the log?", "inclusion", control,
    async () => {
    const position = Number(input.value);
    amend({ position });
    const { size, root } = await readHead();
    if (position > size) return notice("warn", `The log has ${plural(size, "event")}.`);
    const [{ leaf, path }, { events: [event] }] = await Promise.all([
      read(`/v1/ledger/proof/${position}?size=${size}`), readEvents({ after: position - 1, limit: 1 })]);
    return [
      stamp("proven", { root, hash: event.hash, event: link(`${eventName(event.type)}, ${event.stream}`,
        ["stream", event.stream], { v: event.version }) }),
      proven(`proof-${position}.json`, { kind: "inclusion", position, size, event: event.hash, leaf, path, root }, root,
        size)];
  });
  if (input.value) run();
  return element;
}

function consistency() {
  const control = field("The head that you kept", { required: true,
    placeholder: "{\"size\":1200,\"root\":\"9f86d0…\"}" });
  return prover("Did it only grow?", "consistency", control, async () => {
    const kept = parsed(control.lastElementChild.value);
    if (!kept) return notice("warn", stamp("no-head"));
    const { size, root } = await readHead();
    if (kept.size > size) return notice("bad", `The log has only ${plural(size, "event")}: it was cut since.`);
    const { path } = await read(`/v1/ledger/consistency?from=${kept.size}&to=${size}`);
    return proven(`growth-${kept.size}.json`, { kind: "consistency", from: kept.size, to: size, fromRoot: kept.root,
      path, root },
      root, size);
  }).element;
}

function parsed(text) {
  try {
    const { size, root } = JSON.parse(text);
    return Number.isSafeInteger(size) && size > 0 && /^[0-9a-f]{64}$/.test(root) && { size, root };
  } catch {
    return null;
  }
}
