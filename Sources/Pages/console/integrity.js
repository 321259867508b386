/** Whether the log is what it was: its head, its verification, and proofs to check where this server has no say. */
import { hex } from "../onboarding/requests.js";
import { e, escaped, fill, sending, stamp } from "../shared/dom.js";
import { duration, time } from "../shared/time.js";
import { readEvents } from "./follow.js";
import { amend, view } from "./route.js";
import { read } from "./session.js";
import {
  card, copyable, count, download, eventName, eventually, facts, fail, field, link, notice, page, plural, redraw, row,
  tight,
} from "./ui.js";
import { work } from "./work.js";

const readHead = () => read("/v1/ledger/head");

export function show() {
  const place = eventually(readHead, head);
  /** The head as it is now: what is said of it stands beside no other. */
  const look = async () => {
    const found = await readHead();
    redraw(place, () => fill(place, head(found)));
    return found;
  };
  return {
    title: "Integrity",
    element: page("Integrity", null, stamp("integrity", {
      head: card("Tree head", place), verification: verification(look),
      inclusion: inclusion(look), consistency: consistency(look),
    })),
  };
}

/** A document to keep, as a link. */
const file = (text, name, thing) => download(text,
  `data:application/json,${escaped(JSON.stringify(thing))}`, name);

const head = ({ size, root, hash, recordedAt }) => stamp("head", {
  size: plural(size, "event"), at: time(recordedAt), root: copyable(root, "Copy the root"),
  hash: copyable(hash, "Copy the hash"), keep: file("Download this head", `head-${size}.json`, { size, root }),
});

const verification = (look) => card("Verification", stamp("verification"),
  work("/v1/admin/verify", [["Verify everything", {}], ["Only what is derived", { views: true }]], (report) => {
    look().catch(() => {});
    return verified(report);
  }));

function verified({ startedAt, seconds, result }) {
  const { ok, events, root, claims, views = [], journeys = [], explanation, position, stream, view: model } = result;
  return tight(notice(ok ? "good" : "bad", ok ? "Everything holds." : explanation), facts([
    ["When", time(startedAt)], ["Took", duration(seconds)], ["Events", events !== undefined && count(events)],
    ["Unique keys", claims !== undefined && count(claims)], ["Root", root && e("code", root)],
    ...views.map((each) => [each.view, stamp("rows-hold", { rows: plural(each.rows, "row") })]),
    ...journeys.map((each) =>
      [`journeys of ${each.flow}`, stamp("journeys-hold", { all: plural(each.subjects, "subject") })]),
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
  stamp("check", {
    keep: file("Download the proof", name, proof), digests: plural(proof.path.length, "digest"), name, root, size,
  }),
];

function inclusion(look) {
  const control = field("Position", { type: "number", min: 1, required: true, value: view.query.get("position")
    ?? "" });
  const input = control.lastElementChild;
  const { element, run } = prover("Is an event in the log?", "inclusion", control,
    async () => {
    const position = Number(input.value);
    amend({ position });
    const { size, root } = await look();
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

function consistency(look) {
  const control = field("The head that you kept", { required: true,
    placeholder: "{\"size\":1200,\"root\":\"9f86d0…\"}" });
  return prover("Did it only grow?", "consistency", control, async () => {
    const kept = parsed(control.lastElementChild.value);
    if (!kept) return notice("warn", stamp("no-head"));
    if (kept.size === 0) return notice("good", stamp("grown.empty"));
    const { size, root } = await look();
    if (kept.size > size) return notice("bad", stamp("cut", { size }));
    const { path } = await read(`/v1/ledger/consistency?from=${kept.size}&to=${size}`);
    const said = !crypto.subtle ? "warn" : await isPart(kept, { size, root }, path) ? "good" : "bad";
    return [notice(said, stamp(`grown.${said}`)),
      proven(`growth-${kept.size}.json`, { kind: "consistency", from: kept.size, to: size, fromRoot: kept.root, path,
        root }, kept.root, kept.size)];
  }).element;
}

/** The hash over two nodes of the tree (RFC 9162 section 2.1). */
const over = async (left, right) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256",
  new Uint8Array(`01${left}${right}`.match(/../g).map((byte) => Number(`0x${byte}`))))));

/** Whether the tree of `now` begins with that of `then`: the path leads to both roots (section 2.1.4.2). */
export async function isPart(then, now, path) {
  let [first, last] = [then.size - 1, now.size - 1];
  const up = () => { first >>= 1; last >>= 1; };
  // A tree whose size is a power of two is a node of any that it is a part of, and so in no path.
  const [start, ...nodes] = then.size & first && first < last ? path : [then.root, ...path];
  let [old, root] = [start, start];
  while (first % 2) up();
  for (const node of nodes) {
    if (last === 0) return false;
    if (first % 2 || first === last) {
      [old, root] = [await over(node, old), await over(node, root)];
      while (first && first % 2 === 0) up();
    } else root = await over(root, node);
    up();
  }
  return old === then.root && root === now.root && (last === 0 || then.size === now.size);
}

function parsed(text) {
  try {
    const { size, root } = JSON.parse(text);
    return Number.isSafeInteger(size) && size >= 0 && /^[0-9a-f]{64}$/.test(root) && { size, root };
  } catch {
    return null;
  }
}
