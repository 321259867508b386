/**
 * Follows one subject as it changes: server-sent events that go on behind the last one seen, and
 * where no stream can be had, questions that cost a 304 while nothing has changed (contracts K14,
 * F5).
 *
 * Told by `change` events (`latest` has the subject) and `state` events; `state` is `connecting`,
 * `live`, `polling`, `waiting` or `ended`, with `problem` when the server ended it.
 */
import { systemClock } from "./clock.js";
import { ask, Problem } from "./requests.js";

export const pollMilliseconds = 3000;
/** Growing pauses between tries; the last is kept. */
const pauses = [500, 1000, 2000, 5000, 10_000];
/** So many streams in a row that gave nothing, and the page asks instead. */
const failuresBeforePolling = 3;
/** And so often it then tries whether a stream can be had again. */
const pollsBeforeStream = 10;
/** The subject comes at once when none was seen; later a quiet stream beats every 15 seconds. */
const firstEventMilliseconds = 5000;
const silenceMilliseconds = 40_000;

export class Live extends EventTarget {
  #options;
  #paths;
  #clock;
  #stop = new AbortController();
  #lastID = null;
  #etag = null;
  #failures = 0;
  state = "connecting";
  latest = null;
  problem = null;

  /**
   * `stream` and `poll` are paths, `stream` only where there is one; options as of `ask`, and a `clock`. A `token` may
   * be a function; `renew()` is called when it is refused, and answers whether there is another.
   */
  constructor({ stream, poll }, options = {}) {
    super();
    this.#paths = { stream, poll };
    this.#clock = options.clock ?? systemClock;
    this.#options = options;
  }

  /** Follows until `stop()`, or until the server says that there is no more; again behind what was seen last. */
  async start() {
    const { signal } = this.#stop = new AbortController();
    while (!signal.aborted && this.state !== "ended") {
      const isStreaming = this.#paths.stream && this.#failures < failuresBeforePolling;
      const isDone = isStreaming ? await this.#follow() : await this.#poll();
      if (isDone || signal.aborted) return;
      this.#become("waiting");
      await this.#pause(pauses[Math.min(this.#failures, pauses.length) - 1] ?? pauses[0]);
    }
  }

  stop() { this.#stop.abort(); }

  // The stream

  /** True when there is nothing more to follow. */
  async #follow() {
    const attempt = new AbortController();
    const began = this.#clock.now();
    let isHeard = false;
    const alarm = this.#alarm(attempt, this.#lastID === null ? firstEventMilliseconds : silenceMilliseconds);
    try {
      const body = await this.#open(attempt.signal);
      this.#become("live");
      for await (const event of events(body, alarm.reset)) {
        isHeard = true;
        this.#take(event);
      }
    } catch (error) {
      if (await this.#isOver(error)) return true;
    } finally {
      alarm.end();
    }
    // Proxies may hold streams back, or end them at once: only one that lived counts as one.
    if (isHeard || this.#clock.now() - began >= silenceMilliseconds) this.#failures = 0;
    this.#failures += 1;
    return this.state === "ended";
  }

  /** Ends an attempt at which nothing is heard for too long: the server beats every 15 seconds. */
  #alarm(attempt, milliseconds) {
    let timer = this.#clock.after(milliseconds, () => attempt.abort());
    const stop = () => attempt.abort();
    this.#stop.signal.addEventListener("abort", stop);
    return {
      reset: () => {
        this.#clock.cancel(timer);
        timer = this.#clock.after(silenceMilliseconds, () => attempt.abort());
      },
      end: () => {
        this.#clock.cancel(timer);
        this.#stop.signal.removeEventListener("abort", stop);
      },
    };
  }

  async #open(signal) {
    const headers = { Accept: "text/event-stream" };
    if (this.#lastID !== null) headers["Last-Event-ID"] = this.#lastID;
    const token = this.#token();
    if (token) headers.Authorization = `Bearer ${token}`;
    const fetch = this.#options.fetch ?? globalThis.fetch.bind(globalThis);
    const response = await fetch((this.#options.base ?? "") + this.#paths.stream, {
      headers, signal, cache: "no-store",
    });
    if (!response.ok) {
      throw new Problem(response.status, await response.json().catch(() => ({})), response.headers);
    }
    const type = response.headers.get("Content-Type") ?? "";
    if (!type.startsWith("text/event-stream") || !response.body) throw new TypeError("no stream");
    return response.body;
  }

  #take({ id, name, data }) {
    if (id !== null) this.#lastID = id;
    if (name === "end") return this.#endWith(JSON.parse(data || "{}"));
    this.#show(JSON.parse(data));
  }

  // Asking

  /** The same, by asking for a while; afterwards a stream is tried again. */
  async #poll() {
    for (let count = 0; count < pollsBeforeStream; count += 1) {
      try {
        const answer = await ask("GET", this.#paths.poll, {
          ...this.#options, signal: this.#stop.signal, token: this.#token(), etag: this.#etag,
        });
        this.#become("polling");
        if (answer.status !== 304) {
          this.#etag = answer.etag;
          this.#show(answer.body);
        }
      } catch (error) {
        return this.#isOver(error);
      }
      await this.#pause(pollMilliseconds);
      if (this.#stop.signal.aborted) return true;
    }
    this.#failures = failuresBeforePolling - 1;
    return false;
  }

  // State

  #show(subject) {
    this.latest = subject;
    this.dispatchEvent(new Event("change"));
  }

  /** A refusal is final: the subject is gone, or may not be seen. 5xx and silence pass. */
  async #isOver(error) {
    if (this.#stop.signal.aborted) return true;
    if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) return false;
    if (error.status === 401 && await this.#options.renew?.()) return false;
    this.#endWith(error.body);
    return true;
  }

  #token() {
    const { token } = this.#options;
    return typeof token === "function" ? token() : token;
  }

  #endWith(problem) {
    this.problem = problem;
    this.#become("ended");
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = this.#clock.after(milliseconds, resolve);
      this.#stop.signal.addEventListener("abort", () => {
        this.#clock.cancel(timer);
        resolve();
      }, { once: true });
    });
  }
}

/** The events of a stream (WHATWG HTML, section 9.2): `{id, name, data}`; each arrival is noted. */
export async function* events(body, note = () => {}) {
  const decoder = new TextDecoder();
  let [text, event] = ["", fresh()];
  for await (const chunk of chunks(body)) {
    note();
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    text = lines.pop();
    for (const line of lines) {
      if (line !== "") read(line, event);
      else if (event.data.length > 0) {
        yield { id: event.id, name: event.name, data: event.data.join("\n") };
        event = fresh();
      }
    }
  }
}

/** Not every browser can iterate over a stream. */
async function* chunks(body) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function fresh() { return { id: null, name: "message", data: [] }; }

function read(line, event) {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "data") event.data.push(value);
  else if (field === "event") event.name = value;
  else if (field === "id") event.id = value;
}
