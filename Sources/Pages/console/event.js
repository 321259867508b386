/** One event: as a row of a list, and in full. */
import { e, stamp } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { may } from "./session.js";
import { copyable, eventName, facts, link, plain, soft, stack, tight, value } from "./ui.js";

/** `user ada`; of a long id the end, for ids of one time begin alike. */
export function actor({ kind, id }, isLink = false) {
  const text = /^[0-9a-f-]{36}$/.test(id) && !isLink ? `…${id.slice(-8)}` : id;
  const words = [e("span.actor-kind", kind), " ", text];
  return isLink && may("audit:read") ? link(words, ["events"], { actor: `${kind}:${id}` }, "actor")
    : e("span.actor", { title: id }, words);
}

/** What an event says, shortly: its members, personal ones last. */
export const gist = (event) => Object.entries({ ...event.data, ...event.personal })
  .map(([name, thing], index) => [`${index ? " · " : ""}${name}: `, e("bdi", plain(thing))]);

/** When it was recorded, which lists and filters go by; of what occurred before that, when it did. */
export const when = ({ occurredAt, recordedAt }, form) =>
  occurredAt ? ["occurred ", time(occurredAt, form)] : time(recordedAt, form);

/** What kind of actor it was, as a colour, and in words for who cannot tell that. */
export const dot = ({ actor: { kind } }) => e(`span.dot.${kind}`, { role: "img", title: kind });

/** An event among others. */
export const eventRow = (event, isFresh, form = "short") =>
  e(`div.event-row${isFresh ? ".fresh" : ""}`, dot(event), e("span.event-name", eventName(event.type)),
    e("span.event-stream.mono", event.stream), e("span.event-gist.soft", gist(event)),
    e("span.event-time.soft", when(event, form)));

/** Everything that an event holds, with ways to what belongs to it. */
export function eventDetail(event) {
  const { ip, userAgent, traceparent } = event.origin ?? {};
  return stack(
    stamp("event", {
      ...event, ip, userAgent, traceparent, proof: link("Prove it", ["integrity"], { position: event.position }),
      stream: link(event.stream, ["stream", event.stream], { v: event.version }, "mono"),
      recorded: time(event.recordedAt), occurred: event.occurredAt && time(event.occurredAt),
      by: actor(event.actor, true),
      request: link(event.correlationId, ["events"], { correlation: event.correlationId }, "mono"),
      cause: event.causationId !== event.correlationId && event.causationId,
    }),
    payload("Data", event.data), payload("Personal data", event.personal),
    event.erased && stamp("event-erased"),
    tight(soft("Hash"), copyable(event.hash, "Copy the hash")));
}

function payload(title, object) {
  const entries = Object.entries(object ?? {});
  return entries.length > 0 && tight(e("h3", title), facts(entries.map(([name, thing]) => [name, value(thing)])));
}
