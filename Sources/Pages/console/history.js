/** A stream as far as it was looked at: events, states and differences by version. */
import { read } from "./session.js";

const pageCount = 500;
/** Differences that are asked for at once; each costs the server a fold of the stream. */
const atOnceMax = 4;

export class History {
  constructor(name) {
    this.path = `/v1/ledger/streams/${encodeURIComponent(name)}`;
    Object.assign(this, { version: 0, events: new Map(), known: new Map(), differences: new Map(), erasure: null });
  }

  /** Finds out how long the stream is, and loads its end. */
  async load() {
    await this.page(0);
    if (this.version > pageCount) await this.event(this.version);
    return this;
  }

  add(events) {
    for (const event of events) {
      this.events.set(event.version, event);
      this.version = Math.max(this.version, event.version);
      if (event.type === "PersonalDataErased") this.erasure = event;
    }
  }

  /** Drops all that was loaded: an erasure took something out of it. */
  forget() {
    for (const held of [this.events, this.known, this.differences]) held.clear();
  }

  /** What `work` brings, asked for once. */
  once(key, work) {
    if (!this.known.has(key)) {
      const promise = work();
      promise.catch(() => this.known.delete(key));
      this.known.set(key, promise);
    }
    return this.known.get(key);
  }

  page(index) {
    return this.once(`page ${index}`, async () => {
      const found = await read(`${this.path}?after=${index * pageCount}&limit=${pageCount}`);
      this.version = Math.max(this.version, found.version);
      this.add(found.events);
    });
  }

  async event(version) {
    if (!this.events.has(version)) await this.page(Math.floor((version - 1) / pageCount));
    return this.events.get(version);
  }

  /** The state at a version. */
  state(version) {
    return this.once(`state ${version}`, async () => (await read(`${this.path}/state?version=${version}`)).state ?? {});
  }

  /** What a version's event changed. */
  changes(version) {
    return this.once(`changes ${version}`, async () => {
      const { changes } = await read(`${this.path}/diff?from=${version - 1}&to=${version}`);
      this.differences.set(version, changes);
      return changes;
    });
  }

  /** Loads what is in sight: events at once, differences when the scrolling rests; `drawn` hears of each. */
  see(versions, drawn) {
    const missing = versions.filter((version) => !this.events.has(version));
    for (const version of missing) this.event(version).then(() => drawn(version), () => {});
    clearTimeout(this.rest);
    this.rest = setTimeout(async () => {
      const wanted = this.wanted = versions.filter((version) => !this.differences.has(version));
      while (this.wanted === wanted && wanted.length > 0) {
        const next = wanted.splice(0, atOnceMax);
        await Promise.allSettled(next.map((version) => this.changes(version).then(() => drawn(version))));
      }
    }, 150);
  }
}
