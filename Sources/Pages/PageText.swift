// Written by tools/embed-pages from the files beside it; change those instead.

enum PageText {
    /// File texts by path below Sources/Pages/.
    static let files: [String: String] = [
        "console/console.css": ###"""
            /* The console's own shapes. */
            main { max-width: 60rem; margin: 0 auto; padding: var(--space-6) var(--space-4); }
            """###,
        "console/console.js": ###"""
            /** The console: begins here. */
            import { h } from "../shared/dom.js";
            import { themeToggle } from "../shared/theme-toggle.js";

            document.body.append(
              h("header", { class: "row row-apart" }, h("strong", {}, "onboard"), themeToggle()),
              h("main", { class: "stack" }, h("h1", {}, "Console")),
            );
            """###,
        "console/index.html": ###"""
            <!doctype html>
            <html lang="en">
              <head>
                <meta charset="utf-8">
                <title>Console · onboard</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <link rel="icon" href="/pages/shared/mark.svg">
                <link rel="stylesheet" href="/pages/shared/tokens.css">
                <link rel="stylesheet" href="/pages/shared/base.css">
                <link rel="stylesheet" href="/pages/console/console.css">
                <script src="/pages/shared/theme.js"></script>
                <script type="module" src="/pages/console/console.js"></script>
              </head>
              <body>
                <noscript>This page needs scripts; everything in it can also be had from the API and the command.</noscript>
              </body>
            </html>
            """###,
        "onboarding/autosave.js": ###"""
            /**
             * A form that saves itself, and says how that goes (contract A9).
             *
             * `status.name` is one of
             * - `idle`: nothing to tell;
             * - `saving`: typed and not yet taken; with `attempt` and `retrySeconds` while it is tried again,
             *   with `waitSeconds` when the server asked for patience;
             * - `saved`: taken; becomes `idle` after two seconds;
             * - `offline`: kept on this device, to be sent when the network is back;
             * - `conflict`: somebody else changed the same fields: `fields` with `{field, before, mine, theirs,
             *   setBy, at}`, and `secondsLeft` until theirs are taken, null once somebody chooses;
             * - `error`: given up; `error` says why, `retry()` tries again.
             *
             * Every step of it is told by a `change` event; `merged` tells that fields which others changed
             * were taken in without a conflict, `reloaded` that a conflict ended with theirs.
             */
            import { systemClock } from "./clock.js";
            import { conflicts, merged } from "./difference.js";
            import { isPassing } from "./requests.js";

            export const debounceMilliseconds = 500;
            export const retrySeconds = [2, 4, 8];
            export const fadeMilliseconds = 2000;
            export const countdownSeconds = 5;

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
              #conflict = null;
              #stop = new AbortController();

              /**
               * `progress` reads and writes what is saved: `load()` answers `{step, data, version}`,
               * `save({step, data, version, key})` the new `{version}`, and `conflictOf(error)` answers
               * `{step, data, version, marks}` for the refusal of a stale version and null for any other.
               * `queue` is a `SaveQueue`. Tests give a `clock` and `isOnline`.
               */
              constructor(progress, queue, { clock = systemClock, isOnline = () => navigator.onLine } = {}) {
                super();
                [this.#progress, this.#queue, this.#clock, this.#isOnline] = [progress, queue, clock, isOnline];
                const signal = this.#stop.signal;
                globalThis.addEventListener?.("online", () => this.retry(), { signal });
                globalThis.addEventListener?.("offline", () => this.#goOffline(), { signal });
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
                if (this.isPending) this.#send();
                else this.#say({ name: "idle" });
                return progress;
              }

              /** Takes what was typed; it is sent half a second after the last keystroke. */
              edit(fields, step = this.step) {
                const shown = this.#known.data;
                const before = Object.fromEntries(Object.keys(fields).map((name) => [name, shown[name] ?? null]));
                this.#queue.add(step, fields, before);
                this.#attempt = 0;
                this.#cancel("retry", "fade");
                if (this.#conflict) return this.#say(this.#status);
                this.#say({ name: this.#isOnline() ? "saving" : "offline" });
                this.#after("debounce", debounceMilliseconds, () => this.#send());
              }

              /** Sends now what waits, as when a person goes on to the next step. */
              flush() {
                this.#cancel("debounce");
                return this.#send();
              }

              /** Tries again what failed. */
              retry() {
                this.#attempt = 0;
                this.#cancel("retry");
                return this.#send();
              }

              /** Forgets what waits and ends. */
              discard() {
                this.#queue.replace(null, {}, {});
                this.stop();
              }

              /** Stops watching and sending; what waits stays for the next page. */
              stop() {
                this.#stop.abort();
                this.#cancel(...Object.keys(this.#timers));
              }

              // Sending

              async #send() {
                if (this.#isSending || this.#conflict || this.#stop.signal.aborted) return;
                if (this.#queue.isEmpty) return;
                if (!this.#isOnline()) return this.#goOffline();
                this.#isSending = true;
                this.#cancel("retry");
                this.#say({ name: "saving" });
                const entry = this.#queue.start(this.#known.version);
                try {
                  const { version } = await this.#progress.save({ ...entry, version: entry.sentVersion });
                  this.#isSending = false;
                  this.#took(entry, version);
                } catch (error) {
                  this.#isSending = false;
                  this.#refused(error);
                }
              }

              #took(entry, version) {
                this.#queue.finish();
                this.#attempt = 0;
                this.#know({ step: entry.step, data: merged(this.#known.data, entry.data), version });
                // What was typed while it was under way follows, by its own half second if that still runs.
                if (!this.#queue.isEmpty) return this.#timers.debounce ? this.#say(this.#status) : this.#send();
                this.#say({ name: "saved" });
                this.#after("fade", fadeMilliseconds, () => this.#say({ name: "idle" }));
              }

              #refused(error) {
                if (this.#stop.signal.aborted) return;
                const conflict = this.#progress.conflictOf(error);
                if (conflict) return this.#meet(conflict);
                if (error.status === 429) return this.#wait(error.retryAfterSeconds ?? 10);
                if (isPassing(error)) return this.#tryAgain(error);
                // Not signed in any more: the same save goes out after the next sign-in.
                if (error.status !== 401) this.#queue.reopen();
                this.#say({ name: "error", error });
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

              #wait(seconds) {
                this.#say({ name: "saving", waitSeconds: seconds });
                this.#after("retry", seconds * 1000, () => this.#send());
              }

              #goOffline() {
                this.#cancel("retry", "debounce");
                if (this.isPending && !this.#conflict) this.#say({ name: "offline" });
              }

              // Conflicts

              #meet(conflict) {
                const { data, before, step } = this.#queue.sum;
                const fields = conflicts(before, data, conflict.data)
                  .map((field) => ({ ...field, ...conflict.marks?.[field.field] }));
                if (fields.length === 0) {
                  this.#know(conflict);
                  this.#queue.replace(step, data, before);
                  this.dispatchEvent(new Event("merged"));
                  return this.#queue.isEmpty ? this.#say({ name: "idle" }) : this.#send();
                }
                this.#conflict = conflict;
                this.#cancel("debounce", "retry", "fade");
                this.#countDown(fields, countdownSeconds);
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
                if (!this.#conflict || this.#status.secondsLeft === null) return;
                this.#cancel("countdown");
                this.#say({ ...this.#status, secondsLeft: null });
              }

              /**
               * Ends a conflict: `choices` is `mine`, `theirs`, or one of the two for each field by name. Mine
               * are sent on top of theirs; fields that are no part of the conflict are kept in any case.
               */
              resolve(choices) {
                if (!this.#conflict) return;
                const choice = (field) => (typeof choices === "string" ? choices : choices[field] ?? "theirs");
                const { data, before, step } = this.#queue.sum;
                const kept = { ...data };
                for (const { field } of this.#status.fields) {
                  if (choice(field) === "theirs") delete kept[field];
                }
                this.#end(this.#conflict);
                const stands = Object.fromEntries(Object.keys(kept).map((name) => [name, this.#known.data[name] ?? null]));
                this.#queue.replace(step ?? this.#known.step, kept, { ...before, ...stands });
                if (this.#queue.isEmpty) this.#say({ name: "idle" });
                return this.#send();
              }

              /** Ends a conflict with what the server has now. */
              async reload() {
                if (!this.#conflict) return;
                const mine = Object.fromEntries(this.#status.fields.map(({ field, mine }) => [field, mine]));
                this.#cancel("countdown");
                try {
                  const latest = await this.#progress.load();
                  this.resolve("theirs");
                  if (latest.version > this.#known.version) this.#know(latest);
                  this.dispatchEvent(new CustomEvent("reloaded", { detail: { setAside: mine } }));
                  this.#say(this.#status);
                } catch {
                  this.#say({ ...this.#status, secondsLeft: null });
                }
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
            """###,
        "onboarding/clock.js": ###"""
            /** Time as the library sees it; tests put another in its place. */
            export const systemClock = {
              now: () => Date.now(),
              /** Calls back in so many milliseconds; answers what `cancel` takes. */
              after: (milliseconds, callback) => setTimeout(callback, milliseconds),
              cancel: (timer) => clearTimeout(timer),
            };
            """###,
        "onboarding/difference.js": ###"""
            /** Comparing what two people made of one form, field by field. */

            /** True for two JSON values that say the same. */
            export function isSame(a, b) {
              if (a === b) return true;
              if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
              if (typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
              const names = Object.keys(a);
              return names.length === Object.keys(b).length && names.every((name) => name in b && isSame(a[name], b[name]));
            }

            /** `data` with a patch's fields; null clears one, as the server has it. */
            export function merged(data, patch) {
              const result = { ...data, ...patch };
              for (const [name, value] of Object.entries(result)) {
                if (value === null || value === undefined) delete result[name];
              }
              return result;
            }

            /**
             * The fields that both sides changed, and not to the same: `[{field, before, mine, theirs}]`.
             *
             * `before` has the values that my fields had when I changed them, `mine` what I made of them, and
             * `theirs` is all that stands now.
             */
            export function conflicts(before, mine, theirs) {
              return Object.keys(mine)
                .filter((field) => !isSame(theirs[field], before[field]) && !isSame(theirs[field], mine[field]))
                .map((field) => ({
                  field, before: before[field] ?? null, mine: mine[field] ?? null, theirs: theirs[field] ?? null,
                }));
            }
            """###,
        "onboarding/gate.js": ###"""
            /** Where a person belongs, as the server's one gate says (contracts G1, K13, S6, F3, M6, A8). */
            import { ask } from "./requests.js";

            /**
             * Asks whether a page is open: `{decision, location, reason, version, …}`. `place` names who asks
             * beside the token: `sessionToken`, `space`, `returnUrl`.
             */
            export async function gate(flow, path, { place = {}, ...options } = {}) {
              const query = new URLSearchParams({ flow, path });
              for (const [name, value] of Object.entries(place)) if (value) query.set(name, value);
              return (await ask("GET", `/v1/gate?${query}`, options)).body;
            }

            /**
             * Keeps a page to those who belong there: answers null when it is open, else where to go instead.
             * Redirects of the gate are paths of the flow; `base` is what the app puts before them.
             */
            export async function redirect(flow, path, { base = "", ...options } = {}) {
              const answer = await gate(flow, path, options);
              return answer.decision === "allow" ? null : base + answer.location;
            }

            /** What the subject still owes (contract X3). */
            export async function requirements(flow, { place = {}, ...options } = {}) {
              const query = new URLSearchParams();
              for (const [name, value] of Object.entries(place)) if (value) query.set(name, value);
              const suffix = query.size > 0 ? `?${query}` : "";
              return (await ask("GET", `/v1/flows/${encodeURIComponent(flow)}/requirements${suffix}`, options)).body;
            }
            """###,
        "onboarding/live.js": ###"""
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

              /** `stream` and `poll` are paths; options as of `ask`, and a `clock`. */
              constructor({ stream, poll }, options = {}) {
                super();
                this.#paths = { stream, poll };
                this.#clock = options.clock ?? systemClock;
                this.#options = { ...options, signal: this.#stop.signal };
              }

              /** Follows until `stop()`, or until the server says that there is no more. */
              async start() {
                while (!this.#stop.signal.aborted && this.state !== "ended") {
                  const isDone = this.#failures < failuresBeforePolling
                    ? await this.#follow() : await this.#poll();
                  if (isDone || this.#stop.signal.aborted) return;
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
                  if (this.#isOver(error)) return true;
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
                if (this.#options.token) headers.Authorization = `Bearer ${this.#options.token}`;
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
                    const answer = await ask("GET", this.#paths.poll, { ...this.#options, etag: this.#etag });
                    this.#become("polling");
                    if (answer.status !== 304) {
                      this.#etag = answer.etag;
                      this.#show(answer.body);
                    }
                  } catch (error) {
                    if (this.#isOver(error)) return true;
                    return false;
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
              #isOver(error) {
                if (this.#stop.signal.aborted) return true;
                if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) return false;
                this.#endWith(error.body);
                return true;
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
            """###,
        "onboarding/onboarding.js": ###"""
            /**
             * The client library for onboarding pages: plain ES modules without dependencies, for any page whose
             * origin the server allows (`ONBOARD_ALLOWED_ORIGINS`).
             *
             *     import { AutoSave, openQueue, wizardProgress } from "/pages/onboarding/onboarding.js";
             *
             *     const form = new AutoSave(wizardProgress({ token: () => myToken }), await openQueue(userID));
             *     form.addEventListener("change", () => show(form.data, form.status));
             *     await form.resume();                       // where the person was, on whatever device
             *     input.oninput = () => form.edit({ [input.name]: input.value });
             *
             * What each part does:
             *
             * - `AutoSave` (autosave.js) saves 500 ms after the last keystroke, tries again after 2, 4 and 8
             *   seconds when the server or the network fails, tells `saving`, `saved`, `conflict`, `offline` and
             *   `error`, and settles conflicts field by field: `form.resolve({ country: "mine" })`.
             * - `openQueue`, `SaveQueue` (queue.js) keep what was typed until the server has it, over reloads and
             *   lost networks, and send it in order, each save once.
             * - `Live` (live.js) follows a subject: `new Live({ stream: "/v1/spaces/1/changes", poll:
             *   "/v1/spaces/1" }, { token })`; falls back on asking with ETags.
             * - `gate`, `redirect`, `requirements` (gate.js) say where a person belongs and what is still owed:
             *   `const elsewhere = await redirect("wizard", location.pathname, { token }); if (elsewhere)
             *   location.replace(elsewhere);`
             * - `signUp` (signup.js) has the sign-up's calls by name; `remember` and `remembered` keep its token,
             *   so that a reload resumes.
             * - `ask`, `Problem`, `Unreachable` (requests.js) are one request and the two ways in which it fails.
             *
             * From another origin give `base: "https://onboard.example.com"` with any of them. Markup is the
             * page's own business: nothing here touches the document.
             */
            export {
              AutoSave, countdownSeconds, debounceMilliseconds, fadeMilliseconds, retrySeconds,
            } from "./autosave.js";
            export { systemClock } from "./clock.js";
            export { conflicts, isSame, merged } from "./difference.js";
            export { gate, redirect, requirements } from "./gate.js";
            export { events, Live, pollMilliseconds } from "./live.js";
            export { openQueue, SaveQueue } from "./queue.js";
            export { ask, isPassing, newKey, Problem, Unreachable } from "./requests.js";
            export { forget, remember, remembered, signUp } from "./signup.js";
            export { wizardProgress } from "./wizard.js";
            """###,
        "onboarding/queue.js": ###"""
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
               * Adds a change of fields. What was already sent may have arrived, so it stays as it was sent;
               * a change of the same step that was not sent takes the new one in.
               */
              add(step, data, before) {
                const last = this.#entries.at(-1);
                if (last && last.sentVersion === null && last.step === step) {
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

              /** The head was refused for good: it may be changed and sent under another name. */
              reopen() {
                if (!this.head) return;
                Object.assign(this.head, { key: newKey(), sentVersion: null });
                this.#write();
              }

              /** Puts one change in the place of all; none when it has neither fields nor a step of its own. */
              replace(step, data, before) {
                this.#entries = [];
                if (Object.keys(data).length > 0) this.add(step, data, before);
                else this.#write();
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
                .filter(([, tab]) => !held.has(tab));
            }
            """###,
        "onboarding/requests.js": ###"""
            /** Asks the server: JSON in, JSON out. What it refuses is thrown as a `Problem`. */

            /** A refusal (RFC 9457): `status`, a stable `code`, a `detail` for people, `errors` by field. */
            export class Problem extends Error {
              constructor(status, body, headers) {
                super(body.detail || body.title || `The server answered ${status}.`);
                this.name = "Problem";
                this.status = status;
                this.body = body;
                this.code = body.code ?? "";
                this.errors = Array.isArray(body.errors) ? body.errors : [];
                this.retryAfterSeconds = Number(headers.get("Retry-After")) || null;
                this.requestID = headers.get("X-Request-Id");
              }

              /** What was said of one field, `name` being its path without the first slash. */
              of(name) {
                return this.errors.find((error) => error.pointer === `/${name}`)?.detail ?? null;
              }
            }

            /** No answer came: there is no network, or no server. */
            export class Unreachable extends Error {
              constructor(cause) {
                super("The server cannot be reached.", { cause });
                this.name = "Unreachable";
              }
            }

            /** True for what may work when it is simply tried again: 5xx and no answer at all. */
            export function isPassing(error) {
              return error instanceof Unreachable || (error instanceof Problem && error.status >= 500);
            }

            /**
             * One request. Answers `{status, body, etag, headers}`; `body` is null for 204 and 304.
             *
             * Options: `body` (an object, sent as JSON), `token` (bearer), `etag` (asks for changes since:
             * 304 when there are none), `ifMatch`, `idempotencyKey`, `headers`, `signal`, `base` (the server's
             * origin; empty for the page's own), and `fetch` for tests.
             */
            export async function ask(method, path, options = {}) {
              const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
              let response;
              try {
                response = await fetch((options.base ?? "") + path, {
                  method, headers: fields(options), signal: options.signal,
                  body: options.body === undefined ? undefined : JSON.stringify(options.body),
                  cache: "no-store", credentials: "same-origin",
                });
              } catch (error) {
                if (error?.name === "AbortError") throw error;
                throw new Unreachable(error);
              }
              return answer(response);
            }

            function fields(options) {
              const headers = { Accept: "application/json", ...options.headers };
              if (options.body !== undefined) headers["Content-Type"] = "application/json";
              if (options.token) headers.Authorization = `Bearer ${options.token}`;
              if (options.etag) headers["If-None-Match"] = options.etag;
              if (options.ifMatch) headers["If-Match"] = options.ifMatch;
              if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
              return headers;
            }

            async function answer(response) {
              const body = await readBody(response);
              if (!response.ok && response.status !== 304) {
                throw new Problem(response.status, body ?? {}, response.headers);
              }
              return {
                status: response.status, body, etag: response.headers.get("ETag"), headers: response.headers,
              };
            }

            async function readBody(response) {
              if (response.status === 204 || response.status === 304) return null;
              if (!(response.headers.get("Content-Type") ?? "").includes("json")) return null;
              try {
                return await response.json();
              } catch (error) {
                throw new Unreachable(error);
              }
            }

            /** A name for something that is done once, however often it is sent. */
            export function newKey() {
              return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))]
                .map((byte) => byte.toString(16).padStart(2, "0")).join("");
            }
            """###,
        "onboarding/signup.js": ###"""
            /** The sign-up's calls by name (contracts K1–K14). Options are those of `ask`. */
            import { ask } from "./requests.js";
            import { Live } from "./live.js";

            const path = "/v1/onboarding";

            async function post(name, body, options) {
              return (await ask("POST", `${path}/${name}`, { ...options, body })).body;
            }

            export const signUp = {
              plans: async (options) => (await ask("GET", "/v1/billing/plans", options)).body,
              /** Begins, or goes on where this email was; with its own token even past the proof (K1). */
              start: (body, options) => post("start", body, options),
              sendCode: (sessionToken, options) => post("email/otp", { sessionToken }, options),
              verify: (body, options) => post("email/verify", body, options),
              google: (sessionToken, code, options) => post("oauth/google", { sessionToken, code }, options),
              business: (body, options) => post("business", body, options),
              pay: (body, options) => post("payment/start", body, options),
              /** `options.idempotencyKey` makes it safe to repeat, also when the answer was lost (K8). */
              complete: (sessionToken, options) => post("complete", { sessionToken }, options),
              cancel: (sessionToken, options) => ask("DELETE", `${path}/session`, { ...options, body: { sessionToken } }),

              /** The session as the server has it: what a page resumes from (K9). */
              session: async (sessionToken, options) =>
                (await ask("GET", `${path}/session?${new URLSearchParams({ sessionToken })}`, options)).body,

              /** Where the session belongs and whether `page` is open to it (K13): `{stage, route, allowed}`. */
              route: async (sessionToken, page, options) =>
                (await ask("GET", `${path}/route?${new URLSearchParams({ sessionToken, path: page })}`, options)).body,

              googleURL: async (sessionToken, redirectUri, options) =>
                (await ask("GET", `/v1/auth/google/url?${new URLSearchParams({ sessionToken, redirectUri })}`, options))
                  .body.url,

              /** The session live: a payment shows as soon as the provider told of it (K14). */
              live(sessionToken, options) {
                const query = new URLSearchParams({ sessionToken });
                return new Live(
                  { stream: `${path}/session/changes?${query}`, poll: `${path}/session?${query}` }, options);
              },
            };

            const storageName = "onboard.signup";

            /** Keeps the session's token for the next page of this browser. */
            export function remember(sessionToken, storage = globalThis.localStorage) {
              storage.setItem(storageName, sessionToken);
            }

            export function remembered(storage = globalThis.localStorage) { return storage.getItem(storageName); }

            export function forget(storage = globalThis.localStorage) { storage.removeItem(storageName); }
            """###,
        "onboarding/wizard.js": ###"""
            /** The auto-saving wizard's progress on the server (contracts A1, A2), as `AutoSave` takes it. */
            import { ask, Problem } from "./requests.js";

            const path = "/api/system/onboarding";

            /** `options` are those of `ask`; `token()` is asked for at each request, so that it may be renewed. */
            export function wizardProgress({ token, ...options }) {
              const having = () => ({ ...options, token: token() });
              return {
                async load() {
                  const { body } = await ask("GET", `${path}/resume`, having());
                  const { currentStep: step, stepData: data, version, status, tenantId } = body;
                  return { step, data, version, status, tenantId };
                },
                async save({ step, data, version, key }) {
                  const body = { step, data, version };
                  const answer = await ask("POST", `${path}/save-step`, { ...having(), body, idempotencyKey: key });
                  return { version: answer.body.version };
                },
                conflictOf(error) {
                  if (!(error instanceof Problem) || error.status !== 409) return null;
                  const { currentVersion: version, currentStep: step, stepData: data, conflicts } = error.body;
                  if (version === undefined || !data) return null;
                  const marks = Object.fromEntries((conflicts ?? []).map(({ field, setBy, at }) => [field, { setBy, at }]));
                  return { step, data, version, marks };
                },
              };
            }
            """###,
        "portal/index.html": ###"""
            <!doctype html>
            <html lang="en">
              <head>
                <meta charset="utf-8">
                <title>Portal · onboard</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <link rel="icon" href="/pages/shared/mark.svg">
                <link rel="stylesheet" href="/pages/shared/tokens.css">
                <link rel="stylesheet" href="/pages/shared/base.css">
                <link rel="stylesheet" href="/pages/portal/portal.css">
                <script src="/pages/shared/theme.js"></script>
                <script type="module" src="/pages/portal/portal.js"></script>
              </head>
              <body>
                <noscript>This page needs scripts; everything in it can also be had from the API and the command.</noscript>
              </body>
            </html>
            """###,
        "portal/portal.css": ###"""
            /* The portal's own shapes. */
            main { max-width: 60rem; margin: 0 auto; padding: var(--space-6) var(--space-4); }
            """###,
        "portal/portal.js": ###"""
            /** The portal: begins here. */
            import { h } from "../shared/dom.js";
            import { themeToggle } from "../shared/theme-toggle.js";

            document.body.append(
              h("header", { class: "row row-apart" }, h("strong", {}, "onboard"), themeToggle()),
              h("main", { class: "stack" }, h("h1", {}, "Portal")),
            );
            """###,
        "shared/api.js": ###"""
            /** How both apps ask the server and tell people what it said. */
            import { Problem, Unreachable } from "../onboarding/requests.js";

            export { ask, isPassing, newKey, Problem, Unreachable } from "../onboarding/requests.js";

            /** What went wrong and what to do, in a plain sentence or two. */
            export function explain(error) {
              if (error instanceof Unreachable) {
                return "The server cannot be reached. Check the connection, then try again.";
              }
              if (!(error instanceof Problem)) return "Something unexpected went wrong. Reload the page.";
              const reference = error.requestID ? ` (reference ${error.requestID})` : "";
              if (error.status === 429) {
                const wait = error.retryAfterSeconds ?? 60;
                return `That was tried too often. Try again in ${wait > 90 ? `${Math.ceil(wait / 60)} minutes`
                  : `${wait} seconds`}.`;
              }
              if (error.status === 503) return `The server is busy or stopping. Try again in a moment${reference}.`;
              if (error.status >= 500) return `Something went wrong on the server${reference}. Try again.`;
              return error.message;
            }
            """###,
        "shared/base.css": ###"""
            /* What every page has: elements as they look by themselves, and a few words for common shapes. */
            *, *::before, *::after { box-sizing: border-box; }
            [hidden] { display: none !important; }

            html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
            body {
              margin: 0; min-width: 20rem; min-height: 100vh; min-height: 100dvh; background: var(--paper); color: var(--ink);
              font: 400 var(--text-m) / 1.55 var(--sans); overflow-wrap: break-word;
            }

            h1, h2, h3, h4 { margin: 0; line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; text-wrap: balance; }
            h1 { font-size: var(--text-xxl); letter-spacing: -0.025em; }
            h2 { font-size: var(--text-xl); }
            h3 { font-size: var(--text-l); }
            h4 { font-size: var(--text-m); }
            p, ul, ol, dl, figure, pre, fieldset { margin: 0; padding: 0; border: 0; }
            code, pre, kbd { font-family: var(--mono); font-size: 0.92em; }
            a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
            a:hover { color: var(--accent-strong); }
            small, .small { font-size: var(--text-s); }
            .soft { color: var(--ink-soft); }
            .numbers, table, time { font-variant-numeric: tabular-nums; }
            .icon { width: 1.25em; height: 1.25em; flex: none; vertical-align: -0.25em; }

            :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: var(--radius-s); }
            .unseen:not(:focus):not(:focus-within) {
              position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
            }
            .skip-link {
              position: absolute; inset: var(--space-2) auto auto var(--space-2); z-index: 20;
              padding: var(--space-2) var(--space-4); background: var(--surface); border-radius: var(--radius-s);
            }

            /* Buttons and links that act as such. */
            button, .button {
              display: inline-flex; align-items: center; justify-content: center; gap: var(--space-2);
              min-height: 2.75rem; padding: 0 var(--space-4); border: 1px solid transparent; border-radius: var(--radius);
              background: var(--accent); color: var(--accent-ink); font: 600 var(--text-m) / 1.2 var(--sans);
              text-decoration: none; cursor: pointer;
              transition: background var(--quick) var(--ease), transform var(--quick) var(--ease), border-color var(--quick);
            }
            button:hover, .button:hover { background: var(--accent-strong); color: var(--accent-ink); }
            button:active, .button:active { transform: translateY(1px); }
            button:disabled, button[aria-disabled="true"] { opacity: 0.55; cursor: not-allowed; }
            .secondary { background: var(--surface); color: var(--ink); border-color: var(--line-strong); }
            .secondary:hover { background: var(--sunken); color: var(--ink); }
            .quiet { background: transparent; color: var(--ink-soft); }
            .quiet:hover { background: var(--sunken); color: var(--ink); }
            .danger { background: light-dark(#b3261e, #ff9d93); color: light-dark(#ffffff, #3a0905); }
            .danger:hover { background: light-dark(#8f1d17, #ffb9b2); color: light-dark(#ffffff, #3a0905); }
            .icon-button { min-width: 2.75rem; padding: 0; }
            .small-button { min-height: 2.25rem; padding: 0 var(--space-3); font-size: var(--text-s); }

            /* Fields. */
            label, .label, legend { font-weight: 600; font-size: var(--text-m); padding: 0; }
            input, select, textarea {
              width: 100%; min-height: 2.75rem; padding: var(--space-2) var(--space-3); border: 1px solid var(--line-strong);
              border-radius: var(--radius); background: var(--surface); color: var(--ink); font: inherit;
              transition: border-color var(--quick), box-shadow var(--quick);
            }
            textarea { min-height: 6rem; resize: vertical; }
            input[type="checkbox"], input[type="radio"] {
              width: 1.2rem; min-height: 1.2rem; height: 1.2rem; accent-color: var(--accent);
            }
            input:hover, select:hover, textarea:hover { border-color: var(--ink-soft); }
            input:focus-visible, select:focus-visible, textarea:focus-visible {
              outline: 2px solid var(--focus); outline-offset: 0; border-color: var(--focus); border-radius: var(--radius);
            }
            [aria-invalid="true"] { border-color: var(--bad); }
            ::placeholder { color: var(--ink-soft); opacity: 0.8; }

            /* Shapes. */
            .stack { display: grid; gap: var(--space-4); align-content: start; grid-template-columns: minmax(0, 1fr); }
            .stack-tight { display: grid; gap: var(--space-2); align-content: start; grid-template-columns: minmax(0, 1fr); }
            .row { display: flex; flex-wrap: wrap; gap: var(--space-3); align-items: center; }
            .row-apart { justify-content: space-between; }
            .card {
              background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius-l); padding: var(--space-5);
              box-shadow: var(--shadow);
            }
            .badge {
              display: inline-flex; align-items: center; gap: var(--space-1); padding: 0.1rem var(--space-2); border-radius: 99px;
              background: var(--sunken); color: var(--ink-soft); font-size: var(--text-s); font-weight: 600; white-space: nowrap;
            }
            .badge.good { background: var(--accent-wash); color: var(--good); }
            .badge.warn { background: var(--warn-wash); color: var(--warn); }
            .badge.bad { background: var(--bad-wash); color: var(--bad); }
            .badge.calm { background: var(--calm-wash); color: var(--calm); }
            .notice {
              display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--space-3); align-items: start;
              padding: var(--space-3) var(--space-4); border-radius: var(--radius); background: var(--calm-wash); color: var(--ink);
            }
            .notice > .icon { color: var(--calm); margin-top: 0.1em; }
            .notice.bad { background: var(--bad-wash); } .notice.bad > .icon { color: var(--bad); }
            .notice.warn { background: var(--warn-wash); } .notice.warn > .icon { color: var(--warn); }
            .notice.good { background: var(--accent-wash); } .notice.good > .icon { color: var(--good); }

            table { width: 100%; border-collapse: collapse; font-size: var(--text-m); }
            th, td {
              padding: var(--space-2) var(--space-3); text-align: start; vertical-align: top;
              border-bottom: 1px solid var(--line);
            }
            th { font-weight: 600; color: var(--ink-soft); font-size: var(--text-s); }
            .scroll-x { overflow-x: auto; }

            dialog {
              width: min(34rem, calc(100vw - 2rem)); max-height: calc(100dvh - 2rem); padding: var(--space-5);
              border: 1px solid var(--line); border-radius: var(--radius-l); background: var(--raised); color: var(--ink);
              box-shadow: var(--shadow-high);
            }
            dialog::backdrop { background: light-dark(rgb(20 22 18 / 0.45), rgb(0 0 0 / 0.6)); }
            dialog[open] { animation: rise var(--steady) var(--ease); }
            @keyframes rise { from { opacity: 0; transform: translateY(0.75rem); } }

            .spinner {
              width: 1.1em; height: 1.1em; border-radius: 50%;
              border: 2px solid currentColor; border-inline-end-color: transparent;
              animation: turn 0.9s linear infinite; flex: none;
            }
            @keyframes turn { to { transform: rotate(1turn); } }
            @media (prefers-reduced-motion: reduce) {
              .spinner { animation-duration: 3s; }
              dialog[open] { animation: none; }
            }
            """###,
        "shared/dom.js": ###"""
            /**
             * Builds elements. Text becomes text nodes and nothing else, so that what people typed is shown as
             * they typed it: there is no way from a string to markup.
             */

            /**
             * An element with properties and children.
             *
             * In `properties`: `class`, `data` (an object), `style` (custom properties and others, by name),
             * `on` (listeners by event), `ref` (called with the element); whatever else is an attribute: true
             * sets it, false, null and undefined leave it out. `value`, `checked` and `disabled` are set as
             * properties. Children are texts, numbers, nodes, or lists of those; null and false are none.
             */
            export function h(tag, properties, ...children) {
              return build(document.createElement(tag), properties, children);
            }

            const svgNamespace = "http://www.w3.org/2000/svg";

            /** The same for SVG. */
            export function svg(tag, properties, ...children) {
              return build(document.createElementNS(svgNamespace, tag), properties, children);
            }

            const asProperties = new Set(["value", "checked", "disabled", "selected", "indeterminate"]);

            function build(element, properties, children) {
              for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
              element.append(...nodes(children));
              return element;
            }

            function set(element, name, value) {
              if (name === "on") {
                for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
              } else if (name === "ref") {
                value(element);
              } else if (name === "data") {
                Object.assign(element.dataset, value);
              } else if (name === "style") {
                for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
              } else if (value === null || value === undefined || value === false) {
                return;
              } else if (asProperties.has(name) && name in element) {
                element[name] = value;
              } else {
                element.setAttribute(name, value === true ? "" : String(value));
              }
            }

            function nodes(children) {
              return children.flat(Infinity)
                .filter((child) => child !== null && child !== undefined && child !== false)
                .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
            }

            /** Puts other children in an element's place for them. */
            export function fill(element, ...children) {
              element.replaceChildren(...nodes(children));
              return element;
            }

            let lastID = 0;

            /** A new id, to tie a label or a description to its element. */
            export function newID(prefix = "id") {
              lastID += 1;
              return `${prefix}-${lastID}`;
            }

            /** Strokes of 24 × 24 pictures; decoration only, so they are hidden from screen readers. */
            const strokes = {
              sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2"
                + "M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
              moon: "M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z",
              contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 7h5M12 11h8M12 15h8",
              check: "M5 12.5l4.5 4.5L19 7.5",
              cross: "M6 6l12 12M18 6L6 18",
              alert: "M12 4l9 16H3zM12 10v4M12 17v.5",
              info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.5",
              arrow: "M5 12h14M13 6l6 6-6 6",
              back: "M19 12H5M11 6l-6 6 6 6",
              mail: "M3 6h18v12H3zM3 7l9 7 9-7",
              calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
              card: "M3 6h18v12H3zM3 10h18M7 15h3",
              person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.6-6 8-6s8 2 8 6",
              shop: "M4 10v10h16V10M2 10l3-6h14l3 6zM10 20v-6h4v6",
              form: "M5 3h14v18H5zM8 8h8M8 12h8M8 16h5",
              star: "M12 3l2.7 5.8 6.3.7-4.7 4.3 1.3 6.2-5.6-3.2L6.4 20l1.3-6.2L3 9.5l6.3-.7z",
              search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
              menu: "M4 7h16M4 12h16M4 17h16",
              offline: "M3 3l18 18M8.5 15a5 5 0 0 1 5-1.3M5 11.5A10 10 0 0 1 9 9M12 19v.5M13 8.1a10 10 0 0 1 6 3.4",
              refresh: "M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5",
            };

            export function icon(name) {
              return svg("svg", {
                class: "icon", viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.75",
                "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", focusable: "false",
              }, svg("path", { d: strokes[name] ?? strokes.info }));
            }
            """###,
        "shared/mark.svg": ###"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
              <rect width="32" height="32" rx="8" fill="#0a6847"/>
              <path d="M9 22V13a3 3 0 0 1 3-3h11M19 6l4 4-4 4" fill="none" stroke="#fff" stroke-width="2.6"
                stroke-linecap="round" stroke-linejoin="round"/>
              <circle cx="16" cy="22" r="1.7" fill="#64d3a4"/><circle cx="22" cy="22" r="1.7" fill="#64d3a4"/>
            </svg>
            """###,
        "shared/theme-toggle.js": ###"""
            /** The button that changes between the system's colours, light and dark. */
            import { h, icon } from "./dom.js";

            const order = ["system", "light", "dark"];
            const icons = { system: "contrast", light: "sun", dark: "moon" };

            function current() {
              return document.documentElement.dataset.theme ?? "system";
            }

            function choose(theme) {
              if (theme === "system") delete document.documentElement.dataset.theme;
              else document.documentElement.dataset.theme = theme;
              try {
                localStorage.setItem("onboard.theme", theme);
              } catch { /* Storage may be blocked: the choice then lasts as long as the page. */ }
            }

            export function themeToggle() {
              const button = h("button", { class: "quiet icon-button", type: "button" });
              const show = () => {
                const theme = current();
                button.replaceChildren(icon(icons[theme]));
                button.setAttribute("aria-label", `Colours: ${theme}. Change`);
                button.title = `Colours: ${theme}`;
              };
              button.addEventListener("click", () => {
                choose(order[(order.indexOf(current()) + 1) % order.length]);
                show();
              });
              show();
              return button;
            }
            """###,
        "shared/theme.js": ###"""
            // Applies the colours that the viewer chose, before anything is drawn; a classic script for that.
            try {
              const theme = localStorage.getItem("onboard.theme");
              if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
            } catch { /* Storage may be blocked: the system's colours then. */ }
            """###,
        "shared/time.js": ###"""
            /** Times as the viewer's clock shows them, with UTC for who hovers or asks. */
            import { h } from "./dom.js";

            const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
            const localDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
            const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

            /** The viewer's time zone, such as `Europe/Paris`. */
            export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

            /** `2026-01-01T12:00:00.000Z` as `2026-01-01 12:00:00 UTC`. */
            export function utc(instant) {
              const date = new Date(instant);
              return isNaN(date) ? "" : date.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
            }

            /** A `<time>` in the viewer's zone; `form` is `moment`, `day` or `ago`. */
            export function time(instant, form = "moment") {
              const date = new Date(instant);
              if (instant === null || instant === undefined || isNaN(date)) return document.createTextNode("–");
              const text = form === "ago" ? ago(date) : (form === "day" ? localDay : local).format(date);
              return h("time", { datetime: date.toISOString(), title: utc(date) }, text);
            }

            const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

            /** How long ago, or in how long, in the largest unit that fits. */
            export function ago(instant, now = Date.now()) {
              const seconds = (new Date(instant) - now) / 1000;
              for (const [unit, length] of units) {
                if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
              }
              return relative.format(Math.round(seconds), "second");
            }

            /** A length of time in two units at most: `2 d 3 h`, `4 min 5 s`, `820 ms`. */
            export function duration(seconds) {
              if (seconds === null || seconds === undefined) return "–";
              if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
              const parts = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]];
              const index = parts.findIndex(([, length]) => seconds >= length);
              const [unit, length] = parts[index];
              const rest = parts[index + 1];
              const whole = Math.floor(seconds / length);
              const left = rest ? Math.floor((seconds - whole * length) / rest[1]) : 0;
              return left > 0 ? `${whole} ${unit} ${left} ${rest[0]}` : `${whole} ${unit}`;
            }
            """###,
        "shared/tokens.css": ###"""
            /* Spacing, type and colours. Both themes are in each colour: `color-scheme` picks one, by the
               system's wish or by the viewer's (data-theme, see theme-toggle.js). */
            :root {
              color-scheme: light dark;

              --space-1: 0.25rem; --space-2: 0.5rem; --space-3: 0.75rem; --space-4: 1rem;
              --space-5: 1.5rem; --space-6: 2rem; --space-7: 3rem; --space-8: 4.5rem;

              --text-s: 0.8125rem; --text-m: 0.9375rem; --text-l: 1.125rem; --text-xl: 1.5rem;
              --text-xxl: clamp(1.75rem, 1.3rem + 2vw, 2.375rem);
              --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
              --mono: ui-monospace, "SF Mono", Menlo, "Cascadia Mono", "Liberation Mono", monospace;

              --radius-s: 0.375rem; --radius: 0.625rem; --radius-l: 1rem;

              --paper: light-dark(#f7f6f2, #121412);
              --surface: light-dark(#ffffff, #1a1d1a);
              --raised: light-dark(#ffffff, #222622);
              --sunken: light-dark(#efede6, #0d0f0d);
              --line: light-dark(#e0ddd3, #2e332e);
              --line-strong: light-dark(#8b8778, #6f776f);
              --ink: light-dark(#1b1d1a, #eceee9);
              --ink-soft: light-dark(#55584f, #a9b0a6);

              --accent: light-dark(#0a6847, #64d3a4);
              --accent-strong: light-dark(#075236, #86e2bb);
              --accent-ink: light-dark(#ffffff, #06281b);
              --accent-wash: light-dark(#e3f2ea, #16302a);

              --good: light-dark(#0a6847, #64d3a4);
              --warn: light-dark(#8a5300, #f0b860);
              --warn-wash: light-dark(#fbf0dc, #33270f);
              --bad: light-dark(#b3261e, #ff9d93);
              --bad-wash: light-dark(#fceceb, #3a1a18);
              --calm: light-dark(#1f5fa8, #8fbdf5);
              --calm-wash: light-dark(#e8f0fa, #16283c);

              --focus: light-dark(#1f5fa8, #a7ccff);
              --shadow: 0 1px 2px light-dark(rgb(30 30 20 / 0.06), rgb(0 0 0 / 0.4)),
                0 6px 24px light-dark(rgb(30 30 20 / 0.06), rgb(0 0 0 / 0.3));
              --shadow-high: 0 12px 48px light-dark(rgb(30 30 20 / 0.2), rgb(0 0 0 / 0.6));

              --quick: 140ms; --steady: 260ms; --ease: cubic-bezier(0.2, 0.7, 0.2, 1);
            }

            :root[data-theme="light"] { color-scheme: light; }
            :root[data-theme="dark"] { color-scheme: dark; }

            @media (prefers-reduced-motion: reduce) {
              :root { --quick: 1ms; --steady: 1ms; }
            }
            """###,
    ]
}
