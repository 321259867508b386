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
              #sending = null;
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

              /** Sends now what waits, as when a person goes on to the next step; ends with the answer. */
              async flush() {
                this.#cancel("debounce");
                await this.#sending;
                await this.#send();
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

              #send() {
                if (this.#isSending) return this.#sending;
                if (this.#conflict || this.#queue.isEmpty || this.#stop.signal.aborted) return undefined;
                if (!this.#isOnline()) return this.#goOffline();
                this.#sending = this.#sendHead();
                return this.#sending;
              }

              async #sendHead() {
                this.#isSending = true;
                this.#cancel("retry");
                this.#say({ name: "saving" });
                const entry = this.#queue.start(this.#known.version);
                try {
                  const { version } = await this.#progress.save({ ...entry, version: entry.sentVersion });
                  this.#isSending = false;
                  await this.#took(entry, version);
                } catch (error) {
                  this.#isSending = false;
                  await this.#refused(error);
                }
              }

              #took(entry, version) {
                this.#queue.finish();
                this.#attempt = 0;
                this.#know({ step: entry.step, data: merged(this.#known.data, entry.data), version });
                // What was typed while it was under way follows, by its own half second if that still runs.
                if (!this.#queue.isEmpty) return this.#timers.debounce ? this.#say(this.#status) : this.#send();
                this.#say({ name: "saved" });
                return this.#after("fade", fadeMilliseconds, () => this.#say({ name: "idle" }));
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
                  this.#conflict = await this.#progress.load();
                  this.resolve("theirs");
                  this.dispatchEvent(new CustomEvent("reloaded", { detail: { setAside: mine } }));
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

              /** `stream` and `poll` are paths, `stream` only where there is one; options as of `ask`, and a `clock`. */
              constructor({ stream, poll }, options = {}) {
                super();
                this.#paths = { stream, poll };
                this.#clock = options.clock ?? systemClock;
                this.#options = { ...options, signal: this.#stop.signal };
              }

              /** Follows until `stop()`, or until the server says that there is no more. */
              async start() {
                while (!this.#stop.signal.aborted && this.state !== "ended") {
                  const isStreaming = this.#paths.stream && this.#failures < failuresBeforePolling;
                  const isDone = isStreaming ? await this.#follow() : await this.#poll();
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
             * - `wizardProgress` (wizard.js) and `taggedProgress` (tagged.js) tell `AutoSave` where to save: in the
             *   wizard, or in any resource with an ETag, such as `/api/user/profile`.
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
            export { taggedProgress } from "./tagged.js";
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
        "onboarding/tagged.js": ###"""
            /** A resource that is read with an ETag and changed with If-Match, as `AutoSave` takes it. */

            /**
             * `request(method, options)` asks for the resource (see `ask`). `read` makes the form's data of its
             * body, and `write` the body of a PATCH of changed data, where they are not the same.
             */
            export function taggedProgress(request, { read = (body) => body, write = (data) => data } = {}) {
              const load = async () => {
                const { body, etag } = await request("GET", {});
                return { step: 0, data: read(body), version: etag };
              };
              return {
                load,
                async save({ data, version, key }) {
                  if (Object.keys(data).length === 0) return { version };
                  try {
                    const { etag } = await request("PATCH", { body: write(data), ifMatch: version, idempotencyKey: key });
                    return { version: etag };
                  } catch (error) {
                    if (error.status === 412) error.latest = await load();
                    throw error;
                  }
                },
                conflictOf: (error) => error.latest ?? null,
              };
            }
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
        "portal/autosave-form.js": ###"""
            /** A form whose fields save themselves: inputs to `AutoSave`, and what others saved back to them. */
            import { AutoSave, openQueue } from "../onboarding/onboarding.js";
            import { h, icon, fill } from "../shared/dom.js";
            import { conflictDialog } from "./conflict.js";
            import { indicator } from "./indicator.js";

            /**
             * Opens the form of `subject`. `labels` has fields' names for people. Answers `{save, indicator,
             * notes, bind}`; it ends with the page.
             */
            export async function openAutosave(page, subject, progress, { labels, shown } = {}) {
              const save = new AutoSave(progress, await openQueue(subject));
              const dialog = conflictDialog(save, { labels, shown });
              page.signal.addEventListener("abort", () => {
                // What was typed just before leaving goes out with it.
                save.flush();
                save.stop();
                dialog.remove();
              });
              const bound = [];
              const notes = h("div", { class: "stack-tight", "aria-live": "polite" });

              /** Ties a field to a member of the data; `read` and `write` translate. */
              function bind(field, { read = (value) => value || null, write = (value) => value ?? "" } = {}) {
                field.value = write(save.data[field.name]);
                for (const input of field.inputs) {
                  const event = input.type === "radio" || input.tagName === "SELECT" ? "change" : "input";
                  input.addEventListener(event, () => {
                    field.refuse(null);
                    const value = read(field.value);
                    if (value !== undefined) save.edit({ [field.name]: value });
                  });
                }
                bound.push(() => { field.value = write(save.data[field.name]); });
                return field;
              }

              const refresh = () => { for (const show of bound) show(); };
              save.addEventListener("merged", () => {
                refresh();
                tell("Others changed other fields meanwhile; they were taken over.");
              });
              save.addEventListener("reloaded", ({ detail: { setAside } }) => {
                refresh();
                tell("The latest version was loaded, with theirs in the place of yours.", h("button", {
                  type: "button", class: "secondary small-button", on: { click: () => {
                    fill(notes);
                    save.edit(setAside);
                    refresh();
                  } },
                }, "Use mine after all"));
              });
              let wasConflict = false;
              save.addEventListener("change", () => {
                if (wasConflict && save.status.name !== "conflict") refresh();
                wasConflict = save.status.name === "conflict";
              });

              function tell(...content) {
                fill(notes, h("div", { class: "notice" }, icon("info"), h("div", { class: "row" }, content)));
              }

              return { save, notes, bind, indicator: indicator(save, { review: () => dialog.open() }) };
            }
            """###,
        "portal/call.js": ###"""
            /** The onboarding call: a space, a sandbox calendar, and a page that follows it live (contracts F1–F6). */
            import { ask } from "../shared/api.js";
            import { fill, h, icon } from "../shared/dom.js";
            import { Live } from "../onboarding/onboarding.js";
            import { action, choice, field, form } from "./fields.js";
            import { askAs, people } from "./people.js";
            import { button, card, following, hint, row, section } from "./shapes.js";

            const calendarPath = "/onboarding-session";

            export const call = {
              /** Without a space there is nothing to ask the gate about. */
              before: (query) => (spaceOf(query) ? null : "/"),
              place: (query) => ({ space: spaceOf(query) }),
              keep: (query) => (query.get("space") ? `?space=${encodeURIComponent(query.get("space"))}` : ""),
              trouble: (error, page) => (error.status === 404 ? newSpacePage(page) : null),
              pages: {
                "/": { isOpen: true, render: newSpacePage },
                [calendarPath]: { render: sessionPage },
                "/assets": { render: (page) => homePage(page, "Assets", "What the space owns, now that its call is planned.") },
                "/advisor": { render: (page) => homePage(page, "Adviser's desk", "Advisers need no call of their own.") },
              },
            };

            const storage = () => `onboard.portal.space.${people.of("call")?.id}`;
            const spaceOf = (query) => query.get("space") ?? localStorage.getItem(storage()) ?? "";
            const path = (id) => `/v1/spaces/${encodeURIComponent(id)}`;
            const sandbox = (id, what) => () => ask("POST", `/dev/spaces/${encodeURIComponent(id)}/${what}`);

            function newSpacePage(page) {
              const name = field({ label: "Name of the space", name: "name", required: true, maxlength: 255 });
              const kind = choice({
                label: "How did you get here?", name: "kind", value: "self", options: [
                  { value: "self", title: "By myself", text: "A call comes first", icon: "person" },
                  { value: "individual", title: "Invited as a member", text: "No call needed", icon: "mail" },
                  { value: "advisor_client", title: "Invited by an adviser", text: "No call needed", icon: "star" },
                  { value: "advisor", title: "As an adviser", text: "No call needed", icon: "form" },
                ],
              });
              return {
                title: "A space of your own", step: 0, lead: "Whether a call is needed follows from how you came.",
                content: card(form({
                  fields: [name, kind], submit: "Make the space",
                  async onSubmit({ name, kind }) {
                    const how = { self: {}, advisor: { initialSignupType: kind } }[kind] ?? { inviteType: kind };
                    const { body } = await askAs("call", "POST", "/v1/spaces", { body: { name, ...how } });
                    localStorage.setItem(storage(), body.id);
                    await page.go(calendarPath);
                  },
                })),
              };
            }

            async function sessionPage(page) {
              const id = spaceOf(page.query);
              const { body: space } = await askAs("call", "GET", path(id), { signal: page.signal });
              const calendar = makeCalendar(id);
              const booked = h("div", { class: "booked", role: "status" });
              const box = h("div", { class: "calendar-box" }, calendar, booked);

              const show = ({ metadata: { onboarding_status: status, onboarding_meeting_id: meeting } }) => {
                const isPlanned = status === "planned";
                if (!isPlanned && status !== "not_planned") return page.reload();
                box.dataset.planned = String(isPlanned);
                calendar.inert = isPlanned;
                return fill(booked, isPlanned && [
                  h("span", { class: "tick" }, icon("check")), h("strong", {}, "Your call is planned"),
                  hint("Meeting ", h("code", {}, meeting)),
                  row(button("/portal/call/assets", "Go to the assets", "arrow"),
                    action("Cancel it", sandbox(id, "cancel"), { kind: "quiet" }))]);
              };
              show(space);
              const live = new Live({ stream: `${path(id)}/changes`, poll: path(id) }, { token: people.of("call").token });
              return {
                title: "Book your onboarding call", step: 1,
                lead: ["Half an hour with a person, for ", h("strong", {}, space.name), "."],
                content: card(box, following(page, live, show)),
                panel: [section("Sandbox calendar", "calendar",
                  row(action("Book fake meeting", sandbox(id, "book"), { kind: "secondary small-button" }),
                    action("Cancel fake meeting", sandbox(id, "cancel"), { kind: "secondary small-button" })),
                  hint("Both go through the same commands as the provider's deliveries."))],
              };
            }

            /** The next five working days with a few times each; any of them books. */
            function makeCalendar(id) {
              const format = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
              const days = [];
              for (let date = new Date(); days.length < 5;) {
                date = new Date(date.getTime() + 86_400_000);
                if (date.getDay() % 6 !== 0) days.push(format.format(date));
              }
              return h("div", { class: "calendar", role: "group", "aria-label": "Free times" }, days.map((day) =>
                h("section", { class: "day" }, h("h2", {}, day), ["09:00", "11:30", "15:00"].map((hour) =>
                  action([hour, h("span", { class: "unseen" }, ` on ${day}`)], sandbox(id, "book"), { kind: "secondary slot" })))));
            }

            function homePage(page, title, lead) {
              return {
                title, lead, step: 2, icon: "check",
                content: row(button("/portal/call/onboarding-session", "The call", "calendar", "secondary"),
                  action("Make another space", () => {
                    localStorage.removeItem(storage());
                    return page.go("/");
                  }, { kind: "secondary" })),
              };
            }
            """###,
        "portal/chart.js": ###"""
            /** A birth chart: the zodiac's ring with sun, moon and ascendant at their degrees (contract S12). */
            import { h, svg } from "../shared/dom.js";

            const signs = ["Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo", "Libra", "Scorpio", "Sagittarius",
              "Capricorn", "Aquarius", "Pisces"];

            /** A place on the ring: Aries begins at the left, and degrees go against the clock. */
            function at(degrees, radius) {
              const angle = Math.PI + (degrees * Math.PI) / 180;
              return [100 + radius * Math.cos(angle), 100 - radius * Math.sin(angle)].map((number) => number.toFixed(1));
            }

            export function chart(found) {
              const bodies = [["sun", "Sun"], ["moon", "Moon"], ["ascendant", "Ascendant"]].filter(([name]) => found[name]);
              const ring = svg("svg", { viewBox: "0 0 200 200", class: "chart", "aria-hidden": "true" },
                svg("circle", { cx: 100, cy: 100, r: 92 }), svg("circle", { cx: 100, cy: 100, r: 70 }),
                signs.map((sign, index) => {
                  const [[x1, y1], [x2, y2], [x, y]] = [at(index * 30, 70), at(index * 30, 92), at(index * 30 + 15, 81)];
                  return [svg("line", { x1, y1, x2, y2 }), svg("text", { x, y }, sign.slice(0, 3))];
                }),
                bodies.map(([name]) => {
                  const { sign, degree } = found[name];
                  const place = signs.findIndex((known) => known.toLowerCase() === sign.toLowerCase()) * 30 + degree;
                  const [[cx, cy], [x2, y2]] = [at(place, 54), at(place, 70)];
                  return svg("g", { class: name }, svg("line", { x1: 100, y1: 100, x2, y2 }), svg("circle", { cx, cy, r: 6 }));
                }));
              return h("div", { class: "chart-box" }, ring, h("ul", { class: "chart-list" }, bodies.map(([name, title]) =>
                h("li", { class: name }, h("span", { class: "swatch", "aria-hidden": "true" }), h("strong", {}, title),
                  ` ${found[name].degree.toFixed(1)}° ${found[name].sign}`))));
            }
            """###,
        "portal/conflict.js": ###"""
            /** The dialog of a conflict: both sides of each field, a choice, and five seconds (contract A9). */
            import { fill, h, icon, newID } from "../shared/dom.js";
            import { time } from "../shared/time.js";

            /**
             * Watches a form and opens when it meets a conflict. `labels` has fields' names for people, `shown`
             * turns a value into text. Answers a function that opens it again after it was put aside.
             */
            export function conflictDialog(save, { labels = {}, shown = text } = {}) {
              const title = newID("title");
              const dialog = h("dialog", { class: "conflict", "aria-labelledby": title });
              const countdown = h("p", { class: "countdown" });
              const fields = h("div", { class: "stack" });
              let drawn = null;

              dialog.append(h("form", { method: "dialog", class: "stack" },
                h("h2", { id: title }, icon("alert"), "Changed elsewhere"),
                h("p", {}, "Somebody changed the same fields, on another device or in another tab. Which shall it be?"),
                countdown, fields,
                h("div", { class: "row" },
                  h("button", { type: "submit", value: "choice" }, "Use my choices"),
                  h("button", { type: "submit", value: "mine", class: "secondary" }, "Keep all of mine"),
                  h("button", { type: "submit", value: "theirs", class: "secondary" }, icon("refresh"), "Reload now"))));

              // Whoever does anything in it wants to look first.
              for (const event of ["pointerdown", "keydown", "input"]) {
                dialog.addEventListener(event, () => save.holdOn());
              }
              dialog.addEventListener("close", () => {
                const { returnValue } = dialog;
                dialog.returnValue = "";
                if (save.status.name !== "conflict" || returnValue === "") return;
                if (returnValue === "theirs") save.reload();
                else save.resolve(returnValue === "mine" ? "mine" : choices());
              });

              function choices() {
                const chosen = new FormData(dialog.querySelector("form"));
                return Object.fromEntries(save.status.fields.map(({ field }) => [field, chosen.get(field)]));
              }

              function show() {
                const { status } = save;
                if (status.name !== "conflict") {
                  drawn = null;
                  if (dialog.open) dialog.close("");
                  return;
                }
                fill(countdown, status.secondsLeft === null
                  ? "Take your time: nothing happens until you choose."
                  : `In ${status.secondsLeft} s the latest version is loaded. Touch anything here to stop that.`);
                dialog.style.setProperty("--left", String(status.secondsLeft ?? 0));
                const key = JSON.stringify(status.fields);
                if (drawn === key) return;
                drawn = key;
                fill(fields, status.fields.map((field) => row(field, labels[field.field] ?? field.field, shown)));
                open();
              }

              function open() {
                if (dialog.open || save.status.name !== "conflict") return;
                if (!dialog.isConnected) document.body.append(dialog);
                dialog.showModal();
              }

              save.addEventListener("change", show);
              return { open, remove: () => dialog.remove() };
            }

            function row({ field, before, mine, theirs, setBy, at }, label, shown) {
              return h("fieldset", { class: "difference" },
                h("legend", {}, label),
                side(field, "mine", "Yours", shown(mine, field)),
                side(field, "theirs", "Theirs", shown(theirs, field), setBy && h("span", { class: "hint" },
                  `by ${setBy.kind ?? setBy} ${setBy.id ?? ""} `, at && time(at, "ago"))),
                h("p", { class: "hint" }, "Before: ", shown(before, field)));
            }

            function side(field, value, title, content, mark) {
              return h("label", { class: `side ${value}` },
                h("input", { type: "radio", name: field, value, checked: value === "theirs" }),
                h("span", {}, h("strong", {}, title), h("span", { class: "value" }, content), mark));
            }

            function text(value) {
              if (value === null || value === undefined || value === "") return "nothing";
              return typeof value === "object" ? JSON.stringify(value) : String(value);
            }
            """###,
        "portal/fields.js": ###"""
            /** Forms: labels, hints and errors tied to their inputs, and what the server said beside each. */
            import { explain, Problem } from "../shared/api.js";
            import { fill, h, icon, newID } from "../shared/dom.js";

            /**
             * One labelled input. `kind` is `input`, `select` or `textarea`; `options` of a select are
             * `[value, text]`; everything else goes to the input as it is.
             */
            export function field({ label, name, kind = "input", hint, options, optional, ...attributes }) {
              const [id, hintID, errorID] = [newID("field"), newID("hint"), newID("error")];
              const error = h("p", { class: "field-error", id: errorID, hidden: true });
              const input = h(kind, {
                id, name, ...attributes, required: undefined, "aria-required": attributes.required ? "true" : undefined,
                "aria-describedby": hint ? `${hintID} ${errorID}` : errorID,
              }, options?.map(([value, text]) => h("option", { value, selected: value === (attributes.value ?? "") }, text)));
              const element = h("div", { class: "field" },
                h("label", { for: id }, label, optional && h("span", { class: "soft" }, " (optional)")), input,
                hint && h("p", { class: "hint", id: hintID }, hint), error);
              return control(name, element, [input], error, { label, isRequired: attributes.required });
            }

            /** Radio buttons as cards: `options` are `{value, title, text, aside, icon}`. */
            export function choice({ label, name, options, value, required, columns = 2 }) {
              const errorID = newID("error");
              const error = h("p", { class: "field-error", id: errorID, hidden: true });
              const inputs = [];
              const cards = options.map((option) => {
                const input = h("input", {
                  type: "radio", name, value: option.value, checked: option.value === value, "aria-describedby": errorID,
                });
                inputs.push(input);
                return h("label", { class: "choice" }, input, option.icon && icon(option.icon),
                  h("span", { class: "choice-words" },
                    h("span", { class: "choice-title" }, option.title),
                    option.text && h("span", { class: "hint" }, option.text)),
                  option.aside && h("span", { class: "choice-aside" }, option.aside));
              });
              const element = h("fieldset", { class: "field" }, h("legend", {}, label),
                h("div", { class: "choices", style: { "--columns": String(columns) } }, cards), error);
              return control(name, element, inputs, error, { label, isRequired: required });
            }

            function control(name, element, inputs, error, { label, isRequired }) {
              const isRadio = inputs[0].type === "radio";
              return {
                name, element, inputs, label, isRequired, input: inputs[0],
                get value() {
                  return isRadio ? inputs.find((input) => input.checked)?.value ?? "" : inputs[0].value;
                },
                set value(value) {
                  if (isRadio) for (const input of inputs) input.checked = input.value === value;
                  else inputs[0].value = value ?? "";
                },
                refuse(text) {
                  error.hidden = !text;
                  fill(error, text && [icon("alert"), text]);
                  for (const input of inputs) {
                    if (text) input.setAttribute("aria-invalid", "true");
                    else input.removeAttribute("aria-invalid");
                  }
                },
              };
            }

            /** Two fields beside each other where there is room. */
            export function pair(...fields) {
              return { element: h("div", { class: "pair" }, fields.map(({ element }) => element)), parts: fields };
            }

            /**
             * A form of fields that asks the server when it is sent. `onSubmit` gets the values by name; what it
             * throws is shown: field errors beside their fields, the rest above the button.
             */
            export function form({ fields, submit, submitIcon = "arrow", onSubmit, aside, rename = (name) => name }) {
              const all = fields.flatMap((field) => field.parts ?? field);
              const trouble = h("div", { role: "alert", class: "form-trouble" });
              const button = h("button", { type: "submit" }, submit, icon(submitIcon));
              const element = h("form", { class: "stack", novalidate: true },
                fields.map(({ element }) => element), trouble, h("div", { class: "row form-end" }, button, aside));

              element.addEventListener("submit", async (event) => {
                event.preventDefault();
                if (button.getAttribute("aria-disabled") === "true") return;
                for (const field of all) field.refuse?.(null);
                fill(trouble);
                const missing = all.filter((field) => field.isRequired && !field.value.trim());
                for (const field of missing) field.refuse(`${field.label} is needed.`);
                if (missing.length > 0) return missing[0].input.focus();
                await during(button, async () => {
                  try {
                    await onSubmit(Object.fromEntries(all.map(({ name, value }) => [name, value])));
                  } catch (error) {
                    show(error);
                  }
                });
              });

              function show(error) {
                const refused = [];
                if (error instanceof Problem) {
                  for (const { pointer, detail } of error.errors) {
                    const field = all.find(({ name }) => name === rename(pointer.slice(1)));
                    if (!field) continue;
                    field.refuse(sentence(detail));
                    refused.push(field);
                  }
                }
                if (refused.length > 0) return refused[0].input.focus();
                fill(trouble, h("p", { class: "notice bad" }, icon("alert"), h("span", {}, explain(error))));
              }

              return element;
            }

            /** `expected a name` as `Expected a name.` */
            function sentence(text) {
              return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
            }

            /** Shows that a button's work is under way, and lets nobody press it twice. */
            export async function during(button, work) {
              const spinner = h("span", { class: "spinner", "aria-hidden": "true" });
              button.setAttribute("aria-disabled", "true");
              button.setAttribute("aria-busy", "true");
              button.prepend(spinner);
              try {
                return await work();
              } finally {
                spinner.remove();
                button.removeAttribute("aria-disabled");
                button.removeAttribute("aria-busy");
              }
            }

            /** A button that asks the server; what fails is told beside it. */
            export function action(text, work, { kind = "", iconName } = {}) {
              const trouble = h("span", { role: "alert", class: "field-error" });
              const picture = iconName && icon(iconName);
              const button = h("button", { type: "button", class: kind },
                iconName === "arrow" ? [text, picture] : [picture, text]);
              button.addEventListener("click", () => {
                if (button.getAttribute("aria-disabled") === "true") return;
                fill(trouble);
                during(button, work).catch((error) => fill(trouble, icon("alert"), explain(error)));
              });
              return h("span", { class: "action" }, button, trouble);
            }
            """###,
        "portal/flows.js": ###"""
            /** The five flows: what the front says of each, and where its pages are, which load when they are needed. */
            export const flows = [
              {
                id: "signup", title: "Sign-up", icon: "card", start: "/onboarding/plan",
                about: "An anonymous session becomes a workspace: choose a plan, prove an email, pay, done.",
                steps: ["Plan", "Email", "Proof", "Business", "Payment", "Done"],
                load: async () => (await import("./signup.js")).signup,
              },
              {
                id: "wizard", title: "Wizard", icon: "form", start: "/onboarding", needsPerson: true,
                about: "Four steps that save themselves as you type, with conflicts settled field by field.",
                steps: ["Account", "You", "Company", "Review"],
                load: async () => (await import("./wizard.js")).wizard,
              },
              {
                id: "membership", title: "Membership", icon: "star", start: "/sanctuary",
                about: "Pay first, as a stranger; then claim the account, fill in the profile, and enter the sanctuary.",
                steps: ["Join", "Welcome", "Profile", "Sanctuary"],
                load: async () => (await import("./membership.js")).membership,
              },
              {
                id: "call", title: "Onboarding call", icon: "calendar", start: "/onboarding-session", needsPerson: true,
                about: "A new space books half an hour with a person before it opens; the page follows the calendar live.",
                steps: ["Space", "Call", "Assets"],
                load: async () => (await import("./call.js")).call,
              },
              {
                id: "merchant", title: "Merchant", icon: "shop", start: "/",
                about: "A shop asks to come in, an admin approves, a wizard sets it up, and its till follows the choice.",
                steps: ["Sign in", "Approval", "Shop", "Point of sale"],
                load: async () => (await import("./merchant.js")).merchant,
              },
            ];
            """###,
        "portal/home.js": ###"""
            /** The portal's front: the five flows, and where this browser's people are in them. */
            import { h, icon } from "../shared/dom.js";

            export function home(flows) {
              return {
                title: "Five ways in",
                lead: "Play each of them to its end. Every step is an event in the ledger: reload, open another browser,"
                  + " come back tomorrow – you go on where you were.",
                wide: true,
                content: h("ul", { class: "flows" }, flows.map((flow) =>
                  h("li", {}, h("a", { class: "flow", href: `/portal/${flow.id}` },
                    h("span", { class: "flow-icon" }, icon(flow.icon)),
                    h("span", { class: "stack-tight" },
                      h("span", { class: "flow-title" }, flow.title),
                      h("span", { class: "soft" }, flow.about),
                      h("span", { class: "flow-steps" }, flow.steps.map((name) => h("span", {}, name)))),
                    h("span", { class: "flow-go" }, icon("arrow")))))),
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
        "portal/indicator.js": ###"""
            /** How saving goes, in a word or two beside the form (contract A9). */
            import { explain } from "../shared/api.js";
            import { fill, h, icon } from "../shared/dom.js";

            export function indicator(save, { review }) {
              const element = h("div", { class: "indicator", role: "status", data: { state: "idle" } });

              const views = {
                idle: () => [],
                saving: ({ attempt, retrySeconds, waitSeconds }) => [
                  h("span", { class: "spinner", "aria-hidden": "true" }),
                  attempt ? `Saving… try ${attempt + 1} in ${retrySeconds} s`
                    : waitSeconds ? `Saving… in ${waitSeconds} s, as the server asks` : "Saving…",
                ],
                saved: () => [icon("check"), "Saved"],
                offline: () => [icon("offline"), "Offline: kept on this device"],
                conflict: () => [icon("alert"), "Conflict", small("Review", review)],
                error: ({ error }) => [
                  icon("alert"), h("span", {}, "Not saved. ", explain(error)), small("Retry", () => save.retry()),
                ],
              };

              const show = () => {
                const { status } = save;
                element.dataset.state = status.name;
                fill(element, views[status.name](status));
              };
              save.addEventListener("change", show);
              show();
              return element;
            }

            function small(text, click) {
              return h("button", { type: "button", class: "secondary small-button", on: { click } }, text);
            }
            """###,
        "portal/lists.js": ###"""
            /** Countries, currencies and places, in the viewer's language where the browser knows it. */

            const regions = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });
            const currencies = new Intl.DisplayNames(undefined, { type: "currency" });
            /** Regions that browsers know and ISO 3166-1 does not assign. */
            const unassigned = new Set(
              ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]);
            /** Names of countries that are no more have codes of their own. */
            const former = new Set(
              ["AN", "BU", "CS", "DD", "FX", "NT", "SU", "TP", "YD", "YU", "ZR", "DY", "HV", "NH", "RH", "VD", "UK"]);

            const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

            /** `[code, name]` of every country, by name, behind an empty first choice. */
            export function countries() {
              const codes = letters.flatMap((first) => letters.map((second) => first + second))
                .filter((code) => !unassigned.has(code) && !former.has(code) && regions.of(code));
              return [["", "Choose…"], ...codes.map((code) => [code, regions.of(code)])
                .sort(([, a], [, b]) => a.localeCompare(b))];
            }

            const common = ["USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "INR", "BRL", "ZAR", "SEK", "NOK", "DKK", "PLN",
              "CZK", "MXN", "SGD", "HKD", "NZD", "KRW", "CNY", "TRY", "AED", "SAR", "EGP", "NGN", "KES"];

            export function currencyChoices() {
              return [["", "Choose…"], ...common.map((code) => [code, `${code} · ${currencies.of(code)}`])];
            }

            export function months() {
              const format = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
              return Array.from({ length: 12 }, (_, month) => [String(month + 1), format.format(Date.UTC(2024, month, 15))]);
            }

            /** A few places to be born at; the server finds their time zones. */
            export const places = [
              ["Alexandria", "Alexandria", "EG", 31.2001, 29.9187], ["Athens", "Attica", "GR", 37.9838, 23.7275],
              ["Berlin", "Berlin", "DE", 52.52, 13.405], ["Buenos Aires", "Buenos Aires", "AR", -34.6037, -58.3816],
              ["Cape Town", "Western Cape", "ZA", -33.9249, 18.4241], ["Chicago", "Illinois", "US", 41.8781, -87.6298],
              ["London", "England", "GB", 51.5072, -0.1276], ["Los Angeles", "California", "US", 34.0522, -118.2437],
              ["Mexico City", "CDMX", "MX", 19.4326, -99.1332], ["Mumbai", "Maharashtra", "IN", 19.076, 72.8777],
              ["Nairobi", "Nairobi", "KE", -1.2921, 36.8219], ["New York", "New York", "US", 40.7128, -74.006],
              ["Paris", "Île-de-France", "FR", 48.8566, 2.3522], ["São Paulo", "São Paulo", "BR", -23.5505, -46.6333],
              ["Seoul", "Seoul", "KR", 37.5665, 126.978], ["Sydney", "New South Wales", "AU", -33.8688, 151.2093],
              ["Tokyo", "Tokyo", "JP", 35.6762, 139.6503], ["Toronto", "Ontario", "CA", 43.6532, -79.3832],
            ];
            """###,
        "portal/membership.js": ###"""
            /** The membership: join, pay, welcome, profile, sanctuary (contracts S1–S12). */
            import { ask } from "../shared/api.js";
            import { h } from "../shared/dom.js";
            import { Problem, taggedProgress } from "../onboarding/onboarding.js";
            import { openAutosave } from "./autosave-form.js";
            import { chart } from "./chart.js";
            import { choice, field, form, pair } from "./fields.js";
            import { places } from "./lists.js";
            import { askAs, people } from "./people.js";
            import { button, card, facts, notice, price, row, savingHead } from "./shapes.js";
            import { newPassword, passwordPage } from "./sign-in.js";

            const profile = "/api/user/profile";
            const asMember = (method, path, options) => askAs("membership", method, path, options);

            export const membership = {
              pages: {
                "/": { isOpen: true, render: (page) => page.go("/sanctuary", { replace: true }) },
                "/sign-in": {
                  render: (page) => passwordPage(page, {
                    lead: "Members, and who has paid and chosen a password.", home: "/sanctuary", other: "/portal/membership/join",
                  }),
                },
                "/join": { render: joinPage },
                "/welcome": { render: welcomePage },
                "/onboarding": { render: profilePage },
                "/sanctuary": { render: sanctuaryPage },
              },
            };

            async function joinPage(page) {
              const { body: plans } = await ask("GET", "/v1/billing/plans", { signal: page.signal });
              const person = people.of("membership");
              const options = [["individual", "person"], ["family", "star"]].map(([value, icon]) => {
                const plan = plans.find(({ descriptor }) => descriptor === value);
                const [title, text] = [plan?.name ?? value, `${plan?.trialDays ?? 7} days free`];
                return { value, icon, title, text, aside: plan && price(plan) };
              });
              const fields = [choice({ label: "Membership", name: "plan", value: "individual", required: true, options })];
              if (!person) {
                fields.push(field({ label: "Email", name: "email", type: "email", autocomplete: "email", required: true }));
              }
              return {
                title: "Join", step: 0, lead: "Choose a membership. You pay first and make the account afterwards.",
                content: card(form({
                  fields, submit: "Continue to payment",
                  aside: !person && h("a", { href: "/portal/membership/sign-in" }, "A member already?"),
                  async onSubmit(body) {
                    const { body: checkout } = await (person ? asMember : ask)("POST", "/api/stripe/checkout", { body });
                    location.assign(checkout.url);
                  },
                })),
              };
            }

            /** Behind the payment: who paid without an account gets one (S8). */
            function welcomePage(page) {
              const sessionId = page.query.get("session_id");
              if (people.of("membership")) {
                return {
                  title: "Welcome", step: 1, icon: "check", lead: "You are a member. One page about you is left.",
                  content: row(button("/portal/membership/onboarding", "Tell us about you", "arrow")),
                };
              }
              if (!sessionId) {
                return {
                  title: "Welcome", step: 1, lead: "This page is for who comes from the payment.",
                  content: row(button("/portal/membership/join", "Join"),
                    button("/portal/membership/sign-in", "Sign in", null, "secondary")),
                };
              }
              return {
                title: "Thank you – and welcome", step: 1,
                lead: "The payment is made. Choose a password, and the account is yours.",
                content: card(form({
                  fields: [newPassword()], submit: "Make the account",
                  async onSubmit({ password }) {
                    people.accept("membership", (await ask("POST", "/api/welcome/claim", { body: { sessionId, password } })).body);
                    await page.go("/onboarding");
                  },
                })),
              };
            }

            const labels = {
              first_name: "First name", last_name: "Last name", preferred_name: "What people call you", birth_date: "Born on",
              birth_time: "Time of birth", birth_city: "Place of birth",
            };

            async function profilePage(page) {
              await asMember("POST", "/api/user/onboarding/start");
              const progress = taggedProgress((method, options) => asMember(method, profile, options));
              const auto = await openAutosave(page, `membership.${people.of("membership").id}`, progress, { labels });
              await auto.save.resume();
              const bound = (name, attributes, translation) =>
                auto.bind(field({ label: labels[name], name, optional: true, ...attributes }), translation);
              const required = (name, autocomplete) => bound(name, { autocomplete, required: true, optional: false });
              const place = bound("birth_city", {
                kind: "select", options: [["", "Choose…"], ...places.map(([city, , country]) => [city, `${city}, ${country}`])],
              }, { read: () => undefined });
              place.input.addEventListener("change", () => {
                const [birth_city, birth_region, birth_country, birth_lat, birth_lon]
                  = places.find(([city]) => city === place.value) ?? Array(5).fill(null);
                auto.save.edit({ birth_city, birth_region, birth_country, birth_lat, birth_lon });
              });
              return {
                title: "About you", step: 2, lead: "Saved as you type. A birth date, time and place give you a chart.",
                content: card(
                  savingHead("Profile", auto),
                  form({
                    fields: [
                      pair(required("first_name", "given-name"), required("last_name", "family-name")),
                      bound("preferred_name"),
                      pair(bound("birth_date", { type: "date", max: new Date().toISOString().slice(0, 10) }),
                        bound("birth_time", { type: "time" })),
                      place],
                    submit: "Complete", submitIcon: "check",
                    async onSubmit({ first_name, last_name }) {
                      await auto.save.flush();
                      if (auto.save.isPending) {
                        throw new Problem(409, { detail: "Not all is saved yet: see above." }, new Headers());
                      }
                      await asMember("PATCH", profile, { body: { first_name, last_name, is_onboarded: true } });
                      await page.go("/sanctuary");
                    },
                  })),
              };
            }

            async function sanctuaryPage(page) {
              const { body: me } = await asMember("GET", profile, { signal: page.signal });
              return {
                title: `The sanctuary is yours, ${me.preferred_name || me.first_name || "friend"}`, step: 4, wide: true,
                lead: "Paid, known and let in: each time, by the gate.",
                content: h("div", { class: "halves" },
                  card(h("h2", {}, "You"), facts([
                    ["Membership", me.membership_plan], ["Subscription", me.subscription_status],
                    ["Born", [me.birth_date, me.birth_city].filter(Boolean).join(", ") || null], ["Sign", me.zodiac_sign],
                  ])),
                  me.birth_chart ? card(h("h2", {}, "Birth chart"), chart(me.birth_chart))
                    : notice("", "info", "With a birth date and place there would be a chart here.")),
              };
            }
            """###,
        "portal/merchant-admin.js": ###"""
            /** What an admin does with merchants: approve, suspend, let in again (contract M3). */
            import { ask, explain } from "../shared/api.js";
            import { fill, h, icon } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { action, field } from "./fields.js";
            import { askAs } from "./people.js";
            import { card, notice, section } from "./shapes.js";

            const ways = {
              pending_approval: ["approve", "Approve"], active: ["suspend", "Suspend"], suspended: ["reinstate", "Let in again"],
            };

            /** The merchants with what can be done with each; `asAdmin` asks with an admin's rights. */
            function merchants(asAdmin, getReason = () => "from the portal") {
              const list = h("ul", { class: "people" });

              const decide = (id, way) => async () => {
                const path = `/api/v1/admin/users/${encodeURIComponent(id)}/${way}`;
                await asAdmin("PATCH", path, { body: { reason: getReason() } });
                await show();
              };

              const show = async () => {
                const { body } = await asAdmin("GET", "/v1/profiles?limit=100");
                const found = body.items.filter(({ accessRole }) => accessRole === "client");
                fill(list, found.length === 0 && h("li", { class: "hint" }, "No merchant asked yet."),
                  found.map(({ id, email, status, createdAt }) => {
                    const [way, title] = ways[status] ?? [];
                    const kind = way === "suspend" ? "secondary small-button" : "small-button";
                    return h("li", { class: "row row-apart" },
                      h("span", { class: "stack-tight" }, h("strong", {}, email || id),
                        h("span", { class: "hint" }, status.replaceAll("_", " "), " · ", time(createdAt, "ago"))),
                      way && action([title, h("span", { class: "unseen" }, ` ${email || id}`)], decide(id, way), { kind }));
                  }));
              };

              show().catch((error) => fill(list, h("li", {}, notice("bad", "alert", explain(error)))));
              return h("div", { class: "stack-tight" }, list,
                action("Look again", show, { kind: "quiet small-button", iconName: "refresh" }));
            }

            /** The panel's own admin, so that one browser can play both sides. */
            export function adminSection() {
              let token = null;
              const asAdmin = async (method, path, options) => {
                token ??= (await ask("POST", "/dev/token", { body: {
                  sub: "dev-panel-admin", email: "panel@example.com", email_verified: true, role: "admin",
                } })).body.token;
                return ask(method, path, { ...options, token });
              };
              return section("Admin", "star", merchants(asAdmin));
            }

            export function adminPage() {
              const reason = field({
                label: "Reason", name: "reason", value: "Papers checked", hint: "It stands in the audit beside your name.",
              });
              const asAdmin = (method, path, options) => askAs("merchant", method, path, options);
              return {
                title: "Approvals", lead: "Every decision is in the audit: who made it, when and why.", wide: true,
                content: card(reason.element, merchants(asAdmin, () => reason.value),
                  h("p", {}, h("a", { href: "/portal/merchant" }, icon("back"), " Back"))),
              };
            }
            """###,
        "portal/merchant.js": ###"""
            /** Merchants: sign-in, approval by an admin, the shop's wizard, point-of-sale settings (contracts M1–M8). */
            import { fill, h, icon } from "../shared/dom.js";
            import { Live, taggedProgress } from "../onboarding/onboarding.js";
            import { openAutosave } from "./autosave-form.js";
            import { action, choice, field, form, pair } from "./fields.js";
            import { countries } from "./lists.js";
            import { adminPage, adminSection } from "./merchant-admin.js";
            import { askAs, people, personID } from "./people.js";
            import { button, card, following, notice, row, savingHead } from "./shapes.js";

            const asMerchant = (method, path, options) => askAs("merchant", method, path, options);

            export const merchant = {
              pages: {
                "/": { render: homePage },
                "/login": { render: loginPage },
                "/pending-approval": {
                  render: (page) => waitingPage(page, {
                    title: "Waiting for approval", step: 1, icon: "person",
                    lead: "An admin looks at every new merchant. This page goes on by itself once you are in.",
                  }),
                },
                "/suspended": {
                  render: (page) => waitingPage(page, {
                    title: "Suspended", icon: "alert",
                    lead: "An admin has closed the door for now. Nothing of yours was lost: ask them, or wait here.",
                  }),
                },
                "/onboarding": { render: shopPage },
                "/settings/pos": { render: posPage },
                "/admin": { render: adminPage },
              },
            };

            function loginPage(page) {
              const email = field({ label: "Email", name: "email", type: "email", autocomplete: "email", required: true });
              const role = choice({
                label: "I come as", name: "role", value: "client", columns: 3, options: [
                  { value: "client", title: "Merchant", text: "An admin approves", icon: "shop" },
                  { value: "consumer", title: "Customer", text: "In at once", icon: "person" },
                  { value: "admin", title: "Admin", text: "At example.com", icon: "star" },
                ],
              });
              return {
                title: "Sign in", step: 0, lead: "What you ask to be is noted; what you become is decided here.",
                content: card(
                  page.gate.reason === "admin_email_required" && notice("warn", "alert",
                    `Admins need an address at example.com; ${people.of("merchant")?.email} is none.`),
                  form({
                    fields: [email, role], submit: "Sign in",
                    async onSubmit({ email, role }) {
                      await people.enter("merchant", {
                        sub: personID(email), email: email.trim(), email_verified: true, requested_role: role,
                        role: role === "admin" ? "admin" : undefined,
                      });
                      await asMerchant("GET", "/api/v1/auth/me");
                      await page.go("/");
                    },
                  })),
              };
            }

            /** Asks the gate again and again, so that an admin's decision shows by itself. */
            function waitingPage(page, words) {
              const query = new URLSearchParams({ flow: "merchant", path: page.route });
              const live = new Live({ poll: `/v1/gate?${query}` }, { token: people.of("merchant")?.token });
              const line = following(page, live, ({ decision }) => { if (decision !== "allow") page.reload(); });
              return { ...words, content: line, panel: [adminSection()] };
            }

            async function workspace() {
              const { body } = await asMerchant("POST", "/api/v1/client/bootstrap-merchant-workspace");
              return `/api/v1/client/tenants/${encodeURIComponent(body.tenantId)}`;
            }

            const own = ["posProviderPreference", "businessName", "country"];

            /** The shop as one flat form: its profile's fields stand beside the others. */
            function shopProgress(path) {
              return taggedProgress((method, options) => asMerchant(method, `${path}/onboarding`, options), {
                read: ({ profile, ...shop }) => ({ ...profile, ...Object.fromEntries(own.map((name) => [name, shop[name]])) }),
                write(data) {
                  const [body, profile] = [{}, {}];
                  for (const [name, value] of Object.entries(data)) (own.includes(name) ? body : profile)[name] = value;
                  return Object.keys(profile).length > 0 ? { ...body, profile } : body;
                },
              });
            }

            const labels = {
              businessName: "Shop's name", country: "Country", taxId: "Tax number", addressLine: "Street", city: "City",
              squareLocationHint: "Which Square location?", cloverMerchantRef: "Clover merchant number",
              otherPosNotes: "Which one?", posProviderPreference: "Point of sale",
            };

            async function shopPage(page) {
              const progress = shopProgress(await workspace());
              const auto = await openAutosave(page, `merchant.${people.of("merchant").id}`, progress, { labels });
              await auto.save.resume();
              const bound = (name, more) => auto.bind(field({ label: labels[name], name, optional: true, ...more }));
              const details = {
                square: bound("squareLocationHint"), clover: bound("cloverMerchantRef"), other: bound("otherPosNotes"),
              };
              const pos = auto.bind(choice({
                label: labels.posProviderPreference, name: "posProviderPreference", columns: 3, required: true, options: [
                  { value: "square", title: "Square", icon: "card" }, { value: "clover", title: "Clover", icon: "star" },
                  { value: "other", title: "Another", icon: "shop" },
                ],
              }));
              const show = () => { for (const name in details) details[name].element.hidden = pos.value !== name; };
              auto.save.addEventListener("change", show);
              show();
              return {
                title: "Set up the shop", step: 2, lead: "Saved as you type. The point of sale is all that must be chosen.",
                content: card(
                  savingHead("Shop", auto),
                  form({
                    fields: [
                      pair(bound("businessName", { autocomplete: "organization" }),
                        bound("country", { kind: "select", options: countries() })),
                      pair(bound("addressLine", { autocomplete: "street-address" }),
                        bound("city", { autocomplete: "address-level2" })),
                      bound("taxId"), pos, ...Object.values(details)],
                    submit: "Open the shop", submitIcon: "check",
                    async onSubmit() {
                      await auto.save.flush();
                      await page.go("/");
                    },
                  })),
              };
            }

            const places = {
              "/settings/pos": ["Point of sale", "card"], "/onboarding": ["The shop's details", "form"],
              "/admin": ["Approvals", "star"],
            };

            async function homePage(page) {
              const { body: { role } } = await asMerchant("GET", "/api/v1/auth/me", { signal: page.signal });
              const open = (page.gate.navigation ?? []).filter((path) => places[path]);
              return {
                title: { client: "The shop is open", admin: "Good day, admin" }[role] ?? "Welcome", icon: "check",
                step: role === "client" ? 3 : undefined, lead: "What is open to you comes with the gate's answer.",
                content: open.length === 0 ? notice("", "info", "Customers have nothing to set up.")
                  : h("nav", { "aria-label": "Open to you", class: "row" }, open.map((path) =>
                    button(`/portal/merchant${path}`, ...places[path], "secondary"))),
              };
            }

            async function posPage(page) {
              const { body: pos } = await asMerchant("GET", `${await workspace()}/pos`, { signal: page.signal });
              const made = h("div", { role: "status" });
              const till = (name, text, isEnabled) => h("section", { class: "card stack-tight" },
                h("h2", {}, name), h("p", { class: "soft" }, text),
                isEnabled ? action(`Connect ${name}`, async () => {
                  fill(made, notice("good", "check", `Here the shop would go to ${name} and come back.`));
                }, { kind: "secondary" })
                  : row(h("button", { type: "button", class: "secondary", disabled: true }, `Connect ${name}`)));
              return {
                title: "Point of sale", step: 3,
                lead: pos.preference ? `You chose ${pos.preference}.` : "Nothing was chosen yet: both are offered.",
                content: h("div", { class: "stack" },
                  pos.message && notice("", "info", pos.message, " ",
                    h("a", { href: `/portal/merchant${pos.backTo}` }, "Change it")),
                  h("div", { class: "halves" }, till("Square", "Till and card reader.", pos.square.enabled),
                    pos.clover.visible && till("Clover", "Terminal and app.", true)),
                  made, h("p", {}, h("a", { href: "/portal/merchant" }, icon("back"), " Back"))),
              };
            }
            """###,
        "portal/panel.js": ###"""
            /** Behind the scenes: dev mode's mailbox, clock and sandboxes, and what the gate said. */
            import { ask } from "../shared/api.js";
            import { fill, h, icon } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { action } from "./fields.js";
            import { section } from "./shapes.js";

            const mailboxMilliseconds = 2000;
            const mailsShown = 5;

            export class Panel {
              #toggle;
              #gate = h("div", { class: "stack-tight" });
              #own = h("div", { class: "stack" });
              #mails = h("ol", { class: "mails" });
              #timer = null;
              #lastMail = null;
              #isOpen = matchMedia("(min-width: 70rem)").matches;

              constructor(toggle) {
                this.#toggle = toggle;
                this.element = h("aside", { id: "panel", class: "panel", "aria-label": "Behind the scenes" },
                  h("div", { class: "row row-apart" }, h("h2", {}, "Behind the scenes"), h("span", { class: "badge" }, "dev mode")),
                  this.#own,
                  section("Mailbox", "mail", h("div", { "aria-live": "polite" }, this.#mails)),
                  section("Gate", "arrow", this.#gate),
                  section("Clock", "calendar", h("div", { class: "row" },
                    action("+ 1 hour", () => advance(3600), { kind: "secondary small-button" }),
                    action("+ 1 day", () => advance(86_400), { kind: "secondary small-button" }))));
                toggle.addEventListener("click", () => this.#open(!this.#isOpen));
                this.#open(this.#isOpen);
              }

              #open(isOpen) {
                this.#isOpen = isOpen;
                this.element.hidden = !isOpen;
                document.documentElement.classList.toggle("panel-open", isOpen);
                this.#toggle.setAttribute("aria-expanded", String(isOpen));
                fill(this.#toggle, icon("menu"), h("span", { class: "toggle-words" }, "Behind the scenes"));
                clearTimeout(this.#timer);
                if (isOpen) this.#readMail();
              }

              /** What belongs to the page: `content` are sections of its own. */
              show(page, content) {
                fill(this.#own, content);
                if (!page.flow) fill(this.#gate, h("p", { class: "hint" }, "Asked on every page of a flow."));
              }

              noteGate(flow, route, { decision, location, reason, version }) {
                const isOpen = decision === "allow";
                fill(this.#gate,
                  h("p", { class: "row" }, h("code", {}, `${flow.id} ${route}`),
                    h("span", { class: isOpen ? "badge good" : "badge warn" }, isOpen ? "allow" : `→ ${location}`)),
                  h("p", { class: "hint" }, `Because: ${reason.replaceAll("_", " ")} · version ${version}`));
              }

              async #readMail() {
                try {
                  const { body } = await ask("GET", "/dev/mailbox");
                  this.#showMail(body.messages.slice(0, mailsShown));
                } catch { /* The next look may find it. */ }
                if (this.#isOpen) this.#timer = setTimeout(() => this.#readMail(), mailboxMilliseconds);
              }

              #showMail(mails) {
                const key = mails.length === 0 ? "none" : `${mails[0].sentAt} ${mails[0].to}`;
                if (key === this.#lastMail) return;
                this.#lastMail = key;
                fill(this.#mails, mails.length === 0 && h("li", { class: "hint" }, "No mail was sent yet."), mails.map((mail) =>
                  h("li", { class: "mail" },
                    h("p", { class: "row row-apart" }, h("strong", {}, mail.subject),
                      h("small", { class: "soft" }, time(mail.sentAt, "ago"))),
                    h("p", { class: "hint" }, "to ", mail.to),
                    mail.code ? h("p", { class: "row" }, h("code", { class: "code" }, mail.code),
                      h("button", {
                        type: "button", class: "secondary small-button", "aria-label": `Use the code ${mail.code}`,
                        on: { click: () => useCode(mail.code) },
                      }, "Use")) : h("p", { class: "hint" }, mail.text))));
              }
            }

            /** Types a code where the page asks for one. */
            function useCode(code) {
              const input = document.querySelector("input[autocomplete='one-time-code']");
              if (!input) return;
              input.value = code;
              input.dispatchEvent(new Event("input", { bubbles: true }));
              input.focus();
            }

            async function advance(advanceSeconds) {
              await ask("POST", "/dev/clock", { body: { advanceSeconds } });
              location.reload();
            }
            """###,
        "portal/people.js": ###"""
            /** Who is signed in, for each flow apart, so that five people can be played in one browser. */
            import { ask, Problem } from "../shared/api.js";

            const name = (flow) => `onboard.portal.${flow}`;

            export const people = {
              /** `{id, email, name, claims, token, refreshToken}`, or null. */
              of(flow) {
                try {
                  return JSON.parse(localStorage.getItem(name(flow)));
                } catch {
                  return null;
                }
              },

              /** Signs in as anybody: dev mode gives a token for the asking. */
              async enter(flow, claims) {
                const { body } = await ask("POST", "/dev/token", { body: claims });
                return keep(flow, { id: claims.sub, email: claims.email, name: claims.name, claims, token: body.token });
              },

              /** Signs in whom the server gave tokens. */
              accept(flow, { user, token, refreshToken }) {
                const name = [user?.firstName, user?.lastName].filter(Boolean).join(" ");
                return keep(flow, { id: user?.id, email: user?.email, name, token, refreshToken });
              },

              /** A new token in the old one's place; false when the person must sign in again. */
              async renew(flow) {
                const person = this.of(flow);
                if (!person) return false;
                try {
                  if (person.claims) await this.enter(flow, person.claims);
                  else {
                    const { body } = await ask("POST", "/v1/auth/refresh", { body: { refreshToken: person.refreshToken } });
                    keep(flow, { ...person, ...body });
                  }
                  return true;
                } catch (error) {
                  if (error instanceof Problem) this.leave(flow);
                  return false;
                }
              },

              leave(flow) { localStorage.removeItem(name(flow)); },
            };

            function keep(flow, person) {
              localStorage.setItem(name(flow), JSON.stringify(person));
              return person;
            }

            /** A request as the flow's person; a token that time has passed over is renewed once. */
            export async function askAs(flow, method, path, options = {}) {
              const having = () => ({ ...options, token: people.of(flow)?.token });
              try {
                return await ask(method, path, having());
              } catch (error) {
                if (error.status !== 401 || !await people.renew(flow)) throw error;
                return ask(method, path, having());
              }
            }

            /** A person's id made of an address, so that the same address is the same person everywhere. */
            export function personID(email) {
              return `dev-${email.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
            }
            """###,
        "portal/portal.css": ###"""
            /* The portal's own shapes: the frame, the steps, forms, and what each flow shows. */

            /* Frame: the bar above, the page, and behind the scenes beside it. */
            .frame { display: grid; grid-template: auto 1fr / minmax(0, 1fr); min-height: 100dvh; }
            .bar {
              grid-column: 1 / -1; display: flex; align-items: center; gap: var(--space-2);
              padding: var(--space-2) var(--space-4);
              border-bottom: 1px solid var(--line); background: var(--surface); position: sticky; top: 0; z-index: 5;
              min-width: 0;
            }
            .brand {
              display: inline-flex; align-items: center; gap: var(--space-2); font-weight: 700; color: var(--ink);
              text-decoration: none;
            }
            .brand:hover { color: var(--accent); }
            .crumb {
              display: flex; gap: var(--space-2); color: var(--ink-soft); white-space: nowrap; overflow: hidden;
              min-width: 0;
            }
            .crumb a { color: inherit; text-decoration: none; overflow: hidden; text-overflow: ellipsis; }
            .crumb a:hover { text-decoration: underline; }
            .spring { flex: 1; }
            .who {
              display: flex; align-items: center; gap: var(--space-1); font-size: var(--text-s); color: var(--ink-soft);
              min-width: 0;
            }
            .who button { white-space: nowrap; }
            .who-name {
              display: inline-flex; align-items: center; gap: var(--space-1); max-width: 14rem; overflow: hidden;
              white-space: nowrap;
              text-overflow: ellipsis;
            }
            main { padding: var(--space-6) var(--space-4) var(--space-8); min-width: 0; }
            main:focus { outline: none; }
            h1:focus { outline: none; }
            .page { max-width: 40rem; margin: 0 auto; display: grid; gap: var(--space-5); grid-template-columns: minmax(0, 1fr); }
            .page.wide { max-width: 58rem; }
            .lead { color: var(--ink-soft); font-size: var(--text-l); text-wrap: pretty; }
            .heading-icon {
              display: grid; place-items: center; width: 3.25rem; height: 3.25rem; border-radius: 50%; color: var(--accent);
              background: var(--accent-wash); margin-bottom: var(--space-2);
            }
            .heading-icon .icon { width: 1.6rem; height: 1.6rem; }

            /* Going on comes from the right, going back from the left. */
            @media (prefers-reduced-motion: no-preference) {
              .page[data-motion="forward"] { animation: arrive var(--steady) var(--ease); --from: 1.5rem; }
              .page[data-motion="back"] { animation: arrive var(--steady) var(--ease); --from: -1.5rem; }
            }
            @keyframes arrive { from { opacity: 0; transform: translateX(var(--from)); } }

            .panel {
              border-top: 1px solid var(--line); background: var(--sunken); padding: var(--space-5) var(--space-4);
              display: grid;
              gap: var(--space-4); align-content: start; grid-template-columns: minmax(0, 1fr); }
            .panel h2 { font-size: var(--text-l); }
            .panel-section { display: grid; gap: var(--space-3); background: var(--surface); border: 1px solid var(--line);
              border-radius: var(--radius); padding: var(--space-4); grid-template-columns: minmax(0, 1fr); }
            .panel-section h3 { display: flex; gap: var(--space-2); align-items: center; font-size: var(--text-m); }
            .panel-section h3 .icon { color: var(--accent); }
            @media (min-width: 70rem) {
              .panel-open .frame { grid-template-columns: minmax(0, 1fr) 22rem; }
              .panel { border-top: 0; border-inline-start: 1px solid var(--line); position: sticky; top: 3.8rem;
                height: calc(100dvh - 3.8rem); overflow-y: auto; }
            }
            .mails, .people, .flows {
              list-style: none; display: grid; gap: var(--space-3); grid-template-columns: minmax(0, 1fr);
            }
            .mail { display: grid; gap: var(--space-1); padding-bottom: var(--space-3); border-bottom: 1px solid var(--line); }
            .mail:last-child { border: 0; padding: 0; }
            .code { font-size: var(--text-l); letter-spacing: 0.15em; font-weight: 600; color: var(--accent); }
            .people li { border-bottom: 1px solid var(--line); padding-bottom: var(--space-3); }
            .people li:last-child { border: 0; padding: 0; }

            /* Steps. */
            .steps ol { list-style: none; display: flex; gap: var(--space-1); }
            .steps li {
              flex: 1; display: grid; gap: var(--space-2); font-size: var(--text-s); color: var(--ink-soft); min-width: 0;
            }
            .steps li::before {
              content: ""; height: 4px; border-radius: 2px; background: var(--line); transition: background var(--steady);
            }
            .steps li.done::before, .steps li.current::before { background: var(--accent); }
            .steps li.current { color: var(--ink); font-weight: 650; }
            .steps .dot { display: none; }
            .step-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
            .steps-short { display: none; font-size: var(--text-s); font-weight: 650; margin-bottom: var(--space-2); }
            @media (max-width: 34rem) {
              .steps-short { display: block; }
              .step-name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
            }

            /* Forms. */
            .field {
              display: grid; gap: var(--space-2); align-content: start; grid-template-columns: minmax(0, 1fr);
              min-inline-size: 0;
            }
            .field legend { margin-bottom: var(--space-2); }
            .hint { font-size: var(--text-s); color: var(--ink-soft); }
            .field-error {
              display: flex; gap: var(--space-1); align-items: start; font-size: var(--text-s); color: var(--bad);
              font-weight: 600;
            }
            .field-error:empty { display: none; }
            .pair { display: grid; gap: var(--space-4); grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); }
            .form-end { margin-top: var(--space-2); }
            .form-trouble:empty { display: none; }
            .action { display: inline-flex; flex-wrap: wrap; gap: var(--space-2); align-items: center; }
            .code-input { font: 600 var(--text-xl) / 1 var(--mono); letter-spacing: 0.4em; text-align: center; max-width: 16rem; }
            .link {
              background: none; border: 0; min-height: 0; padding: 0; color: var(--accent); text-decoration: underline;
              font-weight: 400;
            }
            .link:hover { background: none; color: var(--accent-strong); }
            .choices { display: grid; gap: var(--space-3);
              grid-template-columns: repeat(auto-fit, minmax(min(100%, max(9rem, calc(90% / var(--columns)))), 1fr)); }
            .choice {
              display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: var(--space-3); align-items: start;
              font-weight: 400;
              padding: var(--space-4); border: 1px solid var(--line-strong); border-radius: var(--radius);
              background: var(--surface);
              cursor: pointer; transition: border-color var(--quick), background var(--quick), box-shadow var(--quick);
            }
            .choice:hover { border-color: var(--accent); }
            .choice:has(:checked) {
              border-color: var(--accent); background: var(--accent-wash); box-shadow: inset 0 0 0 1px var(--accent);
            }
            .choice:has(:focus-visible) { outline: 3px solid var(--focus); outline-offset: 2px; }
            .choice input { margin: 0.15rem 0 0; }
            .choice input:focus-visible { outline: none; }
            .choice > .icon { color: var(--accent); grid-column: 3; grid-row: 1; }
            .choice-words { display: grid; gap: 0.1rem; }
            .choice-title { font-weight: 650; }
            .choice-aside { grid-column: 2 / -1; font-weight: 650; font-variant-numeric: tabular-nums; color: var(--accent); }
            .card-head { border-bottom: 1px solid var(--line); padding-bottom: var(--space-3); min-height: 2.5rem; }
            .small-heading { font-size: var(--text-m); }

            .indicator {
              display: inline-flex; flex-wrap: wrap; gap: var(--space-2); align-items: center; font-size: var(--text-s);
              font-weight: 600; color: var(--ink-soft); min-height: 1.5rem; }
            .indicator[data-state="saved"] { color: var(--good); }
            .indicator[data-state="conflict"], .indicator[data-state="offline"] { color: var(--warn); }
            .indicator[data-state="error"] { color: var(--bad); }

            .conflict h2 { display: flex; gap: var(--space-2); align-items: center; }
            .conflict h2 .icon { color: var(--warn); }
            .countdown { font-weight: 600; font-size: var(--text-s); display: grid; gap: var(--space-2); }
            .countdown::after { content: ""; height: 4px; border-radius: 2px; background: var(--warn); transform-origin: left;
              transform: scaleX(calc(var(--left) / 5)); transition: transform 1s linear; }
            .difference { display: grid; gap: var(--space-2); }
            .side {
              display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--space-3); padding: var(--space-3);
              cursor: pointer;
              border: 1px solid var(--line-strong); border-radius: var(--radius); font-weight: 400; align-items: start; }
            .side > span { display: grid; gap: 0.1rem; }
            .side:has(:checked) { border-color: var(--accent); background: var(--accent-wash); }
            .side .value { overflow-wrap: anywhere; font-family: var(--mono); }

            .facts {
              display: grid; grid-template-columns: minmax(6rem, auto) minmax(0, 1fr); gap: var(--space-2) var(--space-5);
            }
            .facts dt { color: var(--ink-soft); }
            .facts dd { margin: 0; font-weight: 550; overflow-wrap: anywhere; }
            .bill { font-size: var(--text-l); padding: var(--space-4); background: var(--sunken); border-radius: var(--radius); }
            .halves { display: grid; gap: var(--space-4); align-items: start;
              grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
            .periods { list-style: none; display: flex; flex-wrap: wrap; gap: var(--space-2); }

            /* What is live says so by a dot that beats. */
            .live {
              display: flex; gap: var(--space-2); align-items: center; font-size: var(--text-s); color: var(--ink-soft);
              min-height: 1.5rem;
            }
            .live[data-state]::before {
              content: ""; width: 0.6rem; height: 0.6rem; border-radius: 50%; background: var(--line-strong); flex: none;
            }
            .live[data-state="live"]::before, .live[data-state="polling"]::before { background: var(--good); }
            .live[data-state="waiting"]::before { background: var(--warn); }
            @media (prefers-reduced-motion: no-preference) {
              .live[data-state="live"]::before { animation: beat 2s var(--ease) infinite; }
              @keyframes beat { 0% { box-shadow: 0 0 0 0 var(--accent); } 70%, 100% { box-shadow: 0 0 0 0.5rem transparent; } }
            }

            /* The front. */
            .flows { grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: var(--space-4); }
            .flow {
              display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: var(--space-4); height: 100%;
              color: inherit;
              text-decoration: none; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius-l);
              padding: var(--space-5); box-shadow: var(--shadow);
              transition: transform var(--quick) var(--ease), border-color var(--quick); }
            .flow:hover { border-color: var(--accent); color: inherit; transform: translateY(-2px); }
            .flow-icon { display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: var(--radius);
              background: var(--accent-wash); color: var(--accent); }
            .flow-title { font-weight: 650; font-size: var(--text-l); }
            .flow-steps { display: flex; flex-wrap: wrap; gap: var(--space-1); font-size: var(--text-s); color: var(--ink-soft); }
            .flow-steps span:not(:last-child)::after { content: " →"; color: var(--line-strong); }
            .flow-go { color: var(--line-strong); transition: transform var(--quick) var(--ease), color var(--quick); }
            .flow:hover .flow-go { color: var(--accent); transform: translateX(3px); }

            /* The calendar, and what lies over it once a call is planned. */
            .calendar-box { display: grid; grid-template-columns: minmax(0, 1fr); }
            .calendar-box > * { grid-area: 1 / 1; }
            .calendar { display: grid; gap: var(--space-3); grid-template-columns: repeat(auto-fit, minmax(6.2rem, 1fr));
              transition: filter var(--steady), opacity var(--steady); }
            .calendar-box[data-planned="true"] .calendar { filter: blur(6px); opacity: 0.3; }
            .day { display: grid; gap: var(--space-2); align-content: start; }
            .day h2 { font-size: var(--text-s); color: var(--ink-soft); font-weight: 600; letter-spacing: 0; }
            .day .action, .slot { width: 100%; }
            .booked {
              display: grid; gap: var(--space-3); place-items: center; place-content: center; text-align: center;
              z-index: 1;
              padding: var(--space-4); overflow-wrap: anywhere; }
            .booked:empty { display: none; }
            .tick {
              display: grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: 50%;
              background: var(--accent);
              color: var(--accent-ink); }
            .tick .icon { width: 2rem; height: 2rem; }
            @media (prefers-reduced-motion: no-preference) {
              .tick { animation: pop var(--steady) var(--ease); }
              .tick path { stroke-dasharray: 24; animation: draw 500ms var(--ease) backwards 120ms; }
              @keyframes pop { from { transform: scale(0.4); opacity: 0; } }
              @keyframes draw { from { stroke-dashoffset: 24; } to { stroke-dashoffset: 0; } }
            }

            .chart-box { display: grid; gap: var(--space-4); justify-items: center; }
            .chart { width: min(20rem, 100%); fill: none; stroke: var(--line-strong); stroke-width: 0.75; }
            .chart text { fill: var(--ink-soft); stroke: none; font-size: 8px; text-anchor: middle; dominant-baseline: central; }
            .chart g circle { fill: var(--planet); stroke: var(--surface); stroke-width: 1.5; }
            .chart g line { stroke: var(--planet); stroke-dasharray: 2 2; }
            .sun { --planet: light-dark(#b06a00, #f0b860); }
            .moon { --planet: light-dark(#1f5fa8, #8fbdf5); }
            .ascendant { --planet: var(--accent); }
            .chart-list { list-style: none; display: grid; gap: var(--space-1); }
            .swatch {
              display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 50%; background: var(--planet);
              margin-inline-end: var(--space-2);
            }

            @media (max-width: 34rem) {
              main { padding-top: var(--space-5); }
              .card, .flow { padding: var(--space-4); }
              .who-name, .toggle-words, .crumb { display: none; }
              .flow { grid-template-columns: auto minmax(0, 1fr); }
              .flow-go { display: none; }
              .form-end > button, .form-end > .action, .form-end > .action > button { width: 100%; }
            }
            """###,
        "portal/portal.js": ###"""
            /** The portal: five onboarding flows, played on their own routes against a server in dev mode. */
            import { flows } from "./flows.js";
            import { home } from "./home.js";
            import { Router } from "./router.js";
            import { Shell } from "./shell.js";

            const shell = new Shell();
            document.body.prepend(shell.element);
            new Router(flows, shell, home).start();
            """###,
        "portal/router.js": ###"""
            /** Which page is shown: `/portal/<flow><the flow's own route>`, each behind the server's gate. */
            import { explain, Problem, Unreachable } from "../shared/api.js";
            import { h, icon } from "../shared/dom.js";
            import { gate } from "../onboarding/onboarding.js";
            import { people } from "./people.js";
            import { signInPage } from "./sign-in.js";

            export const root = "/portal";

            /** Redirects in a row before something must be wrong. */
            const redirectsMax = 8;

            export class Router {
              #flows;
              #shell;
              #home;
              #leaving = new AbortController();

              constructor(flows, shell, home) {
                [this.#flows, this.#shell, this.#home] = [flows, shell, home];
              }

              start() {
                addEventListener("popstate", () => this.#show());
                document.addEventListener("click", (event) => this.#follow(event));
                this.#shell.onSignOut = (flow) => this.go(`${root}/${flow.id}${flow.start}`);
                this.#show();
              }

              /** Goes to a page of the portal; `replace` leaves no step back. */
              go(address, { replace = false } = {}) {
                history[replace ? "replaceState" : "pushState"](null, "", address);
                return this.#show();
              }

              #follow(event) {
                const link = event.target.closest?.("a[href]");
                const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
                if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
                if (link.pathname !== root && !link.pathname.startsWith(`${root}/`)) return;
                if (link.hash && link.pathname === location.pathname) return;
                event.preventDefault();
                this.go(link.pathname + link.search);
              }

              async #show(redirects = 0) {
                this.#leaving.abort();
                const leaving = this.#leaving = new AbortController();
                const [flow, route, isAtDoor] = this.#place();
                const page = { signal: leaving.signal, query: new URLSearchParams(location.search), flow, route };
                page.go = (path, options) => this.go(path.startsWith(root) ? path : `${root}/${flow.id}${path}`, options);
                page.reload = () => this.#show();
                try {
                  if (flow && !flow.pages) Object.assign(flow, await flow.load());
                  if (isAtDoor && await flow.resume?.(page)) return;
                  const view = flow ? await this.#guarded(page, redirects) : await this.#outside(page);
                  if (view && !leaving.signal.aborted) this.#shell.show(view, page);
                } catch (error) {
                  if (leaving.signal.aborted) return;
                  this.#shell.show(this.#trouble(error, page), page);
                }
              }

              /** The flow, the route within it, and whether that is its door: `/portal/signup` begins or goes on. */
              #place() {
                const [, , id, ...rest] = location.pathname.split("/");
                const flow = this.#flows.find((candidate) => candidate.id === id) ?? null;
                if (!flow) return [null, id ?? "", false];
                const route = `/${rest.join("/")}`.replace(/(.)\/$/, "$1");
                return rest.length === 0 ? [flow, flow.start, true] : [flow, route, false];
              }

              async #outside(page) {
                return page.route === "" ? this.#home(this.#flows, page) : lost(page);
              }

              /** The page, if the gate opens it; null after going elsewhere. */
              async #guarded(page, redirects) {
                const { flow, route, query } = page;
                const own = flow.pages[route];
                if (own?.isOpen && !flow.needsPerson) return own.render(page);
                if (flow.needsPerson && !people.of(flow.id)) return signInPage(flow, page);
                if (own?.isOpen) return own.render(page);
                const before = flow.before?.(query);
                if (before) return page.go(before, { replace: true });
                const answer = await this.#ask(page);
                this.#shell.noteGate(flow, route, answer);
                if (page.signal.aborted) return null;
                page.gate = answer;
                if (answer.decision !== "allow" && redirects < redirectsMax) {
                  const kept = flow.keep?.(query) ?? "";
                  history.replaceState(null, "", `${root}/${flow.id}${answer.location}${kept}`);
                  await this.#show(redirects + 1);
                  return null;
                }
                return own ? own.render(page) : lost(page);
              }

              /** Asks the gate; a token that time has passed over is renewed once. */
              async #ask({ flow, route, query, signal }) {
                const who = () => ({ token: people.of(flow.id)?.token, place: flow.place?.(query) ?? {}, signal });
                try {
                  return await gate(flow.id, route, who());
                } catch (error) {
                  if (error.status !== 401 || !await people.renew(flow.id)) throw error;
                  return gate(flow.id, route, who());
                }
              }

              #trouble(error, page) {
                const isTold = error instanceof Problem || error instanceof Unreachable;
                if (!isTold) console.error(error);
                const own = error instanceof Problem ? page.flow?.trouble?.(error, page) : null;
                if (own) return own;
                return {
                  title: "That did not work",
                  content: h("div", { class: "card stack" },
                    h("p", { class: "notice bad", role: "alert" }, icon("alert"), h("span", {}, explain(error))),
                    h("div", { class: "row" },
                      h("button", { type: "button", on: { click: () => page.reload() } }, icon("refresh"), "Try again"),
                      h("a", { class: "button secondary", href: root }, "All flows"))),
                };
              }
            }

            function lost({ flow, route }) {
              return {
                title: "There is no such page",
                lead: flow ? `${flow.title} has no page ${route}.` : "The address leads nowhere.",
                content: h("div", { class: "row" },
                  flow && h("a", { class: "button", href: `${root}/${flow.id}` }, `To ${flow.title}`),
                  h("a", { class: "button secondary", href: root }, "All flows")),
              };
            }
            """###,
        "portal/sandbox.css": ###"""
            /* The pages that play providers in dev mode. */
            body { display: grid; place-items: center; padding: var(--space-5) var(--space-4); }
            main { width: min(24rem, 100%); justify-items: start; }
            main > * { width: 100%; }
            main > .badge { width: auto; }
            .bill { padding: var(--space-4); background: var(--sunken); border-radius: var(--radius); font-size: var(--text-l); }
            button { width: 100%; }
            label { display: grid; gap: var(--space-1); }
            """###,
        "portal/shapes.js": ###"""
            /** Small shapes that many pages are made of. */
            import { h, icon } from "../shared/dom.js";

            export const card = (...content) => h("div", { class: "card stack" }, ...content);

            export const row = (...content) => h("div", { class: "row" }, ...content);

            /** A link that looks like a button; `kind` is `secondary`, or empty for the one that leads on. */
            export const button = (href, text, iconName, kind = "") =>
              h("a", { class: `button ${kind}`, href }, text, iconName && icon(iconName));

            export const hint = (...content) => h("p", { class: "hint" }, ...content);

            export const notice = (kind, iconName, ...content) =>
              h("div", { class: `notice ${kind}` }, icon(iconName), h("div", {}, ...content));

            /** A list of `[name, value]`. */
            export const facts = (rows) =>
              h("dl", { class: "facts" }, rows.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value ?? "–")]));

            /** What a plan costs, such as `$99 / month`. */
            export function price({ price, currency, interval }) {
              if (price === 0) return "Free";
              const minimumFractionDigits = price % 1 ? 2 : 0;
              const format = new Intl.NumberFormat(undefined, { style: "currency", currency, minimumFractionDigits });
              return `${format.format(price)} / ${interval}`;
            }

            /** A part of the panel. */
            export const section = (title, iconName, ...content) =>
              h("section", { class: "panel-section" }, h("h3", {}, icon(iconName), title), content);

            /** The head of a form that saves itself. */
            export const savingHead = (title, { indicator, notes }) =>
              [h("div", { class: "row row-apart card-head" }, h("span", { class: "soft small" }, title), indicator), notes];

            const states = {
              live: "Live: this page goes on by itself", polling: "Looking every 3 seconds", waiting: "Reconnecting…",
            };

            /** Follows a subject while the page is shown; answers the line that says how that goes. */
            export function following(page, live, show) {
              const line = h("p", { class: "live", role: "status" });
              live.addEventListener("change", () => show(live.latest));
              live.addEventListener("state", () => {
                line.dataset.state = live.state;
                line.textContent = states[live.state] ?? "";
              });
              live.start();
              page.signal.addEventListener("abort", () => live.stop());
              return line;
            }
            """###,
        "portal/shell.js": ###"""
            /** What stands around every page: the bar above, the steps, the panel of dev mode beside it. */
            import { fill, h, icon } from "../shared/dom.js";
            import { themeToggle } from "../shared/theme-toggle.js";
            import { Panel } from "./panel.js";
            import { people } from "./people.js";

            export class Shell {
              #crumb = h("span", { class: "crumb" });
              #who = h("span", { class: "who" });
              #main = h("main", { id: "main", tabindex: "-1" });
              #panel;
              #shown = null;
              onSignOut = () => {};

              constructor() {
                const toggle = h("button", {
                  type: "button", class: "secondary small-button panel-toggle", "aria-controls": "panel",
                });
                this.#panel = new Panel(toggle);
                this.element = h("div", { class: "frame" },
                  h("a", { class: "skip-link unseen", href: "#main" }, "To the page"),
                  h("header", { class: "bar" },
                    h("a", { class: "brand", href: "/portal" },
                      h("img", { src: "/pages/shared/mark.svg", alt: "", width: "28", height: "28" }), "onboard"),
                    this.#crumb, h("span", { class: "spring" }), this.#who, themeToggle(), toggle),
                  this.#main, this.#panel.element);
              }

              /** What the gate said of a page, for who looks behind the scenes. */
              noteGate(flow, route, answer) { this.#panel.noteGate(flow, route, answer); }

              show(view, page) {
                const { flow } = page;
                const isFirst = this.#shown === null;
                const isForward = (view.step ?? 0) >= (this.#shown?.step ?? 0);
                const isSame = this.#shown?.title === view.title && this.#shown?.flow === flow;
                this.#shown = { title: view.title, step: view.step, flow };

                document.title = flow ? `${view.title} · ${flow.title}` : `${view.title} · onboard`;
                fill(this.#crumb, flow
                  && [h("span", { "aria-hidden": "true" }, "/"), h("a", { href: `/portal/${flow.id}` }, flow.title)]);
                this.#showPerson(flow);
                const heading = h("h1", { tabindex: "-1" }, view.title);
                fill(this.#main, h("div", {
                  class: view.wide ? "page wide" : "page",
                  data: { motion: isFirst || isSame ? "none" : isForward ? "forward" : "back" },
                },
                  flow?.steps && view.step !== undefined && steps(flow.steps, view.step),
                  h("div", { class: "stack-tight heading" }, view.icon && h("span", { class: "heading-icon" }, icon(view.icon)),
                    heading, view.lead && h("p", { class: "lead" }, view.lead)),
                  view.content));
                this.#panel.show(page, view.panel ?? []);
                const first = view.focus && view.content.querySelector(view.focus);
                if (first) first.focus();
                else if (!isFirst) heading.focus({ preventScroll: true });
                if (!isFirst && !isSame) scrollTo(0, 0);
              }

              #showPerson(flow) {
                const person = flow && people.of(flow.id);
                fill(this.#who, person && [
                  h("span", { class: "who-name" }, icon("person"), person.name || person.email || person.id),
                  h("button", {
                    type: "button", class: "quiet small-button", on: { click: () => {
                      people.leave(flow.id);
                      this.onSignOut(flow);
                    } },
                  }, "Sign out"),
                ]);
              }
            }

            function steps(names, current) {
              return h("nav", { "aria-label": "Steps", class: "steps" },
                h("p", { class: "steps-short", "aria-hidden": "true" },
                  current < names.length ? `Step ${current + 1} of ${names.length} · ${names[current]}` : "All done"),
                h("ol", {}, names.map((name, index) => {
                  const state = index < current ? "done" : index === current ? "current" : "ahead";
                  return h("li", { class: state, "aria-current": state === "current" ? "step" : undefined },
                    h("span", { class: "dot", "aria-hidden": "true" }, state === "done" ? icon("check") : index + 1),
                    h("span", { class: "step-name" }, name,
                      state === "done" && h("span", { class: "unseen" }, " (done)")));
                })));
            }
            """###,
        "portal/sign-in.js": ###"""
            /** Signing in: as anybody, where a flow leaves that to the app around it, or with a password. */
            import { ask } from "../shared/api.js";
            import { h } from "../shared/dom.js";
            import { field, form } from "./fields.js";
            import { people, personID } from "./people.js";
            import { card } from "./shapes.js";

            /** Dev mode gives anybody a token. */
            export function signInPage(flow, page) {
              const email = field({
                label: "Email", name: "email", type: "email", autocomplete: "email", required: true,
                value: "ada@example.org", hint: "The same address is the same person, in any browser.",
              });
              return {
                title: "Who is it?",
                lead: `${flow.title} leaves signing in to the app around it. In dev mode anybody is believed.`,
                content: card(form({
                  fields: [email], submit: "Sign in",
                  async onSubmit({ email }) {
                    await people.enter(flow.id, { sub: personID(email), email: email.trim(), email_verified: true });
                    await page.reload();
                  },
                })),
              };
            }

            /** For accounts with a password (K16); leads to `home`. */
            export function passwordPage(page, { lead, home, other }) {
              const fields = [
                field({ label: "Email", name: "email", type: "email", autocomplete: "username", required: true }),
                field({
                  label: "Password", name: "password", type: "password", autocomplete: "current-password", required: true,
                }),
              ];
              return {
                title: "Sign in", lead,
                content: card(form({
                  fields, submit: "Sign in", aside: h("a", { href: other }, "No account yet?"),
                  async onSubmit(body) {
                    people.accept(page.flow.id, (await ask("POST", "/v1/auth/login", { body })).body);
                    await page.go(home, { replace: true });
                  },
                })),
              };
            }

            /** A new account's password. */
            export const newPassword = () => field({
              label: "Password", name: "password", type: "password", autocomplete: "new-password", required: true,
              hint: "At least 8 characters.",
            });
            """###,
        "portal/signup-identity.js": ###"""
            /** The sign-up's proof of who it is: email, code, and the way by Google (contracts K1–K4, K12). */
            import { h } from "../shared/dom.js";
            import { remember, remembered, signUp } from "../onboarding/onboarding.js";
            import { during, field, form } from "./fields.js";
            import { newPassword } from "./sign-in.js";
            import { button, card, notice, row } from "./shapes.js";
            import { goOn, sessionOf } from "./signup.js";

            const withSession = (route, token) => `/onboarding/${route}?session=${encodeURIComponent(token)}`;

            export function emailPage(page) {
              const planDescriptor = page.query.get("plan");
              if (!planDescriptor) return page.go("/onboarding/plan", { replace: true });
              const email = field({
                label: "Email", name: "email", type: "email", autocomplete: "email", required: true,
                hint: "Coming back? The same address goes on where it was.",
              });
              const begin = () => signUp.start({ email: email.value, planDescriptor, sessionToken: remembered() ?? undefined });
              const google = h("button", { type: "button", class: "secondary" }, "Continue with Google");
              google.addEventListener("click", () => {
                email.refuse(email.value.trim() ? null : "Google needs to know which sign-up it is for: give the email first.");
                if (!email.value.trim()) return email.input.focus();
                return during(google, async () => {
                  try {
                    const { sessionToken } = await begin();
                    const back = `${location.origin}/portal/signup${withSession("oauth-callback", sessionToken)}`;
                    location.assign(await signUp.googleURL(sessionToken, back));
                  } catch (error) {
                    email.refuse(error.of?.("email") ?? error.message);
                  }
                });
              });
              return {
                title: "Your email", lead: "It is how you sign in, and where the code is sent.", step: 1,
                content: card(form({
                  fields: [email], submit: "Continue", aside: google,
                  async onSubmit() {
                    const { sessionToken, stage } = await begin();
                    if (stage !== "plan_selected") return goOn(page, sessionToken);
                    remember(sessionToken);
                    return page.go(withSession("verify", sessionToken));
                  },
                })),
              };
            }

            export async function verifyPage(page) {
              const sessionToken = sessionOf(page.query);
              const session = await signUp.session(sessionToken, { signal: page.signal });
              const content = h("div", {});
              const resend = resendButton(page, sessionToken);
              if (session.stage === "plan_selected") resend.send();
              let typed = "";

              function askForCode(trouble) {
                const code = field({
                  label: "Code", name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6",
                  required: true, class: "code-input", value: typed,
                  hint: "Six digits. In dev mode they are in the mailbox, behind the scenes.",
                });
                content.replaceChildren(card(form({
                  fields: [code], submit: "Continue", aside: resend.element,
                  onSubmit(values) {
                    typed = values.code.trim();
                    if (/^\d{6}$/.test(typed)) return askForPerson();
                    code.refuse("The code has six digits.");
                    return code.input.focus();
                  },
                })));
                if (trouble) code.refuse(trouble);
                code.input.focus();
              }

              function askForPerson() {
                const name = (label, name, autocomplete, value) =>
                  field({ label, name, autocomplete, required: true, value: value ?? "" });
                const fields = [
                  name("First name", "firstName", "given-name", session.firstName),
                  name("Last name", "lastName", "family-name", session.lastName), newPassword(),
                ];
                const change = h("button", { type: "button", class: "link", on: { click: () => askForCode() } }, "Change it");
                content.replaceChildren(card(notice("", "mail", "Code ", h("code", {}, typed), ". ", change), form({
                  fields, submit: "Verify",
                  async onSubmit(person) {
                    try {
                      await signUp.verify({ sessionToken, code: typed, ...person });
                    } catch (error) {
                      if (!error.code?.includes("otp")) throw error;
                      typed = "";
                      return askForCode(error.status === 429 ? "Too many wrong codes: ask for another." : error.message);
                    }
                    return goOn(page, sessionToken);
                  },
                })));
                fields[0].input.focus();
              }

              askForCode();
              return {
                title: "Check your mail", step: 2, content, focus: "input",
                lead: ["A code is on its way to ", h("strong", {}, session.email), "."],
              };
            }

            /** Sends a code, and again once the server lets it (K2). */
            function resendButton(page, token) {
              const button = h("button", { type: "button", class: "quiet", on: { click: () => send() } }, "Send another code");
              let timer = null;
              page.signal.addEventListener("abort", () => clearTimeout(timer));

              function countDown(seconds) {
                button.disabled = seconds > 0;
                button.textContent = seconds > 0 ? `Another code in ${seconds} s` : "Send another code";
                if (seconds > 0) timer = setTimeout(countDown, 1000, seconds - 1);
              }

              async function send() {
                try {
                  countDown((await signUp.sendCode(token)).retryAfterSeconds);
                } catch (error) {
                  if (error.status === 429) countDown(error.body.retryAfterSeconds ?? 120);
                  else button.textContent = "That failed. Send a code again";
                }
              }

              return { element: button, send };
            }

            export async function callbackPage(page) {
              const token = sessionOf(page.query);
              try {
                await signUp.google(token, page.query.get("code") ?? "");
              } catch (error) {
                return {
                  title: "Google did not work out", step: 2, lead: error.message,
                  content: row(button(`/portal/signup${withSession("verify", token)}`, "Use a code instead", "arrow")),
                };
              }
              return goOn(page, token, { replace: true });
            }
            """###,
        "portal/signup.js": ###"""
            /** The sign-up: plan, email, proof, business, payment, complete (contracts K1–K14). */
            import { h } from "../shared/dom.js";
            import { forget, newKey, remember, remembered, signUp } from "../onboarding/onboarding.js";
            import { action, choice, field, form, pair } from "./fields.js";
            import { countries, currencyChoices } from "./lists.js";
            import { people } from "./people.js";
            import { button, card, facts, following, notice, price, row } from "./shapes.js";
            import { passwordPage } from "./sign-in.js";
            import { callbackPage, emailPage, verifyPage } from "./signup-identity.js";

            const plan = "/onboarding/plan";

            export const signup = {
              /** Who comes back goes on where the sign-up is, or is done already. */
              async resume(page) {
                if (remembered()) await goOn(page, remembered(), { replace: true });
                else if (people.of("signup")) await page.go("/", { replace: true });
                else return false;
                return true;
              },
              place: (query) => ({ sessionToken: sessionOf(query) }),
              keep: (query) => (sessionOf(query) ? `?session=${encodeURIComponent(sessionOf(query))}` : ""),
              trouble,
              pages: {
                "/": { isOpen: true, render: welcome },
                "/onboarding": { isOpen: true, render: (page) => page.go(plan, { replace: true }) },
                [plan]: { render: planPage },
                "/onboarding/email": { render: emailPage },
                "/onboarding/verify": { render: verifyPage },
                "/onboarding/oauth-callback": { render: callbackPage },
                "/onboarding/business": { render: businessPage },
                "/onboarding/payment": { render: paymentPage },
                "/onboarding/complete": { render: completePage },
              },
            };

            /** The session's token: from the address, as in a link that was sent, or from this browser. */
            export function sessionOf(query) { return query.get("session") ?? remembered() ?? ""; }

            /** Goes where the session belongs, and remembers it. */
            export async function goOn(page, token, { replace } = {}) {
              remember(token);
              const { route } = await signUp.route(token, "/");
              return page.go(`${route}?session=${encodeURIComponent(token)}`, { replace });
            }

            const over = {
              "onboarding.session_expired":
                ["This sign-up has run out", "A sign-up is kept for 24 hours. Begin again; it is quick."],
              "onboarding.session_not_found":
                ["There is no such sign-up", "It was cancelled, or the address is not complete."],
              "onboarding.session_already_committed":
                ["This sign-up is complete", "The workspace is there: sign in with the email and password."],
            };

            /** A session that is over: why, and the way on. */
            function trouble(error, page) {
              const words = over[error.code];
              if (!words) return null;
              const begin = action("Begin again", () => {
                forget();
                return page.go(plan);
              }, { iconName: "refresh" });
              const [title, lead] = words;
              return { title, lead, content: row(begin, button("/portal/signup/", "Sign in", null, "secondary")) };
            }

            async function planPage(page) {
              const plans = await signUp.plans({ signal: page.signal });
              const fields = [choice({
                label: "Plan", name: "plan", value: page.query.get("plan") ?? plans[0]?.descriptor, required: true,
                options: plans.map((plan) => ({
                  value: plan.descriptor, title: plan.name, aside: price(plan),
                  text: plan.trialDays > 0 ? `${plan.trialDays} days to try it`
                    : plan.isPaid ? "Billed at once" : "For as long as you like",
                })),
              })];
              return {
                title: "Choose a plan", lead: "You can change it until the business is set up.", step: 0,
                content: card(form({
                  fields, submit: "Continue",
                  onSubmit: ({ plan }) => page.go(`/onboarding/email?plan=${encodeURIComponent(plan)}`),
                })),
              };
            }

            async function businessPage(page) {
              const sessionToken = sessionOf(page.query);
              const session = await signUp.session(sessionToken, { signal: page.signal });
              const name = field({
                label: "Business name", name: "name", autocomplete: "organization", required: true,
                value: session.businessName ?? "",
              });
              const descriptor = field({
                label: "Short name", name: "descriptor", required: true, autocapitalize: "none", spellcheck: "false",
                value: session.businessDescriptor ?? "", hint: "3 to 20 of a–z, 0–9 and hyphens, as in addresses.",
              });
              let isOwn = descriptor.value !== "";
              descriptor.input.addEventListener("input", () => { isOwn = true; });
              name.input.addEventListener("input", () => { if (!isOwn) descriptor.value = slug(name.value); });
              const select = (label, name, options, value) =>
                field({ label, name, kind: "select", required: true, options, value: value ?? "" });
              return {
                title: `Tell us about the business${session.firstName ? `, ${session.firstName}` : ""}`, step: 3,
                lead: "It becomes a workspace of its own, with you as its owner.",
                content: card(form({
                  fields: [name, descriptor, pair(
                    select("Country", "country", countries(), session.businessCountry),
                    select("Currency", "currency", currencyChoices(), session.businessCurrency))],
                  submit: "Continue",
                  async onSubmit(values) {
                    await signUp.business({ sessionToken, ...values });
                    await goOn(page, sessionToken);
                  },
                })),
              };
            }

            function slug(name) {
              return name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 20).replace(/^-|-$/g, "");
            }

            async function paymentPage(page) {
              const sessionToken = sessionOf(page.query);
              const { signal, query } = page;
              const [session, plans] = await Promise.all([signUp.session(sessionToken, { signal }), signUp.plans({ signal })]);
              const plan = plans.find(({ descriptor }) => descriptor === session.planDescriptor);
              const line = following(page, signUp.live(sessionToken), ({ stage }) => {
                if (stage === "ready_to_commit" || stage === "payment_confirmed") goOn(page, sessionToken, { replace: true });
              });
              const status = query.get("status");
              const back = (result) => `${location.origin}/portal/signup/onboarding/payment`
                + `?session=${encodeURIComponent(sessionToken)}&status=${result}`;
              return {
                title: "Payment", step: 4, lead: "On the provider's page; in dev mode that is a sandbox and nobody pays.",
                content: card(
                  status === "cancelled" && notice("warn", "info", "Nothing was paid, and nothing charged. You can pay again."),
                  status === "success" && notice("good", "check", "Thank you. The provider's confirmation is on its way."),
                  h("p", { class: "bill row row-apart" }, h("span", {}, plan?.name ?? session.planDescriptor),
                    h("strong", { class: "numbers" }, plan && price(plan))),
                  row(action("Pay", async () => {
                    const { checkoutUrl } = await signUp.pay({
                      sessionToken, successUrl: back("success"), cancelUrl: back("cancelled"),
                    });
                    location.assign(checkoutUrl);
                  }, { iconName: "card" })),
                  line),
              };
            }

            async function completePage(page) {
              const token = sessionOf(page.query);
              const session = await signUp.session(token, { signal: page.signal });
              const isFree = session.paymentStatus === "skipped";
              return {
                title: "All there", step: 5, lead: "One step makes the account, the workspace and the business, all at once.",
                content: card(
                  facts([
                    ["You", `${session.firstName ?? ""} ${session.lastName ?? ""}`], ["Email", session.email],
                    ["Business", session.businessName], ["Country", session.businessCountry],
                    ["Currency", session.businessCurrency], ["Plan", session.planDescriptor],
                    ["Payment", isFree ? "none needed" : session.paymentStatus],
                  ]),
                  row(action("Create the workspace", async () => {
                    const account = await signUp.complete(token, { idempotencyKey: completionKey(token) });
                    people.accept("signup", account);
                    forget();
                    await page.go("/", { replace: true });
                  }, { iconName: "check" }))),
              };
            }

            /** The same for each try, so that a lost answer costs nobody the account (K8). */
            function completionKey(token) {
              const name = "onboard.portal.completion";
              const [known, key] = (sessionStorage.getItem(name) ?? "").split(" ");
              if (known === token) return key;
              const fresh = newKey();
              sessionStorage.setItem(name, `${token} ${fresh}`);
              return fresh;
            }

            function welcome(page) {
              const person = people.of("signup");
              if (!person) {
                const lead = "With an account that a sign-up made.";
                return passwordPage(page, { lead, home: "/", other: `/portal/signup${plan}` });
              }
              return {
                title: `Welcome, ${person.name || person.email}`, step: 6, icon: "check",
                lead: "Account, workspace and business are there, made by one append; a welcome mail is on its way.",
                content: row(button("/portal", "Play another flow", "arrow"), action("Sign up somebody else", () => {
                  people.leave("signup");
                  return page.go(plan);
                }, { kind: "secondary" })),
              };
            }
            """###,
        "portal/wizard.js": ###"""
            /** The auto-saving wizard: four steps that any browser resumes (contracts A0–A9). */
            import { h, icon } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { wizardProgress } from "../onboarding/onboarding.js";
            import { openAutosave } from "./autosave-form.js";
            import { action, choice, field, pair } from "./fields.js";
            import { countries, currencyChoices, months } from "./lists.js";
            import { askAs, people } from "./people.js";
            import { card, facts, hint, notice, savingHead, section } from "./shapes.js";

            export const wizard = {
              pages: { "/onboarding": { render: wizardPage }, "/dashboard": { render: dashboardPage } },
            };

            const labels = {
              accountType: "Kind of account", firstName: "First name", lastName: "Last name", phoneNumber: "Phone",
              timezone: "Time zone", entityName: "Legal name", entityType: "Legal form", country: "Country",
              currency: "Currency", fiscalYearStart: "Fiscal year begins in", taxId: "Tax number", address: "Address",
            };
            const parts = [["accountType"], ["firstName", "lastName", "phoneNumber", "timezone"],
              ["entityName", "entityType", "country", "currency", "fiscalYearStart", "taxId", "address"]];

            /** What each step says and asks for; its fields are made anew each time it is shown. */
            const steps = [
              {
                title: "What are the books for?", lead: "Everything is saved as you type. Leave whenever you like.",
                fields: () => [choice({
                  label: labels.accountType, name: "accountType", columns: 3, options: [
                    { value: "personal", title: "Personal", text: "One person's books", icon: "person" },
                    { value: "business", title: "Business", text: "A company or a shop", icon: "shop" },
                    { value: "accountant", title: "Accountant", text: "Books of many", icon: "form" },
                  ],
                })],
              },
              {
                title: "Who are you?", lead: "So that we know whom to ask.",
                fields: () => [
                  pair(text("firstName", { autocomplete: "given-name" }), text("lastName", { autocomplete: "family-name" })),
                  pair(text("phoneNumber", { type: "tel", autocomplete: "tel", optional: true }),
                    select("timezone", Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]), true)),
                ],
              },
              {
                title: "The company", lead: "As it stands in the register.",
                fields: () => [
                  pair(text("entityName", { autocomplete: "organization" }), text("entityType", { optional: true })),
                  pair(select("country", countries()), select("currency", currencyChoices())),
                  pair(select("fiscalYearStart", months(), true), text("taxId", { optional: true, maxlength: 50 })),
                  text("address", { optional: true, autocomplete: "street-address" }),
                ],
              },
              { title: "Look it over", lead: "Nothing is final before you complete it.", fields: () => [] },
            ];

            function text(name, attributes) { return field({ label: labels[name], name, ...attributes }); }

            function select(name, choices, optional) {
              const options = optional ? [["", "Choose…"], ...choices] : choices;
              return field({ label: labels[name], name, kind: "select", options, optional });
            }

            function shown(value, name) {
              if ((value ?? "") === "") return "–";
              const [, known] = { country: countries, fiscalYearStart: months }[name]?.()
                .find(([code]) => code === String(value)) ?? [];
              return known ?? String(value);
            }

            async function wizardPage(page) {
              const progress = wizardProgress({ token: () => people.of("wizard")?.token });
              const auto = await openAutosave(page, `wizard.${people.of("wizard").id}`, progress, { labels, shown });
              await auto.save.resume();
              const step = Math.min(auto.save.step, steps.length - 1);
              const goTo = async (next) => {
                auto.save.edit({}, next);
                await auto.save.flush();
                await page.reload();
              };
              const { title, lead, fields: make } = steps[step];
              const fields = make();
              for (const field of fields.flatMap((field) => field.parts ?? field)) {
                auto.bind(field, field.name === "fiscalYearStart"
                  ? { read: (value) => Number(value) || null, write: (value) => String(value ?? "") } : {});
              }
              const isLast = step === steps.length - 1;
              return {
                title, lead, step,
                content: card(
                  savingHead(page.flow.steps[step], auto),
                  isLast ? review(page.flow.steps, auto.save.data, goTo) : fields.map(({ element }) => element),
                  h("div", { class: "row form-end" },
                    isLast ? action("Complete", () => complete(page, auto.save), { iconName: "check" })
                      : action("Continue", () => goTo(step + 1), { iconName: "arrow" }),
                    step > 0 && action("Back", () => goTo(step - 1), { kind: "quiet" }))),
                panel: [section("Wizard", "form",
                  hint(`Version ${auto.save.version}. Open this page in a second tab and change the same field in both to meet`
                    + " a conflict."),
                  action("Let the next identity sync fail", () =>
                    askAs("wizard", "POST", "/dev/identity-sync", { body: { failNext: 1 } }), { kind: "secondary small-button" }))],
              };
            }

            function review(names, data, goTo) {
              return parts.map((fields, step) => h("section", { class: "stack-tight" },
                h("div", { class: "row row-apart" }, h("h2", { class: "small-heading" }, names[step]),
                  h("button", {
                    type: "button", class: "quiet small-button", "aria-label": `Edit ${names[step]}`,
                    on: { click: () => goTo(step) },
                  }, "Edit")),
                facts(fields.map((name) => [labels[name], shown(data[name], name)]))));
            }

            /** Makes the tenant of what was filled in, and opens the books; both may be repeated (A6, A7). */
            async function complete(page, save) {
              await save.flush();
              const { firstName, lastName, ...body } = save.data;
              void [firstName, lastName];
              await askAs("wizard", "POST", "/onboarding/initialize", { body });
              await askAs("wizard", "POST", "/onboarding/complete");
              await page.go("/dashboard");
            }

            async function dashboardPage({ signal }) {
              const { body: { tenantId } } = await askAs("wizard", "GET", "/api/system/onboarding/resume", { signal });
              const { body: tenant } = await askAs("wizard", "GET", `/v1/tenants/${encodeURIComponent(tenantId)}`, { signal });
              const { startMonth = 1, periods = [] } = tenant.fiscalYear ?? {};
              return {
                title: tenant.name, lead: "The books are open: a chart of accounts and a fiscal year of twelve periods.",
                step: 4, wide: true,
                content: h("div", { class: "stack" },
                  notice("good", "check", "Complete since ", time(tenant.onboardingCompletedAt ?? tenant.updatedAt), "."),
                  h("div", { class: "halves" },
                    card(h("h2", {}, "Fiscal year"), h("p", { class: "soft" }, `Begins in ${months()[startMonth - 1][1]}`),
                      h("ol", { class: "periods" }, periods.map((period) =>
                        h("li", { class: "badge good" }, icon("check"), periodName(period))))),
                    card(h("h2", {}, "Accounts"), h("div", {
                      class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Accounts",
                    }, accountTable(tenant.accounts ?? []))))),
              };
            }

            function accountTable(accounts) {
              return h("table", {},
                h("thead", {}, h("tr", {}, ["Code", "Account", "Kind"].map((name) => h("th", { scope: "col" }, name)))),
                h("tbody", {}, accounts.map(({ code, name, type }) =>
                  h("tr", {}, h("td", { class: "numbers" }, code), h("td", {}, name), h("td", {}, type)))));
            }

            function periodName({ startsOn }) {
              return new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" })
                .format(new Date(startsOn));
            }
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
            dialog:focus-visible { outline: none; border-radius: var(--radius-l); }
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
