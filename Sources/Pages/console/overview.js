/** The first view: how busy the log is, what happens now, whether all is well, where people are lost. */
import { e, fill, find, holdsFocus, stamp } from "../shared/dom.js";
import { duration } from "../shared/time.js";
import { columnChart, figure, miniBar } from "./charts.js";
import { eventRow } from "./event.js";
import { flows } from "./flows.js";
import { follow, isErased, readEvents } from "./follow.js";
import { worstLeak } from "./funnel-chart.js";
import { amend, href, search, steadily, view } from "./route.js";
import { may, read, session } from "./session.js";
import {
  button, card, count, eventually, fail, link, page, plural, redraw, renewal, row, share, short, soft, stack,
  stageName, table,
} from "./ui.js";

/** How many events the live tail shows. */
const tailCount = 12;

const drawMilliseconds = 15_000;
/** The server's days are UTC's. */
const utc = { timeZone: "UTC" };
const clock = { hour: "2-digit", minute: "2-digit" };
const spans = {
  hour: { name: "Last hour", span: "PT1M", count: 60, unit: "minute", tick: clock },
  day: { name: "Last day", span: "PT30M", count: 48, unit: "half hour", tick: clock },
  month: { name: "Last 30 days", span: "P1D", count: 30, unit: "UTC day",
    tick: { day: "numeric", month: "short", ...utc }, whole: { dateStyle: "medium", ...utc } },
};

export function show() {
  const [isAuditor, isAnalyst, isAdmin] = [may("audit:read"), may("analytics:read"), may("admin")];
  const tiles = { events: isAuditor, rate: isAuditor, health: isAdmin, effects: isAdmin };
  for (const tile of Object.keys(tiles)) {
    tiles[tile] = tiles[tile] && e("div.tile.card", { data: { tile } }, e("strong", "–"), e("span", "\u00a0"));
  }
  const element = page("Overview", null, e("div.tiles", Object.values(tiles)), isAuditor && busy(tiles),
    e("div.columns", isAuditor && liveTail(tiles), stack(isAnalyst && leaks(), isAdmin && health(tiles))));
  return { title: "Overview", element };
}

const set = (tile, number, text) => fill(tile, e("strong.numbers", number), e("span.soft.small", text));

const setHead = (tiles, head) => set(tiles.events, count(head), "events in the log");

// How busy

function busy(tiles) {
  const place = e("div.eventually");
  const choice = e("div.segments", { role: "group", "aria-label": "Span of time" },
    Object.entries(spans).map(([id, { name }]) => button(name, () => {
      amend({ span: id === "hour" ? null : id });
      draw();
    }, "segment")));
  const table = () => find("details", place);
  const chosen = () => spans[view.query.get("span")] ?? spans.hour;
  const draw = async () => {
    const shown = chosen();
    for (const each of choice.children) each.ariaPressed = String(each.textContent === shown.name);
    try {
      const activity = await read(`/v1/ledger/activity?span=${shown.span}&count=${shown.count}`);
      // An answer that comes late is about another span.
      if (shown !== chosen()) return;
      const all = activity.spans.reduce((sum, each) => sum + each.events, 0);
      setHead(tiles, activity.head);
      set(tiles.rate, count(all), `events in the ${shown.name.toLowerCase()}`);
      const [isOpen, isIn] = [table()?.open, holdsFocus(place)];
      fill(place, chart(activity.spans, shown, all));
      table().open = isOpen;
      if (isIn) table().firstElementChild.focus();
    } catch (error) {
      fail(place, error, draw);
    }
  };
  draw();
  steadily(draw, drawMilliseconds);
  return card(["Activity", choice], place);
}

function chart(list, { name, unit, tick, whole = { dateStyle: "medium", timeStyle: "short" } }, all) {
  const columns = list.map(({ from, events }) => {
    const [short, long] = [tick, whole].map((form) => new Intl.DateTimeFormat(undefined, form).format(new Date(from)));
    return { value: events, tick: short, from: long, text: `${long}: ${plural(events, "event")}` };
  });
  return figure(`${plural(all, "event")} in the ${name.toLowerCase()}, by ${unit}`, (width) => columnChart(columns,
    width, short),
    table(["From", "#Events"], columns.map((each) => [each.from, count(each.value)])),
    stamp("running", { unit }));
}

// What happens now

