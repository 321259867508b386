/** Live: a stream that goes on where it was, and questions where there is none (contracts K14, F5). */
import { events, Live } from "../onboarding/onboarding.js";
import { equal, FakeClock, json, settle } from "./harness.js";

function stream() {
  let controller;
  const body = new ReadableStream({ start(c) { controller = c; } });
  const encoder = new TextEncoder();
  const source = {
    response: new Response(body, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } }),
    send: (text) => controller.enqueue(encoder.encode(text)),
    end: () => controller.close(),
    break: () => controller.error(new TypeError("cut")),
  };
  return source;
}

/** A page that follows; `answers` are what its requests get, in order. */
function page(answers, options = {}) {
  const clock = new FakeClock();
  const asked = [];
  const fetch = async (path, { headers, signal }) => {
    const { Authorization: who, "Last-Event-ID": last, "If-None-Match": tag } = headers;
    asked.push({ path, at: clock.now(), last, tag, who });
    const next = answers.shift();
    if (next === undefined) return new Promise(() => {});
    if (next instanceof Error) throw next;
    if (!next.break) return next;
    // As a real one, it ends when its reader gives it up.
    signal.addEventListener("abort", () => next.break());
    return next.response;
  };
  const live = new Live({ stream: "/s", poll: "/p" }, { fetch, clock, ...options });
  const shown = [];
  live.addEventListener("change", () => shown.push(live.latest.v));
  live.start();
  return { clock, asked, live, shown };
}

const cut = () => new TypeError("cut");

