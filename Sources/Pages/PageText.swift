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
              border: 1px solid var(--line); border-radius: var(--radius-l); background: var(--raised); color: var(--ink); box-shadow: var(--shadow-high);
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
              --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
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
