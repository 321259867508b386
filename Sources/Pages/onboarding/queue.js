/**
 * What was typed and not yet taken by the server, in order. It is written to storage before it is
 * sent, so that neither a reload nor a lost network loses anything.
 */
import { newKey } from "./requests.js";

const prefix = "onboard.queue.";

export class SaveQueue {
  #storage;
  #name;
  #entries;

  /** An entry: `{key, step, data, before, sentVersion}`; the last is null until it is first sent. */
  constructor(storage, name) {
    this.#storage = storage;
    this.#name = name;
    this.#entries = read(storage, name);
  }

  get head() { return this.#entries[0] ?? null; }
  get length() { return this.#entries.length; }
  get isEmpty() { return this.#entries.length === 0; }

  /** All that waits as one change: `{step, data, before}`. */
  get sum() {
    const sum = { step: null, data: {}, before: {} };
    for (const entry of this.#entries) {
      sum.step = entry.step;
      sum.before = { ...entry.before, ...sum.before };
      sum.data = { ...sum.data, ...entry.data };
    }
    return sum;
  }

  /**
   * Adds a change of fields. What was already sent may have arrived, so it stays as it was sent; what was not sent
   * takes the new one in, if it is of the same step, or of one that was only gone through.
   */
  add(step, data, before) {
    const last = this.#entries.at(-1);
    if (last && last.sentVersion === null && (last.step === step || Object.keys(last.data).length === 0)) {
      last.step = step;
      last.data = { ...last.data, ...data };
      last.before = { ...before, ...last.before };
    } else {
      this.#entries.push({ key: newKey(), step, data, before, sentVersion: null });
    }
    this.#write();
  }

  /** The head as it is to be sent; the same each time, so that a lost answer can be asked again. */
  start(version) {
    const head = this.head;
    head.sentVersion ??= version;
    this.#write();
    return head;
  }

  /** The head was taken. */
  finish() {
    this.#entries.shift();
    this.#write();
  }

  /**
   * The head was refused for good: it may be changed and sent under another name. What is refused of all that waits
   * goes behind the rest, in a change of its own; false when there is no rest, or nothing such.
   */
  reopen(isRefused) {
    const { step, data, before } = this.sum;
    const parts = [{}, {}];
    for (const name in data) parts[Number(isRefused(name, data[name]))][name] = data[name];
    const isMixed = parts.every((part) => Object.keys(part).length > 0);
    const fresh = (part) => ({ key: newKey(), step, data: part, before, sentVersion: null });
    if (isMixed) this.#entries = parts.map(fresh);
    else if (this.head) Object.assign(this.head, { key: newKey(), sentVersion: null });
    this.#write();
    return isMixed;
  }

  /** Puts one change in the place of all; nothing for no step. */
  replace(step, data, before) {
    this.#entries = [];
    if (step === null) this.#write();
    else this.add(step, data, before);
  }

  /** Puts another queue's entries before its own. */
  adopt(entries) {
    this.#entries = [...entries, ...this.#entries];
    this.#write();
  }

  #write() {
    try {
      if (this.isEmpty) this.#storage.removeItem(this.#name);
      else this.#storage.setItem(this.#name, JSON.stringify(this.#entries));
    } catch { /* Full or blocked storage: the queue then lives as long as the page. */ }
  }
}

function read(storage, name) {
  try {
    const entries = JSON.parse(storage.getItem(name) ?? "[]");
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}

/**
 * This tab's queue for one person's form. It takes over what tabs left behind that are no more;
 * a tab shows that it lives by holding a lock.
 */
export async function openQueue(subject, options = {}) {
  const storage = options.storage ?? globalThis.localStorage;
  const session = options.session ?? globalThis.sessionStorage;
  const locks = options.locks ?? globalThis.navigator?.locks;
  const own = `${prefix}${subject}.`;
  const queue = new SaveQueue(storage, own + await tabName(session, locks));
  for (const [name, tab] of otherTabs(storage, own)) {
    if (!await isGone(tab, locks)) continue;
    queue.adopt(read(storage, name));
    storage.removeItem(name);
  }
  return queue;
}

const held = new Map();

/** The tab's name: kept over a reload, and another in a tab that was copied from this one. */
async function tabName(session, locks) {
  let name = session.getItem("onboard.tab") ?? newKey();
  if (!held.has(name) && !await hold(name, locks)) {
    name = newKey();
    await hold(name, locks);
  }
  held.set(name, true);
  session.setItem("onboard.tab", name);
  return name;
}

/** Takes a tab's lock for as long as the page lives; false when another page has it. */
function hold(name, locks) {
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks.request(`onboard.tab.${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

async function isGone(tab, locks) {
  if (!locks || held.has(tab)) return false;
  return locks.request(`onboard.tab.${tab}`, { ifAvailable: true }, (lock) => lock !== null);
}

function otherTabs(storage, own) {
  const names = [];
  for (let index = 0; index < storage.length; index += 1) names.push(storage.key(index));
  return names.filter((name) => name.startsWith(own)).map((name) => [name, name.slice(own.length)])
    // What has a dot is a tab of another person, whose name goes on.
    .filter(([, tab]) => !tab.includes(".") && !held.has(tab));
}
