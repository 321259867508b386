/**
 * A form that saves itself, and says how that goes (contract A9).
 *
 * `status.name` is one of
 * - `idle`: nothing to tell;
 * - `saving`: typed and not yet taken; with `attempt` and `retrySeconds` while it is tried again,
 *   with `waitSeconds`, which count down, while it waits as the server asked, or would ask;
 * - `saved`: taken; becomes `idle` after two seconds;
 * - `offline`: kept on this device, to be sent when the network is back;
 * - `conflict`: somebody else changed the same fields: `fields` with `{field, before, mine, theirs,
 *   setBy, at}`, and `secondsLeft` until theirs are taken, null once somebody chooses or types on;
 * - `error`: given up; `error` says why, `retry()` tries again.
 *
 * Every step of it is told by a `change` event; `merged` tells that fields which others changed
 * were taken in without a conflict, `reloaded` that a conflict ended with theirs.
 */
import { systemClock } from "./clock.js";
import { conflicts, isSame, merged } from "./difference.js";
import { isPassing } from "./requests.js";

export const debounceMilliseconds = 500;
export const retrySeconds = [2, 4, 8];
export const fadeMilliseconds = 2000;
export const countdownSeconds = 5;

const minute = 60_000;

/** What stands where a change was typed. */
const standing = (change, data) => Object.fromEntries(Object.keys(change).map((name) => [name, data[name] ?? null]));

export class AutoSave extends EventTarget {
  #progress;
  #queue;
  #clock;
  #isOnline;
  #known = { step: 0, data: {}, version: 0 };
  #status = { name: "idle" };
  #timers = {};
  #attempt = 0;
  #isSending = false;
  #sending = null;
  #conflict = null;
  #refusals = new Map();
  /** Until when the server asked for patience. */
  #until = 0;
  /** When saves were taken within the last minute, and until when the next one leaves some of it to what is pressed. */
  #taken = [];
  #pace = 0;
  #isUrgent = false;
  #stop = new AbortController();

