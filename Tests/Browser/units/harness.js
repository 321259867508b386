/** What the library's tests are made of: a clock to move, a storage, a server that is asked. */

/** The same JSON, in whatever order its members come. */
export function equal(found, expected, what = "") {
  const [a, b] = [text(found), text(expected)];
  if (a !== b) throw new Error(`${what}\n  found    ${a}\n  expected ${b}`);
}

function text(value) {
  return JSON.stringify(value, (_, part) =>
    (part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part));
}

/** Time that passes when it is told to. */
export class FakeClock {
  #now = 0;
  #timers = [];

  now() { return this.#now; }

  after(milliseconds, callback) {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    return timer;
  }

  cancel(timer) { this.#timers = this.#timers.filter((other) => other !== timer); }

  get waiting() { return this.#timers.length; }

  /** Moves time, calling back in order; what hangs on promises settles in between. */
  async advance(milliseconds) {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      this.cancel(next);
      next.callback();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets every promise that can settle do so. */
export async function settle() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  await new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

export class FakeStorage {
  #items = new Map();
  get length() { return this.#items.size; }
  key(index) { return [...this.#items.keys()][index] ?? null; }
  getItem(name) { return this.#items.get(name) ?? null; }
  setItem(name, value) { this.#items.set(name, String(value)); }
  removeItem(name) { this.#items.delete(name); }
}

/** Locks as pages share them; `pages` holds who has which. */
export class FakeLocks {
  #held = new Set();

  async request(name, options, callback) {
    if (this.#held.has(name)) return callback(null);
    this.#held.add(name);
    try {
      return await callback({ name });
    } finally {
      this.#held.delete(name);
    }
  }

  /** As when a page with this lock is closed. */
  release(name) { this.#held.delete(name); }
}

export function json(status, body, headers = {}) {
  return new Response(body === null ? null : JSON.stringify(body), {
    status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
  });
}
