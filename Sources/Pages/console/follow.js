/** The log's live tail: server-sent events from a position on, and on again after every break. */
import { events } from "../onboarding/live.js";
import { Problem } from "../shared/api.js";
import { pause } from "../shared/dom.js";
import { search, steadily, view } from "./route.js";
import { heard, read } from "./session.js";

/** Whether the tail is `live`, `waiting` for the server, or `over`. */
export const connection = new EventTarget();

function announce(state) {
  connection.state = state;
  connection.dispatchEvent(new Event("change"));
}

/** How many events are kept for the next frame; older ones are only counted. */
const heldMax = 500;

/** The server beats every 15 seconds: a stream that is silent for longer is none. */
const silenceMilliseconds = 40_000;

/** How often it is asked whether something was erased, where a tail would be one too many. */
const erasureMilliseconds = 3000;

/** True for what takes something out of events that were read before. */
export const isErasure = ({ type }) => /^Person(alData)?Erased$/.test(type);

/** A page of the log's events. */
export const readEvents = (query) => read(`/v1/ledger/events?${search(query)}`);

/** Calls back for what was erased behind `after`: what is shown may be, by events that are not shown. */
export const onErasure = (after, work) => steadily(async () => {
  const { events } = await readEvents({ type: "PersonalDataErased", after });
  if (events.length === 0) return;
  await work();
  after = events.at(-1).position;
}, erasureMilliseconds);

/**
 * Follows the log behind `after` for as long as the view is open and looked at: browsers have few connections for
 * all tabs of a server together. Who comes back is told of all that came meanwhile. `onEvents(events, skipped)` gets
 * what came since the last frame, oldest first; `skipped` came faster than anybody could look.
 */
export async function follow(filter, after, onEvents) {
  const { signal } = view;
  let [position, held, skipped, milliseconds] = [after, [], 0, 500];
  const show = () => {
    const [shown, count] = [held, skipped];
    [held, skipped] = [[], 0];
    if (!signal.aborted) onEvents(shown, count);
  };
  const take = (event) => {
    position = event.position;
    if (held.push(event) > heldMax) { held.shift(); skipped += 1; }
    if (held.length === 1) requestAnimationFrame(show);
  };
  while (!signal.aborted) {
    if (document.hidden) {
      await new Promise((resolve) => { document.addEventListener("visibilitychange", resolve, { once: true }); });
      continue;
    }
    try {
      await readStream(search({ ...filter, after: position }), signal, (event) => { milliseconds = 500; take(event); });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status < 500) {
        announce("over");
        heard(error);
        return;
      }
    }
    if (signal.aborted || document.hidden) continue;
    announce("waiting");
    await pause(milliseconds);
    milliseconds = Math.min(milliseconds * 2, 8000);
  }
}

async function readStream(query, signal, take) {
  const attempt = new AbortController();
  let alarm;
  const hear = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => attempt.abort(), silenceMilliseconds);
  };
  hear();
  document.addEventListener("visibilitychange", () => attempt.abort(), { signal: attempt.signal });
  try {
    const response = await fetch(`/v1/ledger/events?${query}`,
      { headers: { Accept: "text/event-stream" }, signal: AbortSignal.any([signal, attempt.signal]) });
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})), response.headers);
    announce("live");
    for await (const { data } of events(response.body, hear)) take(JSON.parse(data));
  } finally {
    attempt.abort();
    clearTimeout(alarm);
  }
}