  /**
   * `progress` reads and writes what is saved: `load()` answers `{step, data, version}`,
   * `save({step, data, version, key})` the new `{version}`, with
   * `data` where it is told what the server has, and `conflictOf(error)` answers
   * `{step, data, version, marks}` for the refusal of a stale version and null for any other;
   * `perMinute` is how many saves the server takes in a minute, where it counts them.
   * `queue` is a `SaveQueue`. Tests give a `clock` and `isOnline`.
   */
  constructor(progress, queue, { clock = systemClock, isOnline = () => navigator.onLine } = {}) {
    super();
    [this.#progress, this.#queue, this.#clock, this.#isOnline] = [progress, queue, clock, isOnline];
    const signal = this.#stop.signal;
    const on = (event, work) => globalThis.addEventListener?.(event, work, { signal });
    on("online", () => this.retry());
    on("offline", () => this.#goOffline());
    on("pagehide", () => this.flush());
    // A phone that goes to another app may say no more than this.
    on("visibilitychange", ({ target }) => { if (target.hidden && this.#status.name === "saving") this.flush(); });
  }

  get status() { return this.#status; }
  get version() { return this.#known.version; }
  get step() { return this.#queue.sum.step ?? this.#known.step; }
  /** What the form shows: what the server has, with what was typed since. */
  get data() { return merged(this.#known.data, this.#queue.sum.data); }
  /** True while something typed is on this device only. */
  get isPending() { return !this.#queue.isEmpty; }

  /** Reads where the person was; what waited from before is then sent. Answers what was read. */
  async resume() {
    const progress = await this.#progress.load();
    this.#know(progress);
    if (this.#stop.signal.aborted) return progress;
    if (!this.isPending) this.#say({ name: "idle" });
    // What was never sent goes by the values that stood there as it was typed, not by those of now.
    else if (this.#queue.head.sentVersion !== null || !this.#isClash(progress)) this.#send();
    return progress;
  }

  /** Takes what was typed; it is sent half a second after the last keystroke. */
  edit(fields, step = this.step) {
    this.#queue.add(step, fields, standing(fields, this.data));
    this.#attempt = 0;
    this.#isUrgent = false;
    this.#cancel("retry", "fade");
    if (this.#conflict) return this.#look();
    // Who types on while it waits is not told so anew.
    this.#say(!this.#isOnline() ? { name: "offline" } : this.#status.waitSeconds ? this.#status : { name: "saving" });
    this.#after("debounce", debounceMilliseconds, () => this.#send());
  }

  /**
   * Sends now what waits, as when a person leaves; ends with the answer. It is under way when this returns, unless
   * another save is: then it follows that one, or waits for the next page. Who only goes on to the next step
   * `isPatient`: where many saves went out, this one keeps its distance to them as any other.
   */
  async flush(isPatient = false) {
    this.#isUrgent = !isPatient;
    this.#cancel("debounce");
    if (this.#isSending) await this.#sending;
    await this.#send();
  }

  /** Tries again what failed. */
  retry() {
    this.#attempt = 0;
    this.#cancel("retry");
    return this.#send();
  }

  /** Stops watching and sending; what waits stays for the next page. */
  stop() {
    this.#stop.abort();
    this.#cancel(...Object.keys(this.#timers));
  }

  // Sending

  #send() {
    if (this.#isSending) return this.#sending;
    if (this.#conflict || this.#queue.isEmpty || this.#stop.signal.aborted) return undefined;
    if (!this.#isOnline()) return this.#goOffline();
    const now = this.#clock.now();
    // No distance is longer, but the clock may have been set back.
    this.#pace = Math.min(this.#pace, now + minute);
    const wait = Math.max(this.#until, this.#isUrgent ? 0 : this.#pace) - now;
    if (wait > 0) return this.#wait(wait);
    this.#sending = this.#sendHead();
    return this.#sending;
  }

  async #sendHead() {
    this.#isSending = true;
    this.#cancel("retry");
    this.#say({ name: "saving" });
    const entry = this.#queue.start(this.#known.version);
    try {
      const taken = await this.#progress.save({ ...entry, version: entry.sentVersion });
      this.#isSending = false;
      await this.#took(entry, taken);
    } catch (error) {
      this.#isSending = false;
      await this.#refused(error);
    }
  }

  /** What an answer says that the server has counts: it may have put in order what was typed. */
  #took(entry, { version, data = merged(this.#known.data, entry.data) }) {
    this.#queue.finish();
    this.#attempt = 0;
    // Half of the saves that the server takes in a minute go out at once. Those that follow share what is left of the
    // minute, and leave one to who presses a button: so nobody's pace comes to its limit.
    const [now, most] = [this.#clock.now(), this.#progress.perMinute];
    this.#taken = [...this.#taken.filter((time) => Math.abs(now - time) < minute), now].slice(1 - most);
    const { length, 0: first } = this.#taken;
    if (length >= most / 2) this.#pace = now + (first + minute - now) / (most - length);
    this.#know({ step: entry.step, data, version });
    // What was typed while it was under way follows, by its own half second if that still runs.
    if (!this.#queue.isEmpty) return this.#timers.debounce ? this.#say(this.#status) : this.#send();
    this.#say({ name: "saved" });
    return this.#after("fade", fadeMilliseconds, () => this.#say({ name: "idle" }));
  }

  #refused(error) {
    if (this.#stop.signal.aborted) return;
    const conflict = this.#progress.conflictOf(error);
    if (conflict) return this.#meet(conflict);
    if (error.status === 429) {
      this.#until = this.#clock.now() + 1000 * (error.retryAfterSeconds ?? 10);
      return this.#send();
    }
    if (isPassing(error)) return this.#tryAgain(error);
    // Not signed in any more: the same save goes out after the next sign-in.
    if (error.status !== 401 && this.#isSplit(error)) return this.#send();
    this.#say({ name: "error", error });
  }

  /** Keeps back the fields that were refused, so that they hold up no others; false when there are no others. */
  #isSplit({ errors = [] }) {
    const sent = this.#queue.head?.data ?? {};
    const names = errors.map(({ pointer }) => pointer.split("/").pop()).filter((name) => name in sent);
    for (const name of names) this.#refusals.set(name, sent[name]);
    // An answer that blames nothing that was sent would come again for the rest alone, without end.
    return this.#queue.reopen((name, value) =>
      names.length > 0 && this.#refusals.has(name) && isSame(this.#refusals.get(name), value));
  }

  #tryAgain(error) {
    if (!this.#isOnline()) return this.#goOffline();
    if (this.#timers.debounce) return;
    if (this.#attempt >= retrySeconds.length) return this.#say({ name: "error", error });
    const seconds = retrySeconds[this.#attempt];
    this.#attempt += 1;
    this.#say({ name: "saving", attempt: this.#attempt, retrySeconds: seconds });
    this.#after("retry", seconds * 1000, () => this.#send());
  }

  #wait(milliseconds) {
    this.#say({ name: "saving", waitSeconds: Math.ceil(milliseconds / 1000) });
    this.#after("retry", milliseconds % 1000 || 1000, () => this.#send());
  }

  #goOffline() {
    this.#cancel("retry", "debounce");
    if (this.isPending && !this.#conflict) this.#say({ name: "offline" });
  }

  // Conflicts

  #meet(latest) {
    if (this.#isClash(latest)) return undefined;
    const { data, before, step } = this.#queue.sum;
    this.#know(latest);
    this.#keep(step, data, before);
    this.dispatchEvent(new Event("merged"));
    return this.#queue.isEmpty ? this.#say({ name: "idle" }) : this.#send();
  }

  /** Begins a conflict where what waits and what stands now changed the same fields. */
  #isClash(latest) {
    const fields = this.#clash(latest);
    if (fields.length === 0) return false;
    this.#conflict = latest;
    this.#cancel("debounce", "retry", "fade");
    this.#countDown(fields, countdownSeconds);
    return true;
  }

  /** The fields that what waits and what stands now changed both. */
  #clash({ data: theirs, marks }) {
    const { data, before } = this.#queue.sum;
    return conflicts(before, data, theirs).map((field) => ({ ...field, ...marks?.[field.field] }));
  }

  /** Who types on during a conflict is shown it as it is now. */
  #look() {
    const fields = this.#clash(this.#conflict);
    return fields.length === 0 ? this.resolve("mine") : this.#hold(fields);
  }

  #hold(fields) {
    this.#cancel("countdown");
    this.#say({ name: "conflict", fields, secondsLeft: null });
  }

  #countDown(fields, secondsLeft) {
    this.#say({ name: "conflict", fields, secondsLeft });
    this.#after("countdown", 1000, () => {
      if (secondsLeft > 1) this.#countDown(fields, secondsLeft - 1);
      else this.reload();
    });
  }

  /** Stops the countdown, for who wants to look first. */
  holdOn() {
    if (this.#conflict) this.#hold(this.#status.fields);
  }

  /**
   * Ends a conflict: `choices` is `mine`, `theirs`, or one of the two for each field by name. Mine
   * are sent on top of theirs; fields that are no part of the conflict are kept in any case. Answers
   * what was typed and gave way to theirs.
   */
  resolve(choices) {
    if (!this.#conflict) return;
    const choice = (field) => (typeof choices === "string" ? choices : choices[field] ?? "theirs");
    const { data, before, step } = this.#queue.sum;
    const [kept, setAside] = [{ ...data }, {}];
    for (const { field, mine } of this.#clash(this.#conflict)) {
      if (choice(field) !== "theirs") continue;
      setAside[field] = mine;
      delete kept[field];
    }
    this.#end(this.#conflict);
    this.#keep(step, kept, { ...before, ...standing(kept, this.#known.data) });
    if (this.#queue.isEmpty) this.#say({ name: "idle" });
    this.#send();
    return setAside;
  }

  /** Ends a conflict with what the server has now. */
  async reload() {
    const [met, { secondsLeft }] = [this.#conflict, this.#status];
    if (!met) return;
    // Meanwhile somebody may have chosen, or want to look first.
    const isAwaited = () => this.#conflict === met && this.#status.secondsLeft === secondsLeft;
    this.#cancel("countdown");
    try {
      const latest = await this.#progress.load();
      if (!isAwaited()) return;
      this.#conflict = latest;
    } catch {
      if (isAwaited()) this.holdOn();
      return;
    }
    const setAside = this.resolve("theirs");
    this.dispatchEvent(new CustomEvent("reloaded", { detail: { setAside } }));
  }

  /** What is left to send after a conflict; a change that says nothing new is none. */
  #keep(step, data, before) {
    const isMoved = step !== null && step !== this.#known.step;
    const isNothing = Object.keys(data).length === 0 && !isMoved;
    this.#queue.replace(isNothing ? null : step, data, before);
  }

  #end(latest) {
    this.#conflict = null;
    this.#cancel("countdown");
    this.#know(latest);
  }

  // State

  #know({ step, data, version }) { this.#known = { step, data, version }; }

  #say(status) {
    this.#status = status;
    this.dispatchEvent(new Event("change"));
  }

  #after(name, milliseconds, action) {
    this.#cancel(name);
    this.#timers[name] = this.#clock.after(milliseconds, () => {
      delete this.#timers[name];
      action();
    });
  }

  #cancel(...names) {
    for (const name of names) {
      if (this.#timers[name] === undefined) continue;
      this.#clock.cancel(this.#timers[name]);
      delete this.#timers[name];
    }
  }
}
