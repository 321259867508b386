/** The log's live tail: server-sent events from a position on, and on again after every break. */
import { isFinal, listen } from "../onboarding/live.js";
import { on, pause } from "../shared/dom.js";
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

/** How often it is asked whether something was erased, where a tail would be one too many. */
const erasureMilliseconds = 3000;

/** True where something was taken out of events that were read before, or may have been by events that were skipped. */
export const isErased = (events, skipped) =>
  skipped > 0 || events.some(({ type }) => /^Person(alData)?Erased$/.test(type));

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
      await new Promise((resolve) => { on(document, "visibilitychange", resolve, { once: true }); });
      continue;
    }
    const look = new AbortController();
    on(document, "visibilitychange", () => look.abort(), { signal: look.signal });
    try {
      const found = listen(`/v1/ledger/events?${search({ ...filter, after: position })}`,
        { signal: AbortSignal.any([signal, look.signal]) }, () => announce("live"));
      for await (const { data } of found) {
        milliseconds = 500;
        take(JSON.parse(data));
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) {
        announce("over");
        return heard(error);
      }
    } finally {
      look.abort();
    }
    if (signal.aborted || document.hidden) continue;
    announce("waiting");
    await pause(milliseconds);
    milliseconds = Math.min(milliseconds * 2, 8000);
  }
}
