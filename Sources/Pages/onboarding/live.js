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
/** Growing pauses between tries: behind a stream that lived, and behind one, two and three that gave nothing. */
const pauses = [500, 500, 1000, 2000];
/** So many streams in a row that gave nothing, and the page asks instead. */
const failuresBeforePolling = 3;
/** And so often it then tries whether a stream can be had again. */
const streamMilliseconds = 30_000;
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
  #streamDue = 0;
  state = "connecting";
  latest = null;
  problem = null;

  /**
   * The paths are `stream`, where there is one, and `poll`; options as of `ask`, and a `clock`. A `token` may
   * be a function; `renew()` is called when it is refused, and answers whether there is another.
   */
  constructor(paths, options = {}) {
    super();
    this.#paths = paths;
    this.#clock = options.clock ?? systemClock;
    this.#options = options;
  }

  /** Follows until `stop()`, or until the server says that there is no more; again behind what was seen last. */
  async start() {
    const { signal } = this.#stop = new AbortController();
    const isOver = () => signal.aborted || this.state === "ended";
    while (!isOver()) {
      const isStreaming = this.#paths.stream && this.#clock.now() >= this.#streamDue;
      const isAnswered = isStreaming ? await this.#follow(signal) : await this.#poll(signal);
      if (isOver()) return;
      if (!isAnswered) this.#become("waiting");
      await this.#pause(isStreaming ? pauses[this.#failures] : pollMilliseconds, signal);
    }
  }

  stop() { this.#stop.abort(); }

  /** Until the stream ends. */
  async #follow(signal) {
    const began = this.#clock.now();
    let isHeard = false;
    try {
      const found = listen(this.#paths.stream, { ...this.#asking(signal), lastID: this.#lastID },
        () => this.#become("live"), this.#lastID === null ? firstEventMilliseconds : silenceMilliseconds);
      for await (const event of found) {
        isHeard = true;
        this.#take(event);
      }
    } catch (error) {
      await this.#heed(error, signal);
    }
    if (signal.aborted) return;
    const now = this.#clock.now();
    // Proxies may hold streams back, or end them at once: only one that lived counts as one.
    const isLived = isHeard || now - began >= silenceMilliseconds;
    this.#failures = isLived ? 0 : Math.min(this.#failures + 1, failuresBeforePolling);
    if (this.#failures === failuresBeforePolling) this.#streamDue = now + streamMilliseconds;
  }

  #take({ id, name, data }) {
    if (id !== null) this.#lastID = id;
    if (name === "end") return this.#endWith(JSON.parse(data || "{}"));
    this.#show(JSON.parse(data));
  }

  /** The same, by asking once; true when there was an answer. */
  async #poll(signal) {
    try {
      const answer = await ask("GET", this.#paths.poll, { ...this.#asking(signal), etag: this.#etag });
      this.#become("polling");
      if (answer.status !== 304) {
        this.#etag = answer.etag;
        this.#show(answer.body);
      }
      return true;
    } catch (error) {
      return this.#heed(error, signal);
    }
  }

  #asking(signal) {
    const { token } = this.#options;
    return { ...this.#options, signal, token: typeof token === "function" ? token() : token };
  }

  // State

  #show(subject) {
    this.latest = subject;
    this.dispatchEvent(new Event("change"));
  }

  /** What is final ends it, unless there is another token. */
  async #heed(error, signal) {
    if (signal.aborted || !isFinal(error)) return;
    if (error.status === 401 && await this.#options.renew?.()) return;
    this.#endWith(error.body);
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

  #pause(milliseconds, signal) {
    return new Promise((resolve) => {
      const end = () => {
        this.#clock.cancel(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = this.#clock.after(milliseconds, end);
      signal.addEventListener("abort", end);
    });
  }
}

/** A refusal is final: what is asked for is gone, or may not be seen. 5xx, silence and a wish for patience pass. */
export const isFinal = (error) =>
  error instanceof Problem && error.status < 500 && error.status !== 408 && error.status !== 429;

/**
 * The events that a path sends behind `lastID`, until they end or nothing is heard for too long: the server beats every
 * 15 seconds. Options as of `ask`, and a `clock`; `opened` is called when there is a stream, which may take
 * `milliseconds` to say something.
 */
export async function* listen(path, { lastID, signal, clock = systemClock, ...options }, opened,
  milliseconds = silenceMilliseconds) {
  const attempt = new AbortController();
  let alarm;
  const hear = () => {
    clock.cancel(alarm);
    alarm = clock.after(milliseconds, () => attempt.abort());
    milliseconds = silenceMilliseconds;
  };
  hear();
  try {
    const { body } = await ask("GET", path, {
      ...options, signal: AbortSignal.any([signal, attempt.signal]),
      headers: { Accept: "text/event-stream", ...lastID && { "Last-Event-ID": lastID } },
    });
    if (!body?.getReader) throw new TypeError("no stream");
    opened();
    yield* events(body, hear);
  } finally {
    clock.cancel(alarm);
    attempt.abort();
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
  const [, field, value] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line);
  if (field === "data") event.data.push(value);
  else if (field === "event") event.name = value;
  else if (field === "id") event.id = value;
}