function liveTail(tiles) {
  let [isPaused, missed] = [false, 0];
  const rows = e("ol.tail", { "aria-label": "The newest events" });
  const pause = button("Pause", () => {
    [isPaused, missed] = [!isPaused, 0];
    fill(pause, isPaused ? "Go on" : "Pause");
    if (!isPaused) again();
  }, "quiet.small-button");
  const line = (isFresh) => (event) => e("li", { data: { position: event.position } },
    e("a", { href: href(["stream", event.stream], { v: event.version }) }, eventRow(event, isFresh, "ago")));
  const newest = () => Number(rows.firstElementChild?.dataset.position ?? 0);
  const put = (events, isFresh) => {
    const top = newest();
    // What was read anew has some of them already.
    rows.prepend(...events.filter(({ position }) => position > top).slice(-tailCount).reverse().map(line(isFresh)));
    // The line that somebody stands on stays.
    while (rows.children.length > tailCount) {
      [...rows.children].findLast((each) => !holdsFocus(each)).remove();
    }
  };
  const load = async () => {
    // A pause lasts.
    const after = isPaused && newest() + 1;
    const { events } = await readEvents({ order: "desc", limit: tailCount, after });
    const top = events[0]?.position ?? 0;
    // What came while this was asked for is newer.
    redraw(rows, () => fill(rows, [...rows.children].filter((each) => each.dataset.position > top),
      events.map(line(false))));
    put([]);
    return top;
  };
  const work = async () => {
    follow({}, await load(), (fresh, skipped) => {
      if (isErased(fresh, skipped)) again();
      setHead(tiles, fresh.at(-1).position);
      missed += fresh.length + skipped;
      if (isPaused) fill(pause, `Go on (${count(missed)} new)`);
      else put(fresh, true);
    });
  };
  const place = eventually(work, () => rows, 8);
  const again = renewal(place, async () => {
    await load();
    if (!rows.isConnected) redraw(place, () => fill(place, rows));
  });
  return card(["Live", row(pause, link("All events", ["events"]))], place);
}

// Where people are lost

/** Of each flow that loses people, the stage after which most were lost. */
function leaks() {
  const work = async () => {
    const all = await flows();
    const funnels = await Promise.all(all.map(({ flow }) => read(`/v1/analytics/funnel?${search({ flow })}`)));
    return funnels.filter((each) => each.subjects).map(({ flow, stages }) => (
      { flow, done: stages.at(-1).fromFirst, lost: 0, ...worstLeak(stages) }
    )).sort((a, b) => b.lost - a.lost);
  };
  const draw = (found) => {
    if (found.length === 0) return stamp("empty.leaks");
    const tight = found.filter((each) => !each.lost).map(({ flow }) => flow);
    return [e("ul.leaks", found.filter((each) => each.lost).map(leak)),
      tight.length > 0 && soft(`Nobody was lost in ${tight.join(", ")}.`)];
  };
  const place = eventually(work, draw);
  steadily(() => work().then((found) => redraw(place, () => fill(place, draw(found)))), 4 * drawMilliseconds);
  return card(["Worst leaks", link("Funnels", ["funnel"])], place);
}

const leak = ({ flow, stage, lost, subjects, done }) =>
  e("li", e("a", { href: href(["funnel", flow], { stage, state: "lost" }) },
    stamp("leak", { flow, done: share(done), lost: count(lost), all: count(subjects), stage: stageName(stage) }),
    miniBar(lost / subjects, "lost")));

// Whether all is well

function health(tiles) {
  const work = async () => metrics(await read("/metrics"));
  const draw = (of) => {
    const isStopped = of("onboard_writer_failed") > 0;
    const { classList } = set(tiles.health, isStopped ? "Stopped" : "Ready", `server ${session.version}`);
    classList.toggle("bad", isStopped);
    classList.toggle("good", !isStopped);
    set(tiles.effects, count(of("onboard_effects_queued")), "mails and other effects waiting");
    const requests = of("onboard_request_seconds_count");
    return stamp("health", {
      isStopped, isWriting: !isStopped, waiting: count(of("onboard_commands_waiting")), requests: short(requests),
      average: duration(of("onboard_request_seconds_sum") / requests),
      failed: count(of("onboard_requests_total", 'status="5xx"')),
      memory: short(of("process_resident_memory_bytes") / 1_048_576),
    });
  };
  const place = eventually(work, draw);
  const unknown = (error) => {
    fail(place, error);
    set(tiles.health, "Unknown", "").classList.remove("good", "bad");
  };
  steadily(() => work().then((of) => fill(place, draw(of)), unknown), drawMilliseconds);
  return card("Health", place);
}

/** Reads Prometheus' text: the sum of a name's numbers, of those with a label where one is given. */
const metrics = (text) => (name, label = "") => text.split("\n")
  .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
  .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