export const tests = {
  async "events are read across pieces, with comments, ids and lines of all kinds"() {
    const source = stream();
    const found = [];
    const reading = (async () => { for await (const event of events(source.response.body)) found.push(event); })();
    for (const piece of [": hello\n\nid: 1\nda", "ta: {\"v\":\ndata: 1}\n", "\nevent: end\r\ndata:x\r", "\n\r\nid: 9\n\n"]) {
      source.send(piece);
      await settle();
    }
    source.end();
    await reading;
    equal(found, [{ id: "1", name: "message", data: "{\"v\":\n1}" }, { id: null, name: "end", data: "x" }]);
  },

  async "a cut stream goes on behind the last event"() {
    const [first, second] = [stream(), stream()];
    const p = page([first, second]);
    await settle();
    equal(p.live.state, "live");
    first.send("id: 4\ndata: {\"v\":4}\n\n");
    await settle();
    first.break();
    await settle();
    equal([p.live.state, p.asked.length], ["waiting", 1]);
    await p.clock.advance(500);
    equal(p.asked[1].last, "4");
    second.send("id: 5\ndata: {\"v\":5}\n\n");
    await settle();
    equal(p.shown, [4, 5]);
    p.live.stop();
  },

  async "where no stream can be had it asks every three seconds, with the tag"() {
    const p = page([
      cut(), cut(), cut(),
      json(200, { v: 1 }, { ETag: "\"1\"" }), json(304, null), json(200, { v: 2 }, { ETag: "\"2\"" }),
    ]);
    await p.clock.advance(500 + 1000 + 2000);
    equal(p.asked.map(({ path }) => path), ["/s", "/s", "/s", "/p"]);
    equal([p.live.state, p.shown], ["polling", [1]]);
    await p.clock.advance(3000);
    await p.clock.advance(3000);
    equal(p.asked.slice(4).map(({ tag }) => tag), ["\"1\"", "\"1\""]);
    equal(p.shown, [1, 2]);
    p.live.stop();
  },

  async "a question that fails does not put off the next stream"() {
    const answers = Array.from({ length: 30 }, (_, at) =>
      (at < 3 || [2, 7].includes(at % 11) ? cut() : json(304, null)));
    const p = page(answers);
    await p.clock.advance(66_000);
    const streams = p.asked.filter(({ path }) => path === "/s").map(({ at }) => at);
    equal(streams, [0, 500, 1500, 33_500, 65_500], "30 s after the last, and the pauses");
    p.live.stop();
  },

  async "a stream that lived is none of the three that gave nothing"() {
    const source = stream();
    const p = page([source, cut(), cut(), cut(), json(200, { v: 5 })]);
    await settle();
    source.send("id: 4\ndata: {\"v\":4}\n\n");
    await settle();
    source.break();
    await p.clock.advance(500 + 500 + 1000 + 2000);
    equal(p.asked.map(({ path }) => path), ["/s", "/s", "/s", "/s", "/p"]);
    equal(p.shown, [4, 5]);
    p.live.stop();
  },

  async "a stream that the page itself ends is none of them"() {
    const p = page([stream(), stream(), stream(), stream()]);
    for (let count = 0; count < 3; count += 1) {
      await settle();
      p.live.stop();
      await settle();
      p.live.start();
    }
    await settle();
    equal([p.asked.map(({ path }) => path), p.live.state], [["/s", "/s", "/s", "/s"], "live"]);
    p.live.stop();
  },

  async "what the server wants to be asked later is no refusal"() {
    for (const status of [408, 429, 503]) {
      const p = page([json(status, {}), stream()]);
      await settle();
      equal([p.live.state, p.live.problem], ["waiting", null]);
      await p.clock.advance(500);
      equal(p.live.state, "live");
      p.live.stop();
    }
  },

  async "a page that asks for hours leaves nothing to be told when it is left"() {
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    let held = 0;
    Object.assign(AbortSignal.prototype, {
      addEventListener(...rest) { held += 1; addEventListener.apply(this, rest); },
      removeEventListener(...rest) { held -= 1; removeEventListener.apply(this, rest); },
    });
    try {
      const p = page([cut(), cut(), cut(), ...Array.from({ length: 9 }, () => json(304, null))]);
      await p.clock.advance(3500);
      const before = held;
      await p.clock.advance(8 * 3000);
      equal([p.asked.length, held], [12, before]);
      p.live.stop();
    } finally {
      delete AbortSignal.prototype.addEventListener;
      delete AbortSignal.prototype.removeEventListener;
    }
  },

  async "a proxy that holds the stream back is told by its silence"() {
    const p = page([stream(), stream(), stream(), json(200, { v: 1 }, { ETag: "\"1\"" })]);
    await p.clock.advance(5000 + 500 + 5000 + 1000 + 5000 + 2000);
    equal([p.asked.map(({ path }) => path), p.live.state], [["/s", "/s", "/s", "/p"], "polling"]);
    p.live.stop();
  },

  async "what the server refuses is the end, and says why"() {
    for (const answer of [json(404, { code: "gone" }), json(401, { code: "gone" })]) {
      const p = page([answer]);
      await settle();
      equal([p.live.state, p.live.problem.code, p.clock.waiting], ["ended", "gone", 0]);
    }
    const source = stream();
    const p = page([source]);
    await settle();
    source.send("event: end\ndata: {\"code\":\"committed\"}\n\n");
    await settle();
    source.end();
    await p.clock.advance(60_000);
    equal([p.live.state, p.live.problem.code, p.asked.length], ["ended", "committed", 1]);
  },

  async "a page that is left asks nothing more"() {
    const p = page([cut(), cut(), cut(), json(200, { v: 1 }, { ETag: "\"1\"" })]);
    await p.clock.advance(3500);
    p.live.stop();
    await p.clock.advance(60_000);
    equal([p.asked.length, p.clock.waiting], [4, 0]);
  },

  async "a token that time has passed over is renewed, and what cannot be renewed is the end"() {
    let [token, renewals] = ["old", 0];
    const renew = async () => {
      renewals += 1;
      token = "new";
      return renewals < 2;
    };
    const refused = () => json(401, { code: "old" });
    const p = page([refused(), json(200, { v: 1 }, { "Content-Type": "text/plain" }), refused()],
      { token: () => token, renew });
    await p.clock.advance(500);
    equal(p.asked.map(({ who }) => who), ["Bearer old", "Bearer new"]);
    await p.clock.advance(60_000);
    equal([p.live.state, renewals, p.asked.length], ["ended", 2, 3]);
  },
};
