// Written by tools/embed-pages from the files beside it; change those instead.

enum PageText {
    /// File texts by path below Sources/Pages/.
    static let files: [String: String] = [
        "console/actions.js": ###"""
            /** What an admin may do with a subject: each asks first, and for a reason, which the audit keeps. */
            import { explain } from "../shared/api.js";
            import { byID, e, escaped, fill, find, stamp } from "../shared/dom.js";
            import { may, write } from "./session.js";
            import { button, dialog, fail, row, tell } from "./ui.js";

            /**
             * The actions as `[template, request(reason), typed]`: the template says what it is called, what it does and whether it
             * is risky, and an erasure has the subject's name typed.
             */
            function actionsFor(stream, category, id, state) {
              const path = escaped(id);
              const access = (verb) => [verb, (reason) => write("PATCH", `/api/v1/admin/users/${path}/${verb}`, { reason })];
              const comp = (comped) => (reason) => write("POST", `/v1/admin/profiles/${path}/comp`, { comped, reason });
              const isPerson = category === "profile";
              const isUser = isPerson && state.status !== undefined;
              return [
                isUser && !["active", "suspended"].includes(state.status) && access("approve"),
                isUser && access(state.status === "suspended" ? "reinstate" : "suspend"),
                isPerson && state.is_comped === false && ["comp", comp(true)],
                isPerson && state.is_comped && ["uncomp", comp(false)],
                category === "tenant" && state.status === "CLOSED"
                  && ["reopen", (reason) => write("POST", `/v1/admin/tenants/${path}/reopen`, { reason })],
                ["erase", (reason) => write("POST", "/v1/admin/erase", { subject: stream, reason }), stream],
              ].filter(Boolean);
            }

            /** The buttons; none for a key that may not act. */
            export const actionButtons = (stream, category, id, state, done) =>
              may("admin") && row(actionsFor(stream, category, id, state).map(([template, run, typed]) => {
                const { name, risky } = byID(template).dataset;
                return button(name, () => ask(name, risky, stamp(template), run, typed, stream, done),
                  `secondary.small-button${risky ? ".risky" : ""}`);
              }));

            function ask(name, risky, text, run, typed, stream, done) {
              const submit = e(`button${risky ? ".danger" : ""}`, { type: "submit" }, name);
              const refuse = (input, text) => {
                fill(problem, text);
                input.ariaInvalid = true;
                input.focus();
              };
              const send = async () => {
                find("[aria-invalid]", element)?.removeAttribute("aria-invalid");
                const words = reason.value.trim();
                if (words === "") return refuse(reason, "A reason is needed.");
                if (typed && confirmation.value !== typed) return refuse(confirmation, "That is not the subject's name.");
                if (submit.ariaDisabled) return;
                submit.ariaDisabled = true;
                try {
                  await run(words);
                  element.close();
                  tell(`${name}: done.`);
                  done();
                } catch (error) {
                  submit.ariaDisabled = null;
                  // Who has put the dialog aside is told all the same.
                  if (element.open) fail(problem, error);
                  else tell([name, ": ", explain(error)]);
                }
              };
              const cancel = () => element.close();
              const element = dialog(`${name}?`, stamp("action", { text, stream, typed, submit, send, cancel }));
              const [reason, confirmation, problem] = ["#reason", "#typed", "#problem"]
                .map((place) => find(place, element));
              reason.focus();
            }
            """###,
        "console/charts.js": ###"""
            /** Charts, drawn as SVG at the width that they are shown in, each with its numbers in a table. */
            import { e, fill, svg } from "../shared/dom.js";
            import { scrolls, soft, tight, zoom } from "./ui.js";

            /** A figure: `draw(width)` answers the SVG, again whenever the width changes; both grow with the text. */
            export function figure(label, draw, numbers, ...note) {
              const canvas = scrolls(e("div.canvas", { role: "img", "aria-label": label }));
              let width = 0;
              new ResizeObserver(() => {
                const next = canvas.clientWidth / zoom();
                if (next === width || next === 0) return;
                width = next;
                fill(canvas, draw(width));
              }).observe(canvas);
              return tight(canvas, soft(...note), e("details", e("summary.soft.small", "As a table"), numbers));
            }

            export const draw = (width, height, ...shapes) => svg("svg", {
              width: `${width / 16}rem`, height: `${height / 16}rem`, viewBox: `0 0 ${width} ${height}`,
            }, shapes);
            export const line = (kind, x1, y1, x2, y2) => svg("line", { class: kind, x1, y1, x2, y2 });
            export const box = (kind, x, y, width, height, rx, ...more) => svg("rect", { class: kind, x, y, width, height, rx },
              ...more);
            export const label = (kind, x, y, text, anchor = "start") => svg("text", { class: kind, x, y, "text-anchor": anchor },
              text);
            export const cut = (text, length) => (text.length > length ? `${text.slice(0, Math.max(1, Math.floor(length) - 1))}…`
              : text);

            /** The next round number at or above: 1, 2 or 5 times a power of ten. */
            export function roundUp(number) {
              const power = 10 ** Math.floor(Math.log10(number));
              return [1, 2, 5, 10].find((step) => step * power >= number * 0.999) * power;
            }

            /** Columns over time, `{value, tick, text}` each; the last one is still growing. */
            export function columnChart(columns, width, format) {
              const [height, left, bottom, top] = [170, 36, 22, 8];
              const high = roundUp(Math.max(...columns.map((column) => column.value), 2));
              const step = (width - left) / columns.length;
              const y = (number) => top + (height - top - bottom) * (1 - number / high);
              const every = Math.ceil(columns.length / Math.max(2, Math.floor((width - left) / 90)));
              return draw(width, height,
                [0, high / 2, high].map((number) => [line("grid", left, y(number), width, y(number)),
                  label("axis", left - 8, y(number) + 4, format(number), "end")]),
                columns.map((column, index) => {
                  const x = left + index * step;
                  const isLast = index === columns.length - 1;
                  const size = y(0) - y(column.value);
                  return [
                    column.value > 0 && box(isLast ? "column open" : "column", x + step * 0.12, y(0) - Math.max(2, size),
                      Math.max(1, step * 0.76),
                      Math.max(2, size), Math.min(2, step / 4)),
                    box("touch", x, top, step, height - top - bottom, 0, svg("title", {}, column.text)),
                    (columns.length - 1 - index) % every === 0
                      && label("axis", isLast ? width : x + step / 2, height - 5, column.tick, isLast ? "end" : "middle"),
                  ];
                }));
            }

            /** A bar in a table's cell. */
            export const miniBar = (part, kind = "") => svg("svg", {
              class: `mini-bar ${kind}`, viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true",
            }, box("rail", 0, 0, 100, 8, 1), box("fill", 0, 0, Math.min(1, part || 0) * 100, 8, 1));
            """###,
        "console/console.css": ###"""
            /* The console's own shapes. */
            :root {
              --side: 14.5rem; --bar: 3.5rem; --open: light-dark(#a9701a, #d99b34); --lost: light-dark(#c8685a, #c05c4e);
              --worst: light-dark(#a62a18, #ff7d68);
            }
            body {
              display: grid; grid-template: minmax(var(--bar), auto) minmax(0, 1fr) / var(--side) minmax(0, 1fr); height: 100dvh;
              font-size: var(--text-m);
            }
            body:has(.sign-in) { display: block; height: auto; }
            h1 { font-size: var(--text-xl); }
            h2 { font-size: 1.0625rem; }
            h3 { font-size: var(--text-m); }
            h1:focus { outline: none; }
            .mono, .digest code { font-family: var(--mono); font-size: 0.92em; }
            .small { font-size: var(--text-s); }
            .number { text-align: end; font-variant-numeric: tabular-nums; }
            .card { border-radius: var(--radius); padding: var(--space-4) var(--space-5); box-shadow: none; min-width: 0; }
            .small-select { min-height: 2.25rem; padding: 0 var(--space-2); width: auto; max-width: 100%; }
            .small-button { min-height: 2.25rem; font-size: var(--text-s); font-weight: 600; }
            .row.end { justify-content: flex-end; }
            .lead { max-width: 46rem; }
            .field { display: grid; gap: var(--space-1); min-width: 0; }
            .field label { font-size: var(--text-s); color: var(--ink-soft); font-weight: 500; }
            .field input { min-height: 2.25rem; padding: 0 var(--space-2); }
            button.link {
              all: unset; cursor: pointer; color: var(--accent); text-decoration: underline; text-underline-offset: 0.2em;
            }
            button.link:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
            .risky { color: var(--bad); }
            .risky:hover { color: var(--bad); border-color: var(--bad); }
            del { color: var(--ink-soft); text-decoration-color: var(--bad); }
            ins { text-decoration: none; color: var(--good); font-weight: 550; }

            /* The frame. */
            .bar {
              grid-column: 1 / -1; display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--space-3);
              padding: 0 var(--space-4);
              border-bottom: 1px solid var(--line); background: var(--surface); z-index: 3;
            }
            .brand {
              display: flex; align-items: center; gap: var(--space-2); font-weight: 700; color: var(--ink);
              text-decoration: none; width: calc(var(--side) - 2rem); letter-spacing: -0.01em;
            }
            .brand img { border-radius: 6px; }
            .search {
              position: relative; flex: 1 1 7rem; max-width: 34rem; margin-inline-end: auto; display: flex; align-items: center;
            }
            .search .icon {
              position: absolute; inset-inline-start: 0.7rem; color: var(--ink-soft); pointer-events: none; width: 1.05em;
            }
            .search input {
              text-overflow: ellipsis;
              min-height: 2.25rem; padding-inline: 2.2rem 2.2rem; background: var(--paper); border-color: var(--line);
            }
            .search kbd { position: absolute; inset-inline-end: 0.6rem; }
            kbd {
              border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 0.35em; font-size: 0.75rem;
              color: var(--ink-soft); background: var(--surface);
            }
            .menu-button { display: none; }
            .side {
              border-inline-end: 1px solid var(--line); padding: var(--space-4) var(--space-3); display: flex;
              flex-direction: column; overflow-y: auto; background: var(--surface);
            }
            .side ul { list-style: none; display: grid; gap: 2px; }
            .side a {
              display: flex; align-items: center; gap: var(--space-3); padding: 0.42rem var(--space-3);
              border-radius: var(--radius-s); color: var(--ink-soft); text-decoration: none; font-weight: 550;
            }
            .side a:hover { background: var(--sunken); color: var(--ink); }
            .side a[aria-current] { background: var(--accent-wash); color: var(--accent); }
            .side .icon { width: 1.1em; height: 1.1em; }
            .side-heading {
              padding: var(--space-4) var(--space-3) var(--space-1); font-size: 0.75rem; font-weight: 600;
              color: var(--ink-soft);
            }
            .side-foot { margin-top: auto; padding: var(--space-4) var(--space-3) 0; }
            .live-state { display: inline-flex; align-items: center; gap: var(--space-2); }
            .live-dot, .dot { width: 0.55rem; height: 0.55rem; border-radius: 50%; background: var(--line-strong); flex: none; }
            .live-state > :not(.live-dot) { display: none; }
            [data-state="live"] > .when-live, [data-state="waiting"] > .when-waiting, [data-state="over"] > .when-over,
            [data-state="idle"] > .when-idle { display: inline; }
            [data-state="live"] .live-dot { background: var(--good); animation: pulse 2.4s infinite; }
            [data-state="waiting"] .live-dot { background: var(--warn); }
            [data-state="over"] .live-dot { background: var(--bad); }
            @keyframes pulse {
              0% { box-shadow: 0 0 0 0 color-mix(in srgb, var(--good) 55%, transparent); }
              60%, 100% { box-shadow: 0 0 0 0.5rem transparent; }
            }
            .view { overflow-y: auto; padding: var(--space-5); outline: none; scrollbar-gutter: stable; }
            .view > * { max-width: 78rem; margin-inline: auto; }
            .page-head {
              display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-3); justify-content: space-between;
              min-height: 2.25rem;
            }
            .columns {
              display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: var(--space-4); align-items: start;
            }
            .stack > button, .stack-tight > button { justify-self: start; }
            .columns.even { grid-template-columns: repeat(2, minmax(0, 1fr)); }
            .segments {
              display: inline-flex; flex-wrap: wrap; background: var(--sunken); border-radius: var(--radius-s); padding: 2px;
            }
            .segment, .segments a {
              all: unset; box-sizing: border-box; cursor: pointer; padding: 0.3rem 0.75rem; border-radius: 5px;
              font-size: var(--text-s); font-weight: 550; color: var(--ink-soft);
            }
            .segments [aria-pressed="true"], .segments [aria-current] {
              background: var(--surface); color: var(--ink); box-shadow: 0 1px 2px rgb(0 0 0 / 0.14);
            }
            .segment:focus-visible, .segments a:focus-visible { outline: 3px solid var(--focus); }
            .chip {
              display: inline-flex; align-items: center; gap: 0.3em; min-height: 2rem; padding: 0 0.75rem;
              border: 1px solid var(--line); border-radius: 99px; background: var(--surface); color: var(--ink);
              font-size: var(--text-s); font-weight: 500; text-decoration: none; max-width: 100%; overflow-wrap: anywhere;
            }
            .chip:hover { border-color: var(--line-strong); background: var(--sunken); color: var(--ink); }
            .facts { display: grid; gap: 0; }
            .facts > div {
              display: grid; grid-template-columns: minmax(6rem, 10rem) minmax(0, 1fr); gap: var(--space-3); padding: 0.4rem 0;
              border-bottom: 1px solid var(--line);
            }
            .facts > div:last-child { border-bottom: 0; }
            .facts dt { color: var(--ink-soft); font-size: var(--text-s); overflow-wrap: anywhere; }
            .facts dd { margin: 0; overflow-wrap: anywhere; }
            .empty {
              align-content: start;
              padding: var(--space-5) var(--space-2); display: grid; gap: var(--space-2); justify-items: center;
              text-align: center;
            }
            .empty p { max-width: 30rem; }
            .loading { display: grid; gap: var(--space-3); padding: var(--space-2) 0; }
            .bone {
              height: 1.1rem; border-radius: var(--radius-s); background: var(--sunken);
              animation: breathe 1.4s ease-in-out infinite alternate;
            }
            .bone:nth-child(3n) { width: 82%; }
            .bone:nth-child(3n + 1) { width: 64%; }
            @keyframes breathe { to { opacity: 0.45; } }
            #told {
              position: fixed; inset: auto var(--space-4) var(--space-4) auto; display: grid; gap: var(--space-2); z-index: 10;
              max-width: calc(100vw - 2rem);
            }
            .toast {
              display: flex; gap: var(--space-2); align-items: center; padding: var(--space-3) var(--space-4);
              border-radius: var(--radius); background: var(--ink); color: var(--paper); box-shadow: var(--shadow-high);
              animation: rise var(--steady) var(--ease);
            }
            .stale {
              width: max-content; max-width: calc(100vw - 2rem); position: fixed; inset: auto auto var(--space-4) 50%;
              transform: translateX(-50%); box-shadow: var(--shadow-high); z-index: 11;
            }
            .copy { min-height: 1.6rem; min-width: 1.6rem; font-size: 1rem; padding: 0; }

            /* Signing in. */
            .sign-in { display: grid; place-items: center; min-height: 100dvh; padding: var(--space-4); }
            .sign-in .card {
              width: min(26rem, 100%); padding: var(--space-6); box-shadow: var(--shadow); border-radius: var(--radius-l);
            }
            .sign-in h1 { font-size: var(--text-xxl); }
            .mark { border-radius: 10px; }
            .command { padding: var(--space-3); border-radius: var(--radius-s); background: var(--sunken); overflow-x: auto; }
            .field-problem { color: var(--bad); font-size: var(--text-s); }
            .field-problem:empty { display: none; }
            summary { cursor: pointer; }
            details > p, details > pre { margin-top: var(--space-2); }

            /* The overview. */
            .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: var(--space-4); }
            .tile { display: grid; gap: var(--space-1); padding: var(--space-4); }
            .tile strong { font-size: 1.625rem; line-height: 1.15; letter-spacing: -0.02em; }
            .tile.good strong { color: var(--good); }
            .tile.bad strong { color: var(--bad); }
            .tail { list-style: none; margin: 0 calc(-1 * var(--space-3)); }
            .tail a {
              display: block; color: inherit; text-decoration: none; border-radius: var(--radius-s); padding: 0 var(--space-3);
            }
            .tail a:hover { background: var(--sunken); }
            .event-row {
              display: grid; grid-template: "dot name time" 1.35rem ". gist gist" 1.2rem / auto minmax(0, 1fr) auto;
              column-gap: var(--space-3); align-items: center; padding: 0.3rem 0;
            }
            .event-row .dot { grid-area: dot; }
            .event-name { grid-area: name; font-weight: 600; }
            .event-row .event-time { grid-area: time; font-size: var(--text-s); white-space: nowrap; }
            .event-row .event-gist { grid-area: gist; font-size: var(--text-s); }
            .event-row .event-stream { display: none; }
            .timeline .event-name { flex: 0 1 auto; min-width: 3rem; }
            .event-name, .event-gist, .event-stream { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
            .fresh { animation: fresh 2.4s var(--ease); }
            @keyframes fresh { from { background: var(--accent-wash); } }
            .dot.user, .dot.session { background: light-dark(#1f5fa8, #8fbdf5); }
            .dot.admin, .dot.apiKey { background: light-dark(#9a3fb5, #dba0ee); }
            .dot.webhook { background: light-dark(#b26a00, #f0b860); }
            .dot.job, .dot.system { background: var(--line-strong); }
            .leaks { list-style: none; display: grid; gap: var(--space-1); margin: 0 calc(-1 * var(--space-3)); }
            .leaks a {
              display: grid; gap: 0.35rem; padding: var(--space-2) var(--space-3); border-radius: var(--radius-s);
              color: inherit; text-decoration: none;
            }
            .leaks a:hover { background: var(--sunken); }

            /* Charts. They are drawn as if text were 16 pixels high, and grow with it. */
            .canvas { width: 100%; min-width: 0; overflow-x: auto; }
            /* A shadow at an edge behind which there is more. */
            .canvas[tabindex], .scroll-x[tabindex] {
              --shade: light-dark(rgb(0 0 0 / 0.18), rgb(0 0 0 / 0.7));
              background:
                linear-gradient(to right, var(--surface) 40%, transparent) left / 2.5rem 100% no-repeat local,
                linear-gradient(to left, var(--surface) 40%, transparent) right / 2.5rem 100% no-repeat local,
                linear-gradient(to right, var(--shade), transparent) left / 0.9rem 100% no-repeat,
                linear-gradient(to left, var(--shade), transparent) right / 0.9rem 100% no-repeat;
            }
            .canvas svg { display: block; font-family: var(--sans); }
            .grid { stroke: var(--line); }
            .axis { fill: var(--ink-soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
            .column { fill: var(--accent); }
            .column.open { fill: color-mix(in srgb, var(--accent) 70%, var(--surface)); }
            .touch { fill: transparent; }
            .touch:hover { fill: color-mix(in srgb, var(--ink) 7%, transparent); }
            .whisker { fill: color-mix(in srgb, var(--accent) 65%, var(--surface)); }
            .rate { fill: var(--accent); }
            .mini-bar { display: block; width: 100%; height: 6px; min-width: 3rem; margin-top: 3px; }
            .mini-bar .rail { fill: var(--sunken); }
            .mini-bar .fill { fill: var(--accent); }
            .mini-bar.lost .fill { fill: light-dark(#d0553f, #ff8f7d); }
            .mini-bar.calm .fill { fill: var(--calm); }
            .canvas .rail { fill: var(--sunken); }
            .part.on { fill: var(--accent); }
            .part.open { fill: var(--open); cursor: pointer; }
            .part.lost { fill: var(--lost); cursor: pointer; }
            .part.open:hover, .part.lost:hover { filter: brightness(0.93); }
            .worst .part.lost { fill: var(--worst); }
            .canvas .name { fill: var(--ink); font-size: 14px; font-weight: 600; }
            .canvas .number { fill: var(--ink); font-size: 14px; font-weight: 650; font-variant-numeric: tabular-nums; }
            .canvas .share { fill: var(--ink-soft); font-weight: 450; }
            .canvas .between { fill: var(--ink-soft); font-size: 12.5px; }
            @media (max-width: 26rem) { .canvas .between { font-size: 11px; letter-spacing: -0.01em; } }
            .key.on { background: var(--accent); }
            .key { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 3px; vertical-align: -0.05em; }
            .key.open { background: var(--open); }
            .key.lost { background: var(--lost); }
            .verdict { font-size: var(--text-l); }
            .heat-table th, .heat-table td { white-space: nowrap; }
            .heat-table tr > :first-child {
              position: sticky; inset-inline-start: 0; background: var(--surface); white-space: normal; overflow-wrap: anywhere;
              min-width: 5rem; max-width: 10rem;
            }
            .heat-cell {
              all: unset; box-sizing: border-box; display: block; width: 100%; min-width: 4.5rem; text-align: center;
              padding: 0.4rem; border-radius: var(--radius-s); font-variant-numeric: tabular-nums;
              background: color-mix(in srgb, light-dark(#0a6847, #64d3a4) calc(var(--heat) * 42%), var(--surface));
            }
            button.heat-cell { cursor: pointer; }
            button.heat-cell:hover { outline: 2px solid var(--accent); }
            .heat-cell:focus-visible { outline: 3px solid var(--focus); }
            .controls {
              display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-4); padding: var(--space-3) var(--space-4);
            }
            .controls select { width: 100%; }
            .controls .field { flex: 1 1 8rem; grid-template-columns: minmax(0, 1fr); }
            .people { list-style: none; }
            .people li { border-bottom: 1px solid var(--line); }
            .people a {
              display: grid; gap: 0.15rem; justify-items: start; padding: var(--space-2) 0; color: inherit;
              text-decoration: none;
            }
            .people a:hover .mono { color: var(--accent); text-decoration: underline; }
            .people .mono { overflow-wrap: anywhere; }

            /* Lists and the panel beside them. */
            .list { position: relative; overflow-y: auto; overflow-x: hidden; contain: strict; border-radius: var(--radius-s); }
            .list-sizer { position: relative; }
            .list-row {
              position: absolute; inset: 0 0 auto; padding: 0 var(--space-3); border-bottom: 1px solid var(--line);
              cursor: pointer; contain: layout paint style;
            }
            .list-row:hover { background: color-mix(in srgb, var(--sunken) 60%, transparent); }
            .list-row[aria-selected="true"] { background: var(--accent-wash); }
            .list:focus-visible { outline-offset: -3px; }
            .events-view {
              display: grid; grid-template-rows: auto auto minmax(0, 1fr); gap: var(--space-3); height: 100%; max-width: none;
            }
            .with-sheet { display: grid; gap: var(--space-4); grid-template-columns: minmax(0, 1fr); min-height: 0; }
            .with-sheet:has(> .sheet:not([hidden])) { grid-template-columns: minmax(0, 1fr) minmax(20rem, 26rem); }
            .sheet {
              display: grid; grid-template-rows: auto minmax(0, 1fr); gap: var(--space-3); min-height: 0; align-self: start;
              max-height: 100%; position: sticky; top: 0;
            }
            .sheet-body { overflow-y: auto; display: grid; gap: var(--space-3); align-content: start; min-width: 0; }
            .list-place {
              container-type: inline-size; min-height: 0; display: grid; border: 1px solid var(--line);
              border-radius: var(--radius); background: var(--surface); overflow: hidden;
            }
            .list-place .list { height: 100%; }
            .list-place > .loading, .list-place > .notice { margin: var(--space-4); align-self: start; }
            .list .event-row {
              grid-template: "dot name stream gist time" 2.75rem / auto minmax(9rem, 14rem) minmax(6rem, 15rem) minmax(0, 1fr) auto;
              padding: 0;
            }
            .list .event-row .event-stream { display: block; grid-area: stream; font-size: 0.78rem; color: var(--ink-soft); }
            .filter-fields {
              display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: var(--space-3); align-items: end;
              padding: var(--space-3) 0;
            }
            .filter-fields button { min-height: 2.25rem; }
            .filters { display: grid; gap: var(--space-2); }
            .filters summary { font-size: var(--text-s); font-weight: 600; color: var(--ink-soft); width: max-content; }
            .actor-kind { font-size: 0.75rem; font-weight: 600; color: var(--ink-soft); }
            .actor { overflow-wrap: anywhere; }
            .digest { display: flex; gap: var(--space-1); align-items: start; }
            .digest code, dd code { overflow-wrap: anywhere; }
            .digest-cell { overflow-wrap: anywhere; min-width: 14rem; display: inline-block; }

            /* Subjects. */
            .who { display: grid; color: var(--ink); text-decoration: none; font-weight: 600; }
            .who:hover span:first-child { color: var(--accent); text-decoration: underline; }
            .who { overflow-wrap: anywhere; }
            .who .small { font-weight: 400; }
            .subjects-table td { white-space: nowrap; vertical-align: middle; }
            .subjects-table th[scope="row"] { font-size: var(--text-m); color: inherit; width: 40%; min-width: 12rem; }
            .strip { display: grid; gap: var(--space-1); padding-block: var(--space-3); }
            .strip-row { flex-wrap: nowrap; }
            .strip input { flex: 1; min-height: 2.25rem; padding: 0; accent-color: var(--accent); background: none; border: 0; }
            .strip-text { font-size: var(--text-s); color: var(--ink-soft); }
            .strip-text strong { color: var(--ink); }
            .timeline { padding-inline: 0; padding-bottom: 0; display: grid; gap: var(--space-2); overflow: hidden; }
            .timeline > .row { padding-inline: var(--space-5) var(--space-3); }
            .timeline .list { height: min(34rem, 62dvh); border-top: 1px solid var(--line); border-radius: 0; }
            .timeline .list-row { padding-inline: var(--space-5); }
            .timeline-row {
              display: grid; grid-template: "dot line time" 1.7rem ". changes changes" 1.4rem / auto minmax(0, 1fr) auto;
              column-gap: var(--space-3); align-items: center; padding-top: 0.45rem;
            }
            .timeline-row .dot { grid-area: dot; }
            .timeline-line {
              grid-area: line; display: flex; gap: var(--space-2); align-items: baseline; min-width: 0; white-space: nowrap;
            }
            .timeline-by { overflow: hidden; text-overflow: ellipsis; }
            .timeline-time { grid-area: time; white-space: nowrap; }
            .timeline-changes { grid-area: changes; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
            .tabs { display: flex; gap: var(--space-1); border-bottom: 1px solid var(--line); overflow-x: auto; }
            .tab {
              background: none; color: var(--ink-soft); border-radius: 0; border: 0; border-bottom: 2px solid transparent;
              min-height: 2.25rem; padding: 0 var(--space-3); font-size: var(--text-m); white-space: nowrap;
            }
            .tab:hover { background: none; color: var(--ink); }
            .tab[aria-selected="true"] { color: var(--accent); border-color: var(--accent); }
            .tab:focus-visible { outline-offset: -3px; }
            .tab-panel { padding-top: var(--space-2); min-width: 0; }
            .tab-panel:focus-visible { outline-offset: 3px; }
            .blame .link { font-size: var(--text-s); }
            .blame th[scope="row"] { min-width: 9rem; }
            .blame td { min-width: 6.5rem; }
            .blame .actor { white-space: nowrap; }
            .state th, .blame th[scope="row"] {
              font-weight: 500; font-size: var(--text-m); color: var(--ink-soft); overflow-wrap: anywhere;
            }
            .state th { width: 38%; }
            .state td, .blame td { overflow-wrap: anywhere; }
            .changed { background: var(--accent-wash); }
            .changed th { color: var(--ink); font-weight: 600; }
            .field-history { display: grid; gap: var(--space-2); padding-inline-start: var(--space-4); }

            /* Dialogs and work. */
            .help-columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: var(--space-4); }
            .keys > div { display: grid; grid-template-columns: 6rem 1fr; padding: 0.2rem 0; }
            .keys dd { margin: 0; }
            .keys dt { display: flex; gap: 0.25rem; }
            .work progress { width: 100%; height: 0.6rem; accent-color: var(--accent); }
            @container (max-width: 52rem) {
              .list .event-row { grid-template: "dot name stream time" 2.75rem / auto minmax(8rem, 1fr) minmax(6rem, 1fr) auto; }
              .list .event-row .event-gist { display: none; }
            }
            @media (max-width: 70rem) {
              .columns, .columns.even { grid-template-columns: minmax(0, 1fr); }
            }
            @media (max-width: 60rem) {
              body { grid-template-columns: minmax(0, 1fr); position: relative; }
              .menu-button { display: inline-flex; }
              .brand { width: auto; }
              /* Below the bar, of however many rows that is. */
              .side {
                position: absolute; grid-area: 2 / 1; inset: 0 auto 0 0; width: min(18rem, 86vw); transform: translateX(-105%);
                visibility: hidden; transition: transform var(--steady) var(--ease), visibility var(--steady); z-index: 5;
                box-shadow: var(--shadow-high);
              }
              [data-menu="open"] .side { transform: none; visibility: visible; transition-property: transform; }
              .with-sheet:has(> .sheet:not([hidden])) { grid-template-columns: minmax(0, 1fr); }
              .sheet {
                position: fixed; inset: auto 0 0; max-height: 70dvh; z-index: 4;
                border-radius: var(--radius-l) var(--radius-l) 0 0; box-shadow: var(--shadow-high);
              }
              /* The list keeps a part of its place, in which the row that was opened is. */
              .events-view .with-sheet:has(> .sheet:not([hidden])) { grid-template-rows: minmax(6rem, 2fr) minmax(0, 3fr); }
              .events-view .sheet { position: static; max-height: 100%; }
            }
            @media (max-width: 36rem) {
              .bar [title^="Keys"] { display: none; }
              .segments { flex-wrap: nowrap; overflow-x: auto; max-width: 100%; }
              .segment, .segments a { padding-inline: 0.5rem; white-space: nowrap; }
              .controls .field { flex: 1 1 6.5rem; }
              .controls .field:has([type="date"]) { flex-basis: 9rem; }
              .view { padding: var(--space-4) var(--space-3); }
              .card { padding: var(--space-3) var(--space-4); }
              .bar { gap: var(--space-2); padding: 0 var(--space-2); }
              .brand { font-size: 0; }
              .search kbd { display: none; }
              .facts > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
              .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--space-3); }
              .tile strong { font-size: 1.3rem; }
              .timeline > .row, .timeline .list-row { padding-inline: var(--space-3); }
              .timeline-row { grid-template: "dot line line" 1.7rem ". changes time" 1.4rem / auto minmax(0, 1fr) auto; }
            }
            @container (max-width: 34rem) {
              .list .event-row { grid-template: "dot name time" 1.5rem ". stream stream" 1.1rem / auto minmax(0, 1fr) auto; }
            }
            @media (prefers-reduced-motion: reduce) {
              .bone, .fresh, .live-dot, .toast { animation: none !important; }
            }
            .band { fill: none; stroke: color-mix(in srgb, var(--accent) 28%, transparent); }
            .band:hover { stroke: color-mix(in srgb, var(--accent) 50%, transparent); }
            .card > .row-apart { min-height: 2.25rem; }

            /* What a state's words say of it. */
            .badge:is([data-word="active"], [data-word="committed"], [data-word="completed"], [data-word="trialing"],
              [data-word="onboarded"], [data-word="comped"], [data-word="settled"]) {
              background: var(--accent-wash); color: var(--good);
            }
            .badge:is([data-word="suspended"], [data-word="canceled"], [data-word="cancelled"], [data-word="declined"],
              [data-word="expired"], [data-word="closed"], [data-word="past due"], [data-word="lost"]) {
              background: var(--bad-wash); color: var(--bad);
            }
            .badge:is([data-word^="pending"], [data-word="open"], [data-word="in progress"], [data-word="new"]) {
              background: var(--warn-wash); color: var(--warn);
            }

            /* Where the reader's own colours take the place of these, what is chosen is framed, and what is only a colour stays. */
            @media (forced-colors: active) {
              :is([aria-current], [aria-selected="true"], [aria-pressed="true"]):not(:focus-visible) {
                outline: 2px solid Highlight; outline-offset: -2px;
              }
              .dot, .live-dot { background: CanvasText !important; forced-color-adjust: none; }
              .key, .heat-cell, .canvas, .mini-bar { forced-color-adjust: none; }
              .canvas svg { background: var(--surface); }
              .changed th { text-decoration: underline; }
            }

            /* On paper all of a view is there, and nothing else; of a list, what was in sight. */
            @media print {
              :root { color-scheme: light !important; }
              body { display: block; height: auto; }
              .bar, .side, .skip-link, #told, .stale { display: none; }
              .view, .sheet-body { overflow: visible; }
              .view { padding: 0; }
              .events-view { height: 100vh; }
              .sheet { position: static; max-height: none; }
              .card { break-inside: avoid-page; }
            }
            """###,
        "console/console.js": ###"""
            /** The console: its frame, and which view is in it. */
            import { reached } from "../shared/api.js";
            import { all, byID, e, fill, find, focusOn, on, stamp } from "../shared/dom.js";
            import { themeToggle } from "../shared/theme-toggle.js";
            import { zone } from "../shared/time.js";
            import { connection } from "./follow.js";
            import { help, listenToKeys, placeKey, viewKeys } from "./keys.js";
            import { entitle, go, href, locate, onRoute, view } from "./route.js";
            import { loadSession, may, onSessionEnd, session, sessionEndDialog, signInPage, signOut } from "./session.js";
            import { eventually, failure, notice, page, stack } from "./ui.js";

            /** The module of each view by its address. The frame's links name them, and say who may see them. */
            const views = {
              "": () => import("./overview.js"),
              events: () => import("./events.js"),
              subjects: () => import("./subjects.js"),
              stream: () => import("./stream.js"),
              funnel: () => import("./funnel.js"),
              friction: () => import("./friction.js"),
              experiments: () => import("./experiments.js"),
              paths: () => import("./paths.js"),
              integrity: () => import("./integrity.js"),
              models: () => import("./models.js"),
            };

            const main = e("main.view", { id: "main", tabindex: -1 });
            /** How often a server that cannot be reached is asked whether it is there. */
            const awayMilliseconds = 3000;
            let open = null;
            let isFirst = true;

            /** Shows what the address says: within the view that is open, where that can, or in a new one. */
            async function show(isAgain = false) {
              locate();
              leaveMenu();
              const address = view.segments.join("/");
              const isSame = open?.address === address;
              if (!isAgain && isSame && open.shown?.update?.() === true) return;
              const control = isSame && document.activeElement?.labels?.[0]?.textContent;
              open?.stop.abort();
              const mine = { address, stop: new AbortController() };
              open = mine;
              view.signal = mine.stop.signal;
              const path = view.segments[0] ?? "";
              viewKeys();
              mark(path);
              const waits = setTimeout(() => open === mine && fill(main, eventually(() => new Promise(() => {}))), 150);
              let shown;
              try {
                shown = await made(path);
              } catch (error) {
                if (open !== mine) return;
                const name = nameOf(path);
                shown = { title: `Problem: ${view.segments[1] ?? name}`,
                  element: page(name, null, failure(error, () => show(true))) };
              }
              if (open !== mine) return;
              clearTimeout(waits);
              mine.shown = shown;
              entitle(shown.title);
              fill(main, shown.element);
              main.scrollTop = 0;
              const again = control && all("label", main).find((each) => each.textContent === control)?.control;
              if (!isFirst) focusOn(again || find("h1", main));
              isFirst = false;
              shown.begin?.();
            }

            /** The address of the frame's link to a view; a subject is one of the subjects. */
            const placeOf = (path) => href(path ? [path === "stream" ? "subjects" : path] : []);

            /** The frame's link to a view, which those who may not see it do not have. */
            const linkIn = (path) => find(`[data-key][href="${placeOf(path)}"]`,
              byID("frame").content);

            /** What the frame calls a view. */
            const nameOf = (path) => linkIn(path)?.textContent ?? "Console";

            async function made(path) {
              if (!Object.hasOwn(views, path)) {
                return { title: "Not found", element: page("There is nothing here", null, stamp("lost")) };
              }
              const scope = linkIn(path).parentNode.dataset.if;
              if (may(scope)) return (await reached(views[path])).show();
              const name = nameOf(path);
              return { title: name, element: page(name, null, notice("warn",
                stamp("locked", { scope, scopes: session.scopes.join(", ") }))) };
            }

            function frame() {
              const allowed = Object.fromEntries(["audit:read", "analytics:read", "admin"].map((scope) => [scope, may(scope)]));
              fill(document.body, stamp("frame", {
                ...allowed, unsearched: !allowed["audit:read"], theme: themeToggle(), main, zone, help, signOut,
                key: e("span", { title: session.scopes.join(", ") }, `Key: ${session.name || "unnamed"}`),
                search: ({ target }) => go(href(["subjects"], { q: target.elements.q.value.trim() })),
                menu: () => openMenu(!main.inert).focus(),
              }));
              on(document, "click", ({ target }) => { if (!target.closest(".menu-button")) leaveMenu(); });
              on(matchMedia("(max-width: 60rem)"), "change", leaveMenu);
              for (const each of links()) placeKey(each.dataset.key, each.textContent, each.href);
              on(connection, "change", showLive);
              showLive();
            }

            const links = () => all(".side a");

            function showLive() {
              const live = find(".live-state");
              live.dataset.state = connection.state ?? "idle";
            }

            /** What the menu stands before cannot be reached while it is open. Answers where one is then. */
            function openMenu(isOpen) {
              const [button, first] = all(".menu-button, .side a");
              main.inert = isOpen;
              document.body.dataset.menu = isOpen ? "open" : "";
              button.ariaExpanded = String(isOpen);
              return isOpen ? first : button;
            }

            /** Closes the menu; who stands elsewhere, as in the search, stays there. */
            function leaveMenu() {
              if (!main.inert) return;
              const isIn = document.activeElement.matches("body, .side *");
              const button = openMenu(false);
              if (isIn) button.focus();
            }

            function mark(path) {
              for (const each of links()) each.ariaCurrent = each.pathname === placeOf(path) ? "page" : null;
            }

            /**
             * A tab that was left open, or the server was away: it may be another by now, and the session over. What could not be
             * had of it is asked for again.
             */
            async function lookAgain() {
              if (document.hidden) return;
              const { version, keyId } = session;
              try { await loadSession(); } catch { return; }
              // Another tab signed in with another key: nothing is done by it under this one's name.
              if (session.signedIn && session.keyId !== keyId) return location.reload();
              for (const each of all(".again")) each.click();
              if (!session.signedIn) sessionEndDialog();
              if (session.version === version || find(".stale")) return;
              document.body.append(stamp("stale", { reload: () => location.reload() }));
            }

            function begin() {
              frame();
              onSessionEnd(sessionEndDialog);
              onRoute(show);
              listenToKeys();
              on(document, "visibilitychange", lookAgain);
              setInterval(() => { if (find(".again")) lookAgain(); }, awayMilliseconds);
              show();
            }

            async function start() {
              try {
                await loadSession();
                if (session.signedIn) begin();
                else find("input", fill(document.body, signInPage(begin))).focus();
              } catch (error) {
                fill(document.body, e("main.sign-in", stack({ class: "card" }, e("h1", "Console"), failure(error, start))));
              }
            }

            start();
            """###,
        "console/event.js": ###"""
            /** One event: as a row of a list, and in full. */
            import { e, stamp } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { may } from "./session.js";
            import { copyable, eventName, facts, link, plain, soft, stack, tight, value } from "./ui.js";

            /** `user ada`; of a long id the end, for ids of one time begin alike. */
            export function actor({ kind, id }, isLink = false) {
              const text = /^[0-9a-f-]{36}$/.test(id) && !isLink ? `…${id.slice(-8)}` : id;
              const words = [e("span.actor-kind", kind), " ", text];
              return isLink && may("audit:read") ? link(words, ["events"], { actor: `${kind}:${id}` }, "actor")
                : e("span.actor", { title: id }, words);
            }

            /** What an event says, shortly: its members, personal ones last. */
            export const gist = (event) => Object.entries({ ...event.data, ...event.personal })
              .map(([name, thing], index) => [`${index ? " · " : ""}${name}: `, e("bdi", plain(thing))]);

            /** When it was recorded, which lists and filters go by; of what occurred before that, when it did. */
            export const when = ({ occurredAt, recordedAt }, form) =>
              occurredAt ? ["occurred ", time(occurredAt, form)] : time(recordedAt, form);

            /** What kind of actor it was, as a colour, and in words for who cannot tell that. */
            export const dot = ({ actor: { kind } }) => e(`span.dot.${kind}`, { role: "img", title: kind });

            /** An event among others. */
            export const eventRow = (event, isFresh, form = "short") =>
              e(`div.event-row${isFresh ? ".fresh" : ""}`, dot(event), e("span.event-name", eventName(event.type)),
                e("span.event-stream.mono", event.stream), e("span.event-gist.soft", gist(event)),
                e("span.event-time.soft", when(event, form)));

            /** Everything that an event holds, with ways to what belongs to it. */
            export function eventDetail(event) {
              const { ip, userAgent, traceparent } = event.origin ?? {};
              return stack(
                stamp("event", {
                  ...event, ip, userAgent, traceparent, proof: link("Prove it", ["integrity"], { position: event.position }),
                  stream: link(event.stream, ["stream", event.stream], { v: event.version }, "mono"),
                  recorded: time(event.recordedAt), occurred: event.occurredAt && time(event.occurredAt),
                  by: actor(event.actor, true),
                  request: link(event.correlationId, ["events"], { correlation: event.correlationId }, "mono"),
                  cause: event.causationId !== event.correlationId && event.causationId,
                }),
                payload("Data", event.data), payload("Personal data", event.personal),
                event.erased && stamp("event-erased"),
                tight(soft("Hash"), copyable(event.hash, "Copy the hash")));
            }

            function payload(title, object) {
              const entries = Object.entries(object ?? {});
              return entries.length > 0 && tight(e("h3", title), facts(entries.map(([name, thing]) => [name, value(thing)])));
            }
            """###,
        "console/events.js": ###"""
            /** The whole log, filtered, page by page as it is scrolled, and live. */
            import { all, e, fill, find, icon, sending, stamp } from "../shared/dom.js";
            import { eventDetail, eventRow } from "./event.js";
            import { follow, isErased, onErasure, readEvents } from "./follow.js";
            import { viewKeys } from "./keys.js";
            import { List } from "./list.js";
            import { amend, asked, go, href, view } from "./route.js";
            import { read } from "./session.js";
            import {
              button, chip, count, eventName, eventually, firstPages, page, plural, redraw, renewal, row, sheet, tellEvents,
            } from "./ui.js";

            /** A tail that runs for hours keeps this many; older ones are had again by scrolling. */
            const heldMax = 4000;

            export function show() {
              const fields = stamp("filters");
              const inputs = all("input", fields);
              const query = asked(inputs.map(({ name }) => name));
              for (const each of inputs) each.value = query[each.name] ?? "";
              const isFiltered = Object.keys(query).length > 0;
              const order = view.query.get("order") === "asc" ? "asc" : "desc";
              const isLive = order === "desc" && !query.until;
              const note = e("span.tally.soft.small");
              let [events, next, isLoading, freshFrom] = [[], undefined, false, Infinity];

              const part = (after) => readEvents({ ...query, order, limit: 200, after });
              const load = async () => {
                isLoading = true;
                const mine = events;
                const found = await part(next).finally(() => { isLoading = false; });
                // What it belonged to may have been read anew meanwhile.
                if (mine !== events) return list.draw();
                events.push(...found.events);
                next = found.next;
                list.setCount(events.length);
                tally();
              };
              const panel = sheet("Event", () => amend({ at: null }));
              const place = e("div.list-place");
              const both = e("div.with-sheet", place, panel.element);
              const put = () => {
                fill(both, place, panel.element);
                fill(place, events.length > 0 ? list.element : stamp("empty.events", { isFiltered, isLive }));
              };
              /** Reads once more what is here: something was taken out of it, or more came than was told. */
              const again = renewal(both, async () => {
                const found = await firstPages(part, "events", events.length);
                const [{ position: top }, { position: newest }] = [events[0] ?? {}, found.events[0] ?? {}];
                events = [...(isLive ? events.filter(({ position }) => position > newest) : []), ...found.events];
                next = found.next;
                grown(Math.max(0, events.findIndex(({ position }) => position === top)));
                await openAt();
              });
              const grown = (added) => {
                if (!list.element.isConnected) redraw(both, put);
                list.setCount(events.length, added);
                tally();
              };
              const tally = () => fill(note, next === null ? plural(events.length, "event")
                : `${count(events.length)} events loaded, more below`);
              const list = new List("Events", 44, {
                row: (index) => eventRow(events[index], events[index].position >= freshFrom),
                onSelect: (index) => { open(events[index]); list.reveal(); },
                onOpen: (index) => go(href(["stream", events[index].stream], { v: events[index].version })),
                onRange: (_, last) => { if (last > events.length - 40 && next && !isLoading) load().catch(() => {}); },
              });
              const open = (event) => {
                amend({ at: event.position });
                panel.show(eventName(event.type), eventDetail(event));
              };
              const grow = (told, skipped) => {
                tellEvents(told.length + skipped, "unseen");
                if (isErased(told, skipped) || !place.isConnected) return again();
                // What was read anew has some of them already.
                const fresh = told.filter(({ position }) => !(position <= events[0]?.position));
                if (fresh.length === 0) return;
                freshFrom = fresh[0].position;
                events.unshift(...fresh.toReversed());
                if (events.length > heldMax) { events = events.slice(0, heldMax); next = events.at(-1).position; }
                grown(fresh.length);
              };
              /** Shows the event that the address names; answers where it stands in the list. */
              const openAt = async () => {
                const at = Number(view.query.get("at"));
                const index = events.findIndex((event) => event.position === at);
                const found = events[index] ?? (at && (await readEvents({ after: at - 1, limit: 1 })).events[0]);
                if (found) open(found);
                return index;
              };
              const begin = async () => {
                const { size } = await read("/v1/ledger/head");
                // It may be tried again.
                [events, next] = [[], undefined];
                await load();
                const index = await openAt();
                if (isLive) follow(query, events[0]?.position ?? size, grow);
                if (!isLive || isFiltered) onErasure(size, again);
                return index;
              };
              fill(place, eventually(begin, (index) => {
                redraw(both, put);
                list.draw();
                if (index >= 0) list.select(index);
                return [];
              }, 10));
              const turn = () => { amend({ order: order === "asc" ? null : "asc", at: null }); go(); };
              const form = filterForm(fields, query, order, turn, isLive);
              const element = page("Events", note, form, both);
              element.classList.add("events-view");
              return {
                title: ["Events", Object.values(query).join(", ")].filter(Boolean).join(": "), element,
                begin: () => viewKeys(["f", "Filter", () => { form.open(); }], ["o", "Oldest or newest first", turn]),
              };
            }

            function filterForm(fields, query, order, turn, isLive) {
              const kept = { order: order === "asc" && order };
              const called = (name) => find(`[for=${name}]`, fields).textContent;
              const chips = Object.entries(query).map(([name, text]) =>
                chip(called(name), text, href(["events"], { ...query, ...kept, [name]: null })));
              const more = e("details", e("summary", icon("search"), " Filter"), fields);
              const form = e("form.filters", {
                on: { submit: sending(() => {
                  const { type, ...rest } = Object.fromEntries(new FormData(form));
                  // Lists show `Sign up started` for `SignUpStarted`; a team's own type may be called so.
                  go(href(["events"], { ...rest, ...kept, type: type.trim().replace(/^[^,]+ [^,]+$/,
                    (all) => `${all.replace(/ +./g, (end) => end.at(-1).toUpperCase())},${all}`) }));
                }) },
              }, row(chips,
                button(`Newest first${isLive ? ", live" : ""}`, turn, undefined,
                  { "aria-pressed": String(order === "desc") })), more);
              form.open = () => { more.open = true; find("input", more).focus(); };
              return form;
            }
            """###,
        "console/experiments.js": ###"""
            /** Which variant converts better, and whether that may be chance. */
            import { e, stamp, svg } from "../shared/dom.js";
            import { box, cut, draw, figure, label, line, roundUp } from "./charts.js";
            import { flowView } from "./flows.js";
            import { go, href, search, view } from "./route.js";
            import { read } from "./session.js";
            import { count, eventually, notice, select, share, table } from "./ui.js";

            export const show = flowView("Experiments", "experiments", (flow, attributes) => {
              const known = [...new Set(["variant", ...attributes])];
              const attribute = view.query.get("attribute") ?? "variant";
              const path = `/v1/analytics/experiments?${search({ flow: flow.flow, attribute })}`;
              const change = (next) => go(href(["experiments", flow.flow], { attribute: next === "variant" ? null : next }));
              return {
                beside: select("Compared by", known.map((name) => [name, `by ${name}`]), attribute, change, false),
                csv: path, content: eventually(() => read(path), shown, 8),
              };
            });

            function shown({ attribute, variants, test, comparisons, sampleRatio }) {
              const known = variants.filter((each) => each.subjects > 0).map((each) => ({ ...each, name: each.variant ?? "none" }));
              if (known.length === 0) return stamp("empty.experiment", { attribute });
              return e("section.card.stack", { "aria-label": "Result" }, e("p.verdict",
                verdict(known.filter((each) => each.declared !== false), test, comparisons)),
                sampleRatio?.ok === false && notice("warn", stamp("sample-ratio", { chance: chance(sampleRatio.pValue) })),
                figure(`Conversion by ${attribute}: ${known.map((each) => `${each.name} ${share(each.rate)}`).join(", ")}`,
                  (width) => intervals(known, width),
                  table(["Variant", "#Subjects", "#Converted", "#Rate", "#From", "#To"], known.map((each) =>
                    [each.name, count(each.subjects), count(each.converted), share(each.rate), share(each.low), share(each.high)])),
                  stamp("whisker-words")));
            }

            const chance = (pValue) => (pValue < 0.001 ? "under 0.001" : pValue.toFixed(3));

            function verdict(variants, test, comparisons) {
              if (variants.length < 2) return stamp("one-variant");
              if (typeof test?.pValue !== "number") return stamp("no-test");
              const told = { isTold: test.significant, isOpen: !test.significant, chance: chance(test.pValue) };
              // The test of more than two says that they differ, not which.
              if (variants.length > 2) {
                return [stamp("of-many", told), comparisons?.filter((each) => each.significant).map((each) =>
                  stamp("differs", { one: each.variant, other: each.against, chance: chance(each.pValue) }))];
              }
              const [best, other] = variants.toSorted((a, b) => b.rate - a.rate);
              return stamp("of-two", { ...told, best: best.name, other: other.name, high: share(best.rate),
                low: share(other.rate) });
            }

            /** Rates with their intervals, a line each: a dot where the rate is, a whisker over the interval. */
            function intervals(variants, width) {
              const [left, step] = [Math.min(150, width * 0.3), 46];
              const high = Math.min(1, roundUp(Math.max(...variants.map((each) => each.high), 0.01)));
              const [x, bottom] = [(rate) => left + (width - left - 20) * (rate / high), variants.length * step];
              return draw(width, bottom + 26, [0, 0.5, 1].map((part) => [line("grid", x(part * high), 0, x(part * high), bottom),
                label("axis", x(part * high), bottom + 18, share(part * high), part === 1 ? "end" : "middle")]),
              variants.map(({ name, rate, low, high: top }, index) => {
                const y = index * step + step / 2;
                return svg("g", {}, svg("title", {}, `${name}: ${share(rate)}, from ${share(low)} to ${share(top)}`),
                  label("name", left - 14, y + 5, cut(name, left / 9), "end"), box("whisker", x(low), y - 3, x(top) - x(low), 6, 3),
                  svg("circle", { class: "rate", cx: x(rate), cy: y, r: 7 }));
              }));
            }
            """###,
        "console/flows.js": ###"""
            /** The flows' declarations, asked for once: their names, stages and attributes. */
            import { go, href, view } from "./route.js";
            import { read } from "./session.js";
            import { download, notice, page, select, stack } from "./ui.js";

            let declared = null;

            export async function flows() {
              declared ??= (await read("/v1/flows")).flows;
              return declared;
            }

            /**
             * A view about a flow: the one in the address, or the first. `show(flow, attributes)` answers `{beside, csv, content}`
             * and what else a view may have.
             */
            export const flowView = (title, name, show) => async () => {
              const all = await flows();
              const id = view.segments[1] ?? all[0]?.flow;
              const flow = all.find((each) => each.flow === id);
              const choice = select("Flow", all.map((each) => each.flow), id, (next) => go(href([name, next])), false);
              if (!flow) return { title, element: page(title, choice, notice("warn",
                `There is no flow “${id}”. Choose another.`)) };
              const shown = show(flow, (await read(`/v1/flows/${encodeURIComponent(id)}/attributes`)).attributes);
              const beside = [choice, shown.beside, shown.csv && download("CSV", `${shown.csv}&format=csv`, `${id}-${name}.csv`)];
              return { ...shown, title: `${title}: ${id}`, element: page(title, beside, stack(shown.content)) };
            };
            """###,
        "console/follow.js": ###"""
            /** The log's live tail: server-sent events from a position on, and on again after every break. */
            import { isFinal, listen } from "../onboarding/live.js";
            import { on, pause } from "../shared/dom.js";
            import { search, steadily, view } from "./route.js";
            import { heard, read } from "./session.js";

            /** Whether the tail is `live`, `waiting` for the server, or `over`. */
            export const connection = new EventTarget();

            function announce(state) {
              connection.state = state;
              connection.dispatchEvent(new Event("change"));
            }

            /** How many events are kept for the next frame; older ones are only counted. */
            const heldMax = 500;

            /** How often it is asked whether something was erased, where a tail would be one too many. */
            const erasureMilliseconds = 3000;

            /** True where something was taken out of events that were read before, or may have been by events that were skipped. */
            export const isErased = (events, skipped) =>
              skipped > 0 || events.some(({ type }) => /^Person(alData)?Erased$/.test(type));

            /** A page of the log's events. */
            export const readEvents = (query) => read(`/v1/ledger/events?${search(query)}`);

            /** Calls back for what was erased behind `after`: what is shown may be, by events that are not shown. */
            export const onErasure = (after, work) => steadily(async () => {
              const { events } = await readEvents({ type: "PersonalDataErased", after });
              if (events.length === 0) return;
              await work();
              after = events.at(-1).position;
            }, erasureMilliseconds);

            /**
             * Follows the log behind `after` for as long as the view is open and looked at: browsers have few connections for
             * all tabs of a server together. Who comes back is told of all that came meanwhile. `onEvents(events, skipped)` gets
             * what came since the last frame, oldest first; `skipped` came faster than anybody could look.
             */
            export async function follow(filter, after, onEvents) {
              const { signal } = view;
              let [position, held, skipped, milliseconds] = [after, [], 0, 500];
              const show = () => {
                const [shown, count] = [held, skipped];
                [held, skipped] = [[], 0];
                if (!signal.aborted) onEvents(shown, count);
              };
              const take = (event) => {
                position = event.position;
                if (held.push(event) > heldMax) { held.shift(); skipped += 1; }
                if (held.length === 1) requestAnimationFrame(show);
              };
              while (!signal.aborted) {
                if (document.hidden) {
                  await new Promise((resolve) => { on(document, "visibilitychange", resolve, { once: true }); });
                  continue;
                }
                const look = new AbortController();
                on(document, "visibilitychange", () => look.abort(), { signal: look.signal });
                try {
                  const found = listen(`/v1/ledger/events?${search({ ...filter, after: position })}`,
                    { signal: AbortSignal.any([signal, look.signal]) }, () => announce("live"));
                  for await (const { data } of found) {
                    milliseconds = 500;
                    take(JSON.parse(data));
                  }
                } catch (error) {
                  if (signal.aborted) return;
                  if (isFinal(error)) {
                    announce("over");
                    return heard(error);
                  }
                } finally {
                  look.abort();
                }
                if (signal.aborted || document.hidden) continue;
                announce("waiting");
                await pause(milliseconds);
                milliseconds = Math.min(milliseconds * 2, 8000);
              }
            }
            """###,
        "console/frame.html": ###"""
            <template id="frame">
              <a class="skip-link unseen" href="#main">To the content</a>
              <header class="bar">
                <button type="button" class="quiet icon-button menu-button" aria-label="Menu" aria-expanded="false"
                  aria-controls="side" data-on="menu"><i data-icon="menu"></i></button>
                <a class="brand" href="/console">
                  <img src="/pages/shared/mark.svg" alt="" width="26" height="26"><span>onboard</span>
                </a>
                <form class="search" role="search" data-on="search" data-if="audit:read">
                  <i data-icon="search"></i>
                  <input id="search" name="q" type="search" placeholder="Search people, tenants, streams" autocomplete="off"
                    maxlength="200" aria-label="Search people, tenants and streams">
                  <kbd aria-hidden="true">/</kbd>
                </form>
                <span class="search" data-if="unsearched"></span>
                <button type="button" class="quiet icon-button" aria-label="Keys" title="Keys (?)" data-on="help">?</button>
                <slot name="theme"></slot>
              </header>
              <nav class="side" id="side" aria-label="Views">
                <ul>
                  <li><a href="/console" data-key="o"><i data-icon="home"></i>Overview</a></li>
                  <li data-if="audit:read"><a href="/console/events" data-key="e"><i data-icon="pulse"></i>Events</a></li>
                  <li data-if="audit:read"><a href="/console/subjects" data-key="s"><i data-icon="person"></i>Subjects</a></li>
                  <li data-if="analytics:read" class="side-heading">Where people are lost</li>
                  <li data-if="analytics:read"><a href="/console/funnel" data-key="f"><i data-icon="funnel"></i>Funnels</a></li>
                  <li data-if="analytics:read">
                    <a href="/console/friction" data-key="r"><i data-icon="hourglass"></i>Friction</a>
                  </li>
                  <li data-if="analytics:read">
                    <a href="/console/experiments" data-key="x"><i data-icon="flask"></i>Experiments</a>
                  </li>
                  <li data-if="analytics:read"><a href="/console/paths" data-key="p"><i data-icon="paths"></i>Paths</a></li>
                  <li data-if="audit:read" class="side-heading">Proof</li>
                  <li data-if="audit:read"><a href="/console/integrity" data-key="i"><i data-icon="shield"></i>Integrity</a></li>
                  <li data-if="admin"><a href="/console/models" data-key="m"><i data-icon="layers"></i>Read models</a></li>
                </ul>
                <div class="side-foot stack-tight small soft">
                  <span class="live-state" role="status"><span class="live-dot"></span><span class="when-live">Live</span><span
                    class="when-waiting">Waiting for the server</span><span class="when-over">Not live</span><span
                    class="when-idle">Ready</span></span>
                  <div>Times in <slot name="zone"></slot></div>
                  <div class="row row-apart">
                    <slot name="key"></slot>
                    <button type="button" class="quiet small-button" data-on="signOut">Sign out</button>
                  </div>
                </div>
              </nav>
              <slot name="main"></slot>
              <div id="told" role="status"></div>
            </template>

            <template id="stale">
              <div class="stale">
                <div class="notice warn" role="alert"><i data-icon="alert"></i>
                  <div class="row">The server was updated since this page was opened.
                    <button type="button" class="small-button" data-on="reload">Reload</button></div>
                </div>
              </div>
            </template>

            <template id="lost">
              <p>The address leads to no view; it may have been cut short.</p>
              <div class="row"><a class="button" href="/console">To the overview</a></div>
            </template>

            <template id="key-form">
              <form class="stack-tight" data-on="send">
                <label for="key">API key</label>
                <input id="key" type="password" autocomplete="off" required placeholder="obk_…" maxlength="128"
                  aria-describedby="key-problem">
                <p class="field-problem" id="key-problem" role="alert"></p>
                <button type="submit">Sign in</button>
                <button type="button" class="secondary" data-if="isDev" data-on="develop">Use a development key</button>
              </form>
            </template>

            <template id="sign-in">
              <main class="sign-in">
                <div class="stack card">
                  <img class="mark" src="/pages/shared/mark.svg" alt="" width="40" height="40">
                  <div class="stack-tight">
                    <h1>Console</h1>
                    <p class="soft">Who did what, when, and where people are lost. Sign in with an API key; its scopes decide what
                      you see.</p>
                  </div>
                  <slot name="form"></slot>
                  <details class="soft small">
                    <summary>Where do I get a key?</summary>
                    <p>On the server, once:</p>
                    <pre class="command" tabindex="0" role="group" aria-label="The commands">onboard keys add console \
              --scope audit:read \
              --scope analytics:read</pre>
                    <p>Add --scope gate:read for what people still owe, and --scope admin to act. The browser keeps a cookie and not
                      the key, for twelve hours.</p>
                  </details>
                </div>
              </main>
            </template>

            <template id="session-end">
              <p class="soft small">It lasts twelve hours, or until its key is revoked. Show a key to go on where you are.</p>
              <slot name="form"></slot>
            </template>

            <template id="keys">
              <div class="help-columns">
                <section class="stack-tight">
                  <h3>Everywhere</h3>
                  <dl class="keys">
                    <div><dt><kbd>/</kbd></dt><dd>Search</dd></div>
                    <div><dt><kbd>?</kbd></dt><dd>These keys</dd></div>
                    <div><dt><kbd>Esc</kbd></dt><dd>Close what is open</dd></div>
                    <slot name="places"></slot>
                  </dl>
                </section>
                <section class="stack-tight">
                  <h3>In lists</h3>
                  <dl class="keys">
                    <div><dt><kbd>j</kbd><kbd>↓</kbd></dt><dd>Next</dd></div>
                    <div><dt><kbd>k</kbd><kbd>↑</kbd></dt><dd>Previous</dd></div>
                    <div><dt><kbd>Enter</kbd></dt><dd>Open</dd></div>
                    <div><dt><kbd>Home</kbd><kbd>End</kbd></dt><dd>First, last</dd></div>
                    <slot name="own"></slot>
                  </dl>
                </section>
              </div>
              <label class="row"><input type="checkbox">Let single keys act; those in lists always do</label>
              <button type="button" class="secondary small-button" autofocus data-on="close">Close</button>
            </template>

            <template id="action">
              <form class="stack" data-on="send">
                <p><slot name="text"></slot></p>
                <p class="mono small"><slot name="stream"></slot></p>
                <div class="stack-tight">
                  <label for="reason">Reason</label>
                  <textarea id="reason" required maxlength="500" rows="3" aria-describedby="problem"></textarea>
                </div>
                <div class="field" data-if="typed">
                  <label for="typed">Type <slot name="typed"></slot> to confirm</label>
                  <input id="typed" autocomplete="off" spellcheck="false" required aria-describedby="problem">
                </div>
                <div class="field-problem" id="problem" role="alert"></div>
                <div class="row end">
                  <button type="button" class="secondary" data-on="cancel">Cancel</button>
                  <slot name="submit"></slot>
                </div>
              </form>
            </template>

            <template id="approve" data-name="Approve">They get in; a merchant gets a workspace.</template>
            <template id="reinstate" data-name="Reinstate">They get in again, to where they were.</template>
            <template id="suspend" data-name="Suspend" data-risky="yes"
              >They are kept out at once, until they are let in again.</template>
            <template id="comp" data-name="Comp">They get a membership for free.</template>
            <template id="uncomp" data-name="Take back the comp" data-risky="yes">The gate asks them to pay again.</template>
            <template id="reopen" data-name="Reopen">The tenant's onboarding goes on where it was.</template>
            <template id="erase" data-name="Erase" data-risky="yes">This person's personal data is taken out of the log, the read
              models and the files, in every stream. It cannot be undone. What happened, and when, stays, and proofs still
              hold.</template>
            """###,
        "console/friction.js": ###"""
            /** Where a flow is hard: time, saves, conflicts and refusals at each step. */
            import { e, stamp } from "../shared/dom.js";
            import { duration } from "../shared/time.js";
            import { miniBar } from "./charts.js";
            import { flowView } from "./flows.js";
            import { go, href, search, view } from "./route.js";
            import { read } from "./session.js";
            import { card, count, eventually, plural, row, select, stageName, stack, table } from "./ui.js";

            export const show = flowView("Friction", "friction", (flow, attributes) => {
              const by = view.query.get("by");
              const path = `/v1/analytics/friction?${search({ flow: flow.flow, by })}`;
              const groups = [["", "everybody"], ...attributes.map((name) => [name, `by ${name}`])];
              return {
                beside: select("Broken down by", groups, by, (next) => go(href(["friction", flow.flow], { by: next })), false),
                csv: path, content: eventually(() => read(path), shown, 10),
              };
            });

            const refused = ({ rejections, conflicts }) => Object.values(rejections).reduce((sum, number) => sum + number,
              conflicts);

            function shown({ steps, groups, omitted }) {
              if (steps.every((step) => step.subjects === 0)) return stamp("empty.friction");
              return stack((groups ?? [{ key: "Everybody", steps }]).map((group) => card(group.key ?? "none",
                stepTable(group.steps))),
                omitted > 0 && stamp("omitted", { all: plural(omitted, "further refusal") }));
            }

            function stepTable(steps) {
              const high = { time: Math.max(...steps.map((step) => step.medianSeconds ?? 0)),
                refused: Math.max(...steps.map(refused)) };
              return table(["Step", "#Subjects", "#Saves each", "Median time", "Refused", "Why", "#Tried again"],
                steps.map((step) => [
                step.name ? `${step.step} · ${stageName(step.name)}` : stageName(step.step), count(step.subjects),
                step.subjects > 0 ? (step.saves / step.subjects).toFixed(1) : "–",
                [duration(step.medianSeconds), miniBar(step.medianSeconds / high.time, "calm")],
                [count(refused(step)), miniBar(refused(step) / high.refused, "lost")], reasons(step), count(step.retries),
              ]));
            }

            function reasons({ conflicts, rejections, fields = {}, returns }) {
              const most = (object) => Object.entries(object).sort(([, a], [, b]) => b - a).slice(0, 6);
              const chip = (mood, text, number) => number > 0 && e(`span.badge.${mood}`, `${text} ${count(number)}`);
              return row(chip("warn", "conflict", conflicts),
                most(rejections).map(([code, number]) => chip("bad", stageName(code.replace(/^[a-z]+\./, "")), number)),
                most(fields).map(([pointer, number]) => chip("warn", pointer, number)), chip("calm", "came back", returns));
            }
            """###,
        "console/funnel-chart.js": ###"""
            /** The funnel's bars: for each stage how many reached it, and of them who went on, is open, was lost. */
            import { svg } from "../shared/dom.js";
            import { duration } from "../shared/time.js";
            import { box, cut, draw, label } from "./charts.js";
            import { count, share, stageName } from "./ui.js";

            const words = { on: "went on", open: "still open", lost: "lost" };

            /** The stage after which most were lost, the earliest of equals; null when nobody was. */
            export const worstLeak = (stages) =>
              stages.reduce((worst, stage) => (stage.lost > (worst?.lost ?? 0) ? stage : worst), null);

            /** In one line, or in two where there is no room. */
            function lines(isNarrow, words) {
              const [first, ...rest] = words.filter(Boolean);
              return isNarrow ? [first, rest.join(" · ")] : [[first, ...rest].join(" · ")];
            }

            /** `optional` names the stages that may be passed by; `open(stage, state)` is called for a bar that was pressed. */
            export function funnelBars(stages, optional, width, open) {
              const isNarrow = width < 560;
              const [left, right, top, bar, step] = isNarrow ? [0, 0, 20, 20, 82] : [170, 140, 6, 34, 62];
              const length = (width - left - right) / Math.max(1, ...stages.map((stage) => stage.subjects));
              const worst = worstLeak(stages);
              // Everybody went through the stage before that was not optional: shares are of those.
              let [base] = stages;
              return draw(width, stages.length * step, stages.map((stage, index) => {
                if (!optional.has(stage.stage)) base = stage;
                const [y, next, name] = [index * step + top, stages[index + 1], stageName(stage.stage)];
                const parts = next ? [["on", stage.subjects - stage.open - stage.lost], ["open", stage.open], ["lost", stage.lost]]
                  : [["on", stage.subjects]];
                let x = left;
                return svg("g", { class: stage === worst ? "worst" : null },
                  box("rail", left, y, width - left - right, bar, 6),
                  parts.map(([kind, number]) => {
                    const size = Math.max(0, number) * length;
                    x += size;
                    return size > 0 && svg("g", { on: kind === "on" ? {} : { click: () => open(stage.stage, kind) } },
                      box(`part ${kind}`, x - size, y, Math.max(1.5, size > 6 ? size - 1.5 : size), bar, 4,
                        svg("title", {}, `${name}: ${count(number)} ${words[kind]}`)));
                  }),
                  isNarrow ? [label("name", 0, y - 6, cut(name, width / 13)), label("number", width, y - 6,
                    `${count(stage.subjects)} · ${share(stage.fromFirst)}`, "end")]
                    : [label("name", left - 14, y + bar / 2 + 5, cut(name, 19), "end"), label("number", width - right + 14,
                      y + bar / 2 + 5,
                      [count(stage.subjects), svg("tspan", { class: "share", dx: 8 }, share(stage.fromFirst))])],
                  next && lines(isNarrow, [
                    `↓ ${share(next.fromPrevious)}${base === stage ? "" : ` of ${stageName(base.stage)}`} ${
                      optional.has(next.stage) ? `take the option${isNarrow ? "" : "al step"}` : "go on"}`,
                    stage.lost > 0 && `${count(stage.lost)} lost`, stage.open > 0 && `${count(stage.open)} open`,
                    next.medianSeconds !== null && `median ${duration(next.medianSeconds)}`,
                  ]).map((text, line) => label("between", left + 4, y + bar + 17 + 16 * line, text)));
              }));
            }
            """###,
        "console/funnel.js": ###"""
            /** How many got how far in a flow, where they were lost, and who they are. */
            import { all, e, escaped, find, focusOn, on, stamp } from "../shared/dom.js";
            import { duration, time } from "../shared/time.js";
            import { figure } from "./charts.js";
            import { flowView } from "./flows.js";
            import { funnelBars, worstLeak } from "./funnel-chart.js";
            import { amend, asked, entitle, go, href, search, view } from "./route.js";
            import { read } from "./session.js";
            import {
              badge, button, card, chip, count, download, eventName, eventually, link, pages, plural, row, share, sheet, soft,
              stack, stageName, table, tight,
            } from "./ui.js";

            /** How long nobody types on a date until it counts. */
            const dateMilliseconds = 800;

            /** What of the address is asked of the server. */
            const names = ["since", "until", "window", "asOf", "by", "cohort", "order", "where"];

            export const show = flowView("Funnel", "funnel", (flow, attributes) => {
              const options = asked(names);
              const path = `/v1/analytics/funnel?${search({ flow: flow.flow, ...options })}`;
              /** The list behind a bar is as of when the bar was drawn. */
              let { asOf } = options;
              const panel = sheet("People", () => {
                amend({ stage: null, state: null, key: null });
                people();
              });
              const people = () => {
                const { stage, state, key } = Object.fromEntries(view.query);
                panel.element.hidden = !stage;
                entitle(`Funnel: ${flow.flow}${stage ? `, ${state ?? "lost"} after ${stageName(stage)}` : ""}`);
                if (stage) showPeople(panel, { flow: flow.flow, ...options, asOf, stage, state: state ?? "lost", key });
              };
              /** False for another question, which needs another view. */
              const update = () => {
                if (search(asked(names)) !== search(options)) return false;
                people();
                focusOn(panel.element.hidden ? find("h1") : panel.title);
                return true;
              };
              const open = (stage, state, key = null) => {
                amend({ stage, state, key }, true);
                people();
                panel.title.focus();
              };
              const report = eventually(() => read(path), (found) => {
                asOf ??= found.asOf;
                people();
                return found.subjects > 0 ? shown(found, flow, open) : stamp("empty.funnel",
                  { on: link("Without any", ["funnel", flow.flow], {}, "button.secondary.small-button") });
              }, 10);
              return {
                csv: path, update,
                content: [controls(flow, attributes, options), options.where
                  && row(chip("Only", options.where, href(["funnel", flow.flow], { ...options, where: null }))),
                e("div.with-sheet", report, panel.element)],
              };
            });

            function shown({ stages, subjects, asOf, head, groups, exits }, flow, open) {
              const worst = worstLeak(stages);
              const optional = new Set(flow.stages.filter((stage) => stage.optional).map((stage) => stage.name));
              const stops = stages.flatMap((stage) => ["lost", "open"].filter((state) => stage[state] > 0).map((state) => [stage,
                state]));
              return stack(
                e("section.card.stack", { "aria-label": "Funnel" },
                  stamp("through", { share: share(stages.at(-1).fromFirst), all: plural(subjects, "subject"),
                    worst: worst && stageName(worst.stage), lost: worst && count(worst.lost) }),
                  figure(`Funnel: ${stages.map((stage) => `${stageName(stage.stage)} ${stage.subjects}`).join(", ")}`,
                    (width) => funnelBars(stages, optional, width, open), numbers(stages, optional),
                    stamp("key-words", { asOf: time(asOf), head: count(head) })),
                  row({ role: "group", "aria-label": "The people behind the bars" }, stops.map(([stage, state]) =>
                    button(`${count(stage[state])} ${state} after ${stageName(stage.stage)}`, () => open(stage.stage, state),
                      "chip")))),
                groups && heat(stages, groups, open),
                exits.length > 0 && card("Ways out", row(exits.map((exit) => e("span.badge",
                  `${stageName(exit.exit)}: ${count(exit.subjects)}`)))));
            }

            const numbers = (stages, optional) => [table(
              ["Stage", "#Subjects", "#From previous", "#From first", "#Drop-off", "#Open", "#Lost", "#Median", "#p90", "#p95"],
              stages.map((stage, index) => {
                const isOptional = optional.has(stage.stage);
                const name = stageName(stage.stage);
                return [isOptional ? `(${name})` : name, count(stage.subjects), share(stage.fromPrevious), share(stage.fromFirst),
                  isOptional || index === 0 ? "–" : count(stage.dropOff), count(stage.open), count(stage.lost),
                  duration(stage.medianSeconds), duration(stage.p90Seconds), duration(stage.p95Seconds)];
              })), optional.size > 0 && stamp("bracket-words")];

            /** Groups and cohorts: a row each, a cell for each stage, as dark as the share that came so far. */
            function heat(stages, groups, open) {
              const cell = (group, stage) => {
                const state = ["lost", "open"].find((each) => stage[each] > 0);
                const [said, style] = [share(stage.fromFirst), { "--heat": String(stage.fromFirst ?? 0) }];
                // Where nobody stopped there is nobody to show.
                if (!state) return e("span.heat-cell", { style }, said);
                return button(said, () => open(stage.stage, state, group.key ?? "(none)"), "heat-cell", {
                  style, "aria-label": `${group.key ?? "none"}, ${stageName(stage.stage)}: ${said}; who ${
                    state === "lost" ? "was lost" : "is still open"}`,
                });
              };
              return card("By group", table(["Group", "#Subjects", ...stages.map((stage) => stageName(stage.stage))],
                groups.map((group) =>
                [group.key ?? "none", count(group.subjects), ...group.stages.map((stage) => cell(group, stage))]), "heat-table"),
              stamp("heat-words"));
            }

            function controls(flow, attributes, options) {
              const form = stamp("funnel-choices");
              const { signal } = view;
              const fields = all("[name]", form);
              let timer;
              const wait = () => { timer = setTimeout(() => signal.aborted || choose(), dateMilliseconds); };
              const choose = () => {
                // A date is typed in parts, and is one after each of them; a year that is still being typed begins with noughts.
                const { type, value, validity } = document.activeElement;
                if (type === "date" && (validity.badInput || value[0] < 1)) return wait();
                const chosen = { ...options };
                for (const each of fields) if (each.value !== each.shown) chosen[each.name] = each.value;
                if (search(chosen) !== search(options)) go(href(["funnel", flow.flow], chosen));
              };
              find("[name=by]", form).append(...attributes.map((name) => e("option", name)));
              for (const each of fields) {
                const { [each.name]: chosen = "" } = options;
                each.value = chosen;
                each.value ||= chosen.slice(0, 10);
                if (each.selectedIndex < 0) each.append(e("option", { selected: true }, chosen));
                each.shown = each.value;
                on(each, "change", () => {
                  clearTimeout(timer);
                  (each.type === "date" ? wait : choose)();
                });
              }
              return form;
            }

            // Who is behind a bar

            function showPeople(panel, query) {
              const path = `/v1/analytics/dropoff?${search(query)}`;
              const load = (after) => read(after ? `${path}&after=${escaped(after)}` : path);
              const words = { lost: "Lost", open: "Still open" }[query.state] ?? query.state;
              panel.show(`${words} after ${stageName(query.stage)}${query.key ? ` (${query.key})` : ""}`,
                row(download("CSV", `${path}&format=csv`, `${query.flow}-${query.stage}-${query.state}.csv`)),
                eventually(load, (found) => {
                  if (found.total === 0) return stamp("empty.people");
                  const items = e("ul.people", found.subjects.map(person));
                  return tight(soft(plural(found.total, "subject")), items,
                    pages(found, load, items, (page) => page.subjects.map(person)));
                }, 8));
            }

            function person({ stream, since, lastEvent, lastError, exit, instead = {} }) {
              const where = { flow: () => `now in ${instead.flow}: ${stageName(instead.stage)}`,
                restart: () => "began anew" }[instead.kind]?.();
              return e("li", e("a", { href: href(["stream", stream]) },
                stamp("stopped", { stream, since: time(since), last: eventName(lastEvent), lastError }),
                where ? e("span.badge.calm", where) : exit && badge(exit)));
            }
            """###,
        "console/history.js": ###"""
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
                <link rel="modulepreload" href="/pages/onboarding/requests.js">
                <link rel="modulepreload" href="/pages/onboarding/live.js">
                <link rel="modulepreload" href="/pages/onboarding/clock.js">
                <link rel="modulepreload" href="/pages/shared/api.js">
                <link rel="modulepreload" href="/pages/shared/dom.js">
                <link rel="modulepreload" href="/pages/shared/time.js">
                <link rel="modulepreload" href="/pages/shared/theme-toggle.js">
                <link rel="modulepreload" href="/pages/console/ui.js">
                <link rel="modulepreload" href="/pages/console/route.js">
                <link rel="modulepreload" href="/pages/console/session.js">
                <link rel="modulepreload" href="/pages/console/follow.js">
                <link rel="modulepreload" href="/pages/console/keys.js">
                <link rel="modulepreload" href="/pages/console/overview.js">
                <link rel="modulepreload" href="/pages/console/charts.js">
                <link rel="modulepreload" href="/pages/console/event.js">
                <link rel="modulepreload" href="/pages/console/flows.js">
              </head>
              <body>
                <noscript>This page needs scripts; everything in it can also be had from the API and the command.</noscript>
              </body>
            </html>
            """###,
        "console/integrity.js": ###"""
            /** Whether the log is what it was: its head, its verification, and proofs to check where this server has no say. */
            import { hex } from "../onboarding/requests.js";
            import { e, escaped, fill, sending, stamp } from "../shared/dom.js";
            import { duration, time } from "../shared/time.js";
            import { readEvents } from "./follow.js";
            import { amend, view } from "./route.js";
            import { read } from "./session.js";
            import {
              card, copyable, count, download, eventName, eventually, facts, fail, field, link, notice, page, plural, redraw, row,
              tight,
            } from "./ui.js";
            import { work } from "./work.js";

            const readHead = () => read("/v1/ledger/head");

            export function show() {
              const place = eventually(readHead, head);
              /** The head as it is now: what is said of it stands beside no other. */
              const look = async () => {
                const found = await readHead();
                redraw(place, () => fill(place, head(found)));
                return found;
              };
              return {
                title: "Integrity",
                element: page("Integrity", null, stamp("integrity", {
                  head: card("Tree head", place), verification: verification(look),
                  inclusion: inclusion(look), consistency: consistency(look),
                })),
              };
            }

            /** A document to keep, as a link. */
            const file = (text, name, thing) => download(text,
              `data:application/json,${escaped(JSON.stringify(thing))}`, name);

            const head = ({ size, root, hash, recordedAt }) => stamp("head", {
              size: plural(size, "event"), at: time(recordedAt), root: copyable(root, "Copy the root"),
              hash: copyable(hash, "Copy the hash"), keep: file("Download this head", `head-${size}.json`, { size, root }),
            });

            const verification = (look) => card("Verification", stamp("verification"),
              work("/v1/admin/verify", [["Verify everything", {}], ["Only what is derived", { views: true }]], (report) => {
                look().catch(() => {});
                return verified(report);
              }));

            function verified({ startedAt, seconds, result }) {
              const { ok, events, root, claims, views = [], journeys = [], explanation, position, stream, view: model } = result;
              return tight(notice(ok ? "good" : "bad", ok ? "Everything holds." : explanation), facts([
                ["When", time(startedAt)], ["Took", duration(seconds)], ["Events", events !== undefined && count(events)],
                ["Unique keys", claims !== undefined && count(claims)], ["Root", root && e("code", root)],
                ...views.map((each) => [each.view, stamp("rows-hold", { rows: plural(each.rows, "row") })]),
                ...journeys.map((each) =>
                  [`journeys of ${each.flow}`, stamp("journeys-hold", { all: plural(each.subjects, "subject") })]),
                ["Read model", model], ["First bad position", position && link(position, ["events"], { at: position })],
                ["Subject", stream && link(stream, ["stream", stream])],
              ]));
            }

            /** A form that asks for a proof; `prove` answers what to show of it. */
            function prover(title, template, control, prove) {
              const place = tight({ role: "status" });
              const run = async () => {
                try {
                  fill(place, await prove());
                } catch (error) {
                  fail(place, error);
                }
              };
              const element = card(title, stamp(template),
                e("form.stack-tight", { on: { submit: sending(run) } }, control,
                  row(e("button.secondary", { type: "submit" }, "Prove it"))), place);
              return { element, run };
            }

            /** The proof as a document, and the command that checks it. */
            const proven = (name, proof, root, size) => [
              stamp("check", {
                keep: file("Download the proof", name, proof), digests: plural(proof.path.length, "digest"), name, root, size,
              }),
            ];

            function inclusion(look) {
              const control = field("Position", { type: "number", min: 1, required: true, value: view.query.get("position")
                ?? "" });
              const input = control.lastElementChild;
              const { element, run } = prover("Is an event in the log?", "inclusion", control,
                async () => {
                const position = Number(input.value);
                amend({ position });
                const { size, root } = await look();
                if (position > size) return notice("warn", `The log has ${plural(size, "event")}.`);
                const [{ leaf, path }, { events: [event] }] = await Promise.all([
                  read(`/v1/ledger/proof/${position}?size=${size}`), readEvents({ after: position - 1, limit: 1 })]);
                return [
                  stamp("proven", { root, hash: event.hash, event: link(`${eventName(event.type)}, ${event.stream}`,
                    ["stream", event.stream], { v: event.version }) }),
                  proven(`proof-${position}.json`, { kind: "inclusion", position, size, event: event.hash, leaf, path, root }, root,
                    size)];
              });
              if (input.value) run();
              return element;
            }

            function consistency(look) {
              const control = field("The head that you kept", { required: true,
                placeholder: "{\"size\":1200,\"root\":\"9f86d0…\"}" });
              return prover("Did it only grow?", "consistency", control, async () => {
                const kept = parsed(control.lastElementChild.value);
                if (!kept) return notice("warn", stamp("no-head"));
                if (kept.size === 0) return notice("good", stamp("grown.empty"));
                const { size, root } = await look();
                if (kept.size > size) return notice("bad", stamp("cut", { size }));
                const { path } = await read(`/v1/ledger/consistency?from=${kept.size}&to=${size}`);
                const said = !crypto.subtle ? "warn" : await isPart(kept, { size, root }, path) ? "good" : "bad";
                return [notice(said, stamp(`grown.${said}`)),
                  proven(`growth-${kept.size}.json`, { kind: "consistency", from: kept.size, to: size, fromRoot: kept.root, path,
                    root }, kept.root, kept.size)];
              }).element;
            }

            /** The hash over two nodes of the tree (RFC 9162 section 2.1). */
            const over = async (left, right) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256",
              new Uint8Array(`01${left}${right}`.match(/../g).map((byte) => Number(`0x${byte}`))))));

            /** Whether the tree of `now` begins with that of `then`: the path leads to both roots (section 2.1.4.2). */
            export async function isPart(then, now, path) {
              let [first, last] = [then.size - 1, now.size - 1];
              const up = () => { first >>= 1; last >>= 1; };
              // A tree whose size is a power of two is a node of any that it is a part of, and so in no path.
              const [start, ...nodes] = then.size & first && first < last ? path : [then.root, ...path];
              let [old, root] = [start, start];
              while (first % 2) up();
              for (const node of nodes) {
                if (last === 0) return false;
                if (first % 2 || first === last) {
                  [old, root] = [await over(node, old), await over(node, root)];
                  while (first && first % 2 === 0) up();
                } else root = await over(root, node);
                up();
              }
              return old === then.root && root === now.root && (last === 0 || then.size === now.size);
            }

            function parsed(text) {
              try {
                const { size, root } = JSON.parse(text);
                return Number.isSafeInteger(size) && size >= 0 && /^[0-9a-f]{64}$/.test(root) && { size, root };
              } catch {
                return null;
              }
            }
            """###,
        "console/keys.js": ###"""
            /** Keys for everything, and the list of them. */
            import { e, find, keep, kept, stamp } from "../shared/dom.js";
            import { go } from "./route.js";
            import { dialog } from "./ui.js";

            /** Where `g` and a letter lead. */
            const places = new Map();
            /** Keys of the view that is open: `[key, text, press]`. */
            let own = [];
            let isGoing = false;

            /** Who dictates, or shakes, may want no key to mean anything by itself; lists have theirs in any case. */
            const isOff = () => kept("keys") === "false";

            export const placeKey = (letter, text, address) => places.set(letter, { text, address });

            /** Says which keys the view has; they are gone with it. */
            export function viewKeys(...keys) {
              own = keys;
            }

            export function listenToKeys() {
              addEventListener("keydown", (event) => {
                if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
                  || find("dialog[open]")) return;
                const isTyping = event.target.closest?.("input:not([type=range]), select, textarea");
                if (event.key === "Escape") {
                  (find("[data-menu=open] .menu-button")
                    ?? find(":not([hidden]) > * > [data-escape]"))?.click();
                } else if (!isTyping && !isOff() && press(event.key)) event.preventDefault();
              });
            }

            /** False for a key that means nothing here. */
            function press(key) {
              const place = isGoing && places.get(key);
              isGoing = key === "g";
              const found = own.find(([each]) => each === key);
              if (place) go(place.address);
              else if (key === "/") find("#search")?.focus();
              else if (key === "?") help();
              else if (found) found[2]();
              return place || found || isGoing || "/?".includes(key);
            }

            export function help() {
              const key = (names, text) => e("div", e("dt", names.split(" ").map((name) => e("kbd", name))), e("dd", text));
              const element = dialog("Keys", stamp("keys", {
                places: [...places].map(([letter, { text }]) => key(`g ${letter}`, text)),
                own: own.map(([name, text]) => key(name, text)), close: () => element.close(),
              }));
              const box = find("input", element);
              box.checked = !isOff();
              box.onchange = () => keep("keys", box.checked);
            }
            """###,
        "console/list.js": ###"""
            /** A list of any length of which only the rows in sight are drawn; a listbox for keyboards. */
            import { e, fill, newID, on } from "../shared/dom.js";
            import { view } from "./route.js";
            import { zoom } from "./ui.js";

            /** Rows drawn beyond what is in sight, so that quick scrolling shows no gaps. */
            const spare = 6;
            /** Browsers stop at about 33 million pixels; a longer list is cut there. */
            const heightMax = 30_000_000;

            /**
             * `row(index)` answers a row's content, `onSelect(index)` hears of a selection, `onOpen(index)` of Enter
             * or a double click, and `onRange(first, last)` of what is in sight, for data that is loaded by need.
             */
            export class List {
              #height;
              #row;
              #onSelect;
              #onOpen;
              #onRange;
              #count = 0;
              #selected = -1;
              /** What was pressed, and how many rows came above it since. */
              #pressed;
              #added;
              #rows = new Map();
              #id = newID("row");
              #sizer = e("div.list-sizer", { role: "presentation" });
              #frame = 0;

              /** Rows are so high, in pixels, where text is as large as usual. */
              constructor(label, height, { row, onSelect = () => {}, onOpen = () => {}, onRange = () => {} }) {
                this.#height = Math.round(height * zoom());
                [this.#row, this.#onSelect, this.#onOpen, this.#onRange] = [row, onSelect, onOpen, onRange];
                this.element = e("div.list", {
                  role: "listbox", tabindex: 0, "aria-label": label,
                  on: {
                    scroll: () => this.#drawSoon(), keydown: (event) => this.#press(event),
                    pointerdown: ({ target }) => { [this.#pressed, this.#added] = [target, 0]; },
                    // What is drawn anew before the button is let go gets no click.
                    pointerup: () => this.#pressed?.isConnected === false && this.#hit(this.#pressed, this.#added),
                    click: ({ target }) => this.#hit(target),
                    dblclick: () => this.#selected < 0 || this.#onOpen(this.#selected),
                  },
                }, this.#sizer);
                const observer = new ResizeObserver(() => this.#drawSoon());
                observer.observe(this.element);
                on(view.signal, "abort", () => observer.disconnect());
              }

              /** Says how many rows there are; `added` ones at the top are new, and what is in sight stays there. */
              setCount(count, added = 0) {
                const { scrollTop } = this.element;
                this.#count = Math.min(count, Math.floor(heightMax / this.#height));
                this.#sizer.style.height = `${this.#count * this.#height}px`;
                if (added > 0 && this.#selected >= 0) this.#selected += added;
                this.#added += added;
                this.#selected = Math.min(this.#selected, this.#count - 1);
                if (added > 0 && scrollTop >= this.#height) this.element.scrollTop = scrollTop + added * this.#height;
                this.redraw();
              }

              /** Draws every row afresh. */
              redraw() {
                this.#rows.clear();
                fill(this.#sizer);
                this.draw();
              }

              redrawRow(index) {
                if (this.#rows.has(index)) fill(this.#rows.get(index), this.#row(index));
              }

              /** Marks a row, and brings it into sight. */
              select(index, isSilent = false) {
                if (this.#count === 0) return;
                const next = Math.max(0, Math.min(index, this.#count - 1));
                this.#rows.get(this.#selected)?.setAttribute("aria-selected", "false");
                this.#selected = next;
                this.reveal();
                this.#rows.get(next)?.setAttribute("aria-selected", "true");
                if (!isSilent) this.#onSelect(next);
              }

              /** Brings the row that is marked into sight. */
              reveal() {
                const [top, { scrollTop, clientHeight }] = [this.#selected * this.#height, this.element];
                const isFar = Math.abs(top - scrollTop) > 2 * clientHeight;
                if (isFar) this.element.scrollTop = top - clientHeight / 2;
                else if (top < scrollTop) this.element.scrollTop = top;
                else if (top + this.#height > scrollTop + clientHeight) this.element.scrollTop = top + this.#height - clientHeight;
                this.draw();
              }

              #drawSoon() {
                if (!this.#frame) this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.draw(); });
              }

              draw() {
                const { scrollTop, clientHeight } = this.element;
                if (clientHeight === 0) return;
                const first = Math.max(0, Math.floor(scrollTop / this.#height) - spare);
                const last = Math.min(this.#count - 1, Math.ceil((scrollTop + clientHeight) / this.#height) + spare);
                for (const [index, element] of this.#rows) {
                  if (index >= first && index <= last) continue;
                  element.remove();
                  this.#rows.delete(index);
                }
                for (let index = first; index <= last; index += 1) if (!this.#rows.has(index)) this.#add(index);
                if (this.#selected >= 0) this.element.setAttribute("aria-activedescendant", `${this.#id}-${this.#selected}`);
                if (last >= first) this.#onRange(first, last);
              }

              #add(index) {
                const element = e("div.list-row", {
                  role: "option", id: `${this.#id}-${index}`, "aria-setsize": this.#count, "aria-posinset": index + 1,
                  "aria-selected": String(index === this.#selected), data: { index },
                  style: { height: `${this.#height}px`, transform: `translateY(${index * this.#height}px)` },
                }, this.#row(index));
                this.#rows.set(index, element);
                this.#sizer.append(element);
              }

              #hit(target, added = 0) {
                const row = target.closest("[data-index]");
                if (row) this.select(Number(row.dataset.index) + added);
              }

              #press(event) {
                if (event.ctrlKey || event.metaKey || event.altKey) return;
                const leap = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 1);
                const step = {
                  ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: leap, PageUp: -leap, Home: -Infinity, End: Infinity,
                }[event.key];
                if (step) this.select(this.#selected < 0 && step < Infinity ? 0 : Math.max(0, this.#selected) + step);
                else if (event.key === "Enter" && this.#selected >= 0) this.#onOpen(this.#selected);
                else return;
                event.preventDefault();
                event.stopPropagation();
              }
            }
            """###,
        "console/models.js": ###"""
            /** The read models: made anew from the log while they serve, and what the last time showed. */
            import { e, on, stamp } from "../shared/dom.js";
            import { duration, time } from "../shared/time.js";
            import { card, count, inWords, link, notice, page, stack, table, tight } from "./ui.js";
            import { work } from "./work.js";

            export function show() {
              let model = null;
              const choice = stamp("which-model").firstElementChild;
              on(choice, "change", ({ target }) => { model = target.value || null; });
              const compared = () => ({ model: model === "audit" ? null : model, dryRun: true });
              const verbs = [["Rebuild", () => ({ model, dryRun: false })], ["Only compare", compared]];
              return {
                title: "Read models",
                element: page("Read models", null, card(["Rebuild", choice], stamp("rebuild"),
                  work("/v1/admin/rebuild", verbs, report))),
              };
            }

            const changedRows = ({ added, removed, changed }) => added + removed + changed;

            function report(found) {
              const all = found.differences;
              const isSame = all.every((each) => changedRows(each) === 0);
              const first = all.flatMap((each) => each.first);
              const digests = (view) => {
                const other = all.find((each) => each.view === view.view);
                const text = other && changedRows(other) > 0
                  ? `${count(other.changed)} changed, ${count(other.added)} added, ${count(other.removed)} removed` : "none";
                return [view.view, count(view.rows), e("code.digest-cell", view.digest),
                  e(`span.badge.${text === "none" ? "good" : "warn"}`, text)];
              };
              if (found.model === "audit") {
                return stamp("index-rebuilt",
                  { at: time(found.startedAt), took: duration(found.seconds), events: count(found.events) });
              }
              return stack(
                notice(isSame ? "good" : "warn", isSame ? stamp("same-rows") : stamp("other-rows")),
                stamp("rebuilt", {
                  dryRun: found.dryRun, done: !found.dryRun, at: time(found.startedAt), why: inWords("rebuilt", found.reason),
                  took: duration(found.seconds), events: count(found.events), rate: count(Math.round(found.eventsPerSecond)),
                  pause: found.pauseMilliseconds?.toFixed(1),
                }),
                table(["Read model", "#Rows", "Digest", "Differences"], found.views.map(digests).concat(
                  found.journeys.map((each) => [`journeys of ${each.flow}`, count(each.subjects),
                    e("code.digest-cell", each.digest), e("span.badge", "made anew")]))),
                first.length > 0 && tight(e("h3", "The first rows that differed"), table(["Subject", "How", "Fields"],
                  first.map((each) =>
                  [link(each.stream, ["stream", each.stream], {}, "mono"), each.kind, each.fields.join(", ")]))));
            }
            """###,
        "console/overview.js": ###"""
            /** The first view: how busy the log is, what happens now, whether all is well, where people are lost. */
            import { e, fill, find, holdsFocus, stamp } from "../shared/dom.js";
            import { duration } from "../shared/time.js";
            import { columnChart, figure, miniBar } from "./charts.js";
            import { eventRow } from "./event.js";
            import { flows } from "./flows.js";
            import { follow, isErased, readEvents } from "./follow.js";
            import { worstLeak } from "./funnel-chart.js";
            import { amend, href, search, steadily, view } from "./route.js";
            import { may, read, session } from "./session.js";
            import {
              button, card, count, eventually, fail, link, page, plural, redraw, renewal, row, share, short, soft, stack,
              stageName, table,
            } from "./ui.js";

            /** How many events the live tail shows. */
            const tailCount = 12;

            const drawMilliseconds = 15_000;
            /** The server's days are UTC's. */
            const utc = { timeZone: "UTC" };
            const clock = { hour: "2-digit", minute: "2-digit" };
            const spans = {
              hour: { name: "Last hour", span: "PT1M", count: 60, unit: "minute", tick: clock },
              day: { name: "Last day", span: "PT30M", count: 48, unit: "half hour", tick: clock },
              month: { name: "Last 30 days", span: "P1D", count: 30, unit: "UTC day",
                tick: { day: "numeric", month: "short", ...utc }, whole: { dateStyle: "medium", ...utc } },
            };

            export function show() {
              const [isAuditor, isAnalyst, isAdmin] = [may("audit:read"), may("analytics:read"), may("admin")];
              const tiles = { events: isAuditor, rate: isAuditor, health: isAdmin, effects: isAdmin };
              for (const tile of Object.keys(tiles)) {
                tiles[tile] = tiles[tile] && e("div.tile.card", { data: { tile } }, e("strong", "–"), e("span", "\u00a0"));
              }
              const element = page("Overview", null, e("div.tiles", Object.values(tiles)), isAuditor && busy(tiles),
                e("div.columns", isAuditor && liveTail(tiles), stack(isAnalyst && leaks(), isAdmin && health(tiles))));
              return { title: "Overview", element };
            }

            const set = (tile, number, text) => fill(tile, e("strong.numbers", number), e("span.soft.small", text));

            const setHead = (tiles, head) => set(tiles.events, count(head), "events in the log");

            // How busy

            function busy(tiles) {
              const place = e("div.eventually");
              const choice = e("div.segments", { role: "group", "aria-label": "Span of time" },
                Object.entries(spans).map(([id, { name }]) => button(name, () => {
                  amend({ span: id === "hour" ? null : id });
                  draw();
                }, "segment")));
              const table = () => find("details", place);
              const chosen = () => spans[view.query.get("span")] ?? spans.hour;
              const draw = async () => {
                const shown = chosen();
                for (const each of choice.children) each.ariaPressed = String(each.textContent === shown.name);
                try {
                  const activity = await read(`/v1/ledger/activity?span=${shown.span}&count=${shown.count}`);
                  // An answer that comes late is about another span.
                  if (shown !== chosen()) return;
                  const all = activity.spans.reduce((sum, each) => sum + each.events, 0);
                  setHead(tiles, activity.head);
                  set(tiles.rate, count(all), `events in the ${shown.name.toLowerCase()}`);
                  const [isOpen, isIn] = [table()?.open, holdsFocus(place)];
                  fill(place, chart(activity.spans, shown, all));
                  table().open = isOpen;
                  if (isIn) table().firstElementChild.focus();
                } catch (error) {
                  fail(place, error, draw);
                }
              };
              draw();
              steadily(draw, drawMilliseconds);
              return card(["Activity", choice], place);
            }

            function chart(list, { name, unit, tick, whole = { dateStyle: "medium", timeStyle: "short" } }, all) {
              const columns = list.map(({ from, events }) => {
                const [short, long] = [tick, whole].map((form) => new Intl.DateTimeFormat(undefined, form).format(new Date(from)));
                return { value: events, tick: short, from: long, text: `${long}: ${plural(events, "event")}` };
              });
              return figure(`${plural(all, "event")} in the ${name.toLowerCase()}, by ${unit}`, (width) => columnChart(columns,
                width, short),
                table(["From", "#Events"], columns.map((each) => [each.from, count(each.value)])),
                stamp("running", { unit }));
            }

            // What happens now

            function liveTail(tiles) {
              let [isPaused, missed] = [false, 0];
              const rows = e("ol.tail", { "aria-label": "The newest events" });
              const pause = button("Pause", () => {
                [isPaused, missed] = [!isPaused, 0];
                fill(pause, isPaused ? "Go on" : "Pause");
                if (!isPaused) again();
              }, "quiet.small-button");
              const line = (isFresh) => (event) => e("li", { data: { position: event.position } },
                e("a", { href: href(["stream", event.stream], { v: event.version }) }, eventRow(event, isFresh, "ago")));
              const newest = () => Number(rows.firstElementChild?.dataset.position ?? 0);
              const put = (events, isFresh) => {
                const top = newest();
                // What was read anew has some of them already.
                rows.prepend(...events.filter(({ position }) => position > top).slice(-tailCount).reverse().map(line(isFresh)));
                // The line that somebody stands on stays.
                while (rows.children.length > tailCount) {
                  [...rows.children].findLast((each) => !holdsFocus(each)).remove();
                }
              };
              const load = async () => {
                // A pause lasts.
                const after = isPaused && newest() + 1;
                const { events } = await readEvents({ order: "desc", limit: tailCount, after });
                const top = events[0]?.position ?? 0;
                // What came while this was asked for is newer.
                redraw(rows, () => fill(rows, [...rows.children].filter((each) => each.dataset.position > top),
                  events.map(line(false))));
                put([]);
                return top;
              };
              const work = async () => {
                follow({}, await load(), (fresh, skipped) => {
                  if (isErased(fresh, skipped)) again();
                  setHead(tiles, fresh.at(-1).position);
                  missed += fresh.length + skipped;
                  if (isPaused) fill(pause, `Go on (${count(missed)} new)`);
                  else put(fresh, true);
                });
              };
              const place = eventually(work, () => rows, 8);
              const again = renewal(place, async () => {
                await load();
                if (!rows.isConnected) redraw(place, () => fill(place, rows));
              });
              return card(["Live", row(pause, link("All events", ["events"]))], place);
            }

            // Where people are lost

            /** Of each flow that loses people, the stage after which most were lost. */
            function leaks() {
              const work = async () => {
                const all = await flows();
                const funnels = await Promise.all(all.map(({ flow }) => read(`/v1/analytics/funnel?${search({ flow })}`)));
                return funnels.filter((each) => each.subjects).map(({ flow, stages }) => (
                  { flow, done: stages.at(-1).fromFirst, lost: 0, ...worstLeak(stages) }
                )).sort((a, b) => b.lost - a.lost);
              };
              const draw = (found) => {
                if (found.length === 0) return stamp("empty.leaks");
                const tight = found.filter((each) => !each.lost).map(({ flow }) => flow);
                return [e("ul.leaks", found.filter((each) => each.lost).map(leak)),
                  tight.length > 0 && soft(`Nobody was lost in ${tight.join(", ")}.`)];
              };
              const place = eventually(work, draw);
              steadily(() => work().then((found) => redraw(place, () => fill(place, draw(found)))), 4 * drawMilliseconds);
              return card(["Worst leaks", link("Funnels", ["funnel"])], place);
            }

            const leak = ({ flow, stage, lost, subjects, done }) =>
              e("li", e("a", { href: href(["funnel", flow], { stage, state: "lost" }) },
                stamp("leak", { flow, done: share(done), lost: count(lost), all: count(subjects), stage: stageName(stage) }),
                miniBar(lost / subjects, "lost")));

            // Whether all is well

            function health(tiles) {
              const work = async () => metrics(await read("/metrics"));
              const draw = (of) => {
                const isStopped = of("onboard_writer_failed") > 0;
                const { classList } = set(tiles.health, isStopped ? "Stopped" : "Ready", `server ${session.version}`);
                classList.toggle("bad", isStopped);
                classList.toggle("good", !isStopped);
                set(tiles.effects, count(of("onboard_effects_queued")), "mails and other effects waiting");
                const requests = of("onboard_request_seconds_count");
                return stamp("health", {
                  isStopped, isWriting: !isStopped, waiting: count(of("onboard_commands_waiting")), requests: short(requests),
                  average: duration(of("onboard_request_seconds_sum") / requests),
                  failed: count(of("onboard_requests_total", 'status="5xx"')),
                  memory: short(of("process_resident_memory_bytes") / 1_048_576),
                });
              };
              const place = eventually(work, draw);
              const unknown = (error) => {
                fail(place, error);
                set(tiles.health, "Unknown", "").classList.remove("good", "bad");
              };
              steadily(() => work().then((of) => fill(place, draw(of)), unknown), drawMilliseconds);
              return card("Health", place);
            }

            /** Reads Prometheus' text: the sum of a name's numbers, of those with a label where one is given. */
            const metrics = (text) => (name, label = "") => text.split("\n")
              .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
              .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
            """###,
        "console/paths.js": ###"""
            /** The ways people really took through a flow, to its end and out of it. */
            import { e, stamp, svg } from "../shared/dom.js";
            import { box, cut, draw, figure, label, miniBar } from "./charts.js";
            import { flowView } from "./flows.js";
            import { go, href, search, view } from "./route.js";
            import { read } from "./session.js";
            import { card, count, eventually, plural, select, share, soft, stack, stageName, table } from "./ui.js";

            export const show = flowView("Paths", "paths", (flow) => {
              const from = view.query.get("from");
              const path = `/v1/analytics/paths?${search({ flow: flow.flow, from })}`;
              const stages = flow.stages.map((stage, index) => [index === 0 ? "" : stage.name, `from ${stageName(stage.name)}`]);
              return {
                beside: select("From", stages, from, (next) => go(href(["paths", flow.flow], { from: next })), false),
                csv: path, content: eventually(() => read(path), shown, 10),
              };
            });

            function shown({ subjects, open, completed, lost, sankey }) {
              if (subjects === 0) return stamp("empty.paths");
              const numbers = table(["From", "To", "#Subjects"], sankey.links.map(({ source, target, value }) =>
                [stageName(sankey.nodes[source].name), stageName(sankey.nodes[target].name), count(value)]));
              return stack(
                e("section.card.stack", { "aria-label": "Ways" },
                  stamp("ways", { all: plural(subjects, "subject"), completed: count(completed.subjects),
                    lost: count(lost.subjects), open: count(open) }),
                  sankey.links.length > 0 && figure("Where people went from stage to stage", (width) => bands(sankey, width),
                    numbers,
                    stamp("path-words", { open: open > 0 && count(open) }))),
                e("div.columns.even", ways("To the end", completed), ways("Out", lost)));
            }

            function ways(title, { paths, pathCount }) {
              const steps = (path) => path.map((step, index) => [index > 0 && e("span.soft", " → "), stageName(step)]);
              return card(title, table(["Way", "#Subjects", "Share"], paths.map((each) =>
                [e("span", steps(each.path)), count(each.subjects), [share(each.share), miniBar(each.share, title === "Out" ? "lost"
                  : "")]])),
              pathCount > paths.length && soft(`${plural(pathCount - paths.length, "rarer way")} beside these.`));
            }

            /** Nodes in columns by depth, and between them bands as broad as many went there. */
            function bands({ nodes, links }, room) {
              const [bar, gap, height, end] = [10, 26, 300, 120];
              const columns = Math.max(...nodes.map((node) => node.depth)) + 1;
              // A little less than each name has room for is better than a part that is out of sight.
              const width = columns * end > room * 1.2 ? columns * end : room;
              const sum = (list) => list.reduce((all, link) => all + link.value, 0);
              const placed = nodes.map((node, at) => ({ ...node, at, out: 0, in: 0,
                size: Math.max(sum(links.filter((link) => link.source === at)),
                  sum(links.filter((link) => link.target === at))) }));
              const most = Math.max(...placed.map((node) => node.size));
              const tallest = Math.max(...placed.map((node) => placed.filter((other) => other.depth === node.depth).length));
              const scale = (height - gap * tallest) / (most || 1);
              // The last column's names have room of their own.
              const step = (width - end) / Math.max(1, columns - 1);
              const tops = Array(columns).fill(gap);
              for (const node of placed) {
                Object.assign(node, { x: node.depth * step * (columns > 1 ? 1 : 0), y: tops[node.depth] });
                tops[node.depth] += Math.max(2, node.size * scale) + gap;
              }
              const band = ({ source, target, value }) => {
                const [a, b, size] = [placed[source], placed[target], value * scale];
                const [y, z, middle] = [a.y + a.out + size / 2, b.y + b.in + size / 2, (a.x + bar + b.x) / 2];
                a.out += size;
                b.in += size;
                return svg("path", { class: "band", d: `M${a.x + bar} ${y}C${middle} ${y} ${middle} ${z} ${b.x} ${z}`,
                  "stroke-width": Math.max(1, size) },
                  svg("title", {}, `${stageName(a.name)} → ${stageName(b.name)}: ${count(value)}`));
              };
              return draw(width, Math.max(...tops), links.map(band), placed.map((node) => {
                const number = ` ${count(node.size)}`;
                const text = cut(stageName(node.name), (node.depth === columns - 1 ? end : step) / 6.6 - number.length) + number;
                const kind = node.name === "(lost)" ? "part lost" : "part on";
                return [box(kind, node.x, node.y, bar, Math.max(2, node.size * scale), 3),
                  label("axis", node.x, node.y - 6, text)];
              }));
            }
            """###,
        "console/route.js": ###"""
            /** Where the console is: the address holds the whole view, so that a link to it can be sent. */
            import { address, escaped, linkOf, on } from "../shared/dom.js";

            const base = "/console";

            /** The view that is open: what its address says, and a signal that ends with it. */
            export const view = { segments: [], query: new URLSearchParams(), signal: null };

            let shown = "";
            let waiting;

            /** Takes over what the address says; what is no proper escape stands for itself. */
            export function locate() {
              waiting = clearTimeout(waiting);
              shown = address();
              view.segments = location.pathname.slice(base.length).split("/").filter(Boolean).map((text) => {
                try { return decodeURIComponent(text); } catch { return text; }
              });
              view.query = new URLSearchParams(location.search);
            }

            /** Says in the tab what is shown. */
            export const entitle = (title) => { document.title = `${title} · onboard`; };

            /** What the address asks, of these names. */
            export const asked = (names) => Object.fromEntries(names.map((name) => [name, view.query.get(name)])
              .filter(([, text]) => text));

            /** A query as text, without its empty members. */
            export const search = (query) =>
              new URLSearchParams(Object.entries(query).filter(([, text]) => text || text === 0)).toString();

            /** The address of a view. */
            export function href(segments, query = {}) {
              const text = search(query);
              return [base, ...segments.map(escaped)].join("/") + (text ? `?${text}` : "");
            }

            let changed = () => {};

            /** Calls back when another view is to be shown. */
            export function onRoute(callback) {
              changed = callback;
              // A link within the page moves the focus only.
              addEventListener("popstate", () => { if (address() !== shown) changed(); });
              on(document, "click", follow);
            }

            /** Links within the console change the view. */
            function follow(event) {
              const link = linkOf(event);
              if (!link || link.hash || !`${link.pathname}/`.startsWith(`${base}/`)) return;
              event.preventDefault();
              go(link.href);
            }

            /**
             * Again and again while the view is open and looked at, and as soon as somebody looks again, whatever fails; one time
             * after the other.
             */
            export function steadily(work, milliseconds) {
              const { signal } = view;
              let isBusy;
              const look = async () => {
                if (document.hidden || isBusy) return;
                isBusy = true;
                await work().catch(() => {});
                isBusy = false;
              };
              const timer = setInterval(look, milliseconds);
              on(document, "visibilitychange", look, { signal });
              on(signal, "abort", () => clearInterval(timer));
            }

            /** Opens a view, or the one that is open anew. */
            export function go(next = "") {
              if (waiting) settle();
              if (new URL(next, location.href).href !== location.href) history.pushState(null, "", next);
              changed();
            }

            /**
             * Changes the query of the view that is open, which shows the change itself. The address follows when it rests, or at
             * once with a step: browsers take some changes in a while, and no more.
             */
            export function amend(query, isStep = false) {
              view.query = new URLSearchParams(search({ ...Object.fromEntries(view.query), ...query }));
              clearTimeout(waiting);
              if (isStep) settle("pushState");
              else waiting = setTimeout(settle, 200);
            }

            /** Has the address say what is shown. */
            function settle(change = "replaceState") {
              const text = `${view.query}`;
              const next = location.pathname + (text ? `?${text}` : "");
              if (next !== address()) history[change](null, "", next);
              locate();
            }
            """###,
        "console/session.js": ###"""
            /** Who looks: the session that an API key began, and what its scopes show. */
            import { ask, explain, keyed, Problem } from "../shared/api.js";
            import { fill, find, on, stamp } from "../shared/dom.js";
            import { setClock } from "../shared/time.js";
            import { view } from "./route.js";
            import { dialog, tell } from "./ui.js";

            /** The session as the server tells it; `signedIn` is false without one. */
            export let session = { scopes: [] };

            export async function loadSession() {
              session = { scopes: [], ...(await ask("GET", "/console/session")).body };
              setClock(session.now);
            }

            /** True when the key may do what a scope stands for; `admin` stands for all. */
            export const may = (scope) => !scope || session.scopes.includes(scope) || session.scopes.includes("admin");

            export async function signOut() {
              try {
                await ask("DELETE", "/console/session");
                location.assign("/console");
              } catch (error) {
                tell(explain(error));
              }
            }

            let ended = () => {};

            /** Calls back when the server no longer knows the session: the key was revoked, or time is over. */
            export function onSessionEnd(callback) {
              ended = callback;
            }

            /** To be called with what was refused; a tail is not asked for by `read`. */
            export function heard(error) {
              if (error.status === 401) ended();
            }

            async function body(method, path, options) {
              try {
                return (await ask(method, path, options)).body;
              } catch (error) {
                heard(error);
                throw error;
              }
            }

            /** A read of the API, for as long as the view is open. */
            export const read = (path) => body("GET", path, { signal: view.signal });

            /** A change through the API, done once. */
            export const write = (...change) => send(change);

            const send = keyed(([method, path, form], idempotencyKey) => body(method, path, { body: form, idempotencyKey }));

            /** What the key is asked for; `done` is called when there is a session. */
            function keyForm(done) {
              const begin = async (key) => {
                try {
                  await ask("POST", "/console/session", { body: { key } });
                  await loadSession();
                  done();
                } catch (error) {
                  fill(problem, error instanceof Problem && error.status === 401
                    ? stamp("no-key") : explain(error));
                  input.ariaInvalid = true;
                  input.focus();
                }
              };
              const form = stamp("key-form", {
                isDev: session.isDev,
                send: () => begin(input.value.trim()),
                develop: async () => begin((await ask("POST", "/dev/keys",
                  { body: { scopes: ["audit:read", "analytics:read", "gate:read", "admin"] } })).body.key),
              });
              const [input, problem] = ["input", "p"].map((place) => find(place, form));
              return form;
            }

            /** The page for who is signed out; the address stays, and is shown after signing in. */
            export const signInPage = (done) => stamp("sign-in", { form: keyForm(done) });

            /** Asks for a key over the view that was open, and shows that anew: the key may be another, with other scopes. */
            export function sessionEndDialog() {
              if (find("dialog.session-end")) return;
              const form = keyForm(() => location.reload());
              const element = dialog("Your session has ended", stamp("session-end", { form }));
              element.classList.add("session-end");
              on(element, "cancel", (event) => event.preventDefault());
            }
            """###,
        "console/stream.js": ###"""
            /** One subject: its timeline, its state at every version, who set what, what it still owes. */
            import { all, byID, e, escaped, fill, find, focusOn, holdsFocus, stamp } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { actionButtons } from "./actions.js";
            import { actor, dot, eventDetail, gist, when } from "./event.js";
            import { flows } from "./flows.js";
            import { follow, isErased } from "./follow.js";
            import { History } from "./history.js";
            import { viewKeys } from "./keys.js";
            import { List } from "./list.js";
            import { amend, entitle, search, view } from "./route.js";
            import { may, read } from "./session.js";
            import { nameOf } from "./subjects.js";
            import {
              apart, badge, button, copyable, count, eventName, eventually, facts, link, notice, plain, plural, row, soft, stack,
              table, tabs, tellEvents, tight, value, zoom,
            } from "./ui.js";

            const rowHeight = 68;
            const kinds = { session: "Sign-up", wizard: "Wizard", tenant: "Tenant", profile: "Person" };

            /** When a field was set, as `when` has an event's time. */
            const setAt = ({ at, recordedAt }, form) => when({ occurredAt: recordedAt && at, recordedAt: at }, form);

            export async function show() {
              const name = view.segments[1] ?? "";
              const [past, all] = await Promise.all([new History(name).load(), flows()]);
              const state = await past.state(past.version);
              const page = new Page(name, past, all, state);
              return {
                title: nameOf(state, name), element: page.element,
                begin: () => page.begin(),
                update: () => {
                  page.turn(page.asked(), view.query.get("tab") ?? "state");
                  return true;
                },
              };
            }

            class Page {
              #name;
              #history;
              #category;
              #id;
              #flows;
              #opened = new Set();
              #isNewestFirst = view.query.get("order") !== "asc";
              #version;
              #head = e("header.stack-tight");
              #list;
              #range;
              #text = e("span.strip-text");
              #tabs;
              #order;

              constructor(name, past, all, state) {
                const category = name.slice(0, name.indexOf("-"));
                [this.#name, this.#history, this.#category] = [name, past, category];
                this.#id = name.slice(category.length + 1);
                this.#flows = {
                  session: ["signup"], tenant: state.source === "space" ? ["call"] : [],
                  profile: ["membership", "merchant"].filter((flow) =>
                    (flow === "merchant" ? state.accessRole === "client" : state.membership_plan !== undefined)),
                }[category] ?? all.filter((flow) => flow.flow === category).map((flow) => flow.flow);
                this.#version = this.asked();
                this.#list = new List("Timeline", rowHeight, {
                  row: (index) => this.#row(this.#place(index)), onSelect: (index) => this.turn(this.#place(index)),
                  onRange: (first, last) => this.#history.see(
                    Array.from({ length: last - first + 1 }, (_, at) => this.#place(first + at)),
                    (version) => this.#list.redrawRow(this.#indexOf(version))),
                });
                this.#range = e("input", {
                  type: "range", min: 1, max: past.version, value: this.#version, "aria-label": "Version",
                  on: { input: () => this.turn(Number(this.#range.value)) },
                });
                this.#tabs = tabs("About this version", [
                  { id: "state", name: "State", show: () => this.#state() }, { id: "event", name: "Event",
                    show: () => this.#event() },
                  { id: "blame", name: "Blame", show: () => this.#blame() },
                  ...(this.#flows.length > 0 && may("gate:read") ? [{ id: "due", name: "Still due", show: () => this.#due() }]
                    : []),
                ], view.query.get("tab"), (tab) => amend({ tab: tab === "state" ? null : tab }));
                this.element = stack(this.#head, stamp("subject", {
                  range: this.#range, text: this.#text, list: this.#list.element, tabs: this.#tabs.element,
                  back: () => this.turn(this.#version - 1), on: () => this.turn(this.#version + 1),
                  sort: () => this.#sort(!this.#isNewestFirst),
                }));
                this.#order = find(".order", this.element);
                this.#describe(state);
              }

              begin() {
                this.#list.setCount(this.#history.version);
                this.#sort(this.#isNewestFirst);
                this.turn(this.#version);
                viewKeys(["[", "A version back", () => this.turn(this.#version - 1)], ["]", "A version on",
                  () => this.turn(this.#version + 1)],
                  ...this.#tabs.all.map(({ id, name }, at) => [String(at + 1), name, () => this.#tabs.choose(id)]));
                follow({ stream: this.#name }, this.#history.events.get(this.#history.version).position,
                  (events, skipped) => this.#grow(events, skipped));
              }

              /** The version in the address, or the newest. */
              asked() {
                return Math.floor(view.query.get("v")) || this.#history.version;
              }

              /** The version at a place of the list. */
              #place(index) {
                return this.#isNewestFirst ? this.#history.version - index : index + 1;
              }

              #indexOf(version) {
                return this.#isNewestFirst ? this.#history.version - version : version - 1;
              }

              #describe(state) {
                const words = [state.stage, state.exit, state.status, state.subscription_status, state.is_comped && "comped"];
                const { erasure } = this.#history;
                entitle(nameOf(state, this.#name));
                fill(this.#head,
                  apart(
                    row(e("span.badge.calm", kinds[this.#category] ?? this.#category), e("h1", { tabindex: -1 },
                      nameOf(state, this.#name)),
                      [...new Set(words.filter(Boolean))].map(badge)),
                    actionButtons(this.#name, this.#category, this.#id, state, () => this.#refresh())),
                  e("div.row.soft.small", copyable(this.#name, "Copy the stream's name"), this.#related(state)),
                  erasure && notice("warn", stamp("erased",
                    { at: time(erasure.recordedAt), by: actor(erasure.actor), reason: erasure.data.reason })));
              }

              /** Ways to what the subject belongs to. */
              #related(state) {
                // Who has none may have no profile.
                const owner = state.ownerId ?? (this.#category === "wizard" && this.#id);
                return [
                  state.userId && link("Person", ["stream", `profile-${state.userId}`]),
                  owner && link("Person", ["subjects"], { q: owner }),
                  state.tenantId && link("Tenant", ["stream", `tenant-${state.tenantId}`]),
                  this.#category === "tenant" && link("Everything of this tenant", ["events"], { tenant: this.#id }),
                  this.#category === "profile" && link("What they did", ["events"], { actor: `user:${this.#id}` }),
                  link("Effects", ["events"], { stream: `effects-${this.#name}` }), link("Refusals", ["events"],
                    { stream: `refusals-${this.#name}` }),
                ];
              }

              /** Draws the head as it is now; one that cannot be had stays until the next event. */
              #refresh() {
                const { version } = this.#history;
                this.#history.state(version).then((state) => {
                  // The next event's own answer may have come first.
                  if (version !== this.#history.version) return;
                  const [isIn, { textContent }] = [holdsFocus(this.#head), document.activeElement];
                  this.#describe(state);
                  // Who stands on what is still there stays on it.
                  if (isIn) focusOn(all("a, button, h1", this.#head)
                    .findLast((each) => each.textContent === textContent || each.tabIndex < 0));
                }, () => {});
              }

              /** Moves everything to a version; `isStill` leaves what is read where it is. */
              async turn(version, tab, isStill = false) {
                this.#version = Math.max(1, Math.min(version, this.#history.version));
                const isNewest = this.#version === this.#history.version;
                amend({ v: isNewest ? null : this.#version });
                this.#range.max = this.#history.version;
                this.#range.value = this.#version;
                if (!isStill) {
                  this.#list.select(this.#indexOf(this.#version), true);
                  if (tab) this.#tabs.choose(tab);
                  this.#tabs.refresh();
                }
                const shown = this.#version;
                const event = await this.#history.event(shown).catch(() => null);
                if (this.#version !== shown || !event) return;
                this.#range.setAttribute("aria-valuetext", `Version ${shown}: ${eventName(event.type)}`);
                fill(this.#text, e("strong", `Version ${count(shown)}`),
                  ` of ${count(this.#history.version)} · ${eventName(event.type)} · `, when(event));
              }

              #sort(isNewestFirst) {
                this.#isNewestFirst = isNewestFirst;
                amend({ order: isNewestFirst ? null : "asc" });
                this.#order.ariaPressed = String(isNewestFirst);
                this.#list.redraw();
                this.#list.select(this.#indexOf(this.#version), true);
              }

              #grow(events, skipped) {
                const isGone = isErased(events, skipped);
                const added = events.length + skipped;
                const { scrollTop, scrollHeight, clientHeight } = this.#list.element;
                const { activeElement } = document;
                const isNewest = this.#version === this.#history.version;
                // Who reads elsewhere in the timeline, or stands on what would go, is left there.
                const away = this.#isNewestFirst ? scrollTop : scrollHeight - clientHeight - scrollTop;
                const follows = isNewest && away < rowHeight * zoom()
                  && (activeElement.id || !this.#tabs.element.contains(activeElement));
                if (isGone) this.#history.forget();
                this.#history.add(events);
                this.#list.setCount(this.#history.version, this.#isNewestFirst ? added : 0);
                this.turn(follows ? this.#history.version : this.#version, null, !follows);
                if (isGone && !follows) this.#tabs.refresh();
                this.#refresh();
                tellEvents(added);
              }

              #row(version) {
                const event = this.#history.events.get(version);
                const changes = this.#history.differences.get(version);
                return e("div.timeline-row", event ? [dot(event),
                  e("span.timeline-line", e("span.event-name", eventName(event.type)), e("span.soft.small.timeline-by",
                    actor(event.actor))),
                  e("span.soft.small.timeline-time", `v${version} `, when(event, "ago")),
                  e("span.timeline-changes.small", changes ? changeLine(changes) : e("span.soft", gist(event)))] : e("span.bone"));
              }

              #state() {
                const version = this.#version;
                return eventually(() => Promise.all([this.#history.state(version), this.#history.changes(version)]), ([now,
                  changes]) => {
                  // Whoever learns of a difference first tells the timeline, too.
                  this.#list.redrawRow(this.#indexOf(version));
                  const changed = new Map(changes.map((change) => [change.field, change]));
                  const names = [...new Set([...Object.keys(now), ...changed.keys()])];
                  if (names.length === 0) return stamp("empty.state");
                  return tight(soft(changes.length === 0 ? "This event changed no field."
                    : `${plural(changes.length, "field")} changed with this version.`),
                    table(["Field", "Value"], names.map((field) => stateRow(field, now[field], changed.get(field))), "state"));
                });
              }

              #event() {
                return eventually(() => this.#history.event(this.#version), (event) => stack(e("h3", eventName(event.type)),
                  eventDetail(event)));
              }

              /** What was opened stays so when it is drawn again, and the focus where it was. */
              #blame() {
                const { id } = document.activeElement;
                return eventually(() => read(`${this.#history.path}/blame`), ({ fields }) => {
                  queueMicrotask(() => {
                    if (document.activeElement.matches(".tab-panel")) focusOn(byID(id));
                  });
                  return tight(stamp("blame-words"),
                    table(["Field", "Value", "Set by"], fields.flatMap((field) => this.#blameRows(field)), "blame"));
                });
              }

              #blameRows({ field, value: now, setBy, type, erased, ...times }) {
                const below = e("tr", { hidden: true }, e("td", { colspan: 3 }));
                const turn = () => {
                  below.hidden = !below.hidden;
                  this.#opened[below.hidden ? "delete" : "add"](field);
                  open.setAttribute("aria-expanded", String(!below.hidden));
                  if (!below.hidden) fill(below.firstElementChild, this.#fieldHistory(field));
                };
                const open = button(field, turn, "link", { "aria-expanded": "false", id: `blame-${field}` });
                if (this.#opened.has(field)) turn();
                return [e("tr", e("th", { scope: "row" }, open), e("td", erased ? badge("erased") : value(now)), e("td",
                  actor(setBy), soft(eventName(type), ", ", setAt(times, "ago")))), below];
              }

              #fieldHistory(field) {
                return eventually(() => read(`${this.#history.path}/blame?${search({ field })}`),
                  ({ history }) => e("ol.field-history",
                  history.toReversed().map((each) => e("li", each.erased ? badge("erased") : value(each.value), " ",
                    e("span.soft.small", eventName(each.type), " by ", actor(each.setBy), ", ",
                    setAt(each), " · ", link("request", ["events"], { correlation: each.correlationId }))))), 1);
              }

              #due() {
                const ask = async (flow) => {
                  try {
                    const query = search({ subject: this.#id });
                    return { flow, ...await read(`/v1/flows/${escaped(flow)}/requirements?${query}`) };
                  } catch (error) {
                    if (error.status === 404) return null;
                    throw error;
                  }
                };
                const part = (title, list) => list.length > 0 && tight(e("h3", title), facts(list.map(({ field, action, why,
                  code }) =>
                  [field ?? action ?? "–", [why, code && [" ", e("code", code)]]])));
                return eventually(() => Promise.all(this.#flows.map(ask)),
                  (found) => stack(found.filter(Boolean).map((each) => tight(
                  row(e("h2", each.flow), badge(each.satisfied ? "settled" : "open"), each.deadline && soft("until ",
                    time(each.deadline))),
                  each.disabledReason && notice("warn", each.disabledReason),
                  part("Past due", each.pastDue), part("Due now", each.currentlyDue), part("Being checked",
                    each.pendingVerification)))));
              }
            }

            const brief = (thing) => {
              const text = plain(thing);
              return text.length > 40 ? `${text.slice(0, 38)}…` : text;
            };

            function changeLine(changes) {
              if (changes.length === 0) return e("span.soft", "no field changed");
              return changes.slice(0, 5).map(({ field, before, after }) => e("span.change", e("span.soft", `${field} `),
                before !== null && [e("del", brief(before)), " → "], after === null ? e("em", "none") : e("ins", brief(after)),
                  " "));
            }

            function stateRow(field, now, change) {
              const was = change && change.before !== null && e("div.small.soft", "was ", e("del", plain(change.before)));
              // A changed member of an object has a name of its own, by which the state does not have it.
              return e("tr", { class: change && "changed" }, e("th", { scope: "row" }, field),
                e("td", value(change ? change.after : now), was));
            }
            """###,
        "console/subjects.js": ###"""
            /** Finds sessions, tenants and profiles. */
            import { all, e, fill, find, holdsFocus, stamp } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { flows } from "./flows.js";
            import { onErasure } from "./follow.js";
            import { go, href, search, view } from "./route.js";
            import { read } from "./session.js";
            import {
              badge, card, count, eventually, firstPages, link, page, pages, redraw, row, select, stageName, table, tight,
            } from "./ui.js";

            const kinds = { sessions: "Sessions", profiles: "People", tenants: "Tenants" };

            const middle = {
              sessions: [["Flow", (item) => item.flow], ["Stage", stage]],
              profiles: [["Role", (item) => item.accessRole ?? item.role ?? "–"],
                ["Access", (item) => row([item.status, item.subscription_status, item.is_comped
                  && "comped"].filter(Boolean).map(badge))]],
              tenants: [["Status", (item) => badge(item.status ?? "–")], ["Country", (item) => item.country ?? "–"]],
            };

            export async function show() {
              const query = Object.fromEntries(view.query);
              const chosen = query.kind in kinds ? [query.kind] : Object.keys(kinds);
              const { size } = await read("/v1/ledger/head");
              const box = find("#search");
              if (!holdsFocus(box)) box.value = query.q ?? "";
              const tab = (kind, name) => e("a", { href: href(["subjects"], { q: query.q, kind }), "aria-current": (query.kind
                ?? null) === kind && "page" }, name);
              const sections = chosen.map((kind) => section(kind, query, chosen.length === 1));
              return {
                title: query.q ? `Search: ${query.q}` : "Subjects",
                element: page("Subjects", e("nav.segments", { "aria-label": "Kinds of subject" }, tab(null, "All"),
                  Object.entries(kinds).map((each) => tab(...each))),
                  query.kind === "sessions" && sessionFilters(query, await flows()), direct(query.q ?? ""),
                  sections.map(({ element }) => element)),
                begin: () => onErasure(size, () => Promise.all(sections.map(({ again }) => again()))),
              };
            }

            /** What the words may name by themselves: a stream, a position, a request. */
            function direct(text) {
              const ways = [
                [/^[a-z][a-z-]*-[^ @]+$/, `Open the stream ${text}`, ["stream", text], {}],
                [/^\d{1,15}$/, `The event at position ${text}`, ["events"], { at: text }],
                [/^[0-9a-f]{8}-[0-9a-f-]{27}$/, "The events of this request", ["events"], { correlation: text }],
              ];
              return row(ways.filter(([form]) => form.test(text)).map(([, ...way]) => link(...way, "chip")));
            }

            /** Flows whose subjects are people and tenants: no session is in one of them. */
            const elsewhere = ["membership", "merchant", "call"];

            /** What a session may be before it left by an exit: under way, or through. */
            const statuses = { signup: ["active", "committed"], wizard: ["ACTIVE"] };

            function sessionFilters(query, flows) {
              const all = flows.filter((each) => !elsewhere.includes(each.flow));
              const flow = all.find((each) => each.flow === query.flow);
              const choose = (name, label, options, more) => select(label, [["", "any"], ...options.map((each) => [each,
                stageName(each)])], query[name],
                (next) => go(href(["subjects"], { ...query, ...more, [name]: next })));
              return row(choose("flow", "Flow", all.map((each) => each.flow), { stage: null, status: null }),
                flow && choose("stage", "Stage", flow.stages.map((each) => each.name)),
                flow && choose("status", "Status", [...(statuses[flow.flow] ?? ["active", "completed"]),
                  ...(flow.exits ?? []).map((exit) => exit.name)]));
            }

            /** A kind's subjects as `element`; `again()` reads as many as are there once more. */
            function section(kind, query, isAlone) {
              const filter = kind === "sessions" ? { flow: query.flow, stage: query.stage, status: query.status } : {};
              const load = (after) => read(`/v1/${kind}?${search({ q: query.q, ...filter, limit: isAlone ? 50 : 8, after })}`);
              const draw = (found) => (found.items.length > 0 ? shown(kind, found, load, isAlone) : stamp("empty.subjects", {
                kind: kinds[kind].toLowerCase(), isSearch: query.q, isAll: !search({ q: query.q, ...filter }),
              }));
              const place = eventually(load, draw);
              const again = async () => {
                const found = await firstPages(load, "items", isAlone && all("tbody tr", place).length);
                redraw(place, () => fill(place, draw(found)));
              };
              return { element: card([kinds[kind], !isAlone && link("All", ["subjects"], { q: query.q, kind })], place), again };
            }

            function shown(kind, found, load, isAlone) {
              const columns = [["Who", who], ...middle[kind], ["#Version", (item) => count(item.version)],
                ["Last change", (item) => time(item.updatedAt, "ago")]];
              const draw = ({ items }) => table(columns.map(([name]) => name), items.map((item) =>
                columns.map(([, cell]) => cell(item))), "subjects-table");
              const place = draw(found);
              return tight(place, isAlone && pages(found, load, find("tbody", place),
                (page) => all("tbody tr", draw(page))));
            }

            /** What a subject is called, by what is known of it. */
            export const nameOf = (state, otherwise) =>
              [state?.firstName, state?.lastName].filter(Boolean).join(" ") || state?.businessName || state?.name
                || state?.stepData?.entityName || state?.email || otherwise;

            function who(item) {
              const name = nameOf(item, item.id);
              return e("a.who", { href: href(["stream", item.stream]) }, e("span", name),
                e("span.soft.small", item.email && item.email !== name ? item.email : item.stream));
            }

            function stage(item) {
              const at = item.exit ?? item.stage ?? "–";
              return e("span", stageName(at), " ", item.status && item.status !== at && badge(item.status),
                item.currentStep !== undefined && e("span.soft.small", ` step ${item.currentStep}`));
            }
            """###,
        "console/ui.js": ###"""
            /** Words and small shapes that the views are put together from. */
            import { explain, Problem, Unreachable } from "../shared/api.js";
            import { all, byID, e, fill, find, focusOn, holdsFocus, icon, newID, stamp } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { href, view } from "./route.js";

            export const stack = (...children) => e("div.stack", ...children);
            export const tight = (...children) => e("div.stack-tight", ...children);
            export const row = (...children) => e("div.row", ...children);
            export const apart = (...children) => e("div.row.row-apart", ...children);
            export const soft = (...children) => e("p.soft.small", ...children);
            export const link = (text, segments, query, kind = "small") => e(`a.${kind}`, { href: href(segments, query) }, text);

            /** A button; small and quiet in colour unless `kind` says otherwise. */
            export const button = (text, press, kind = "secondary.small-button", more = {}) =>
              e(`button.${kind}`, { ...more, on: { click: press } }, text);

            /** What a view is: its title, and what stands below it. */
            export const page = (title, beside, ...content) =>
              stack(e("header.page-head", e("h1", { tabindex: -1 }, title), row(beside)), ...content);

            export function card(title, ...content) {
              const id = newID("card");
              const [text, beside] = [title].flat();
              return e("section.card.stack", { "aria-labelledby": id }, apart(e("h2", { id }, text), beside), ...content);
            }

            /** A choice among `[value, text]` pairs or plain values. */
            export function select(label, options, chosen, change, isNamed = true) {
              const id = newID("choice");
              const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
              if (chosen && !pairs.some(([value]) => value === chosen)) pairs.push([chosen, chosen]);
              return e("div.field", e(isNamed ? "label" : "label.unseen", { for: id }, label),
                e("select.small-select", { id, on: { change: (event) => change(event.target.value) } },
                  pairs.map(([value, text]) => e("option", { value, selected: value === (chosen ?? "") }, text))));
            }

            /** A labelled input. */
            export function field(label, properties) {
              const id = newID("field");
              return e("div.field", e("label", { for: id }, label), e("input", { id, autocomplete: "off", spellcheck: "false",
                ...properties }));
            }

            /** A filter that holds, and the way to take it away. */
            export const chip = (name, text, address) => e("a.chip", { href: address }, e("span.soft", name), " ", text,
              e("span", { role: "img", "aria-label": ", take away" }, " ×"));

            export const notice = (kind, ...text) => e(`div.notice.${kind}`, { role: kind === "good" ? "status" : "alert" },
              icon(kind === "good" ? "check" : "alert"), e("div", ...text));

            export const download = (text, address, name) => e("a.button.secondary.small-button", { href: address, download: name },
              text);

            /** How much larger than usual its reader has text. */
            export const zoom = () => globalThis.getComputedStyle(document.documentElement).fontSize.slice(0, -2) / 16;

            /** Where it is broader than its place, it can be reached by keyboard, and scrolled. */
            export function scrolls(element) {
              new ResizeObserver(() => {
                if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
                else element.removeAttribute("tabindex");
              }).observe(element);
              return element;
            }

            /** A table; columns that begin with `#` are numbers. */
            export function table(columns, rows, kind = "") {
              const cell = (index) => (columns[index]?.startsWith("#") ? "number" : null);
              const names = columns.map((column) => column.replace("#", ""));
              return scrolls(e("div.scroll-x", { role: "group", "aria-label": `Table: ${names.join(", ")}` },
                e("table", { class: kind },
                e("thead", e("tr", names.map((name, index) => e("th", { scope: "col", class: cell(index) }, name)))),
                e("tbody", rows.map((cells) => (cells instanceof Node ? cells : e("tr", cells.map((each, index) =>
                  (index === 0 ? e("th", { scope: "row", class: cell(0) }, each) : e("td", { class: cell(index) }, each))))))))));
            }

            /** Names with what they stand for; what is missing is left out. */
            export const facts = (pairs) => e("dl.facts", pairs.filter((pair) => pair && (pair[1] ?? false) !== false)
              .map(([name, thing]) => e("div", e("dt", name), e("dd", thing))));

            // Numbers and words

            const numbers = new Intl.NumberFormat();
            const shares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
            const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

            export const count = (number) => numbers.format(number);
            export const short = (number) => compact.format(number);
            /** Never rounded to what it is not: to nothing, or to everything (D5). */
            export function share(fraction) {
              if (fraction == null) return "–";
              const near = fraction > 0 && fraction < 1 ? Math.max(0.001, Math.min(fraction, 0.999)) : fraction;
              return ["<", "", ">"][1 + Math.round((fraction - near) * 1000)] + shares.format(near);
            }
            export const plural = (number, one) => `${count(number)} ${number === 1 ? one : `${one}s`}`;

            /** `SignUpStarted` as `Sign up started`; names from other systems stay as they are. */
            export function eventName(type) {
              if (!/^([A-Z][a-z0-9]+)+$/.test(type)) return type;
              const words = type.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
              return words[0].toUpperCase() + words.slice(1);
            }

            /** `identity_pending` as `identity pending`. */
            export const stageName = (name) => String(name).replaceAll("_", " ");

            /** A word of the server's as people say it, where a template of its `kind` has that. */
            export const inWords = (kind, word) => byID(`${kind}.${word}`)?.content.textContent ?? word;

            /** A word of a state; the style knows which of them are good, bad, or not over yet. */
            export function badge(word) {
              const text = stageName(word).toLowerCase();
              return e("span.badge", { data: { word: text } }, text);
            }

            const instant = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/;

            /** A value in a line of text: times as times, the rest as text. */
            export function plain(thing, form = "short") {
              if (typeof thing !== "string") return thing == null ? "–" : JSON.stringify(thing);
              // A day that is none says what it says.
              return new Date(thing).toJSON()?.startsWith(instant.exec(thing)?.[1]) ? time(thing, form) : thing;
            }

            /** A value as people read it. */
            export const value = (thing) => (typeof thing === "string" ? plain(thing, "moment") : e("code", plain(thing)));

            // When there is nothing to show

            const bones = (lines) => e("div.loading", { role: "status" }, e("span.unseen", "Loading"),
              Array.from({ length: lines }, () => e("div.bone")));

            /** Shows what a promise brings in its place, or why it brings nothing and the way on. */
            export function eventually(work, show, lines = 4) {
              const place = e("div.eventually", bones(lines));
              const run = async () => {
                try {
                  const shown = show(await work());
                  redraw(place, () => fill(place, shown));
                } catch (error) {
                  fail(place, error, run);
                }
              };
              run();
              return place;
            }

            /**
             * Draws a place anew. Who stood in it stands on what has the same address then, else where that was, or else on the
             * view's heading.
             */
            export function redraw(place, draw) {
              const stops = () => all("a, button, summary, .list", place);
              const { activeElement } = document;
              const isIn = holdsFocus(place);
              const index = stops().indexOf(activeElement);
              draw();
              if (!isIn || holdsFocus(place)) return;
              const now = stops();
              focusOn(now.find((each) => each.href && each.href === activeElement.href) ?? now[Math.min(index, now.length - 1)]
                ?? find("h1"));
            }

            /** The first pages of what is loaded page by page, of which `name` is the list: as many as have `number` items. */
            export async function firstPages(load, name, number) {
              const found = await load();
              while (found[name].length < number && found.next != null) {
                const more = await load(found.next);
                found[name].push(...more[name]);
                found.next = more.next;
              }
              return found;
            }

            /** A list that is loaded page by page: `draw(page)` answers rows for `items`, which is the first page's. */
            export function pages(first, load, items, draw) {
              const foot = e("div");
              const offer = ({ next }) => fill(foot, next != null && button("More", async function more() {
                if (foot.ariaBusy) return;
                foot.ariaBusy = true;
                try {
                  const page = await load(next);
                  const rows = [...draw(page)];
                  items.append(...rows);
                  // Who asked for more stands on the first of them.
                  if (holdsFocus(foot)) rows[0]?.querySelector("a").focus();
                  offer(page);
                } catch (error) {
                  redraw(foot, () => fail(foot, error, more));
                } finally {
                  foot.ariaBusy = null;
                }
              }));
              offer(first);
              return foot;
            }

            /**
             * Reads anew what stands in a place, one time after the other: for all who ask while one is under way there is one
             * more. What could not be read gives way to why, for something may have been erased from it.
             */
            export function renewal(place, work) {
              let [last, isDue] = [Promise.resolve()];
              return function run() {
                if (isDue) return;
                isDue = true;
                last = last.then(() => { isDue = false; return work(); })
                  .catch((error) => redraw(place, () => fail(place, error, run)));
              };
            }

            /** What went wrong, in a sentence, and the way on. */
            export const failure = (error, retry) =>
              notice(error instanceof Problem && error.status < 500 ? "warn" : "bad", tight(told(error),
                row(error.status === 404 && link("Search", ["subjects"], {}, "button.secondary.small-button"), retry
                  && button("Try again", retry, `secondary.small-button${error instanceof Unreachable ? ".again" : ""}`))));

            /** Shows that in a place; what ended with its view is no failure. */
            export function fail(place, error, retry) {
              if (error?.name !== "AbortError") fill(place, failure(error, retry));
            }

            function told(error) {
              if (error instanceof Unreachable) return stamp("unreachable");
              if (!(error instanceof Problem)) {
                console.error(error);
                return stamp("unexpected");
              }
              if (error.body.requiredScope) return stamp("scope", error.body);
              if (byID(error.code)) return stamp(error.code);
              return stamp("refused", { text: explain(error) });
            }

            const tellMilliseconds = 5000;

            /** Tells a screen reader, and shows for a while, that something happened. */
            export function tell(text, kind = "toast") {
              const line = e(`div.${kind}`, icon("info"), text);
              find("#told").append(line);
              setTimeout(() => line.remove(), tellMilliseconds);
            }

            let came = {};

            /** Tells that events came, once for all that come to a view within the time that a line is shown. */
            export function tellEvents(number, kind) {
              const { signal } = view;
              came.number += number;
              if (came.signal === signal) return;
              const mine = came = { signal, number };
              setTimeout(() => {
                if (came === mine) came = {};
                if (!signal.aborted) tell(plural(mine.number, "new event"), kind);
              }, tellMilliseconds);
            }

            export function copyable(text, label) {
              const code = e("code", text);
              return e("span.digest", code, button(icon("copy"), async () => {
                try {
                  await navigator.clipboard.writeText(text);
                  tell("Copied.");
                } catch {
                  // Browsers lend the clipboard to HTTPS and localhost only.
                  document.getSelection().selectAllChildren(code);
                  tell("Selected: copy it by keyboard.");
                }
              }, "icon-button.quiet.copy", { title: label }));
            }

            /** A dialog over the page, gone once it is closed. */
            export function dialog(title, ...content) {
              const id = newID("dialog");
              const element = e("dialog", { "aria-labelledby": id, on: { close: () => element.remove() } }, stack(e("h2", { id },
                title), ...content));
              document.body.append(element);
              element.showModal();
              return element;
            }

            /** A panel beside a list: a column where there is room, a sheet over the lower half elsewhere. */
            export function sheet(label, onClose) {
              const [title, body] = [e("h2", { tabindex: -1 }), e("div.sheet-body")];
              let opener;
              const close = () => {
                element.hidden = true;
                // What a link opened was opened by nothing of the page.
                (opener?.isConnected ? opener : find("[role=listbox]", element.parentNode) ?? find("h1"))
                  .focus();
                onClose();
              };
              const element = e("aside.sheet.card", { "aria-label": label, hidden: true },
                apart(title, button("Close", close, "quiet.small-button", { "data-escape": true })), body);
              return {
                element, title,
                show(text, ...content) {
                  const { activeElement } = document;
                  if (!element.contains(activeElement)) opener = activeElement === document.body ? null : activeElement;
                  fill(title, text);
                  redraw(body, () => fill(body, ...content));
                  element.hidden = false;
                },
              };
            }

            /** Panels of which one is shown; `all` are `{id, name, show}`. */
            export function tabs(label, all, chosen, onChoose) {
              const id = newID("tabs");
              const panel = e("div.tab-panel", { role: "tabpanel", id, tabindex: 0 });
              let current = all.find((tab) => tab.id === chosen) ?? all[0];
              const turn = (event) => {
                const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
                if (step) choose(all[(all.indexOf(current) + step + all.length) % all.length].id).focus();
              };
              const buttons = all.map((tab) => button(tab.name, () => choose(tab.id), "tab",
                { role: "tab", id: `${id}-${tab.id}`, "aria-controls": id }));
              const refresh = () => {
                buttons.forEach((each, index) => {
                  const isCurrent = all[index] === current;
                  each.setAttribute("aria-selected", String(isCurrent));
                  each.tabIndex = isCurrent ? 0 : -1;
                });
                panel.setAttribute("aria-labelledby", `${id}-${current.id}`);
                const isIn = holdsFocus(panel);
                fill(panel, current.show());
                if (isIn) focusOn(panel);
              };
              const choose = (name) => {
                const next = all.find((tab) => tab.id === name) ?? all[0];
                const isNew = next !== current;
                current = next;
                if (isNew) { refresh(); onChoose(next.id); }
                return buttons[all.indexOf(next)];
              };
              return {
                element: tight(e("div.tabs", { role: "tablist", "aria-label": label, on: { keydown: turn } }, buttons), panel),
                  refresh, choose, all,
              };
            }
            """###,
        "console/words.html": ###"""
            <!-- Why nothing is there, and what to do about it. -->
            <template id="empty.events">
              <div class="empty">
                <strong>No events</strong>
                <p class="soft" data-if="isFiltered">Nothing in the log matches these filters; take one away.</p>
                <p class="soft" data-if="isLive">What comes appears here by itself.</p>
              </div>
            </template>
            <template id="empty.experiment">
              <div class="empty">
                <strong>Nobody has a <slot name="attribute"></slot> yet</strong>
                <p class="soft">Send X-Onboarding-Variant with somebody's first request, or let the flow split people itself.</p>
              </div>
            </template>
            <template id="empty.friction">
              <div class="empty">
                <strong>Nobody was here yet</strong>
                <p class="soft">As soon as somebody takes a step, this shows how hard it was.</p>
              </div>
            </template>
            <template id="empty.funnel">
              <div class="empty">
                <strong>Nobody began in this time</strong>
                <p class="soft">Widen the range, or take a choice back.</p>
                <div class="row"><slot name="on"></slot></div>
              </div>
            </template>
            <template id="empty.people">
              <div class="empty"><strong>Nobody</strong><p class="soft">No one stopped here.</p></div>
            </template>
            <template id="empty.leaks">
              <div class="empty">
                <strong>Nobody has begun yet</strong>
                <p class="soft">As soon as somebody enters a flow, this shows where people leave it.</p>
              </div>
            </template>
            <template id="empty.paths">
              <div class="empty">
                <strong>Nobody was here yet</strong>
                <p class="soft">As soon as somebody enters the flow, this shows the ways that were taken.</p>
              </div>
            </template>
            <template id="empty.state">
              <div class="empty">
                <strong>No state</strong>
                <p class="soft">The events so far add up to nothing that a read model keeps.</p>
              </div>
            </template>
            <template id="empty.subjects">
              <div class="empty">
                <strong>No <slot name="kind"></slot></strong>
                <p class="soft" data-if="isSearch">Search by email, name, id, or a word of the business.</p>
                <p class="soft" data-if="isAll">Nobody was here yet.</p>
              </div>
            </template>
            <template id="empty.report">
              <div class="empty">
                <strong>No report yet</strong>
                <p class="soft">The next one is shown here, and can be read again later.</p>
              </div>
            </template>

            <!-- What went wrong, by the code that the server gave it, and the way on. -->
            <template id="unreachable">
              <strong>The server cannot be reached</strong>
              <p>It may be restarting; what is shown may be old.</p>
            </template>
            <template id="unexpected">
              <strong>This view failed</strong>
              <p>Reload the page; if it fails again, tell whoever runs this server.</p>
            </template>
            <template id="scope">
              <strong>Your key lacks the scope <slot name="requiredScope"></slot></strong>
              <p>Sign out, and sign in with a key that has it.</p>
            </template>
            <template id="refused">
              <strong>That did not work</strong>
              <p><slot name="text"></slot></p>
            </template>
            <template id="ledger.stream_not_found">
              <strong>There is no such subject</strong>
              <p>Nothing was ever recorded under this name; the link may have been cut short.</p>
            </template>
            <template id="http.not_found">
              <strong>This server does not have that</strong>
              <p>It is older than this page, or was built without it.</p>
            </template>
            <template id="storage.disk_full">
              <strong>The server is read-only: its disk is full</strong>
              <p>Reading goes on. Free some space, then try again.</p>
            </template>
            <template id="storage.outcome_unknown">
              <strong>The server stopped writing</strong>
              <p>Its disk did not confirm a write. Restart it: it finds out by itself what is there.</p>
            </template>
            <template id="storage.failed">
              <strong>The server stopped writing</strong>
              <p>Its disk did not confirm a write. Restart it: it finds out by itself what is there.</p>
            </template>

            <!-- What the views say of themselves. -->
            <template id="integrity">
              <p class="soft lead">Each event's hash covers the one before it, and a Merkle tree (RFC 9162) stands over them all.
                Whoever kept an earlier head can prove that nothing was changed since.</p>
              <div class="columns even">
                <slot name="head"></slot>
                <slot name="verification"></slot>
              </div>
              <div class="columns even">
                <slot name="inclusion"></slot>
                <slot name="consistency"></slot>
              </div>
            </template>
            <template id="verification">
              <p class="soft small">Computes every hash again, and compares all that is derived from the log with a fresh fold of
                it.</p>
            </template>
            <template id="inclusion"><p class="soft small">The path from one event to the root.</p></template>
            <template id="consistency"><p class="soft small">The path from an earlier head to this one.</p></template>
            <template id="check">
              <div class="row"><slot name="keep"></slot>
                <p class="soft small"><slot name="digests"></slot>. Check it on another machine:</p></div>
              <pre class="command" tabindex="0" role="group" aria-label="The command"
                >onboard verify-proof <slot name="name"></slot> \
              --root <slot name="root"></slot> \
              --size <slot name="size"></slot></pre>
            </template>
            <template id="grown.good">The log of then stands in this one as it was: nothing was changed or taken out.</template>
            <template id="grown.bad">This is not the head of then: the log leads to another root for that size.</template>
            <template id="grown.warn">Not compared: a browser lends this page its hashes over HTTPS and on localhost only. The
              command below compares the root that you kept.</template>
            <template id="grown.empty">The log was empty then: there is nothing to compare.</template>
            <template id="rows-hold"><slot name="rows"></slot>, each what a fresh fold makes of its events</template>
            <template id="journeys-hold"><slot name="all"></slot>, as the log has them</template>
            <template id="stopped">
              <span class="mono"><slot name="stream"></slot></span>
              <span class="soft small">since <slot name="since"></slot> · last: <slot name="last"></slot><span
                data-if="lastError"> · <code><slot name="lastError"></slot></code></span></span>
            </template>
            <template id="leak">
              <span class="row row-apart"><strong><slot name="flow"></slot></strong>
                <span class="soft small"><slot name="done"></slot> come through</span></span>
              <span><strong><slot name="lost"></slot></strong> of <slot name="all"></slot> lost after
                <strong><slot name="stage"></slot></strong></span>
            </template>
            <template id="cut">The log was cut since: its size is only <slot name="size"></slot>.</template>
            <template id="no-head">This is no head: it needs a size, and a root of 64 hex digits.</template>
            <template id="sample-ratio">
              The groups' sizes are not what the split should give (p <slot name="chance"></slot>). Something sends people to the
              wrong variant or loses some: do not trust the comparison.
            </template>
            <template id="rebuild">
              <p class="soft small">Sessions, tenants and profiles are folded from the log and can be made anew at any time; readers
                see the old ones until the new ones have caught up.</p>
            </template>
            <template id="erased">
              Personal data of this subject was erased on <slot name="at"></slot> by <slot name="by"></slot>, because:
              <q><slot name="reason"></slot></q>. What happened, and when, is still here.
            </template>
            <template id="bracket-words">
              <p class="soft small">A stage in brackets may be passed by; not to come there is no loss.</p>
            </template>
            <template id="omitted">
              <p class="soft small"><slot name="all"></slot> came too fast to be told apart by step.</p>
            </template>
            <template id="running">Events recorded per <slot name="unit"></slot>; the last one is still running.</template>
            <template id="heat-words">
              <p class="soft small">Shares of those who began. A cell opens the list of whom it lost, or of who is still there.</p>
            </template>
            <template id="blame-words">
              <p class="soft small">Who set each field as it is now. A field's name opens its history.</p>
            </template>
            <template id="event-erased">
              <p class="soft small">Personal data was erased from this event; its hash still holds.</p>
            </template>
            <template id="whisker-words">
              Dots are the rates that were seen; whiskers hold the true one 19 times out of 20.
            </template>
            <template id="one-variant">There is one variant only, and nothing to compare it with.</template>
            <template id="no-test">These cannot be put to a test.</template>
            <template id="same-rows">What the log adds up to is what was there, row for row.</template>
            <template id="other-rows">Some rows differed from what the log adds up to.</template>
            <template id="of-two">
              <span data-if="isTold"><strong><slot name="best"></slot></strong> converts better than</span>
              <span data-if="isOpen"><strong>No difference can be told yet</strong> between <slot name="best"></slot> and</span>
              <slot name="other"></slot>: <slot name="high"></slot> against <slot name="low"></slot>
              (p <slot name="chance"></slot>).
            </template>
            <template id="of-many">
              <strong><span data-if="isTold">They differ</span><span data-if="isOpen">No difference can be told yet</span></strong>
              (p <slot name="chance"></slot>).
            </template>
            <template id="differs">
              <slot name="one">none</slot> differs from <slot name="other">none</slot> (p <slot name="chance"></slot>, corrected).
            </template>
            <template id="ways">
              <p class="verdict">Of <slot name="all"></slot>, <strong><slot name="completed"></slot></strong> came to the end,
                <strong><slot name="lost"></slot></strong> were lost, <slot name="open"></slot> are on their way.</p>
            </template>
            <template id="through">
              <p class="verdict"><strong><slot name="share"></slot></strong> of <slot name="all"></slot> came through.
                <span data-if="worst">The worst leak is after <strong><slot name="worst"></slot></strong>:
                  <slot name="lost"></slot> lost.</span></p>
            </template>
            <template id="locked">This needs a key with the scope <slot name="scope"></slot>; yours has
              <slot name="scopes"></slot>. Sign out, and sign in with another.</template>
            <template id="path-words">The ten most common ways to each end; as broad as many went<span data-if="open">, without the
              <slot name="open"></slot> on their way</span>.</template>
            <template id="no-key">No such key, or it was revoked. Make another with: onboard keys add</template>
            <template id="key-words">
              <span class="key on"></span> went on <span class="key open"></span> still open <span class="key lost"></span> lost ·
              as of <slot name="asOf"></slot>, event <slot name="head"></slot>
            </template>

            <!-- What a view may be asked. -->
            <template id="funnel-choices">
              <div class="card controls">
                <div class="field">
                  <label for="since">Began since (UTC)</label>
                  <input id="since" name="since" type="date" autocomplete="off">
                </div>
                <div class="field">
                  <label for="until">Began before (UTC)</label>
                  <input id="until" name="until" type="date" autocomplete="off">
                </div>
                <div class="field">
                  <label for="by">Broken down by</label>
                  <select class="small-select" id="by" name="by">
                    <option value="">nothing</option>
                  </select>
                </div>
                <div class="field">
                  <label for="cohort">Cohorts</label>
                  <select class="small-select" id="cohort" name="cohort">
                    <option value="">none</option>
                    <option value="day">by day</option>
                    <option value="week">by week</option>
                    <option value="month">by month</option>
                  </select>
                </div>
                <div class="field">
                  <label for="window">Within</label>
                  <select class="small-select" id="window" name="window">
                    <option value="">any time</option>
                    <option value="PT1H">an hour</option>
                    <option value="P1D">a day</option>
                    <option value="P7D">a week</option>
                    <option value="P30D">30 days</option>
                  </select>
                </div>
                <div class="field">
                  <label for="order">Stages</label>
                  <select class="small-select" id="order" name="order">
                    <option value="">in order</option>
                    <option value="strict">strictly in order</option>
                    <option value="any">in any order</option>
                  </select>
                </div>
              </div>
            </template>
            <template id="filters">
              <div class="filter-fields">
                <div class="field">
                  <label for="stream">Stream</label>
                  <input id="stream" name="stream" placeholder="session-…" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="actor">Actor</label>
                  <input id="actor" name="actor" placeholder="user:… or an id" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="type">Type</label>
                  <input id="type" name="type" placeholder="SignUpStarted" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="tenant">Tenant</label>
                  <input id="tenant" name="tenant" placeholder="its id" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="field">Field</label>
                  <input id="field" name="field" placeholder="a member of the data" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="correlation">Request</label>
                  <input id="correlation" name="correlation" placeholder="its id" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="since">Recorded since (UTC)</label>
                  <input id="since" name="since" placeholder="2026-11-21" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="until">Recorded before (UTC)</label>
                  <input id="until" name="until" placeholder="2026-11-22" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="occurredSince">Occurred since (UTC)</label>
                  <input id="occurredSince" name="occurredSince" placeholder="2025-03-03" autocomplete="off" spellcheck="false">
                </div>
                <div class="field">
                  <label for="occurredUntil">Occurred before (UTC)</label>
                  <input id="occurredUntil" name="occurredUntil" placeholder="2025-03-04" autocomplete="off" spellcheck="false">
                </div>
                <button type="submit">Apply</button>
              </div>
            </template>
            <template id="which-model">
              <div class="field">
                <label class="unseen" for="which">Which</label>
                <select class="small-select" id="which">
                  <option value="">all of them</option>
                  <option value="session">sessions</option>
                  <option value="tenant">tenants</option>
                  <option value="profile">profiles</option>
                  <option value="audit">the audit index</option>
                </select>
              </div>
            </template>

            <!-- Why a read model was made anew, by the server's word. -->
            <template id="rebuilt.asked">somebody asked</template>
            <template id="rebuilt.definition">a definition changed</template>
            <template id="rebuilt.flow">a flow changed</template>
            <template id="rebuilt.missing">it was missing</template>

            <!-- What long work does, by the server's word. -->
            <template id="phase.folding">Folding the log</template>
            <template id="phase.comparing">Comparing</template>
            <template id="phase.catchingUp">Catching up</template>
            <template id="phase.switching">Switching over</template>
            <template id="phase.log">Checking hashes</template>
            <template id="phase.folds">Comparing the read models</template>
            <template id="phase.audit">Looking the index up</template>

            <!-- What went wrong with a request, where the server does not say it itself. -->
            <template id="said.away">The server cannot be reached. Check the connection, then try again.</template>
            <template id="said.unexpected">Something unexpected went wrong. Reload the page.</template>
            <template id="said.429">That was tried too often. Try again in <slot name="wait"></slot>.</template>
            <template id="said.503">The server is busy or stopping. Try again in a moment<span data-if="reference"> (reference
              <slot name="reference"></slot>)</span>.</template>
            <template id="said.500">Something went wrong on the server<span data-if="reference"> (reference
              <slot name="reference"></slot>)</span>. Try again.</template>

            <!-- What a view is put together of. -->
            <template id="subject">
              <section class="card strip" aria-label="Time travel">
                <div class="row strip-row">
                  <button type="button" class="icon-button secondary small-button" aria-label="A version back"
                    title="A version back" data-on="back"><i data-icon="back"></i></button>
                  <slot name="range"></slot>
                  <button type="button" class="icon-button secondary small-button" aria-label="A version on"
                    title="A version on" data-on="on"><i data-icon="arrow"></i></button>
                </div>
                <slot name="text"></slot>
              </section>
              <div class="columns even">
                <section class="card timeline">
                  <div class="row row-apart">
                    <h2>Timeline</h2>
                    <button type="button" class="quiet small-button order" data-on="sort">Newest first</button>
                  </div>
                  <slot name="list"></slot>
                </section>
                <section class="card" aria-label="About this version"><slot name="tabs"></slot></section>
              </div>
            </template>
            <template id="event">
              <dl class="facts">
                <div><dt>Position</dt><dd><slot name="position"></slot> <slot name="proof"></slot></dd></div>
                <div><dt>Stream</dt><dd><slot name="stream"></slot></dd></div>
                <div><dt>Version</dt><dd><slot name="version"></slot></dd></div>
                <div><dt>Recorded</dt><dd><slot name="recorded"></slot></dd></div>
                <div data-if="occurred"><dt>Occurred</dt><dd><slot name="occurred"></slot></dd></div>
                <div><dt>By</dt><dd><slot name="by"></slot></dd></div>
                <div><dt>Request</dt><dd><slot name="request"></slot></dd></div>
                <div data-if="cause"><dt>Caused by</dt><dd><code><slot name="cause"></slot></code></dd></div>
                <div data-if="ip"><dt>From</dt><dd><slot name="ip"></slot></dd></div>
                <div data-if="userAgent"><dt>Browser</dt><dd><slot name="userAgent"></slot></dd></div>
                <div data-if="traceparent"><dt>Trace</dt><dd><code><slot name="traceparent"></slot></code></dd></div>
                <div><dt>Type</dt><dd><code><slot name="type"></slot> v<slot name="schemaVersion"></slot></code></dd></div>
              </dl>
            </template>
            <template id="health">
              <dl class="facts">
                <div><dt>Storage</dt><dd><span data-if="isStopped">stopped: restart the server</span><span
                  data-if="isWriting">writing</span></dd></div>
                <div><dt>Commands waiting</dt><dd><slot name="waiting"></slot></dd></div>
                <div><dt>Requests so far</dt>
                  <dd><slot name="requests"></slot>, <slot name="average"></slot> on average</dd></div>
                <div><dt>Failed on the server</dt><dd><slot name="failed"></slot></dd></div>
                <div><dt>Memory</dt><dd><slot name="memory"></slot> MB</dd></div>
              </dl>
            </template>
            <template id="index-rebuilt">
              <dl class="facts">
                <div><dt>The audit index was made anew</dt><dd><slot name="at"></slot></dd></div>
                <div><dt>Took</dt><dd><slot name="took"></slot></dd></div>
                <div><dt>Events</dt><dd><slot name="events"></slot></dd></div>
              </dl>
            </template>
            <template id="rebuilt">
              <dl class="facts">
                <div><dt><span data-if="dryRun">Compared</span><span data-if="done">Rebuilt</span></dt>
                  <dd><slot name="at"></slot></dd></div>
                <div><dt>Why</dt><dd><slot name="why"></slot></dd></div>
                <div><dt>Took</dt><dd><slot name="took"></slot></dd></div>
                <div><dt>Events</dt><dd><slot name="events"></slot>, <slot name="rate"></slot>/s</dd></div>
                <div data-if="pause"><dt>Writes paused</dt><dd><slot name="pause"></slot> ms</dd></div>
              </dl>
            </template>
            <template id="head">
              <div class="stack-tight">
                <dl class="facts">
                  <div><dt>Size</dt><dd><slot name="size"></slot></dd></div>
                  <div><dt>Last recorded</dt><dd><slot name="at"></slot></dd></div>
                  <div><dt>Root</dt><dd><slot name="root"></slot></dd></div>
                  <div><dt>Last hash</dt><dd><slot name="hash"></slot></dd></div>
                </dl>
                <div class="row"><slot name="keep"></slot>
                  <p class="soft small">Keep it where the server cannot change it.</p></div>
              </div>
            </template>
            <template id="proven">
              <dl class="facts">
                <div><dt>Event</dt><dd><slot name="event"></slot></dd></div>
                <div><dt>Its hash</dt><dd><code><slot name="hash"></slot></code></dd></div>
                <div><dt>Root</dt><dd><code><slot name="root"></slot></code></dd></div>
              </dl>
            </template>
            """###,
        "console/work.js": ###"""
            /** Long work of the server: begun by a button, watched until it is over, and its report. */
            import { e, fill, pause, stamp } from "../shared/dom.js";
            import { duration } from "../shared/time.js";
            import { view } from "./route.js";
            import { read, write } from "./session.js";
            import { button, count, fail, inWords, notice, row, stack, tell, tight } from "./ui.js";

            const pollMilliseconds = 250;

            /** `verbs` are the buttons with the forms that they send; `show(report)` draws the last one's report. */
            export function work(path, verbs, show) {
              const [live, place] = [tight({ role: "status" }), tight()];
              const buttons = verbs.map(([name, form], index) => button(name, () => { if (!wasRunning) begin(form); },
                index === 0 ? "primary" : "secondary"));
              const { signal } = view;
              let wasRunning = false;
              const put = (status) => {
                const isRunning = status.state === "running";
                // What is disabled would drop the focus.
                for (const each of buttons) each.ariaDisabled = isRunning || null;
                fill(live, isRunning && bar(status), status.failure && notice("bad", status.failure));
                if (!isRunning) fill(place, status.report ? show(status.report) : stamp("empty.report"));
                if (wasRunning && !isRunning && !status.failure) tell("Done.");
                wasRunning = isRunning;
                return isRunning;
              };
              const watch = async () => {
                try {
                  while (!signal.aborted && put(await read(path))) await pause(pollMilliseconds);
                } catch (error) {
                  fail(live, error, watch);
                }
              };
              const begin = async (form) => {
                try {
                  put(await write("POST", path, typeof form === "function" ? form() : form));
                  watch();
                } catch (error) {
                  fail(live, error);
                }
              };
              watch();
              return stack(row(buttons), live, place);
            }

            /** How far it is, with rate and time left. */
            function bar({ phase, done, total, perSecond, secondsLeft }) {
              const name = inWords("phase", phase ?? "Beginning");
              const text = [name, total > 0 && `${count(done)} of ${count(total)}`, perSecond
                && `${count(Math.round(perSecond))}/s`,
                secondsLeft >= 1 && `${duration(secondsLeft, 0)} left`].filter(Boolean).join(" · ");
              return e("div.work", e("progress", { "aria-label": name, max: total || 1, value: total > 0 ? done : null }),
                e("span.small.soft", text));
            }
            """###,
        "onboarding/autosave.js": ###"""
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
                if (value == null) delete result[name];
              }
              return result;
            }

            /**
             * The fields that both sides changed, and not to the same: `[{field, before, mine, theirs}]`.
             *
             * `before` has the values that my fields had when I changed them, `mine` what I made of them, and
             * `theirs` is all that stands now.
             */
            export const conflicts = (before, mine, theirs) => Object.keys(mine)
              .filter((field) => !isSame(theirs[field], before[field]) && !isSame(theirs[field], mine[field]))
              .map((field) => ({
                field, before: before[field] ?? null, mine: mine[field] ?? null, theirs: theirs[field] ?? null,
              }));
            """###,
        "onboarding/gate.js": ###"""
            /** Where a person belongs, as the server's one gate says (contracts G1, K13, S6, F3, M6, A8). */
            import { ask } from "./requests.js";

            /** What has a value. */
            const queryOf = (query) => new URLSearchParams(Object.entries(query).filter(([, value]) => value));

            /**
             * Asks whether a page is open: `{decision, location, reason, version, …}`. `place` names who asks
             * beside the token: `sessionToken`, `space`, `returnUrl`.
             */
            export async function gate(flow, path, { place = {}, ...options } = {}) {
              return (await ask("GET", `/v1/gate?${queryOf({ flow, path, ...place })}`, options)).body;
            }

            /**
             * Keeps a page to those who belong there: answers null when it is open, else where to go instead.
             * Redirects of the gate are paths of the flow; `home` is what the app puts before them.
             */
            export async function redirect(flow, path, { home = "", ...options } = {}) {
              const answer = await gate(flow, path, options);
              return answer.decision === "allow" ? null : home + answer.location;
            }

            /** What the subject still owes (contract X3). */
            export async function requirements(flow, { place = {}, ...options } = {}) {
              return (await ask("GET", `/v1/flows/${encodeURIComponent(flow)}/requirements?${queryOf(place)}`, options)).body;
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
             *   "/v1/spaces/1" }, { token: () => myToken, renew })`; falls back on asking with ETags.
             * - `gate`, `redirect`, `requirements` (gate.js) say where a person belongs and what is still owed:
             *   `const elsewhere = await redirect("wizard", location.pathname, { token }); if (elsewhere)
             *   location.replace(elsewhere);`
             * - `wizardProgress` (wizard.js) and `taggedProgress` (tagged.js) tell `AutoSave` where to save: in the
             *   wizard, or in any resource with an ETag, such as `/api/user/profile`.
             * - `signUp` (signup.js) has the sign-up's calls by name; `remember` and `remembered` keep its token,
             *   so that a reload resumes.
             * - `ask`, `Problem`, `Unreachable` (requests.js) are one request and the two ways in which it fails.
             *
             * From another origin give the server's as `base` with any of them. Markup is the
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
            export const isPassing = (error) => error instanceof Unreachable || (error instanceof Problem && error.status >= 500);

            /** What outlives its page has nobody to end it: a connection that hangs would hold it up for ever. */
            const keptMilliseconds = 20_000;
            /** Browsers take 64 KiB, of which a character may need three bytes. */
            const keptMax = 20_000;

            /**
             * One request. Answers `{status, body, etag, headers}`; `body` is a text where that is plain, what can be read of
             * events where they are streamed, and null for 204 and 304.
             *
             * Options: `body` (an object, sent as JSON), `token` (bearer), `etag` (asks for changes since:
             * 304 when there are none), `ifMatch`, `idempotencyKey`, `headers`, `signal`, `base` (the server's
             * origin; empty for the page's own), `keepalive` (it outlives the page, unless it is longer than browsers
             * take of that, and is given up after 20 s in the place of a `signal`), and `fetch` for tests.
             */
            export async function ask(method, path, options = {}) {
              const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
              const body = JSON.stringify(options.body);
              let response;
              try {
                response = await fetch((options.base ?? "") + path, {
                  method, headers: fields(options), body,
                  signal: options.keepalive ? AbortSignal.timeout(keptMilliseconds) : options.signal,
                  keepalive: Boolean(options.keepalive && body?.length < keptMax),
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
              // A proxy that compresses makes tags weak, by which nothing can be changed (RFC 9110 section 13.1.1).
              if (options.ifMatch) headers["If-Match"] = options.ifMatch.replace("W/", "");
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
              const type = response.headers.get("Content-Type") ?? "";
              try {
                return type.includes("json") ? await response.json() : type.startsWith("text/plain") ? await response.text()
                  : type.startsWith("text/event-stream") ? response.body : null;
              } catch (error) {
                throw new Unreachable(error);
              }
            }

            /** Bytes as hex digits. */
            export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

            /** A name for something that is done once, however often it is sent. */
            export const newKey = () => crypto.randomUUID?.() ?? hex(crypto.getRandomValues(new Uint8Array(16)));
            """###,
        "onboarding/signup.js": ###"""
            /** The sign-up's calls by name (contracts K1–K14). Options are those of `ask`. */
            import { ask } from "./requests.js";
            import { Live } from "./live.js";

            const path = "/v1/onboarding";
            const googleName = "onboard.google";

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

              /**
               * Where to sign in with Google (K12). What comes back from there is taken by `googleReturned` alone, and in
               * this tab alone: else anybody could send a link that puts its reader's identity into a session of theirs.
               */
              async googleURL(sessionToken, redirectUri, { storage = globalThis.sessionStorage, ...options } = {}) {
                const query = new URLSearchParams({ sessionToken, redirectUri });
                const { url } = (await ask("GET", `/v1/auth/google/url?${query}`, options)).body;
                const state = new URL(url, redirectUri).searchParams.get("state");
                storage.setItem(googleName, JSON.stringify({ state, sessionToken }));
                return url;
              },

              /**
               * Ends a sign-in with Google by the query that it came back with (K4), and answers its session's token.
               * Throws `Error` when this tab began none, or another.
               */
              async googleReturned(query, { storage = globalThis.sessionStorage, ...options } = {}) {
                const begun = JSON.parse(storage.getItem(googleName));
                storage.removeItem(googleName);
                if (!begun?.state || begun.state !== query.get("state")) throw new Error("This sign-in was not begun here.");
                await signUp.google(begun.sessionToken, query.get("code") ?? "", options);
                return begun.sessionToken;
              },

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
                    const { body, etag } = await request("PATCH",
                      { body: write(data), ifMatch: version, idempotencyKey: key, keepalive: true });
                    return { version: etag, data: body && read(body) };
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

            /**
             * `options` are those of `ask`; `token()` is asked for at each request, so that it may be renewed. An app that has
             * tokens renewed in a way of its own gives its `request` instead, which is called as `ask` is.
             */
            export function wizardProgress({ token, request = ask, ...options }) {
              const having = () => ({ ...options, token: token?.() });
              return {
                perMinute: 10,
                async load() {
                  const { body } = await request("GET", `${path}/resume`, having());
                  const { currentStep: step, stepData: data, version, status, tenantId } = body;
                  // What the server calls whoever asks, which their token may not.
                  this.userID = body.userId;
                  return { step, data, version, status, tenantId };
                },
                async save({ step, data, version, key }) {
                  const body = { step, data, version };
                  const answer = await request("POST", `${path}/save-step`,
                    { ...having(), body, idempotencyKey: key, keepalive: true });
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
            import { AutoSave, openQueue, Problem } from "../onboarding/onboarding.js";
            import { e, fill, on } from "../shared/dom.js";
            import { conflictDialog } from "./conflict.js";
            import { refusals } from "./fields.js";
            import { indicator } from "./indicator.js";
            import { people } from "./people.js";
            import { part } from "./view.js";

            /** Opens the form of the flow's person. Answers `{save, head, bind, keep, settle}`; it ends with the page. */
            export async function openAutosave(page, progress) {
              const { id } = people.of(page.flow.id);
              const queue = await openQueue(`${page.flow.id}.${id}`);
              page.signal.throwIfAborted();
              const save = new AutoSave(progress, queue);
              const dialog = conflictDialog(save, () => progress.userID ?? id);
              on(page.signal, "abort", () => {
                // What was typed just before leaving goes out with it.
                save.flush();
                save.stop();
                dialog.remove();
              });
              const [bound, fields] = [[], []];
              const notes = e("div.stack-tight", { "aria-live": "polite" });

              /** Ties a field to a member of the data; `read` and `write` translate. */
              function bind(field, { read = (value) => value || null, write = (value) => value } = {}) {
                const show = () => { field.value = write(save.data[field.name]); };
                const event = field.input.matches("[type=radio], select") ? "change" : "input";
                for (const input of field.inputs) {
                  on(input, event, () => {
                    field.refuse();
                    const value = read(field.value);
                    if (value !== undefined) save.edit({ [field.name]: value });
                  });
                }
                fields.push(field);
                keep(show);
              }

              /** Shows something of the data, and again when others changed it. */
              function keep(show) {
                bound.push(show);
                show();
              }

              const refresh = () => { for (const show of bound) show(); };
              on(save, "merged", () => {
                refresh();
                fill(notes, part("merged"));
              });
              on(save, "reloaded", ({ detail: { setAside } }) => {
                refresh();
                fill(notes, part("reloaded", {
                  async back() {
                    fill(notes);
                    save.edit(setAside);
                    refresh();
                  },
                }));
              });
              let wasConflict = false;
              on(save, "change", () => {
                if (wasConflict && save.status.name !== "conflict") refresh();
                wasConflict = save.status.name === "conflict";
                // Who is kept out by now is told so by a page of its own.
                if (save.status.error?.code === "merchant.suspended") page.reload();
                const said = { saved: [], error: refusals(save.status.error ?? {}) }[save.status.name];
                if (said) for (const field of fields) field.refuse(said.find(([name]) => name === field.name)?.[1]);
              });

              /** Sends what waits, however long the server takes; throws when it is not all saved then. */
              async function settle() {
                await save.flush();
                while (save.status.name === "saving") await new Promise((next) => { on(save, "change", next, { once: true }); });
                // Who left meanwhile completes nothing.
                page.signal.throwIfAborted();
                if (save.isPending) throw new Problem(409, { detail: "Not all is saved yet: see above." }, new Headers());
              }

              /** The head of the form's card: what it is about, and how saving goes. */
              const saving = indicator(save, () => dialog.open());
              const head = (title) => part("saving-head", { title, notes, indicator: saving });
              return { save, head, bind, keep, settle };
            }
            """###,
        "portal/call.html": ###"""
            <template id="call.space" data-step="0">
              <div class="stack-tight heading">
                <h1>A space of your own</h1>
                <p class="lead">Whether a call is needed follows from how you came.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="make">
                  <div class="field">
                    <label>Name of the space</label>
                    <input name="name" maxlength="255" aria-required="true">
                  </div>
                  <fieldset class="field">
                    <legend>How did you get here?</legend>
                    <div class="choices">
                      <label class="choice"><input type="radio" name="kind" value="self" checked><i data-icon="person"></i>
                        <span class="choice-words">
                          <span class="choice-title">By myself</span><span class="hint">A call comes first</span>
                        </span></label>
                      <label class="choice"><input type="radio" name="kind" value="individual"><i data-icon="mail"></i>
                        <span class="choice-words">
                          <span class="choice-title">Invited as a member</span><span class="hint">No call needed</span>
                        </span></label>
                      <label class="choice"><input type="radio" name="kind" value="advisor_client"><i data-icon="star"></i>
                        <span class="choice-words">
                          <span class="choice-title">Invited by an adviser</span><span class="hint">No call needed</span>
                        </span></label>
                      <label class="choice"><input type="radio" name="kind" value="advisor"><i data-icon="form"></i>
                        <span class="choice-words">
                          <span class="choice-title">As an adviser</span><span class="hint">No call needed</span>
                        </span></label>
                    </div>
                  </fieldset>
                  <div class="row form-end"><button type="submit">Make the space<i data-icon="arrow"></i></button></div>
                </form>
              </div>
            </template>

            <template id="call.session" data-step="1">
              <div class="stack-tight heading">
                <h1 class="call-title"><span>Book your</span> onboarding call</h1>
                <p class="lead">Half an hour with a person, for <strong><slot name="name"></slot></strong>.</p>
              </div>
              <div class="card stack">
                <div class="calendar-box">
                  <div class="calendar" role="group" aria-label="Free times"><slot name="days"></slot></div>
                  <div class="booked" role="status"></div>
                </div>
                <p class="hint">Times in <slot name="zone"></slot></p>
                <slot name="live"></slot>
              </div>
            </template>

            <template id="call.booked">
              <span class="tick"><i data-icon="check"></i></span>
              <strong>Your call is planned</strong>
              <p class="hint">Meeting <code><slot name="meeting"></slot></code></p>
              <div class="row">
                <a class="button" href="/portal/call/assets">Go to the assets<i data-icon="arrow"></i></a>
                <button type="button" class="quiet" data-do="cancel">Cancel it</button>
              </div>
            </template>

            <template id="call.calendar">
              <section class="panel-section">
                <h3><i data-icon="calendar"></i>Sandbox calendar</h3>
                <div class="row">
                  <button type="button" class="secondary small-button" data-do="book">Book fake meeting</button>
                  <button type="button" class="secondary small-button" data-do="cancel">Cancel fake meeting</button>
                  <button type="button" class="secondary small-button" data-do="end">End fake meeting</button>
                </div>
                <p class="hint">All go through the same commands as the provider's deliveries.</p>
              </section>
            </template>

            <template id="call.home" data-step="2">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="check"></i></span>
                <h1><span data-if="/assets">Assets</span><span data-if="/advisor">Adviser's desk</span></h1>
                <p class="lead" data-if="/assets">What the space owns, now that its call is planned.</p>
                <p class="lead" data-if="/advisor">Advisers need no call of their own.</p>
              </div>
              <div class="card stack">
                <div class="notice good">
                  <i data-icon="calendar" data-if="planned"></i><i data-icon="check" data-if="completed"></i>
                  <i data-icon="info" data-if="not_required"></i><i data-icon="info" data-if="not_planned"></i>
                  <div><strong><slot name="name"></slot></strong> ·
                    <span data-if="planned">The call is planned.</span>
                    <span data-if="completed">The call took place: nothing is owed.</span>
                    <span data-if="not_required">No call was needed.</span>
                    <span data-if="not_planned">The call is not planned yet.</span>
                  </div>
                </div>
                <div class="row">
                  <a class="button secondary" href="/portal/call/onboarding-session">The call<i data-icon="calendar"></i></a>
                  <button type="button" class="secondary" data-do="another">Make another space</button>
                </div>
              </div>
            </template>

            <template id="call.day">
              <section class="day">
                <h2><slot name="day"></slot></h2>
                <button type="button" class="secondary slot" data-do="book"
                  >09:00<span class="unseen"> on <slot name="day"></slot></span></button>
                <button type="button" class="secondary slot" data-do="book"
                  >11:30<span class="unseen"> on <slot name="day"></slot></span></button>
                <button type="button" class="secondary slot" data-do="book"
                  >15:00<span class="unseen"> on <slot name="day"></slot></span></button>
              </section>
            </template>
            """###,
        "portal/call.js": ###"""
            /** The onboarding call: a space, a sandbox calendar, and a page that follows it live (contracts F1–F6). */
            import { ask } from "../shared/api.js";
            import { escaped, fill, find, holdsFocus } from "../shared/dom.js";
            import { now, zone } from "../shared/time.js";
            import { Live } from "../onboarding/onboarding.js";
            import { askAs, followingAs, people } from "./people.js";
            import { following } from "./shapes.js";
            import { part, view } from "./view.js";

            const calendarPath = "/onboarding-session";

            export const flow = {
              /** Without a space there is nothing to ask the gate about. */
              before: (query) => (spaceOf(query) ? null : "/"),
              place: (query) => ({ space: spaceOf(query) }),
              keep: (query) => (query.get("space") ? `?space=${escaped(query.get("space"))}` : ""),
              trouble: (error, page) => (error.status === 404 ? newSpacePage(page) : null),
              open: { "/": newSpacePage },
              pages: {
                [calendarPath]: sessionPage,
                "/assets": homePage,
                "/advisor": homePage,
              },
            };

            const storage = () => `onboard.portal.space.${people.of("call")?.id}`;
            const spaceOf = (query) => query.get("space") ?? localStorage.getItem(storage()) ?? "";
            const asOwner = askAs("call");
            const path = (id) => `/v1/spaces/${escaped(id)}`;
            const sandbox = (id, what) => () => ask("POST", `/dev/spaces/${escaped(id)}/${what}`);

            function newSpacePage(page) {
              return view("call.space", {
                async make({ name, kind }, idempotencyKey) {
                  const how = { self: {}, advisor: { initialSignupType: kind } }[kind] ?? { inviteType: kind };
                  const { body } = await asOwner("POST", "/v1/spaces", { body: { name, ...how }, idempotencyKey });
                  localStorage.setItem(storage(), body.id);
                  await page.go(calendarPath);
                },
              });
            }

            /** The page's space as the server has it. */
            const spaceAt = async ({ query, signal }) => (await asOwner("GET", path(spaceOf(query)), { signal })).body;

            async function sessionPage(page) {
              const space = await spaceAt(page);
              const { id } = space;
              const live = new Live({ stream: `${path(id)}/changes`, poll: path(id) }, followingAs("call"));
              const shown = view("call.session", {
                name: space.name, zone, days: days(id), live: following(page, live, (latest) => show(latest)),
              });
              const [box, calendar, booked] = [".calendar-box", ".calendar", ".booked"]
                .map((place) => find(place, shown.content));
              const show = ({ metadata: { onboarding_status: status, onboarding_meeting_id: meeting } }) => {
                const isPlanned = status === "planned";
                if (!isPlanned && status !== "not_planned") return page.reload();
                const [from, to] = isPlanned ? [calendar, booked] : [booked, calendar];
                const isIn = holdsFocus(from);
                box.dataset.planned = String(isPlanned);
                calendar.inert = isPlanned;
                fill(booked, isPlanned && part("call.booked", { meeting, cancel: sandbox(id, "cancel") }));
                // The focus goes where what can be done next is.
                if (isIn) find("a, button", to)?.focus();
              };
              show(space);
              return { ...shown, panel: calendarSection(id) };
            }

            /** What the calendar would tell; the page hears of it by itself, or by `then`. */
            function calendarSection(id, then) {
              const tell = (what) => () => sandbox(id, what)().then(then);
              return part("call.calendar", { book: tell("book"), cancel: tell("cancel"), end: tell("end") });
            }

            /** The next five working days with a few times each; any of them books. */
            function days(id) {
              const format = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
              const names = [];
              for (let date = new Date(now()); names.length < 5;) {
                date = new Date(date.getTime() + 86_400_000);
                if (date.getDay() % 6 !== 0) names.push(format.format(date));
              }
              return names.map((day) => part("call.day", { day, book: sandbox(id, "book") }));
            }

            async function homePage(page) {
              const { id, name, metadata } = await spaceAt(page);
              const shown = view("call.home", {
                name, [page.route]: true, [metadata.onboarding_status ?? "not_planned"]: true,
                async another() {
                  localStorage.removeItem(storage());
                  await page.go("/");
                },
              });
              return { ...shown, panel: calendarSection(id, page.reload) };
            }
            """###,
        "portal/chart.js": ###"""
            /** A birth chart: the zodiac's ring with sun, moon and ascendant at their degrees (contract S12). */
            import { e, svg } from "../shared/dom.js";
            import { codes } from "./lists.js";

            const signs = codes("zodiac");

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
              return e("div.chart-box", ring, e("ul.chart-list", bodies.map(([name, title]) =>
                e("li", { class: name }, e("span.swatch", { "aria-hidden": "true" }), e("strong", title),
                  ` ${found[name].degree.toFixed(1)}° ${found[name].sign}`))));
            }
            """###,
        "portal/conflict.js": ###"""
            /** The dialog of a conflict: both sides of each field, a choice, and five seconds (contract A9). */
            import { all, e, fill, find, on } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { inWords } from "./fields.js";
            import { part } from "./view.js";

            /**
             * Watches a form and opens when it meets a conflict; `me()` is the person's own id. Answers `open`, for who put it
             * aside, and `remove`.
             */
            export function conflictDialog(save, me) {
              const fields = e("div.stack");
              const dialog = e("dialog.conflict", { "aria-labelledby": "conflict-title" }, part("conflict", { fields }));
              const [countdown, left, patience] = all(".countdown, .countdown span", dialog);
              let drawn = null;

              // Whoever does anything in it wants to look first.
              for (const event of ["pointerdown", "keydown", "input"]) {
                on(dialog, event, () => save.holdOn());
              }
              on(dialog, "close", () => {
                const { returnValue } = dialog;
                dialog.returnValue = "";
                if (save.status.name !== "conflict" || returnValue === "") return;
                if (returnValue === "theirs") save.reload();
                else save.resolve(returnValue === "mine" ? "mine" : choices());
              });

              function choices() {
                const chosen = new FormData(find("form", dialog));
                return Object.fromEntries(save.status.fields.map(({ field }) => [field, chosen.get(field)]));
              }

              function show() {
                const { name, secondsLeft, fields: changed } = save.status;
                if (name !== "conflict") {
                  drawn = null;
                  if (dialog.open) dialog.close("");
                  return;
                }
                countdown.hidden = !secondsLeft;
                left.textContent = secondsLeft;
                patience.hidden = secondsLeft;
                dialog.style.setProperty("--left", String(secondsLeft ?? 0));
                const key = JSON.stringify(changed);
                if (drawn === key) return;
                fill(fields, changed.map((field) => difference(field, me())));
                if (!drawn) open();
                drawn = key;
              }

              function open() {
                if (dialog.open || save.status.name !== "conflict") return;
                if (!dialog.isConnected) document.body.append(dialog);
                dialog.showModal();
              }

              on(save, "change", show);
              return { open, remove: () => dialog.remove() };
            }

            function difference({ field, before, mine, theirs, setBy, at }, me) {
              const [label] = inWords(field);
              const [was, is, other] = [before, mine, theirs].map((value) => inWords(field, value)[1] || null);
              const shown = part("difference", {
                label, before: was, mine: is, theirs: other, at: time(at, "ago"),
                who: setBy && (setBy.id === me ? "you, elsewhere" : `${setBy.kind} ${setBy.id}`),
              });
              for (const input of all("input", shown)) input.name = field;
              return shown;
            }
            """###,
        "portal/fields.js": ###"""
            /** Forms: labels, hints and errors tied to their inputs, and what the server said beside each. */
            import { explain, keyed } from "../shared/api.js";
            import { all, e, fill, find, icon, newID, on } from "../shared/dom.js";
            import { lists } from "./lists.js";

            /** What a field is called: the words of its label before any mark. */
            const called = (field) => find("label, legend", field).firstChild.data.trim();

            /**
             * Makes the fields of a template work: each `.field` is a label, an input or several radio buttons, and a hint where
             * there is one. A select's `data-options` names the list that fills it. Answers them by their inputs' name.
             */
            export function dress(content) {
              for (const select of all("[data-options]", content)) {
                select.append(...lists[select.dataset.options]().map(([value, text]) => e("option", { value }, text)));
              }
              return Object.fromEntries(all(".field", content).map((element) => {
                const field = control(element, all("input, select", element));
                return [field.name, field];
              }));
            }

            function control(element, inputs) {
              const [input] = inputs;
              const isRadio = input.type === "radio";
              const error = e("p.field-error", { id: newID("error"), hidden: true });
              const hint = find(":scope > .hint", element);
              if (hint) hint.id = newID("hint");
              if (!isRadio) find("label", element).htmlFor = input.id = newID("field");
              for (const each of inputs) each.setAttribute("aria-describedby", hint ? `${hint.id} ${error.id}` : error.id);
              element.append(error);
              return {
                name: input.name, element, inputs, input, label: called(element),
                isRequired: input.ariaRequired === "true" || Boolean(element.dataset.required),
                get value() {
                  return isRadio ? inputs.find((each) => each.checked)?.value ?? "" : input.value;
                },
                set value(value) {
                  if (isRadio) for (const each of inputs) each.checked = each.value === value;
                  else input.value = value ?? "";
                },
                refuse(text) {
                  error.hidden = !text;
                  fill(error, text && [icon("alert"), text]);
                  for (const each of inputs) each.ariaInvalid = text ? "true" : null;
                },
              };
            }

            /** A field's label and one of its values, as the template that asks for it has them. */
            export function inWords(name, value) {
              const text = String(value ?? "");
              const field = all("template").map(({ content }) => find(`.field:has([name="${name}"])`, content)).find(Boolean);
              if (!field) return [name, text];
              const list = lists[find("select", field)?.dataset.options]?.()
                ?? all("[type=radio]", field).map((radio) => [radio.value, find(".choice-title", radio.parentNode).textContent]);
              return [called(field), list.find(([code]) => code === text)?.[1] ?? text];
            }

            /**
             * A form asks the server when it is sent. `work` gets the values by name, and a key of what is done; what it throws is
             * shown: field errors beside their fields, the rest above the button.
             */
            export function submits(form, fields, work) {
              const send = keyed(work);
              const trouble = e("div.form-trouble", { role: "alert" });
              const button = find("[type=submit]", form);
              button.parentNode.before(trouble);
              form.noValidate = true;
              on(form, "submit", async (event) => {
                event.preventDefault();
                if (button.ariaDisabled) return;
                for (const field of fields) field.refuse();
                fill(trouble);
                const missing = fields.filter((field) => field.isRequired && !field.value.trim());
                for (const field of missing) field.refuse(`${field.label} is needed.`);
                if (missing.length > 0) return missing[0].input.focus();
                await during(button, () => send(Object.fromEntries(fields.map(({ name, value }) => [name, value])))).catch(show);
              });

              function show(error) {
                const refused = [];
                for (const [name, text] of refusals(error)) {
                  const field = fields.find((each) => each.name === name);
                  if (!field) continue;
                  field.refuse(text);
                  refused.push(field);
                }
                if (refused.length > 0) return refused[0].input.focus();
                fill(trouble, e("p.notice.bad", icon("alert"), e("span", told(error))));
              }
            }

            /** What was refused of single fields: name and sentence of each, a member's own name where it is one of an object. */
            export const refusals = (error) => (error.errors ?? [])
              .map(({ pointer, detail }) => [pointer.split("/").pop(), sentence(detail)]);

            /** What went wrong, with the fields that it is about. */
            export const told = (error) => refusals(error)
              .map(([name, text]) => (name ? `${inWords(name)[0]}: ${text}` : text)).join(" ") || explain(error);

            /** `expected a name` as `Expected a name.` */
            const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

            /** Shows that a button's work is under way, and lets nobody press it twice. */
            async function during(button, work) {
              const spinner = e("span.spinner", { "aria-hidden": "true" });
              button.ariaDisabled = button.ariaBusy = true;
              button.prepend(spinner);
              try {
                return await work();
              } finally {
                spinner.remove();
                button.ariaDisabled = button.ariaBusy = null;
              }
            }

            /** A button asks the server; what fails is told beside it. `work` gets a key of what is done behind no values. */
            export function acts(button, work) {
              const send = keyed(work);
              const trouble = e("span.field-error", { role: "alert" });
              const element = e("span.action");
              button.replaceWith(element);
              element.append(button, trouble);
              on(button, "click", () => {
                if (button.ariaDisabled) return;
                fill(trouble);
                during(button, send).catch((error) => fill(trouble, icon("alert"), told(error)));
              });
            }
            """###,
        "portal/flows.js": ###"""
            /** The five flows, as their cards on the front tell of them. */
            import { all, byID, find } from "../shared/dom.js";

            /** Their pages load when they are needed. */
            const flows = {
              signup: () => import("./signup.js"), wizard: () => import("./wizard.js"), membership: () => import("./membership.js"),
              call: () => import("./call.js"), merchant: () => import("./merchant.js"),
            };

            /** The flow of this name: its card on the front has its `title` and `steps`, and says where it begins and for whom. */
            export function flowNamed(id) {
              if (!Object.hasOwn(flows, id)) return undefined;
              const flow = flows[id];
              if (flow.id) return flow;
              const card = find(`[href="/portal/${id}"]`, byID("home").content);
              const [title, ...steps] = all(".flow-title, .flow-steps span", card).map((each) => each.textContent);
              return flows[id] = { id, title, steps, load: flow, ...card.dataset };
            }
            """###,
        "portal/frame.html": ###"""
            <template id="frame">
              <div class="frame">
                <a class="skip-link unseen" href="#main">To the page</a>
                <header class="bar">
                  <a class="brand" href="/portal"><img src="/pages/shared/mark.svg" alt="" width="28" height="28">onboard</a>
                  <span class="crumb"></span><span class="spring"></span><span class="who"></span>
                  <slot name="theme"></slot>
                  <button type="button" class="secondary small-button panel-toggle" aria-controls="panel">
                    <i data-icon="menu"></i><span class="toggle-words">Behind the scenes</span>
                  </button>
                </header>
                <main id="main" tabindex="-1"></main>
                <aside class="panel" id="panel" aria-label="Behind the scenes">
                  <div class="row row-apart"><h2 tabindex="-1">Behind the scenes</h2><span class="badge">dev mode</span></div>
                  <slot name="own"></slot>
                  <section class="panel-section">
                    <h3><i data-icon="mail"></i>Mailbox</h3>
                    <ol class="mails"></ol>
                    <p class="hint no-mail">No mail was sent yet.</p>
                  </section>
                  <section class="panel-section">
                    <h3><i data-icon="arrow"></i>Gate</h3>
                    <slot name="gate"></slot>
                  </section>
                  <section class="panel-section">
                    <h3><i data-icon="calendar"></i>Clock</h3>
                    <div class="row">
                      <button type="button" class="secondary small-button" data-do="hour">+ 1 hour</button>
                      <button type="button" class="secondary small-button" data-do="day">+ 1 day</button>
                    </div>
                  </section>
                </aside>
              </div>
            </template>

            <template id="person">
              <span class="who-name"><i data-icon="person"></i><slot name="name"></slot></span>
              <button type="button" class="quiet small-button" data-do="leave">Sign out</button>
            </template>

            <template id="gate">
              <p class="row"><code><slot name="path"></slot></code><slot name="answer"></slot></p>
              <p class="hint">Because: <slot name="reason"></slot> · version <slot name="version"></slot></p>
            </template>

            <template id="no-gate"><p class="hint">Nothing was asked of it for this page.</p></template>

            <template id="mail">
              <li class="mail">
                <p class="row row-apart">
                  <strong><slot name="subject"></slot></strong><small class="soft"><slot name="at"></slot></small>
                </p>
                <p class="hint">to <slot name="to"></slot></p>
                <p class="row" data-if="code"><code class="code"><slot name="code"></slot></code>
                  <button type="button" class="secondary small-button" data-do="use"
                    >Use<span class="unseen"> the code <slot name="code"></slot></span></button></p>
                <p class="hint" data-if="text"><slot name="text"></slot></p>
              </li>
            </template>

            <template id="home" data-wide="yes">
              <div class="stack-tight heading">
                <h1>Five ways in</h1>
                <p class="lead">Play each of them to its end. Every step is an event in the ledger: reload, open another browser,
                  come back tomorrow – you go on where you were.</p>
              </div>
              <ul class="flows">
                <li><a class="flow" href="/portal/signup" data-start="/onboarding/plan">
                  <span class="flow-icon"><i data-icon="card"></i></span>
                  <span class="stack-tight">
                    <span class="flow-title">Sign-up</span>
                    <span class="soft">An anonymous session becomes a workspace: choose a plan, prove an email, pay, done.</span>
                    <span class="flow-steps"><span>Plan</span><span>Email</span><span>Proof</span><span>Business</span><span
                      >Payment</span><span>Done</span></span>
                  </span>
                  <span class="flow-go"><i data-icon="arrow"></i></span>
                </a></li>
                <li><a class="flow" href="/portal/wizard" data-start="/onboarding" data-needs-person="yes">
                  <span class="flow-icon"><i data-icon="form"></i></span>
                  <span class="stack-tight">
                    <span class="flow-title">Wizard</span>
                    <span class="soft">Four steps that save themselves as you type, with conflicts settled field by field.</span>
                    <span class="flow-steps"><span>Account</span><span>You</span><span>Company</span><span>Review</span></span>
                  </span>
                  <span class="flow-go"><i data-icon="arrow"></i></span>
                </a></li>
                <li><a class="flow" href="/portal/membership" data-start="/sanctuary">
                  <span class="flow-icon"><i data-icon="star"></i></span>
                  <span class="stack-tight">
                    <span class="flow-title">Membership</span>
                    <span class="soft">Pay first, as a stranger; then claim the account, fill in the profile, and enter the
                      sanctuary.</span>
                    <span class="flow-steps"><span>Join</span><span>Welcome</span><span>Profile</span><span>Sanctuary</span></span>
                  </span>
                  <span class="flow-go"><i data-icon="arrow"></i></span>
                </a></li>
                <li><a class="flow" href="/portal/call" data-start="/onboarding-session" data-needs-person="yes">
                  <span class="flow-icon"><i data-icon="calendar"></i></span>
                  <span class="stack-tight">
                    <span class="flow-title">Onboarding call</span>
                    <span class="soft">A new space books half an hour with a person before it opens; the page follows the calendar
                      live.</span>
                    <span class="flow-steps"><span>Space</span><span>Call</span><span>Assets</span></span>
                  </span>
                  <span class="flow-go"><i data-icon="arrow"></i></span>
                </a></li>
                <li><a class="flow" href="/portal/merchant" data-start="/">
                  <span class="flow-icon"><i data-icon="shop"></i></span>
                  <span class="stack-tight">
                    <span class="flow-title">Merchant</span>
                    <span class="soft">A shop asks to come in, an admin approves, a wizard sets it up, and its till follows the
                      choice.</span>
                    <span class="flow-steps"><span>Sign in</span><span>Approval</span><span>Shop</span><span
                      >Point of sale</span></span>
                  </span>
                  <span class="flow-go"><i data-icon="arrow"></i></span>
                </a></li>
              </ul>
            </template>

            <template id="sign-in">
              <div class="stack-tight heading">
                <h1>Who is it?</h1>
                <p class="lead"><slot name="flow"></slot> leaves signing in to the app around it. In dev mode anybody is
                  believed.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="enter">
                  <div class="field">
                    <label>Email</label>
                    <input name="email" type="email" autocomplete="email" aria-required="true" value="ada@example.org">
                    <p class="hint">The same address is the same person, in any browser.</p>
                  </div>
                  <div class="row form-end"><button type="submit">Sign in<i data-icon="arrow"></i></button></div>
                </form>
              </div>
            </template>

            <template id="lost">
              <div class="stack-tight heading">
                <h1>There is no such page</h1>
                <p class="lead"><slot name="where">The address leads nowhere.</slot></p>
              </div>
              <div class="row"><slot name="flow"></slot><a class="button secondary" href="/portal">All flows</a></div>
            </template>

            <template id="trouble">
              <div class="stack-tight heading"><h1>That did not work</h1></div>
              <div class="card stack">
                <p class="notice bad" role="alert"><i data-icon="alert"></i><span><slot name="why"></slot></span></p>
                <div class="row">
                  <button type="button" data-do="again"><i data-icon="refresh"></i>Try again</button>
                  <a class="button secondary" href="/portal">All flows</a>
                </div>
              </div>
            </template>

            <template id="conflict">
              <form class="stack" method="dialog">
                <h2 id="conflict-title"><i data-icon="alert"></i>Changed elsewhere</h2>
                <p>Somebody changed the same fields, on another device or in another tab. Which shall it be?</p>
                <div class="countdown">
                  <p>In <span></span> s the latest version is loaded. Touch anything here to stop that.</p>
                </div>
                <div class="countdown"><p>Take your time: nothing happens until you choose.</p></div>
                <slot name="fields"></slot>
                <div class="row">
                  <button type="submit" value="choice">Use my choices</button>
                  <button type="submit" class="secondary" value="mine">Keep all of mine</button>
                  <button type="submit" class="secondary" value="theirs"><i data-icon="refresh"></i>Reload now</button>
                </div>
              </form>
            </template>

            <template id="difference">
              <fieldset class="difference">
                <legend><slot name="label"></slot></legend>
                <label class="side mine"><input type="radio" value="mine">
                  <span><strong>Yours</strong><span class="value"><slot name="mine">nothing</slot></span></span></label>
                <label class="side theirs"><input type="radio" value="theirs" checked>
                  <span><strong>Theirs</strong><span class="value"><slot name="theirs">nothing</slot></span>
                    <span class="hint" data-if="who">By <slot name="who"></slot>, <slot name="at"></slot></span></span></label>
                <p class="hint">Before: <slot name="before">nothing</slot></p>
              </fieldset>
            </template>

            <template id="saving-head">
              <div class="row row-apart card-head">
                <span class="soft small"><slot name="title"></slot></span><slot name="indicator"></slot>
              </div>
              <slot name="notes"></slot>
            </template>

            <!-- How saving goes, by the status's name. -->
            <template id="saving.idle"></template>
            <template id="saving.saving">
              <span class="spinner" aria-hidden="true"></span>
              <span>Saving…<span data-if="next"> try <slot name="next"></slot> in <slot name="retrySeconds"></slot> s</span><span
                data-if="waitSeconds"> in <span aria-live="off"><slot name="waitSeconds"></slot></span> s, at the
                server's pace</span></span>
            </template>
            <template id="saving.saved"><i data-icon="check"></i>Saved</template>
            <template id="saving.offline"><i data-icon="offline"></i>Offline: kept on this device</template>
            <template id="saving.conflict">
              <i data-icon="alert"></i>Conflict
              <button type="button" class="secondary small-button" data-on="review">Review</button>
            </template>
            <template id="saving.error">
              <i data-icon="alert"></i><span>Not saved. <slot name="why"></slot></span>
              <button type="button" class="secondary small-button" data-on="retry">Retry</button>
            </template>

            <template id="merged">
              <div class="notice"><i data-icon="info"></i>
                <div class="row">Others changed other fields meanwhile; they were taken over.</div></div>
            </template>

            <template id="reloaded">
              <div class="notice"><i data-icon="info"></i>
                <div class="row">The latest version was loaded, with theirs in the place of yours.
                  <button type="button" class="secondary small-button" data-do="back">Use mine after all</button></div></div>
            </template>

            <template id="live">
              <p class="live" role="status">
                <span class="when-live">Live: this page goes on by itself</span>
                <span class="when-polling">Looking every 3 seconds</span>
                <span class="when-waiting">Reconnecting…</span>
                <span class="when-ended">This page no longer goes on by itself: reload it.</span>
              </p>
            </template>

            <template id="plan">
              <label class="choice">
                <input type="radio" name="plan">
                <slot name="picture"></slot>
                <span class="choice-words">
                  <span class="choice-title"><slot name="title"></slot></span><span class="hint"><slot name="text"></slot></span>
                </span>
                <span class="choice-aside" data-if="price"><slot name="price"></slot></span>
              </label>
            </template>

            <!-- Regions that browsers know and ISO 3166-1 does not assign, and codes of countries that are no more. -->
            <template id="no-countries"
              >AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ AN BU CS DD FX NT SU TP YD YU ZR DY HV NH RH VD UK</template>
            <template id="currencies"
              >USD EUR GBP JPY CHF CAD AUD INR BRL ZAR SEK NOK DKK PLN CZK MXN SGD HKD NZD KRW CNY TRY AED SAR EGP NGN
            KES</template>
            <template id="zodiac"
              >Aries Taurus Gemini Cancer Leo Virgo Libra Scorpio Sagittarius Capricorn Aquarius Pisces</template>

            <!-- What went wrong with a request, where the server does not say it itself. -->
            <template id="said.away">The server cannot be reached. Check the connection, then try again.</template>
            <template id="said.unexpected">Something unexpected went wrong. Reload the page.</template>
            <template id="said.429">That was tried too often. Try again in <slot name="wait"></slot>.</template>
            <template id="said.503">The server is busy or stopping. Try again in a moment<span data-if="reference"> (reference
              <slot name="reference"></slot>)</span>.</template>
            <template id="said.500">Something went wrong on the server<span data-if="reference"> (reference
              <slot name="reference"></slot>)</span>. Try again.</template>
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
                <link rel="modulepreload" href="/pages/onboarding/onboarding.js">
                <link rel="modulepreload" href="/pages/onboarding/autosave.js">
                <link rel="modulepreload" href="/pages/onboarding/clock.js">
                <link rel="modulepreload" href="/pages/onboarding/difference.js">
                <link rel="modulepreload" href="/pages/onboarding/gate.js">
                <link rel="modulepreload" href="/pages/onboarding/live.js">
                <link rel="modulepreload" href="/pages/onboarding/queue.js">
                <link rel="modulepreload" href="/pages/onboarding/requests.js">
                <link rel="modulepreload" href="/pages/onboarding/signup.js">
                <link rel="modulepreload" href="/pages/onboarding/tagged.js">
                <link rel="modulepreload" href="/pages/onboarding/wizard.js">
                <link rel="modulepreload" href="/pages/shared/api.js">
                <link rel="modulepreload" href="/pages/shared/dom.js">
                <link rel="modulepreload" href="/pages/shared/time.js">
                <link rel="modulepreload" href="/pages/shared/theme-toggle.js">
                <link rel="modulepreload" href="/pages/portal/router.js">
                <link rel="modulepreload" href="/pages/portal/shell.js">
                <link rel="modulepreload" href="/pages/portal/panel.js">
                <link rel="modulepreload" href="/pages/portal/people.js">
                <link rel="modulepreload" href="/pages/portal/view.js">
                <link rel="modulepreload" href="/pages/portal/fields.js">
                <link rel="modulepreload" href="/pages/portal/lists.js">
                <link rel="modulepreload" href="/pages/portal/flows.js">
                <link rel="modulepreload" href="/pages/portal/sign-in.js">
              </head>
              <body>
                <noscript>This page needs scripts; everything in it can also be had from the API and the command.</noscript>
              </body>
            </html>
            """###,
        "portal/indicator.js": ###"""
            /** How saving goes, in a word or two beside the form (contract A9). */
            import { e, fill, find, holdsFocus, on } from "../shared/dom.js";
            import { told } from "./fields.js";
            import { part } from "./view.js";

            export function indicator(save, review) {
              const element = e("div.indicator", { role: "status", tabindex: -1 });
              const show = () => {
                const { name, error, attempt, ...status } = save.status;
                const isIn = holdsFocus(element);
                const seconds = find("[aria-live]", element);
                // What counts down is told once: a conflict elsewhere, and its button stays for who comes back to it.
                if (seconds && status.waitSeconds) return fill(seconds, status.waitSeconds);
                if (name === "conflict" && element.dataset.state === name) return;
                element.dataset.state = name;
                fill(element, part(`saving.${name}`, {
                  ...status, next: attempt && attempt + 1, why: error && told(error), review,
                  retry: () => save.retry(),
                }));
                if (isIn) element.focus();
              };
              on(save, "change", show);
              show();
              return element;
            }
            """###,
        "portal/lists.js": ###"""
            /** Countries, currencies, months and time zones, in the viewer's language where the browser knows it. */

            const regions = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });
            const currencies = new Intl.DisplayNames(undefined, { type: "currency" });
            /** The codes or names that a template lists. */
            export const codes = (id) => document.getElementById(id).content.textContent.split(/\s/);

            const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

            /** `[code, name]` of every country, by name. */
            function countries() {
              const none = codes("no-countries");
              return letters.flatMap((first) => letters.map((second) => first + second))
                .filter((code) => !none.includes(code) && regions.of(code))
                .map((code) => [code, regions.of(code)]).sort(([, a], [, b]) => a.localeCompare(b));
            }

            function months() {
              const format = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
              return Array.from({ length: 12 }, (_, month) => [String(month + 1), format.format(Date.UTC(2024, month, 15))]);
            }

            /** What a select may offer, by the name that its `data-options` gives. */
            export const lists = {
              countries, months,
              currencies: () => codes("currencies").map((code) => [code, `${code} · ${currencies.of(code)}`]),
              zones: () => Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]),
            };
            """###,
        "portal/membership.html": ###"""
            <template id="membership.sign-in">
              <div class="stack-tight heading">
                <h1>Sign in</h1>
                <p class="lead">Members, and who has paid and chosen a password.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="enter">
                  <div class="field">
                    <label>Email</label>
                    <input name="email" type="email" autocomplete="username" aria-required="true">
                  </div>
                  <div class="field">
                    <label>Password</label>
                    <input name="password" type="password" autocomplete="current-password" aria-required="true">
                  </div>
                  <div class="row form-end">
                    <button type="submit">Sign in<i data-icon="arrow"></i></button>
                    <a href="/portal/membership/join">No account yet?</a>
                  </div>
                </form>
              </div>
            </template>

            <template id="membership.join" data-step="0">
              <div class="stack-tight heading">
                <h1>Join</h1>
                <p class="lead">Choose a membership. You pay first and make the account afterwards.</p>
              </div>
              <div class="card stack">
                <div class="notice warn" data-if="canceled"><i data-icon="alert"></i>
                  <div>Your membership has ended. Join again, and all is as you left it.</div>
                </div>
                <div class="notice warn" data-if="past_due"><i data-icon="alert"></i>
                  <div>A payment for your membership failed. Join again, and all is as you left it.</div>
                </div>
                <div class="notice warn" data-if="unpaid"><i data-icon="info"></i>
                  <div>Nothing was paid, and nothing charged. You can pay again.</div>
                </div>
                <form class="stack" data-do="pay">
                  <fieldset class="field" data-required="yes">
                    <legend>Membership</legend>
                    <div class="choices"><slot name="plans"></slot></div>
                  </fieldset>
                  <div class="field" data-if="stranger">
                    <label>Email</label>
                    <input name="email" type="email" autocomplete="email" aria-required="true">
                  </div>
                  <div class="row form-end">
                    <button type="submit">Continue to payment<i data-icon="arrow"></i></button>
                    <a href="/portal/membership/sign-in" data-if="stranger">A member already?</a>
                  </div>
                </form>
              </div>
            </template>

            <template id="membership.back" data-step="1">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="check"></i></span>
                <h1>Welcome back</h1>
                <p class="lead">You are a member again, and all is as you left it.</p>
              </div>
              <div class="row">
                <a class="button" href="/portal/membership/sanctuary">Enter the sanctuary<i data-icon="arrow"></i></a>
              </div>
            </template>

            <template id="membership.new" data-step="1">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="check"></i></span>
                <h1>Welcome</h1>
                <p class="lead">You are a member. One page about you is left.</p>
              </div>
              <div class="row">
                <a class="button" href="/portal/membership/onboarding">Tell us about you<i data-icon="arrow"></i></a>
              </div>
            </template>

            <template id="membership.stranger" data-step="1">
              <div class="stack-tight heading">
                <h1>Welcome</h1>
                <p class="lead">This page is for who comes from the payment.</p>
              </div>
              <div class="row">
                <a class="button" href="/portal/membership/join">Join</a>
                <a class="button secondary" href="/portal/membership/sign-in">Sign in</a>
              </div>
            </template>

            <template id="membership.claim" data-step="1">
              <div class="stack-tight heading">
                <h1>Welcome</h1>
                <p class="lead">Choose a password: as soon as the payment is confirmed, the account is yours.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="claim">
                  <div class="field">
                    <label>Password</label>
                    <input name="password" type="password" autocomplete="new-password" aria-required="true">
                    <p class="hint">At least 8 characters, at most 511 bytes.</p>
                  </div>
                  <div class="row form-end">
                    <button type="submit">Make the account<i data-icon="arrow"></i></button>
                    <a href="/portal/membership/sign-in">An account already?</a>
                  </div>
                </form>
              </div>
            </template>

            <template id="membership.unpaid" data-step="1">
              <div class="stack-tight heading">
                <h1>No payment is known</h1>
                <p class="lead"><slot name="title"></slot>.</p>
              </div>
              <div class="card stack">
                <p data-if="409">The payment was not made, or its confirmation is still on its way. If you paid, try again in a
                  moment.</p>
                <p data-if="404">The address may have been cut short.</p>
                <div class="row">
                  <button type="button" data-do="again" data-if="409"><i data-icon="refresh"></i>Try again</button>
                  <a class="button secondary" href="/portal/membership/join">Join</a>
                  <a class="button secondary" href="/portal/membership/sign-in">Sign in</a>
                </div>
              </div>
            </template>

            <template id="membership.profile" data-step="2">
              <div class="stack-tight heading">
                <h1>About you</h1>
                <p class="lead">Saved as you type. A birth date, time and place give you a chart.</p>
              </div>
              <div class="card stack">
                <slot name="head"></slot>
                <form class="stack" data-do="complete">
                  <div class="pair">
                    <div class="field">
                      <label>First name</label>
                      <input name="first_name" autocomplete="given-name" aria-required="true">
                    </div>
                    <div class="field">
                      <label>Last name</label>
                      <input name="last_name" autocomplete="family-name" aria-required="true">
                    </div>
                  </div>
                  <div class="field">
                    <label>What people call you <span class="soft">(optional)</span></label>
                    <input name="preferred_name">
                  </div>
                  <div class="pair">
                    <div class="field">
                      <label>Born on <span class="soft">(optional)</span></label>
                      <input name="birth_date" type="date">
                    </div>
                    <div class="field">
                      <label>Time of birth <span class="soft">(optional)</span></label>
                      <input name="birth_time" type="time">
                    </div>
                  </div>
                  <div class="field">
                    <label>Place of birth <span class="soft">(optional)</span></label>
                    <select name="birth_city">
                      <option value="">Choose…</option>
                      <option value="Alexandria" data-region="Alexandria" data-country="EG" data-lat="31.2001" data-lon="29.9187"
                        >Alexandria, EG</option>
                      <option value="Athens" data-region="Attica" data-country="GR" data-lat="37.9838" data-lon="23.7275"
                        >Athens, GR</option>
                      <option value="Berlin" data-region="Berlin" data-country="DE" data-lat="52.52" data-lon="13.405"
                        >Berlin, DE</option>
                      <option value="Buenos Aires" data-region="Buenos Aires" data-country="AR" data-lat="-34.6037"
                        data-lon="-58.3816">Buenos Aires, AR</option>
                      <option value="Cape Town" data-region="Western Cape" data-country="ZA" data-lat="-33.9249" data-lon="18.4241"
                        >Cape Town, ZA</option>
                      <option value="Chicago" data-region="Illinois" data-country="US" data-lat="41.8781" data-lon="-87.6298"
                        >Chicago, US</option>
                      <option value="London" data-region="England" data-country="GB" data-lat="51.5072" data-lon="-0.1276"
                        >London, GB</option>
                      <option value="Los Angeles" data-region="California" data-country="US" data-lat="34.0522" data-lon="-118.2437"
                        >Los Angeles, US</option>
                      <option value="Mexico City" data-region="CDMX" data-country="MX" data-lat="19.4326" data-lon="-99.1332"
                        >Mexico City, MX</option>
                      <option value="Mumbai" data-region="Maharashtra" data-country="IN" data-lat="19.076" data-lon="72.8777"
                        >Mumbai, IN</option>
                      <option value="Nairobi" data-region="Nairobi" data-country="KE" data-lat="-1.2921" data-lon="36.8219"
                        >Nairobi, KE</option>
                      <option value="New York" data-region="New York" data-country="US" data-lat="40.7128" data-lon="-74.006"
                        >New York, US</option>
                      <option value="Paris" data-region="Île-de-France" data-country="FR" data-lat="48.8566" data-lon="2.3522"
                        >Paris, FR</option>
                      <option value="São Paulo" data-region="São Paulo" data-country="BR" data-lat="-23.5505" data-lon="-46.6333"
                        >São Paulo, BR</option>
                      <option value="Seoul" data-region="Seoul" data-country="KR" data-lat="37.5665" data-lon="126.978"
                        >Seoul, KR</option>
                      <option value="Sydney" data-region="New South Wales" data-country="AU" data-lat="-33.8688" data-lon="151.2093"
                        >Sydney, AU</option>
                      <option value="Tokyo" data-region="Tokyo" data-country="JP" data-lat="35.6762" data-lon="139.6503"
                        >Tokyo, JP</option>
                      <option value="Toronto" data-region="Ontario" data-country="CA" data-lat="43.6532" data-lon="-79.3832"
                        >Toronto, CA</option>
                    </select>
                  </div>
                  <div class="row form-end"><button type="submit">Complete<i data-icon="check"></i></button></div>
                </form>
              </div>
            </template>

            <template id="membership.sanctuary" data-step="4" data-wide="yes">
              <div class="stack-tight heading">
                <h1>The sanctuary is yours, <slot name="name">friend</slot></h1>
                <p class="lead">Paid, known and let in: each time, by the gate.</p>
              </div>
              <div class="halves">
                <div class="card stack">
                  <h2>You</h2>
                  <dl class="facts">
                    <dt>Membership</dt><dd><slot name="membership_plan">–</slot></dd>
                    <dt>Subscription</dt><dd><slot name="subscription_status">–</slot></dd>
                    <dt>Born</dt><dd><slot name="born">–</slot></dd>
                    <dt>Sign</dt><dd><slot name="zodiac_sign">–</slot></dd>
                  </dl>
                </div>
                <div class="card stack" data-if="chart"><h2>Birth chart</h2><slot name="chart"></slot></div>
                <div class="notice" data-if="chartless"><i data-icon="info"></i>
                  <div>With a birth date and place there would be a chart here.</div>
                </div>
              </div>
            </template>

            <template id="membership.behind">
              <section class="panel-section">
                <h3><i data-icon="card"></i>Sandbox subscription</h3>
                <div class="row">
                  <button type="button" class="secondary small-button" data-do="lapse">Fail a payment</button>
                  <button type="button" class="secondary small-button" data-do="end">End it</button>
                </div>
                <p class="hint">Signed deliveries to the real webhook; the gate hears of them at once.</p>
              </section>
            </template>
            """###,
        "portal/membership.js": ###"""
            /** The membership: join, pay, welcome, profile, sanctuary (contracts S1–S12). */
            import { ask } from "../shared/api.js";
            import { now } from "../shared/time.js";
            import { taggedProgress } from "../onboarding/onboarding.js";
            import { openAutosave } from "./autosave-form.js";
            import { chart } from "./chart.js";
            import { askAs, people } from "./people.js";
            import { planChoice } from "./shapes.js";
            import { passwordPage } from "./sign-in.js";
            import { part, view } from "./view.js";

            /** Where this tab keeps who goes to the payment. */
            const joining = "onboard.portal.joining";
            const profile = "/api/user/profile";
            const asMember = askAs("membership");
            const me = async ({ signal }) => (await asMember("GET", profile, { signal })).body;

            export const flow = {
              open: { "/": (page) => page.go("/sanctuary", { replace: true }) },
              pages: {
                "/sign-in": (page) => passwordPage("membership.sign-in", page, "/sanctuary"),
                "/join": joinPage,
                "/welcome": welcomePage,
                "/onboarding": profilePage,
                "/sanctuary": sanctuaryPage,
              },
            };

            async function joinPage(page) {
              const { body: plans } = await ask("GET", "/v1/billing/plans", { signal: page.signal });
              const person = people.of("membership");
              const plan = page.query.get("plan");
              return view("membership.join", {
                stranger: !person, unpaid: page.query.get("status") === "cancelled",
                [person && (await me(page)).subscription_status]: true,
                plans: [["individual", "person"], ["family", "star"]].map(([value, sign]) =>
                  planChoice(value, plans.find(({ descriptor }) => descriptor === value), sign)),
                // Who comes back from a payment that was not made finds what they chose.
                values: { plan: "individual", ...JSON.parse(sessionStorage[joining] ?? "{}"), ...(plan && { plan }) },
                async pay(body, idempotencyKey) {
                  sessionStorage[joining] = JSON.stringify(body);
                  const work = person ? asMember : ask;
                  location.assign((await work("POST", "/api/stripe/checkout", { body, idempotencyKey })).body.url);
                },
              });
            }

            /** Behind the payment: who paid without an account gets one (S8). */
            async function welcomePage(page) {
              const sessionId = page.query.get("session_id");
              if (people.of("membership")) return view((await me(page)).is_onboarded ? "membership.back" : "membership.new");
              if (!sessionId) return view("membership.stranger");
              return view("membership.claim", {
                async claim({ password }, idempotencyKey) {
                  const body = { sessionId, password };
                  try {
                    people.accept("membership", (await ask("POST", "/api/welcome/claim", { body, idempotencyKey })).body);
                  } catch (error) {
                    if (!/checkout_not/.test(error.code)) throw error;
                    return page.show(view("membership.unpaid", { ...error.body, [error.status]: true, again: page.reload }));
                  }
                  await page.go("/onboarding");
                },
              });
            }

            async function profilePage(page) {
              await asMember("POST", "/api/user/onboarding/start");
              const { save, head, bind, settle } = await openAutosave(page,
                taggedProgress((method, options) => asMember(method, profile, options)));
              await save.resume();
              const shown = view("membership.profile", {
                head: head("Profile"),
                async complete({ first_name, last_name }) {
                  await settle();
                  await asMember("PATCH", profile, { body: { first_name, last_name, is_onboarded: true } });
                  await page.go("/sanctuary");
                },
              });
              const { birth_city: place, birth_date: day, ...others } = shown.fields;
              day.input.max = new Date(now()).toISOString().slice(0, 10);
              for (const field of [day, ...Object.values(others)]) bind(field);
              // A place says more than its name.
              bind(place, { read: () => undefined });
              place.input.addEventListener("change", () => {
                const { region = null, country = null, lat, lon } = place.input.selectedOptions[0].dataset;
                save.edit({
                  birth_city: place.value || null, birth_region: region, birth_country: country,
                  birth_lat: lat ? Number(lat) : null, birth_lon: lon ? Number(lon) : null,
                });
              });
              return shown;
            }

            async function sanctuaryPage(page) {
              const member = await me(page);
              const tell = (what) => async () => {
                await ask("POST", `/dev/profiles/${encodeURIComponent(member.id)}/${what}`);
                await page.reload();
              };
              return {
                ...view("membership.sanctuary", {
                  ...member, name: member.preferred_name || member.first_name,
                  born: [member.birth_date, member.birth_city].filter(Boolean).join(", ") || null,
                  chart: member.birth_chart && chart(member.birth_chart), chartless: !member.birth_chart,
                }),
                panel: part("membership.behind", { lapse: tell("lapse"), end: tell("end") }),
              };
            }
            """###,
        "portal/merchant-admin.js": ###"""
            /** What an admin does with merchants: approve, suspend, let in again (contract M3). */
            import { ask, explain } from "../shared/api.js";
            import { e, escaped, fill, find, icon } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { askAs } from "./people.js";
            import { part, view } from "./view.js";

            /** The merchants with what can be done with each; `asAdmin` asks with an admin's rights, who gives a `reason`. */
            function merchants(asAdmin, reason = () => ({ value: "from the portal" })) {
              const decide = (id, way) => async () => {
                const path = `/api/v1/admin/users/${escaped(id)}/${way}`;
                // It is that of this decision: what is typed meanwhile is for the next.
                const field = reason();
                const { value } = field;
                field.value = "";
                await asAdmin("PATCH", path, { body: { reason: value || null } }).catch((error) => {
                  field.value ||= value;
                  throw error;
                });
                await show();
                [...list.children].find((each) => each.dataset.id === id)?.querySelector("button")?.focus();
              };

              const show = async () => {
                const { body: { items } } = await asAdmin("GET", "/v1/profiles?flow=merchant&limit=200");
                fill(list, items.length === 0 && part("merchant.none"),
                  items.map(({ id, email, status, createdAt }) => {
                    const line = part("merchant.line", {
                      who: email || id, status: status.replaceAll("_", " "), at: time(createdAt, "ago"), [status]: true,
                      approve: decide(id, "approve"), suspend: decide(id, "suspend"), reinstate: decide(id, "reinstate"),
                    }).firstElementChild;
                    line.dataset.id = id;
                    return line;
                  }));
              };

              const element = part("merchant.list", { show });
              const list = find("ul", element);
              show().catch((error) => fill(list, e("li.notice.bad", icon("alert"), explain(error))));
              return element;
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
              return part("merchant.behind", { list: merchants(asAdmin) });
            }

            export function adminPage() {
              const shown = view("merchant.admin", { list: merchants(askAs("merchant"), () => shown.fields.reason) });
              return shown;
            }
            """###,
        "portal/merchant.html": ###"""
            <template id="merchant.login" data-step="0">
              <div class="stack-tight heading">
                <h1>Sign in</h1>
                <p class="lead">What you ask to be is noted; what you become is decided here.</p>
              </div>
              <div class="card stack">
                <div class="notice warn" data-if="impostor"><i data-icon="alert"></i>
                  <div>Admins need an address at example.com; <slot name="impostor"></slot> is none.</div>
                </div>
                <form class="stack" data-do="enter">
                  <div class="field">
                    <label>Email</label>
                    <input name="email" type="email" autocomplete="email" aria-required="true">
                  </div>
                  <fieldset class="field">
                    <legend>I come as</legend>
                    <div class="choices in-three">
                      <label class="choice"><input type="radio" name="role" value="client" checked><i data-icon="shop"></i>
                        <span class="choice-words">
                          <span class="choice-title">Merchant</span><span class="hint">An admin approves</span>
                        </span></label>
                      <label class="choice"><input type="radio" name="role" value="consumer"><i data-icon="person"></i>
                        <span class="choice-words">
                          <span class="choice-title">Customer</span><span class="hint">In at once</span>
                        </span></label>
                      <label class="choice"><input type="radio" name="role" value="admin"><i data-icon="star"></i>
                        <span class="choice-words">
                          <span class="choice-title">Admin</span><span class="hint">At example.com</span>
                        </span></label>
                    </div>
                  </fieldset>
                  <div class="row form-end"><button type="submit">Sign in<i data-icon="arrow"></i></button></div>
                </form>
              </div>
            </template>

            <template id="merchant.pending" data-step="1">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="person"></i></span>
                <h1>Waiting for approval</h1>
                <p class="lead">An admin looks at every new merchant. This page goes on by itself once you are in.</p>
              </div>
              <slot name="live"></slot>
            </template>

            <template id="merchant.suspended">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="alert"></i></span>
                <h1>Suspended</h1>
                <p class="lead">An admin has closed the door for now. Nothing of yours was lost: ask them, or wait here.</p>
              </div>
              <slot name="live"></slot>
            </template>

            <template id="merchant.behind">
              <section class="panel-section"><h3><i data-icon="star"></i>Admin</h3><slot name="list"></slot></section>
            </template>

            <template id="merchant.list">
              <div class="stack-tight">
                <ul class="people"></ul>
                <button type="button" class="quiet small-button" data-do="show"><i data-icon="refresh"></i>Look again</button>
              </div>
            </template>

            <template id="merchant.none"><li class="hint">No merchant asked yet.</li></template>

            <template id="merchant.admin" data-wide="yes">
              <div class="stack-tight heading">
                <h1>Approvals</h1>
                <p class="lead">Every decision is in the audit: who made it, when and why.</p>
              </div>
              <div class="card stack">
                <div class="field">
                  <label>Reason</label>
                  <input name="reason">
                  <p class="hint">It stands in the audit beside your name, for the next decision only.</p>
                </div>
                <slot name="list"></slot>
                <p><a class="back" href="/portal/merchant"><i data-icon="back"></i>Back</a></p>
              </div>
            </template>

            <template id="merchant.shop" data-step="2">
              <div class="stack-tight heading">
                <h1>Set up the shop</h1>
                <p class="lead">Saved as you type. The point of sale is all that must be chosen.</p>
              </div>
              <div class="card stack">
                <slot name="head"></slot>
                <form class="stack" data-do="open">
                  <div class="pair">
                    <div class="field">
                      <label>Shop's name <span class="soft">(optional)</span></label>
                      <input name="businessName" autocomplete="organization">
                    </div>
                    <div class="field">
                      <label>Country <span class="soft">(optional)</span></label>
                      <select name="country" data-options="countries"><option value="">Choose…</option></select>
                    </div>
                  </div>
                  <div class="pair">
                    <div class="field">
                      <label>Street <span class="soft">(optional)</span></label>
                      <input name="addressLine" autocomplete="street-address">
                    </div>
                    <div class="field">
                      <label>City <span class="soft">(optional)</span></label>
                      <input name="city" autocomplete="address-level2">
                    </div>
                  </div>
                  <div class="field"><label>Tax number <span class="soft">(optional)</span></label><input name="taxId"></div>
                  <fieldset class="field" data-required="yes">
                    <legend>Point of sale</legend>
                    <div class="choices in-three">
                      <label class="choice"><input type="radio" name="posProviderPreference" value="square"><i data-icon="card"></i>
                        <span class="choice-words"><span class="choice-title">Square</span></span></label>
                      <label class="choice"><input type="radio" name="posProviderPreference" value="clover"><i data-icon="star"></i>
                        <span class="choice-words"><span class="choice-title">Clover</span></span></label>
                      <label class="choice"><input type="radio" name="posProviderPreference" value="other"><i data-icon="shop"></i>
                        <span class="choice-words"><span class="choice-title">Another</span></span></label>
                    </div>
                  </fieldset>
                  <div class="field" data-pos="square">
                    <label>Which Square location? <span class="soft">(optional)</span></label>
                    <input name="squareLocationHint">
                  </div>
                  <div class="field" data-pos="clover">
                    <label>Clover merchant number <span class="soft">(optional)</span></label>
                    <input name="cloverMerchantRef">
                  </div>
                  <div class="field" data-pos="other">
                    <label>Which one? <span class="soft">(optional)</span></label>
                    <input name="otherPosNotes">
                  </div>
                  <div class="row form-end"><button type="submit">Open the shop<i data-icon="check"></i></button></div>
                </form>
              </div>
            </template>

            <template id="merchant.home">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="check"></i></span>
                <h1><span data-if="client">The shop is open</span><span data-if="admin">Good day, admin</span><span
                  data-if="consumer">Welcome</span></h1>
                <p class="lead">What is open to you comes with the gate's answer.</p>
              </div>
              <div class="notice" data-if="consumer"><i data-icon="info"></i><div>Customers have nothing to set up.</div></div>
              <nav class="row" aria-label="Open to you" data-if="isOpen">
                <a class="button secondary" href="/portal/merchant/settings/pos" data-if="/settings/pos"
                  >Point of sale<i data-icon="card"></i></a>
                <a class="button secondary" href="/portal/merchant/onboarding" data-if="/onboarding"
                  >The shop's details<i data-icon="form"></i></a>
                <a class="button secondary" href="/portal/merchant/admin" data-if="/admin">Approvals<i data-icon="star"></i></a>
              </nav>
            </template>

            <template id="merchant.pos" data-step="3">
              <div class="stack-tight heading">
                <h1>Point of sale</h1>
                <p class="lead" data-if="isSquare">You chose Square.</p>
                <p class="lead" data-if="undecided">Nothing was chosen yet: both are offered.</p>
              </div>
              <div class="stack">
                <div class="notice" data-if="message"><i data-icon="info"></i>
                  <div><slot name="message"></slot> <slot name="change"></slot></div>
                </div>
                <div class="halves">
                  <section class="card stack-tight">
                    <h2>Square</h2>
                    <p class="soft">Till and card reader.</p>
                    <div class="row">
                      <button type="button" class="secondary" data-if="square" data-do="square">Connect Square</button>
                      <button type="button" class="secondary" data-if="squareless" disabled>Connect Square</button>
                    </div>
                  </section>
                  <section class="card stack-tight" data-if="clover">
                    <h2>Clover</h2>
                    <p class="soft">Terminal and app.</p>
                    <div class="row"><button type="button" class="secondary" data-do="clover">Connect Clover</button></div>
                  </section>
                </div>
                <slot name="made"></slot>
                <p><a class="back" href="/portal/merchant"><i data-icon="back"></i>Back</a></p>
              </div>
            </template>

            <template id="merchant.connected">
              <div class="notice good"><i data-icon="check"></i>
                <div>Here the shop would go to <slot name="name"></slot> and come back.</div>
              </div>
            </template>

            <template id="merchant.line">
              <li class="row row-apart">
                <span class="stack-tight">
                  <strong><slot name="who"></slot></strong>
                  <span class="hint"><slot name="status"></slot> · <slot name="at"></slot></span>
                </span>
                <button type="button" class="small-button" data-if="pending_approval" data-do="approve"
                  >Approve<span class="unseen"> <slot name="who"></slot></span></button>
                <button type="button" class="secondary small-button" data-if="active" data-do="suspend"
                  >Suspend<span class="unseen"> <slot name="who"></slot></span></button>
                <button type="button" class="small-button" data-if="suspended" data-do="reinstate"
                  >Let in again<span class="unseen"> <slot name="who"></slot></span></button>
              </li>
            </template>
            """###,
        "portal/merchant.js": ###"""
            /** Merchants: sign-in, approval by an admin, the shop's wizard, point-of-sale settings (contracts M1–M8). */
            import { all, e, escaped, fill, on } from "../shared/dom.js";
            import { Live, taggedProgress } from "../onboarding/onboarding.js";
            import { openAutosave } from "./autosave-form.js";
            import { adminPage, adminSection } from "./merchant-admin.js";
            import { askAs, followingAs, people, personID } from "./people.js";
            import { following } from "./shapes.js";
            import { part, view } from "./view.js";

            const asMerchant = askAs("merchant");

            export const flow = {
              pages: {
                "/": homePage,
                "/login": loginPage,
                "/pending-approval": (page) => waitingPage(page, "merchant.pending"),
                "/suspended": (page) => waitingPage(page, "merchant.suspended"),
                "/onboarding": shopPage,
                "/settings/pos": posPage,
                "/admin": adminPage,
              },
            };

            function loginPage(page) {
              return view("merchant.login", {
                impostor: page.gate.reason === "admin_email_required" && people.of("merchant")?.email,
                async enter({ email, role }) {
                  await people.enter("merchant", {
                    sub: personID(email), email: email.trim(), email_verified: true, requested_role: role,
                    role: role === "admin" ? "admin" : undefined,
                  });
                  await asMerchant("GET", "/api/v1/auth/me");
                  await page.go("/");
                },
              });
            }

            /** Asks the gate again and again, so that an admin's decision shows by itself. */
            function waitingPage(page, template) {
              const query = new URLSearchParams({ flow: "merchant", path: page.route });
              const live = new Live({ poll: `/v1/gate?${query}` }, followingAs("merchant"));
              const line = following(page, live, ({ decision }) => { if (decision !== "allow") page.reload(); });
              return { ...view(template, { live: line }), panel: adminSection() };
            }

            async function workspace() {
              const { body } = await asMerchant("POST", "/api/v1/client/bootstrap-merchant-workspace");
              return `/api/v1/client/tenants/${escaped(body.tenantId)}`;
            }

            const own = ["posProviderPreference", "businessName", "country"];

            /** The shop as one flat form: its profile's fields stand beside the others. */
            const shopProgress = (path) => taggedProgress((method, options) => asMerchant(method, `${path}/onboarding`, options), {
              read: ({ profile, ...shop }) => ({ ...profile, ...Object.fromEntries(own.map((name) => [name, shop[name]])) }),
              write(data) {
                const [body, profile] = [{}, {}];
                for (const [name, value] of Object.entries(data)) (own.includes(name) ? body : profile)[name] = value;
                return Object.keys(profile).length > 0 ? { ...body, profile } : body;
              },
            });

            async function shopPage(page) {
              const { save, head, bind, settle } = await openAutosave(page, shopProgress(await workspace()));
              await save.resume();
              const shown = view("merchant.shop", {
                head: head("Shop"),
                async open() {
                  await settle();
                  await page.go("/");
                },
              });
              for (const field of Object.values(shown.fields)) bind(field);
              const details = all("[data-pos]", shown.content);
              const show = () => {
                for (const each of details) each.hidden = each.dataset.pos !== shown.fields.posProviderPreference.value;
              };
              on(save, "change", show);
              show();
              return shown;
            }

            async function homePage(page) {
              const { body: { role } } = await asMerchant("GET", "/api/v1/auth/me", { signal: page.signal });
              const open = page.gate.navigation ?? [];
              return {
                ...view("merchant.home", {
                  [role]: true, isOpen: role !== "consumer", ...Object.fromEntries(open.map((path) => [path, true])),
                }),
                step: role === "client" ? 3 : null,
              };
            }

            async function posPage(page) {
              const { body: pos } = await asMerchant("GET", `${await workspace()}/pos`, { signal: page.signal });
              const made = e("div", { role: "status" });
              const connect = (name) => async () => { fill(made, part("merchant.connected", { name })); };
              return view("merchant.pos", {
                isSquare: pos.preference === "square", undecided: !pos.preference, message: pos.message, made,
                change: e("a", { href: `/portal/merchant${pos.backTo}` }, "Change it"),
                square: pos.square.enabled && connect("Square"), squareless: !pos.square.enabled,
                clover: pos.clover.visible && connect("Clover"),
              });
            }
            """###,
        "portal/panel.js": ###"""
            /** Behind the scenes: dev mode's mailbox, clock and sandboxes, and what the gate said. */
            import { ask } from "../shared/api.js";
            import { e, fill, find, holdsFocus, on } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { part } from "./view.js";

            const mailboxMilliseconds = 2000;
            const mailsShown = 5;

            export class Panel {
              #toggle;
              #element;
              #mails;
              #timer = null;
              #lines = new Map();
              #isOpen = matchMedia("(min-width: 70rem)").matches;
              /** What the frame has of it. */
              parts = {
                own: e("div.stack"), gate: e("div.stack-tight"), hour: () => advance(3600), day: () => advance(86_400),
              };

              /** Takes its places in the frame, which is shown by now. */
              begin() {
                [this.#toggle, this.#element, this.#mails] = [".panel-toggle", "#panel", ".mails"]
                  .map((place) => find(place));
                on(this.#toggle, "click", () => {
                  this.#open(!this.#isOpen);
                  find("h2", this.#element).focus();
                });
                this.#open(this.#isOpen);
              }

              #open(isOpen) {
                this.#isOpen = isOpen;
                this.#element.hidden = !isOpen;
                document.documentElement.classList.toggle("panel-open", isOpen);
                this.#toggle.ariaExpanded = String(isOpen);
                clearTimeout(this.#timer);
                if (isOpen) this.#readMail();
              }

              /** What belongs to the page: `content` are sections of its own. */
              show(page, content) {
                fill(this.parts.own, content);
                if (!page.gate) fill(this.parts.gate, part("no-gate"));
              }

              noteGate(flow, route, { decision, location, reason, version }) {
                const isOpen = decision === "allow";
                fill(this.parts.gate, part("gate", {
                  path: `${flow.id} ${route}`, reason: reason.replaceAll("_", " "), version,
                  answer: e(`span.badge.${isOpen ? "good" : "warn"}`, isOpen ? "allow" : `→ ${location}`),
                }));
              }

              async #readMail() {
                try {
                  const { body } = await ask("GET", "/dev/mailbox");
                  this.#showMail(body.messages.slice(0, mailsShown));
                } catch { /* The next look may find it. */ }
                if (this.#isOpen) this.#timer = setTimeout(() => this.#readMail(), mailboxMilliseconds);
              }

              /** What is shown already stays, so that neither the focus goes nor anything is read out again. */
              #showMail(mails) {
                const was = this.#lines;
                this.#lines = new Map(mails.map((mail) => [JSON.stringify(mail), mail])
                  .map(([key, mail]) => [key, was.get(key) ?? mailLine(mail)]));
                const lines = [...this.#lines.values()];
                for (const each of [...this.#mails.children]) {
                  if (!lines.includes(each) && !holdsFocus(each)) each.remove();
                }
                this.#mails.prepend(...lines.filter((each) => !each.isConnected));
                // Those of before are no news.
                this.#mails.ariaLive = "polite";
              }
            }

            const mailLine = ({ code, text, sentAt, ...mail }) => part("mail", {
              ...mail, at: time(sentAt, "ago"), code, text: !code && text, use: async () => useCode(code),
            }).firstElementChild;

            /** Types a code where the page asks for one. */
            function useCode(code) {
              const input = find("input[autocomplete='one-time-code']");
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
            import { ask, newKey, Problem } from "../shared/api.js";

            const name = (flow) => `onboard.portal.${flow}`;

            /** Whom this page shows, by flow: nothing is asked as anybody else, whoever signed in in another tab since. */
            const shown = new Map();

            export const people = {
              /** Called when a session is over. */
              ended() {},

              /** `{id, email, name, claims, token, refreshToken}`, or null. */
              of(flow) {
                try {
                  return JSON.parse(localStorage.getItem(name(flow)));
                } catch {
                  return null;
                }
              },

              /** Says that a page of the flow is shown, to who is signed in now. */
              meet(flow) { shown.set(flow, this.of(flow)?.id); },

              /** True when whom the page shows is not who is signed in. */
              isOther: (flow) => Boolean(shown.get(flow)) && people.of(flow)?.id !== shown.get(flow),

              /** Signs in as anybody: dev mode gives a token for the asking. */
              async enter(flow, claims) {
                return keep(flow, { id: claims.sub, email: claims.email, name: claims.name, claims, ...await developed(claims) });
              },

              /** Signs in whom the server gave tokens. */
              accept(flow, { user, token, refreshToken }) {
                const name = [user?.firstName, user?.lastName].filter(Boolean).join(" ");
                return keep(flow, { id: user?.id, email: user?.email, name, token, refreshToken });
              },

              /** A new token in the old one's place; false when the person must sign in again. One tab does it for all. */
              renew(flow, old) {
                const work = async () => {
                  const { renewal = newKey(), ...person } = this.of(flow) ?? {};
                  if (!old || person.token !== old) return Boolean(person.token);
                  try {
                    const fresh = person.claims ? await developed(person.claims) : await refreshed(flow, person, renewal);
                    if (this.of(flow)?.token === old) keep(flow, { ...person, ...fresh });
                    return true;
                  } catch (error) {
                    if (error.status !== 401) throw error;
                    // Somebody may have signed in meanwhile.
                    if (this.of(flow)?.token !== old) return true;
                    this.leave(flow);
                    this.ended();
                    return false;
                  }
                };
                return navigator.locks?.request(`onboard.renew.${flow}`, work) ?? work();
              },

              leave(flow) { localStorage.removeItem(name(flow)); },
            };

            function keep(flow, person) {
              localStorage.setItem(name(flow), JSON.stringify(person));
              shown.set(flow, person.id);
              return person;
            }

            async function developed(claims) {
              const { body: { token } } = await ask("POST", "/dev/token", { body: claims });
              return { token };
            }

            /** A refresh token is good for once: its request keeps one key until it is answered, for answers get lost. */
            async function refreshed(flow, person, renewal) {
              keep(flow, { ...person, renewal });
              const body = { refreshToken: person.refreshToken };
              return (await ask("POST", "/v1/auth/refresh", { body, idempotencyKey: renewal })).body;
            }

            /** Something asked with the token of the person that the page shows; one that time has passed over is renewed once. */
            export async function renewing(flow, work) {
              const id = shown.get(flow);
              let token;
              const tried = () => {
                const person = people.of(flow);
                if (person?.id !== id) throw new Problem(401, { detail: "Somebody else is signed in by now." }, new Headers());
                token = person?.token;
                return work(token);
              };
              try {
                return await tried();
              } catch (error) {
                if (error.status !== 401 || !await people.renew(flow, token)) throw error;
                return tried();
              }
            }

            /** Requests as the flow's person. */
            export const askAs = (flow) => (method, path, options) =>
              renewing(flow, (token) => ask(method, path, { ...options, token }));

            /** The same for what is followed: nobody's token when somebody else is signed in by now. */
            export function followingAs(flow) {
              const id = shown.get(flow);
              const person = () => [people.of(flow)].find((person) => person?.id === id);
              let last;
              return {
                token: () => (last = person()?.token),
                renew: async () => person() && people.renew(flow, last).catch(() => true),
              };
            }

            /** A person's id made of an address, so that the same address is the same person everywhere, and no other one is. */
            export const personID = (email) => `dev-${encodeURIComponent(email.trim().toLowerCase()).replaceAll("%", ":")}`;
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
            .who-name { max-width: 14rem; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
            .who-name .icon { margin-inline-end: var(--space-1); vertical-align: -0.15em; }
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
            .panel h2 { font-size: var(--text-l); scroll-margin-top: 5rem; }
            .mails:not(:empty) + .no-mail { display: none; }
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
            .choices { display: grid; gap: var(--space-3); --columns: 2;
              grid-template-columns: repeat(auto-fit, minmax(min(100%, max(9rem, calc(90% / var(--columns)))), 1fr)); }
            .choices.in-three { --columns: 3; }
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
            .back { display: inline-flex; gap: var(--space-1); align-items: center; }
            .small-heading { font-size: var(--text-m); }

            .indicator {
              display: inline-flex; flex-wrap: wrap; gap: var(--space-2); align-items: center; font-size: var(--text-s);
              font-weight: 600; color: var(--ink-soft); min-height: 1.5rem; }
            .indicator[data-state="saved"] { color: var(--good); }
            .indicator[data-state="conflict"], .indicator[data-state="offline"] { color: var(--warn); }
            .indicator[data-state="error"] { color: var(--bad); }

            .conflict h2 { display: flex; gap: var(--space-2); align-items: center; }
            /* What takes longer than a moment shows that it goes on. */
            main[aria-busy]::before {
              content: ""; position: fixed; inset: 0 0 auto; height: 3px; background: var(--accent); opacity: 0;
              animation: busy 1.2s 400ms ease-in-out infinite alternate; }
            @keyframes busy { from { opacity: 0.2; } to { opacity: 1; } }
            .conflict h2 .icon { color: var(--warn); }
            .countdown { font-weight: 600; font-size: var(--text-s); display: grid; gap: var(--space-2); }
            .countdown::after { content: ""; height: 4px; border-radius: 2px; background: var(--warn); transform-origin: left;
              transform: scaleX(calc(var(--left) / 5)); transition: transform 1s linear; }
            .difference legend { margin-bottom: var(--space-2); }
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

            /* One sentence of several, by what its line's data say. */
            [class^="when-"] { display: none; }
            [data-state="live"] > .when-live, [data-state="polling"] > .when-polling, [data-state="waiting"] > .when-waiting,
            [data-state="ended"] > .when-ended, [data-code="asked"] > .when-asked, [data-code="sent"] > .when-sent,
            [data-code="soon"] > .when-soon, [data-code="failed"] > .when-failed { display: inline; }

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
            .call-title::first-letter { text-transform: uppercase; }
            .page:has([data-planned="true"]) .call-title span { display: none; }
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
              .who-name, .crumb { display: none; }
              .toggle-words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
              .flow { grid-template-columns: auto minmax(0, 1fr); }
              .flow-go { display: none; }
              .form-end > button, .form-end > .action, .form-end > .action > button { width: 100%; }
            }

            /* Where the reader's own colours take the place of these, what is only a colour stays one. */
            @media (forced-colors: active) {
              .steps li::before { background: GrayText; forced-color-adjust: none; }
              .steps li.done::before, .steps li.current::before { background: Highlight; }
              .live[data-state]::before, .tick, .countdown::after, main[aria-busy]::before {
                background: CanvasText; color: Canvas; forced-color-adjust: none;
              }
              .swatch, .chart { forced-color-adjust: none; }
              :is(.choice, .side):has(:checked):not(:has(:focus-visible)) { outline: 2px solid Highlight; outline-offset: -2px; }
            }
            """###,
        "portal/portal.js": ###"""
            /** The portal: five onboarding flows, played on their own routes against a server in dev mode. */
            import { ask } from "../shared/api.js";
            import { pause } from "../shared/dom.js";
            import { setClock } from "../shared/time.js";
            import { Router } from "./router.js";
            import { Shell } from "./shell.js";

            /** Who is not told the clock by then begins by the browser's. */
            const clockMilliseconds = 3000;
            // What is past is so by the server's clock: dev mode moves that, and the browser's may be wrong.
            const shell = new Shell();
            await Promise.race([
              ask("GET", "/dev/clock").then(({ body }) => setClock(body.now), () => {}),
              pause(clockMilliseconds),
            ]);
            new Router(shell).start();
            """###,
        "portal/router.js": ###"""
            /** Which page is shown: `/portal/<flow><the flow's own route>`, each behind the server's gate. */
            import { explain, Problem, reached, Unreachable } from "../shared/api.js";
            import { address, e, linkOf, on } from "../shared/dom.js";
            import { gate } from "../onboarding/onboarding.js";
            import { flowNamed } from "./flows.js";
            import { people, renewing } from "./people.js";
            import { signInPage } from "./sign-in.js";
            import { view } from "./view.js";

            const root = "/portal";

            /** Redirects in a row before something must be wrong. */
            const redirectsMax = 8;

            export class Router {
              #shell;
              #leaving = new AbortController();
              #shown;

              constructor(shell) { this.#shell = shell; }

              start() {
                // A link within the page moves the focus only.
                addEventListener("popstate", () => { if (address() !== this.#shown) this.#show(); });
                on(document, "click", (event) => this.#follow(event));
                this.#shell.onSignOut = (flow) => {
                  // What was typed last still goes out as this person's.
                  this.#leaving.abort();
                  people.leave(flow.id);
                  return this.go(`${root}/${flow.id}${flow.start}`);
                };
                // Another tab signed in somebody else, or out; or the session is over.
                for (const event of ["storage", "pageshow"]) addEventListener(event, () => this.#look());
                people.ended = () => this.#look();
                this.#show();
              }

              /** Goes to a page of the portal; `replace` leaves no step back. */
              go(address, { replace = false } = {}) {
                history[replace ? "replaceState" : "pushState"](null, "", address);
                return this.#show();
              }

              #look() {
                const [flow] = this.#place();
                if (flow && people.isOther(flow.id)) this.#show();
              }

              #follow(event) {
                const link = linkOf(event);
                if (!link || !`${link.pathname}/`.startsWith(`${root}/`)) return;
                if (link.hash && link.pathname === location.pathname) return;
                event.preventDefault();
                this.go(link.pathname + link.search);
              }

              async #show(redirects = 0) {
                this.#leaving.abort();
                this.#shown = address();
                this.#shell.main.ariaBusy = true;
                const leaving = this.#leaving = new AbortController();
                const [flow, route, isAtDoor] = this.#place();
                const page = { signal: leaving.signal, query: new URLSearchParams(location.search), flow, route };
                // Who went elsewhere meanwhile is not taken back.
                const here = (work) => (leaving.signal.aborted ? null : work());
                page.go = (path, options) =>
                  here(() => this.go(path.startsWith(root) ? path : `${root}/${flow.id}${path}`, options));
                page.reload = () => here(() => this.#show());
                page.show = (shown) => here(() => this.#shell.show(shown, page));
                if (flow) people.meet(flow.id);
                try {
                  if (flow && !flow.pages) Object.assign(flow, (await reached(flow.load)).flow);
                  if (isAtDoor && await flow.resume?.(page)) return;
                  const shown = flow ? await this.#guarded(page, redirects) : route === "" ? view("home") : lost(page);
                  if (shown) page.show(shown);
                } catch (error) {
                  if (!leaving.signal.aborted) page.show(this.#trouble(error, page));
                }
              }

              /** The flow, the route within it, and whether that is its door: `/portal/signup` begins or goes on. */
              #place() {
                const [, , id, ...rest] = location.pathname.split("/");
                const flow = flowNamed(id);
                if (!flow) return [undefined, id ?? "", false];
                const route = `/${rest.join("/")}`.replace(/(.)\/$/, "$1");
                return rest.length === 0 ? [flow, flow.start, true] : [flow, route, false];
              }

              /** The page, if the gate opens it; null after going elsewhere. */
              async #guarded(page, redirects) {
                const { flow, route, query } = page;
                if (flow.needsPerson && !people.of(flow.id)) return signInPage(flow, page);
                // The gate is asked about no page that is open to everybody.
                const open = flow.open?.[route];
                if (open) return open(page);
                const before = flow.before?.(query);
                if (before) return page.go(before, { replace: true });
                const answer = await this.#ask(page);
                this.#shell.panel.noteGate(flow, route, answer);
                if (page.signal.aborted) return null;
                page.gate = answer;
                if (answer.decision !== "allow" && redirects < redirectsMax) {
                  const kept = flow.keep?.(query) ?? "";
                  history.replaceState(null, "", `${root}/${flow.id}${answer.location}${kept}`);
                  await this.#show(redirects + 1);
                  return null;
                }
                return (flow.pages[route] ?? lost)(page);
              }

              #ask({ flow, route, query, signal }) {
                return renewing(flow.id, (token) => gate(flow.id, route, { token, place: flow.place?.(query) ?? {}, signal }));
              }

              #trouble(error, page) {
                const isTold = error instanceof Problem || error instanceof Unreachable;
                if (!isTold) console.error(error);
                if (error instanceof Unreachable) addEventListener("online", page.reload, { signal: page.signal });
                return page.flow?.trouble?.(error, page) ?? view("trouble", { why: explain(error), again: page.reload });
              }
            }

            const lost = ({ flow, route }) => view("lost", flow && {
              where: `${flow.title} has no page ${route}.`,
              flow: e("a.button", { href: `${root}/${flow.id}` }, `To ${flow.title}`),
            });
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
            import { e, find, icon, on } from "../shared/dom.js";
            import { part } from "./view.js";

            /** What a plan costs, such as `$99 / month`. */
            export function price({ price, currency, interval }) {
              if (price === 0) return "Free";
              const minimumFractionDigits = price % 1 ? 2 : 0;
              const format = new Intl.NumberFormat(undefined, { style: "currency", currency, minimumFractionDigits });
              return `${format.format(price)} / ${interval}`;
            }

            /** A plan to choose. */
            export function planChoice(value, plan = { isPaid: true }, sign) {
              const { name = value, trialDays, isPaid } = plan;
              const choice = part("plan", {
                title: name, price: plan.currency && price(plan), picture: sign && icon(sign),
                text: trialDays ? `${trialDays}-day free trial` : isPaid ? "Billed at once" : "As long as you like",
              });
              find("input", choice).value = value;
              return choice;
            }

            /** The list of `[name, value]`. */
            export const facts = (rows) => e("dl.facts", rows.map(([name, value]) => [e("dt", name), e("dd", value || "–")]));

            /** Follows a subject while the page is shown and looked at; answers the line that says how that goes. */
            export function following(page, live, show) {
              const line = part("live").firstElementChild;
              on(live, "change", () => show(live.latest));
              on(live, "state", () => {
                line.dataset.state = live.state;
                // What is over is another page, or a sign-in; the gate knows.
                if (live.state === "ended" && live.latest) page.reload();
              });
              const look = () => (document.hidden ? live.stop() : live.start());
              look();
              on(document, "visibilitychange", look, { signal: page.signal });
              on(page.signal, "abort", () => live.stop());
              return line;
            }
            """###,
        "portal/shell.js": ###"""
            /** What stands around every page: the bar above, the steps, the panel of dev mode beside it. */
            import { e, fill, find, focusOn, icon } from "../shared/dom.js";
            import { themeToggle } from "../shared/theme-toggle.js";
            import { Panel } from "./panel.js";
            import { people } from "./people.js";
            import { part } from "./view.js";

            export class Shell {
              #shown = null;
              panel = new Panel();
              onSignOut = () => {};

              constructor() {
                document.body.prepend(part("frame", { theme: themeToggle(), ...this.panel.parts }));
                this.main = find("main");
                this.panel.begin();
              }

              /** Shows a page: a `view`, and the `panel`'s sections that belong to it. */
              show({ content, step, wide, focus, panel = [] }, page) {
                const { flow } = page;
                const heading = find("h1", content);
                const title = heading.textContent;
                const now = { title, step: Number(step ?? 0), flow };
                const before = this.#shown;
                const isSame = before?.title === title && before?.flow === flow;
                const isBack = now.step < before?.step;
                this.#shown = now;

                document.title = `${title} · ${flow?.title ?? "onboard"}`;
                heading.tabIndex = -1;
                fill(find(".crumb"), flow
                  && [e("span", { "aria-hidden": "true" }, "/"), e("a", { href: `/portal/${flow.id}` }, flow.title)]);
                this.#showPerson(flow);
                this.main.ariaBusy = null;
                fill(this.main, e("div.page", {
                  class: wide && "wide", data: { motion: !before || isSame ? "none" : isBack ? "back" : "forward" },
                }, flow && step && steps(flow.steps, now.step), content));
                this.panel.show(page, panel);
                const first = focus && find(focus, this.main);
                if (first) first.focus();
                else if (before) focusOn(heading);
                if (before && !isSame) scrollTo(0, 0);
              }

              #showPerson(flow) {
                const person = flow && people.of(flow.id);
                const name = person?.name || person?.email || person?.id;
                const shown = person && part("person", { name, leave: async () => this.onSignOut(flow) });
                if (shown) shown.firstElementChild.title = name;
                fill(find(".who"), shown);
              }
            }

            const steps = (names, current) => e("nav.steps", { "aria-label": "Steps" },
              e("p.steps-short", { "aria-hidden": "true" },
                current < names.length ? `Step ${current + 1} of ${names.length} · ${names[current]}` : "All done"),
              e("ol", names.map((name, index) => {
                const state = index < current ? "done" : index === current ? "current" : "ahead";
                return e("li", { class: state, "aria-current": state === "current" && "step" },
                  e("span.dot", { "aria-hidden": "true" }, state === "done" ? icon("check") : index + 1),
                  e("span.step-name", name,
                    state === "done" && e("span.unseen", " (done)")));
              })));
            """###,
        "portal/sign-in.js": ###"""
            /** Signing in: as anybody, where a flow leaves that to the app around it, or with a password. */
            import { ask } from "../shared/api.js";
            import { people, personID } from "./people.js";
            import { view } from "./view.js";

            /** Dev mode gives anybody a token. */
            export const signInPage = (flow, page) => view("sign-in", {
              flow: flow.title,
              async enter({ email }) {
                await people.enter(flow.id, { sub: personID(email), email: email.trim(), email_verified: true });
                await page.reload();
              },
            });

            /** For accounts with a password (K16); leads to `home`. */
            export const passwordPage = (template, page, home) => view(template, {
              async enter(body) {
                people.accept(page.flow.id, (await ask("POST", "/v1/auth/login", { body })).body);
                await page.go(home, { replace: true });
              },
            });
            """###,
        "portal/signup-identity.js": ###"""
            /** The sign-up's proof of who it is: email, code, and the way by Google (contracts K1–K4, K12). */
            import { e, find, on } from "../shared/dom.js";
            import { now } from "../shared/time.js";
            import { remember, remembered, signUp } from "../onboarding/onboarding.js";
            import { goOn, sessionAt, withSession } from "./signup.js";
            import { part, view } from "./view.js";

            export async function emailPage(page) {
              const planDescriptor = page.query.get("plan");
              if (!planDescriptor) return page.go("/onboarding/plan", { replace: true });
              const token = () => page.query.get("session") || remembered() || undefined;
              const begin = () => signUp.start({ email: email.value, planDescriptor, sessionToken: token() });
              const shown = view("signup.email", {
                values: token() ? await sessionAt(page) : {},
                async begin() {
                  const { sessionToken, stage } = await begin();
                  if (stage !== "plan_selected") return goOn(page, sessionToken);
                  remember(sessionToken);
                  return page.go(withSession("/onboarding/verify", sessionToken));
                },
                async google() {
                  const isMissing = !email.value.trim();
                  email.refuse(isMissing && part("signup.google-whom"));
                  if (isMissing) return email.input.focus();
                  try {
                    const { sessionToken } = await begin();
                    remember(sessionToken);
                    // The same for every session: providers compare the address with the registered one, whole.
                    const back = `${location.origin}/portal/signup/onboarding/oauth-callback`;
                    location.assign(await signUp.googleURL(sessionToken, back));
                  } catch (error) {
                    email.refuse(error.of?.("email") ?? error.message);
                  }
                },
              });
              const { email } = shown.fields;
              return shown;
            }

            export async function verifyPage(page) {
              const session = await sessionAt(page);
              const { sessionToken } = session;
              const form = e("div");
              const shown = view("signup.verify", { email: session.email, form });
              // The plan is that of the page's sign-up, whichever this browser remembers.
              find("a", shown.content).href += withSession("", sessionToken);
              const resend = resendButton(page, sessionToken, find(".lead", shown.content));
              // Who must prove the email again is not told of a code that another browser asked for.
              if (!(new Date(session.otpExpiry ?? 0) > now())) resend.send();
              let typed = "";
              const person = { firstName: session.firstName, lastName: session.lastName };

              function askForCode(trouble) {
                const { content, fields: { code } } = view("signup.code", {
                  resend: resend.element, values: { code: typed },
                  async next(values) {
                    typed = values.code.replace(/\s/g, "");
                    if (/^\d{6}$/.test(typed)) return askForPerson();
                    code.refuse("The code has six digits.");
                    code.input.focus();
                  },
                });
                form.replaceChildren(content);
                code.refuse(trouble);
                code.input.focus();
              }

              function askForPerson() {
                const { content, fields } = view("signup.person", {
                  code: typed, values: person,
                  async change() {
                    for (const name in fields) person[name] = fields[name].value;
                    askForCode();
                  },
                  async verify(values, idempotencyKey) {
                    Object.assign(person, values);
                    try {
                      await signUp.verify({ sessionToken, code: typed, ...person }, { idempotencyKey });
                    } catch (error) {
                      if (!error.code?.includes("otp")) throw error;
                      typed = "";
                      return askForCode(`${error.body.title}. ${error.message}`);
                    }
                    return goOn(page, sessionToken);
                  },
                });
                form.replaceChildren(content);
                fields.firstName.input.focus();
              }

              askForCode();
              return shown;
            }

            /** Sends a code, and again once the server lets it (K2); `lead` shows what became of it. */
            function resendButton(page, token, lead) {
              const name = "Send another code";
              const button = e("button.quiet", { on: { click: () => button.ariaDisabled ?? send() } }, name);
              let timer = null;
              on(page.signal, "abort", () => clearTimeout(timer));

              function countDown(seconds) {
                // What is disabled would drop the focus.
                button.ariaDisabled = seconds > 0 || null;
                button.textContent = seconds > 0 ? `Another code in ${seconds} s` : name;
                if (seconds > 0) timer = setTimeout(countDown, 1000, seconds - 1);
              }

              async function send() {
                lead.dataset.code = "asked";
                try {
                  countDown((await signUp.sendCode(token)).retryAfterSeconds);
                  lead.dataset.code = "sent";
                } catch (error) {
                  const isSoon = error.status === 429;
                  lead.dataset.code = isSoon ? "soon" : "failed";
                  if (isSoon) countDown(error.body.retryAfterSeconds ?? 120);
                }
              }

              return { element: button, send };
            }

            export async function callbackPage(page) {
              try {
                return goOn(page, await signUp.googleReturned(page.query), { replace: true });
              } catch (error) {
                const own = remembered();
                const href = own ? withSession("/portal/signup/onboarding/verify", own) : "/portal/signup";
                return view("signup.google-failed", {
                  why: error.message, code: e("a.button", { href }, own ? "Use a code instead" : "Sign up"),
                });
              }
            }
            """###,
        "portal/signup.html": ###"""
            <template id="signup.plan" data-step="0">
              <div class="stack-tight heading">
                <h1>Choose a plan</h1>
                <p class="lead">You can change it until the business is set up.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="go">
                  <fieldset class="field" data-required="yes">
                    <legend>Plan</legend>
                    <div class="choices"><slot name="plans"></slot></div>
                  </fieldset>
                  <div class="row form-end"><button type="submit">Continue<i data-icon="arrow"></i></button></div>
                </form>
              </div>
            </template>

            <template id="signup.email" data-step="1">
              <div class="stack-tight heading">
                <h1>Your email</h1>
                <p class="lead">It is how you sign in, and where the code is sent.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="begin">
                  <div class="field">
                    <label>Email</label>
                    <input name="email" type="email" autocomplete="email" aria-required="true">
                    <p class="hint">Coming back? The same address goes on where it was. Who has an account
                      <a href="/portal/signup/">signs in</a>.</p>
                  </div>
                  <div class="row form-end">
                    <button type="submit">Continue<i data-icon="arrow"></i></button>
                    <button type="button" class="secondary" data-do="google">Continue with Google</button>
                  </div>
                </form>
              </div>
            </template>

            <template id="signup.google-whom">Google needs to know which sign-up it is for: give the email first.</template>

            <template id="signup.verify" data-step="2" data-focus="input">
              <div class="stack-tight heading">
                <h1>Check your mail</h1>
                <p class="lead" role="status" data-code="sent">
                  <span class="when-asked">A code is asked for, to be sent to</span>
                  <span class="when-sent">A code is on its way to</span>
                  <span class="when-soon">A code was sent a moment ago to</span>
                  <span class="when-failed">That failed: no code was sent to</span>
                  <strong><slot name="email"></slot></strong>.</p>
              </div>
              <slot name="form"></slot>
              <p><a href="/portal/signup/onboarding/plan">Change the plan</a></p>
            </template>

            <template id="signup.code">
              <div class="card stack">
                <form class="stack" data-do="next">
                  <div class="field">
                    <label>Code</label>
                    <input name="code" class="code-input" inputmode="numeric" autocomplete="one-time-code" maxlength="12"
                      aria-required="true">
                    <p class="hint">Six digits. In dev mode they are in the mailbox, behind the scenes.</p>
                  </div>
                  <div class="row form-end">
                    <button type="submit">Continue<i data-icon="arrow"></i></button>
                    <slot name="resend"></slot>
                  </div>
                </form>
              </div>
            </template>

            <template id="signup.person">
              <div class="card stack">
                <div class="notice"><i data-icon="mail"></i>
                  <div>Code <code><slot name="code"></slot></code>.
                    <button type="button" class="link" data-do="change">Change it</button></div>
                </div>
                <form class="stack" data-do="verify">
                  <div class="field">
                    <label>First name</label>
                    <input name="firstName" autocomplete="given-name" aria-required="true">
                  </div>
                  <div class="field">
                    <label>Last name</label>
                    <input name="lastName" autocomplete="family-name" aria-required="true">
                  </div>
                  <div class="field">
                    <label>Password</label>
                    <input name="password" type="password" autocomplete="new-password" aria-required="true">
                    <p class="hint">At least 8 characters, at most 511 bytes.</p>
                  </div>
                  <div class="row form-end"><button type="submit">Verify<i data-icon="arrow"></i></button></div>
                </form>
              </div>
            </template>

            <template id="signup.google-failed" data-step="2">
              <div class="stack-tight heading">
                <h1>Google did not work out</h1>
                <p class="lead"><slot name="why"></slot></p>
              </div>
              <div class="row"><slot name="code"></slot></div>
            </template>

            <template id="signup.business" data-step="3">
              <div class="stack-tight heading">
                <h1>Tell us about the business<slot name="who"></slot></h1>
                <p class="lead">It becomes a workspace of its own, with you as its owner.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="describe">
                  <div class="field">
                    <label>Business name</label>
                    <input name="name" autocomplete="organization" aria-required="true">
                  </div>
                  <div class="field">
                    <label>Short name</label>
                    <input name="descriptor" autocapitalize="none" spellcheck="false" aria-required="true">
                    <p class="hint">3 to 20 of a–z, 0–9 and hyphens, as in addresses.</p>
                  </div>
                  <div class="pair">
                    <div class="field">
                      <label>Country</label>
                      <select name="country" data-options="countries" aria-required="true">
                        <option value="">Choose…</option>
                      </select>
                    </div>
                    <div class="field">
                      <label>Currency</label>
                      <select name="currency" data-options="currencies" aria-required="true">
                        <option value="">Choose…</option>
                      </select>
                    </div>
                  </div>
                  <div class="row form-end">
                    <button type="submit">Continue<i data-icon="arrow"></i></button>
                    <a href="/portal/signup/onboarding/plan">Change the plan</a>
                  </div>
                </form>
              </div>
            </template>

            <template id="signup.payment" data-step="4">
              <div class="stack-tight heading">
                <h1>Payment</h1>
                <p class="lead">On the provider's page; in dev mode that is a sandbox and nobody pays.</p>
              </div>
              <div class="card stack">
                <div class="notice warn" data-if="cancelled"><i data-icon="info"></i>
                  <div>Nothing was paid, and nothing charged. You can pay again.</div>
                </div>
                <div class="notice good" data-if="success"><i data-icon="check"></i>
                  <div>Thank you. The provider's confirmation is on its way.</div>
                </div>
                <p class="bill row row-apart">
                  <span><slot name="plan"></slot></span><strong class="numbers"><slot name="price"></slot></strong>
                </p>
                <div class="row"><button type="button" data-do="pay"><i data-icon="card"></i>Pay</button></div>
                <slot name="live"></slot>
              </div>
            </template>

            <template id="signup.complete" data-step="5">
              <div class="stack-tight heading">
                <h1>All there</h1>
                <p class="lead">One step makes the account, the workspace and the business, all at once.</p>
              </div>
              <div class="card stack">
                <dl class="facts">
                  <dt>You</dt><dd><slot name="firstName"></slot> <slot name="lastName"></slot></dd>
                  <dt>Email</dt><dd><slot name="email">–</slot></dd>
                  <dt>Business</dt><dd><slot name="businessName">–</slot></dd>
                  <dt>Country</dt><dd><slot name="businessCountry">–</slot></dd>
                  <dt>Currency</dt><dd><slot name="businessCurrency">–</slot></dd>
                  <dt>Plan</dt><dd><slot name="planDescriptor">–</slot></dd>
                  <dt>Payment</dt><dd><slot name="payment"></slot></dd>
                </dl>
                <div class="row">
                  <button type="button" data-do="create"><i data-icon="check"></i>Create the workspace</button>
                </div>
              </div>
            </template>

            <template id="signup.welcome" data-step="6">
              <div class="stack-tight heading">
                <span class="heading-icon"><i data-icon="check"></i></span>
                <h1>Welcome, <slot name="name"></slot></h1>
                <p class="lead">Account, workspace and business are there, made by one append; a welcome mail is on its way.</p>
              </div>
              <div class="row">
                <a class="button" href="/portal">Play another flow<i data-icon="arrow"></i></a>
                <button type="button" class="secondary" data-do="another">Sign up somebody else</button>
              </div>
            </template>

            <template id="signup.password">
              <div class="stack-tight heading">
                <h1>Sign in</h1>
                <p class="lead">With an account that a sign-up made.</p>
              </div>
              <div class="card stack">
                <form class="stack" data-do="enter">
                  <div class="field">
                    <label>Email</label>
                    <input name="email" type="email" autocomplete="username" aria-required="true">
                  </div>
                  <div class="field">
                    <label>Password</label>
                    <input name="password" type="password" autocomplete="current-password" aria-required="true">
                  </div>
                  <div class="row form-end">
                    <button type="submit">Sign in<i data-icon="arrow"></i></button>
                    <a href="/portal/signup/onboarding/plan">No account yet?</a>
                  </div>
                </form>
              </div>
            </template>

            <template id="onboarding.session_expired">
              <div class="stack-tight heading">
                <h1>This sign-up has run out</h1>
                <p class="lead">A sign-up is kept for 24 hours. Begin again; it is quick.</p>
              </div>
              <slot name="on"></slot>
            </template>

            <template id="onboarding.session_token_required">
              <div class="stack-tight heading">
                <h1>Which sign-up is it?</h1>
                <p class="lead">The address is not complete, and none was begun in this browser.</p>
              </div>
              <slot name="on"></slot>
            </template>

            <template id="onboarding.session_not_found">
              <div class="stack-tight heading">
                <h1>There is no such sign-up</h1>
                <p class="lead">It was cancelled, or the address is not complete.</p>
              </div>
              <slot name="on"></slot>
            </template>

            <template id="onboarding.session_already_committed">
              <div class="stack-tight heading">
                <h1>This sign-up is complete</h1>
                <p class="lead">The workspace is there: sign in with the email and password.</p>
              </div>
              <slot name="on"></slot>
            </template>

            <template id="signup.on">
              <div class="row">
                <button type="button" data-do="begin"><i data-icon="refresh"></i>Begin again</button>
                <a class="button secondary" href="/portal/signup/">Sign in</a>
              </div>
            </template>
            """###,
        "portal/signup.js": ###"""
            /** The sign-up: plan, email, proof, business, payment, complete (contracts K1–K14). */
            import { forget, newKey, remember, remembered, signUp } from "../onboarding/onboarding.js";
            import { byID, escaped, find, on } from "../shared/dom.js";
            import { people } from "./people.js";
            import { following, planChoice, price } from "./shapes.js";
            import { passwordPage } from "./sign-in.js";
            import { callbackPage, emailPage, verifyPage } from "./signup-identity.js";
            import { part, view } from "./view.js";

            const plan = "/onboarding/plan";
            /** Where this tab keeps the address of the checkout that it opened. */
            const checkout = "onboard.portal.checkout";

            export const flow = {
              /** Who comes back goes on where the sign-up is, or is done already. */
              async resume(page) {
                if (remembered()) await goOn(page, remembered(), { replace: true });
                else if (people.of("signup")) await page.go("/", { replace: true });
                else return false;
                return true;
              },
              place: (query) => ({ sessionToken: sessionOf(query) }),
              keep: (query) => (sessionOf(query) ? withSession("", sessionOf(query)) : ""),
              trouble,
              open: { "/": welcome, "/onboarding": (page) => page.go(plan, { replace: true }) },
              pages: {
                [plan]: planPage,
                "/onboarding/email": emailPage,
                "/onboarding/verify": verifyPage,
                "/onboarding/oauth-callback": callbackPage,
                "/onboarding/business": businessPage,
                "/onboarding/payment": paymentPage,
                "/onboarding/complete": completePage,
              },
            };

            /** The session's token: from the address, as in a link that was sent, or from this browser. */
            const sessionOf = (query) => query.get("session") || remembered() || "";

            /** A route with a session's token in its address. */
            export const withSession = (route, token) => `${route}?session=${escaped(token)}`;

            /** The page's session as the server has it, with its token. */
            export const sessionAt = ({ query, signal }) => signUp.session(sessionOf(query), { signal });

            /** Goes where the session belongs, and remembers it. */
            export async function goOn(page, token, { replace } = {}) {
              remember(token);
              const { route } = await signUp.route(token, "/");
              return page.go(withSession(route, token), { replace });
            }

            /** A session that is over: a template of the refusal's code says why, and has the way on; who ended it is let in. */
            function trouble({ code }, page) {
              if (!byID(code)) return null;
              const isOwn = code.endsWith("committed") && localStorage[completion(sessionOf(page.query))];
              if (isOwn && people.of("signup")) return welcome(page);
              const begin = async () => {
                forget();
                await page.go(plan);
              };
              return view(code, { on: part("signup.on", { begin }) });
            }

            /** What a page asks the server: a session that ended elsewhere is told of as on any other page. */
            const within = (page, work) => (...given) => work(...given).catch((error) => {
              const over = trouble(error, page);
              if (!over) throw error;
              page.show(over);
            });

            async function planPage(page) {
              const token = sessionOf(page.query);
              const [plans, session] = await Promise.all([signUp.plans({ signal: page.signal }), token && sessionAt(page)]);
              return view("signup.plan", {
                plans: plans.map((plan) => planChoice(plan.descriptor, plan)),
                values: { plan: page.query.get("plan") ?? session.planDescriptor ?? plans[0]?.descriptor },
                async go({ plan: planDescriptor }) {
                  const chosen = `?plan=${escaped(planDescriptor)}${token && `&session=${token}`}`;
                  // Who comes back finds what they chose, and not the door, which leads on.
                  history.replaceState(null, "", `/portal/signup${plan}${chosen}`);
                  if (!session.emailVerified) return page.go(`/onboarding/email${chosen}`);
                  await signUp.start({ email: session.email, planDescriptor, sessionToken: token });
                  return goOn(page, token);
                },
              });
            }

            async function businessPage(page) {
              const session = await sessionAt(page);
              const { sessionToken } = session;
              const shown = view("signup.business", {
                who: session.firstName && `, ${session.firstName}`,
                values: {
                  name: session.businessName, descriptor: session.businessDescriptor, country: session.businessCountry,
                  currency: session.businessCurrency,
                },
                describe: within(page, async (values, idempotencyKey) => {
                  await signUp.business({ sessionToken, ...values }, { idempotencyKey });
                  await goOn(page, sessionToken);
                }),
              });
              find("a", shown.content).href += withSession("", sessionToken);
              const { name, descriptor } = shown.fields;
              let isOwn = descriptor.value !== "";
              on(descriptor.input, "input", () => { isOwn = true; });
              on(name.input, "input", () => { if (!isOwn) descriptor.value = slug(name.value); });
              return shown;
            }

            const slug = (name) =>
              name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 20)
                .replace(/^-|-$/g, "");

            async function paymentPage(page) {
              const [{ sessionToken, planDescriptor }, plans] = await Promise.all(
                [sessionAt(page), signUp.plans({ signal: page.signal })]);
              const plan = plans.find(({ descriptor }) => descriptor === planDescriptor);
              const back = (result) =>
                `${withSession(`${location.origin}/portal/signup/onboarding/payment`, sessionToken)}&status=${result}`;
              return view("signup.payment", {
                [page.query.get("status")]: true, plan: plan?.name ?? planDescriptor, price: plan && price(plan),
                live: following(page, signUp.live(sessionToken), ({ stage }) => {
                  if (stage === "ready_to_commit" || stage === "payment_confirmed") goOn(page, sessionToken, { replace: true })
                    .catch(page.reload);
                }),
                pay: within(page, async (_, idempotencyKey) => {
                  // Who comes back from a checkout that is open still goes on there: another would have to wait (K6).
                  const { checkoutSessionId } = await signUp.session(sessionToken);
                  if (!sessionStorage[checkout]?.includes(checkoutSessionId)) {
                    const urls = { successUrl: back("success"), cancelUrl: back("cancelled") };
                    sessionStorage[checkout] = (await signUp.pay({ sessionToken, ...urls }, { idempotencyKey })).checkoutUrl;
                  }
                  location.assign(sessionStorage[checkout]);
                }),
              });
            }

            async function completePage(page) {
              const session = await sessionAt(page);
              const { sessionToken: token } = session;
              return view("signup.complete", {
                ...session, payment: session.paymentStatus === "skipped" ? "none needed" : session.paymentStatus,
                create: within(page, async () => {
                  const idempotencyKey = localStorage[completion(token)] ??= newKey();
                  people.accept("signup", await signUp.complete(token, { idempotencyKey }));
                  forget();
                  await page.go("/", { replace: true });
                }),
              });
            }

            /** Where the key of a session's end is kept: one for all tries, so that a lost answer costs nobody the account (K8). */
            const completion = (token) => `onboard.portal.completion.${token}`;

            function welcome(page) {
              const person = people.of("signup");
              if (!person) return passwordPage("signup.password", page, "/");
              return view("signup.welcome", {
                name: person.name || person.email,
                async another() {
                  people.leave("signup");
                  await page.go(plan);
                },
              });
            }
            """###,
        "portal/view.js": ###"""
            /** Pages and their parts from templates: the words stand in this folder's HTML files, what happens in its scripts. */
            import { all, byID, stamp } from "../shared/dom.js";
            import { acts, dress, submits } from "./fields.js";

            /**
             * The template `id` with its `parts`: slots by name (see `stamp`), the fields' `values`, and what is done by the
             * buttons and forms that name it in `data-do`. Answers `{content, fields}`, with what the template's own data say
             * of the page: its `step`, and whether it is `wide`.
             */
            export function view(id, { values = {}, ...parts } = {}) {
              const content = stamp(id, parts);
              const fields = dress(content);
              for (const name in fields) if (name in values) fields[name].value = values[name];
              for (const element of all("[data-do]", content)) {
                const work = parts[element.dataset.do];
                delete element.dataset.do;
                if (element.tagName === "FORM") submits(element, Object.values(fields), work);
                else acts(element, work);
              }
              return { ...byID(id).dataset, content, fields };
            }

            /** The same for what is no page of its own. */
            export const part = (id, parts) => view(id, parts).content;
            """###,
        "portal/wizard.html": ###"""
            <template id="wizard.0" data-step="0">
              <div class="stack-tight heading">
                <h1>What are the books for?</h1>
                <p class="lead">Everything is saved as you type. Leave whenever you like.</p>
              </div>
              <div class="card stack">
                <slot name="head"></slot>
                <fieldset class="field">
                  <legend>Kind of account</legend>
                  <div class="choices in-three">
                    <label class="choice"><input type="radio" name="accountType" value="personal"><i data-icon="person"></i>
                      <span class="choice-words">
                        <span class="choice-title">Personal</span><span class="hint">One person's books</span>
                      </span></label>
                    <label class="choice"><input type="radio" name="accountType" value="business"><i data-icon="shop"></i>
                      <span class="choice-words">
                        <span class="choice-title">Business</span><span class="hint">A company or a shop</span>
                      </span></label>
                    <label class="choice"><input type="radio" name="accountType" value="accountant"><i data-icon="form"></i>
                      <span class="choice-words">
                        <span class="choice-title">Accountant</span><span class="hint">Books of many</span>
                      </span></label>
                  </div>
                </fieldset>
                <div class="row form-end"><button type="button" data-do="next">Continue<i data-icon="arrow"></i></button></div>
              </div>
            </template>

            <template id="wizard.1" data-step="1">
              <div class="stack-tight heading"><h1>Who are you?</h1><p class="lead">So that we know whom to ask.</p></div>
              <div class="card stack">
                <slot name="head"></slot>
                <div class="pair">
                  <div class="field"><label>First name</label><input name="firstName" autocomplete="given-name"></div>
                  <div class="field"><label>Last name</label><input name="lastName" autocomplete="family-name"></div>
                </div>
                <div class="pair">
                  <div class="field">
                    <label>Phone <span class="soft">(optional)</span></label>
                    <input name="phoneNumber" type="tel" autocomplete="tel">
                  </div>
                  <div class="field">
                    <label>Time zone <span class="soft">(optional)</span></label>
                    <select name="timezone" data-options="zones"><option value="">Choose…</option></select>
                  </div>
                </div>
                <div class="row form-end">
                  <button type="button" data-do="next">Continue<i data-icon="arrow"></i></button>
                  <button type="button" class="quiet" data-do="back">Back</button>
                </div>
              </div>
            </template>

            <template id="wizard.2" data-step="2">
              <div class="stack-tight heading"><h1>The company</h1><p class="lead">As it stands in the register.</p></div>
              <div class="card stack">
                <slot name="head"></slot>
                <div class="pair">
                  <div class="field"><label>Legal name</label><input name="entityName" maxlength="255"
                    autocomplete="organization"></div>
                  <div class="field"><label>Legal form <span class="soft">(optional)</span></label>
                    <input name="entityType" maxlength="255"></div>
                </div>
                <div class="pair">
                  <div class="field">
                    <label>Country</label>
                    <select name="country" data-options="countries"><option value="">Choose…</option></select>
                  </div>
                  <div class="field">
                    <label>Currency</label>
                    <select name="currency" data-options="currencies"><option value="">Choose…</option></select>
                  </div>
                </div>
                <div class="pair">
                  <div class="field">
                    <label>Fiscal year begins in <span class="soft">(optional)</span></label>
                    <select name="fiscalYearStart" data-options="months"><option value="">Choose…</option></select>
                  </div>
                  <div class="field">
                    <label>Tax number <span class="soft">(optional)</span></label>
                    <input name="taxId" maxlength="50">
                  </div>
                </div>
                <div class="field">
                  <label>Address <span class="soft">(optional)</span></label>
                  <input name="address" maxlength="1000" autocomplete="street-address">
                </div>
                <div class="row form-end">
                  <button type="button" data-do="next">Continue<i data-icon="arrow"></i></button>
                  <button type="button" class="quiet" data-do="back">Back</button>
                </div>
              </div>
            </template>

            <template id="wizard.3" data-step="3">
              <div class="stack-tight heading">
                <h1>Look it over</h1>
                <p class="lead">Nothing is final before you complete it.</p>
              </div>
              <div class="card stack">
                <slot name="head"></slot>
                <slot name="review"></slot>
                <div class="row form-end">
                  <button type="button" data-do="complete"><i data-icon="check"></i>Complete</button>
                  <button type="button" class="quiet" data-do="back">Back</button>
                </div>
              </div>
            </template>

            <template id="wizard.part">
              <section class="stack-tight">
                <div class="row row-apart">
                  <h2 class="small-heading"><slot name="name"></slot></h2>
                  <button type="button" class="quiet small-button" data-on="go">Edit<span class="unseen">
                    <slot name="name"></slot></span></button>
                </div>
                <slot name="facts"></slot>
              </section>
            </template>

            <template id="wizard.behind">
              <section class="panel-section">
                <h3><i data-icon="form"></i>Wizard</h3>
                <p class="hint">Version <slot name="version"></slot>. Open this page in a second tab and change the same field in
                  both to meet a conflict.</p>
                <button type="button" class="secondary small-button" data-do="fail">Let the next identity sync fail</button>
              </section>
            </template>

            <template id="wizard.dashboard" data-step="4" data-wide="yes">
              <div class="stack-tight heading">
                <h1><slot name="name"></slot></h1>
                <p class="lead">The books are open: a chart of accounts and a fiscal year of twelve periods.</p>
              </div>
              <div class="stack">
                <div class="notice good"><i data-icon="check"></i><div>Complete since <slot name="since"></slot>.</div></div>
                <div class="halves">
                  <div class="card stack">
                    <h2>Fiscal year</h2>
                    <p class="soft">Begins in <slot name="month"></slot></p>
                    <ol class="periods"><slot name="periods"></slot></ol>
                  </div>
                  <div class="card stack">
                    <h2>Accounts</h2>
                    <div class="scroll-x" tabindex="0" role="region" aria-label="Accounts">
                      <table>
                        <thead><tr><th scope="col">Code</th><th scope="col">Account</th><th scope="col">Kind</th></tr></thead>
                        <tbody></tbody>
                      </table>
                    </div>
                  </div>
                </div>
              </div>
            </template>
            """###,
        "portal/wizard.js": ###"""
            /** The auto-saving wizard: four steps that any browser resumes (contracts A0–A9). */
            import { all, byID, e, escaped, fill, find, icon } from "../shared/dom.js";
            import { time } from "../shared/time.js";
            import { wizardProgress } from "../onboarding/onboarding.js";
            import { openAutosave } from "./autosave-form.js";
            import { inWords } from "./fields.js";
            import { askAs } from "./people.js";
            import { facts } from "./shapes.js";
            import { part, view } from "./view.js";

            export const flow = {
              pages: { "/onboarding": wizardPage, "/dashboard": dashboardPage },
            };

            const lastStep = 3;
            const request = askAs("wizard");

            /** The fiscal year's first month is a number. */
            const asNumber = { read: (value) => Number(value) || null };

            async function wizardPage(page) {
              const auto = await openAutosave(page, wizardProgress({ request }));
              const { save } = auto;
              await save.resume();
              const goTo = async (next) => {
                save.edit({}, next);
                await save.flush(true);
                // The next step is what was typed here, network or not; where saving came to an end, the gate knows more.
                await (save.status.name === "error" ? page.reload() : page.show(draw()));
              };

              function draw() {
                const step = Math.min(save.step, lastStep);
                const looked = e("div.stack");
                const shown = view(`wizard.${step}`, {
                  head: auto.head(page.flow.steps[step]), review: step === lastStep && looked,
                  next: () => goTo(step + 1), back: () => goTo(step - 1), complete: () => complete(page, auto),
                });
                auto.keep(() => fill(looked, review(page.flow.steps, save.data, goTo)));
                for (const name in shown.fields) auto.bind(shown.fields[name], name === "fiscalYearStart" ? asNumber : {});
                const fail = () => request("POST", "/dev/identity-sync", { body: { failNext: 1 } });
                return { ...shown, panel: part("wizard.behind", { version: save.version, fail }) };
              }

              return draw();
            }

            /** What each step asks for, with what was answered. */
            const review = (names, data, goTo) => names.slice(0, lastStep).map((name, step) => {
              const inputs = all(".field [name]", byID(`wizard.${step}`).content);
              const fields = [...new Set(inputs.map((input) => input.name))];
              return part("wizard.part", {
                name, go: () => goTo(step), facts: facts(fields.map((field) => inWords(field, data[field]))),
              });
            });

            /** Makes the tenant of what was filled in, and opens the books; both may be repeated (A6, A7). */
            async function complete(page, { save, settle }) {
              await settle();
              await request("POST", "/onboarding/initialize", { body: save.data });
              await request("POST", "/onboarding/complete");
              await page.go("/dashboard");
            }

            async function dashboardPage({ signal }) {
              const { body: { tenantId } } = await request("GET", "/api/system/onboarding/resume", { signal });
              const { body: tenant } = await request("GET", `/v1/tenants/${escaped(tenantId)}`, { signal });
              const { startMonth = 1, periods = [] } = tenant.fiscalYear ?? {};
              const format = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
              const shown = view("wizard.dashboard", {
                name: tenant.name, since: time(tenant.onboardingCompletedAt ?? tenant.updatedAt),
                month: inWords("fiscalYearStart", startMonth)[1],
                periods: periods.map(({ startsOn }) => e("li.badge.good", icon("check"), format.format(new Date(startsOn)))),
              });
              find("tbody", shown.content).append(...(tenant.accounts ?? []).map(({ code, name, type }) =>
                e("tr", e("td.numbers", code), e("td", name), e("td", type))));
              return shown;
            }
            """###,
        "shared/api.js": ###"""
            /** How both apps ask the server and tell people what it said. */
            import { isPassing, newKey, Problem, Unreachable } from "../onboarding/requests.js";
            import { stamp } from "./dom.js";

            export { ask, newKey, Problem, Unreachable } from "../onboarding/requests.js";

            /**
             * What is done by `work(values, key)` is done once, however often it is pressed: the key stays until the server has
             * answered, or other values are sent.
             */
            export function keyed(work) {
              let [key, sent] = [];
              return async (values) => {
                const text = JSON.stringify(values) ?? "";
                if (sent !== text) [key, sent] = [newKey(), text];
                let error;
                try {
                  return await work(values, key);
                } catch (thrown) {
                  throw error = thrown;
                } finally {
                  // Others may have been sent meanwhile.
                  if (!isPassing(error) && sent === text) sent = null;
                }
              };
            }

            /**
             * What `work` fetches, such as a module; where that cannot be had, the server cannot be reached. One that does not fit
             * to those that are here is another build's.
             */
            export const reached = (work) => work().catch((error) => {
              throw error.name === "SyntaxError" ? error : new Unreachable(error);
            });

            /** What went wrong and what to do, in a plain sentence or two: the server's, or one of the app's markup. */
            export function explain(error) {
              const { status, requestID: reference } = error;
              const wait = error.retryAfterSeconds ?? 60;
              const word = error instanceof Unreachable ? "away" : !(error instanceof Problem) ? "unexpected"
                : status === 429 || status === 503 ? status : status >= 500 && 500;
              return word ? stamp(`said.${word}`,
                { reference, wait: wait > 90 ? `${Math.ceil(wait / 60)} minutes` : `${wait} seconds` })
                : (error.body.title ? `${error.body.title}. ` : "") + error.message;
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
            h1 { font-size: var(--text-xxl); letter-spacing: -0.025em; overflow-wrap: anywhere; }
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
            .icon {
              width: 1.25em; height: 1.25em; flex: none; vertical-align: -0.25em;
              fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
            }

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
            ::placeholder { color: var(--ink-soft); opacity: 1; }

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
            .secondary[aria-pressed="true"], .quiet[aria-pressed="true"] {
              background: var(--accent-wash); color: var(--accent); border-color: var(--accent);
            }

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
             * they typed it: there is no way from a string to markup, nor to the order in which other text is read.
             */

            /**
             * An element by `tag.class.class`, with properties where an object follows, and children.
             *
             * In the properties: `class`, `data` (an object), `style` (custom properties and others, by name),
             * `on` (listeners by event), whatever else is an attribute: true
             * sets it, false, null and undefined leave it out. `value`, `checked` and `disabled` are set as
             * properties. Children are texts, numbers, nodes, or lists of those; null and false are none. A
             * button is one that submits nothing, unless its `type` says otherwise.
             */
            export function e(selector, ...rest) {
              const [tag, ...classes] = selector.split(".");
              const own = rest[0]?.constructor === Object ? rest.shift() : {};
              const type = tag === "button" ? "button" : null;
              return build(document.createElement(tag),
                { type, ...own, class: [...classes, own.class].filter(Boolean).join(" ") || null }, rest);
            }

            const svgNamespace = "http://www.w3.org/2000/svg";

            /** The same for SVG. */
            export const svg = (tag, properties, ...children) =>
              build(document.createElementNS(svgNamespace, tag), properties, children);

            const asProperties = new Set(["value", "checked", "disabled", "selected"]);

            function build(element, properties, children) {
              for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
              element.append(...nodes(children));
              return element;
            }

            /** The first element that a selector names, of the page or within another. */
            export const find = (selector, within = document) => within.querySelector(selector);

            /** What has a name of its own in the page. */
            export const byID = (id) => document.getElementById(id);

            /** All that a selector names. */
            export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

            /** A text as a part of an address. */
            export const escaped = encodeURIComponent;

            /** Where the page is, within the site. */
            export const address = () => location.pathname + location.search;

            /** A promise that is kept after `milliseconds`. */
            export const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

            /** True where somebody stands within an element, or on it. */
            export const holdsFocus = (element) => element.contains(document.activeElement);

            /** Hears of what happens to a target. */
            export const on = (target, event, listener, options) => target.addEventListener(event, listener, options);

            function set(element, name, value) {
              if (name === "on") {
                for (const [event, listener] of Object.entries(value)) on(element, event, listener);
              } else if (name === "data") {
                Object.assign(element.dataset, value);
              } else if (name === "style") {
                for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
              } else if (value == null || value === false) {
                return;
              } else if (asProperties.has(name) && name in element) {
                element[name] = value;
              } else {
                element.setAttribute(name, value === true ? "" : String(value));
              }
            }

            const nodes = (children) => children.flat(Infinity)
              .filter((child) => child != null && child !== false)
              .map((child) => (child instanceof Node ? child : document.createTextNode(String(child).replace(turns, escape))));

            /** Marks that turn the direction of what follows them are shown by their numbers. */
            const turns = /[\u202a-\u202e\u2066-\u2069]/g;
            const escape = (mark) => `\\u${mark.charCodeAt().toString(16)}`;

            /** Moves the focus to an element, where there is one, and nobody's sight. */
            export const focusOn = (element) => element?.focus({ preventScroll: true });

            /** Puts other children in an element's place for them. */
            export function fill(element, ...children) {
              element.replaceChildren(...nodes(children));
              return element;
            }

            /** The link that a click follows within the page; a new tab, a download or another site is the browser's. */
            export function linkOf(event) {
              const link = event.target.closest?.("a[href]");
              return link && !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
                && !event.altKey && !link.download && !link.target && link.origin === location.origin && link;
            }

            /** What the viewer chose under this name; undefined for nothing, or where storage is blocked. */
            export function kept(name) {
              try { return localStorage[`onboard.${name}`]; } catch { return undefined; }
            }

            /** Keeps that; where storage is blocked, nothing is. */
            export function keep(name, choice) {
              try { localStorage[`onboard.${name}`] = choice; } catch { /* It lasts as long as the page. */ }
            }

            /** A form is sent by `work` and not by the browser. */
            export const sending = (work) => (event) => {
              event.preventDefault();
              work(event);
            };

            let lastID = 0;

            /** A new id, to tie a label or a description to its element. */
            export function newID(prefix = "id") {
              lastID += 1;
              return `${prefix}-${lastID}`;
            }

            /**
             * A copy of the page's `<template>` of this id, for what stands fixed in HTML. In it `<slot name="x">` gives way to
             * `parts.x`, a child as of `e`, or to what stands in it; an element with `data-if="x"` is there only where `parts.x`
             * is something; a form that is sent, or anything else that is pressed, calls the part that its `data-on` names; and
             * `<i data-icon="x">` becomes that picture.
             */
            export function stamp(id, parts = {}) {
              const copy = byID(id).content.cloneNode(true);
              for (const each of all("[data-if]", copy)) if (!parts[each.dataset.if]) each.remove();
              for (const each of all("[data-on]", copy)) {
                const work = parts[each.dataset.on];
                if (each.tagName === "FORM") on(each, "submit", sending(work));
                else on(each, "click", work);
              }
              for (const each of all("slot", copy)) {
                each.replaceWith(...nodes([parts[each.name] ?? [...each.childNodes]]));
              }
              for (const each of all("[data-icon]", copy)) each.replaceWith(icon(each.dataset.icon));
              return copy;
            }

            /** A picture of `icons.svg`; decoration only, so it is hidden from screen readers. */
            export const icon = (name) => svg("svg", { class: "icon", "aria-hidden": "true" },
              svg("use", { href: `/pages/shared/icons.svg#${name}` }));
            """###,
        "shared/icons.svg": ###"""
            <svg xmlns="http://www.w3.org/2000/svg">
              <symbol id="sun" viewBox="0 0 24 24">
                <path d="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4"/>
                <path d="M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4"/>
              </symbol>
              <symbol id="moon" viewBox="0 0 24 24">
                <path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z"/>
              </symbol>
              <symbol id="contrast" viewBox="0 0 24 24">
                <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 7h5M12 11h8M12 15h8"/>
              </symbol>
              <symbol id="check" viewBox="0 0 24 24">
                <path d="M5 12.5l4.5 4.5L19 7.5"/>
              </symbol>
              <symbol id="alert" viewBox="0 0 24 24">
                <path d="M12 4l9 16H3zM12 10v4M12 17v.5"/>
              </symbol>
              <symbol id="info" viewBox="0 0 24 24">
                <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.5"/>
              </symbol>
              <symbol id="arrow" viewBox="0 0 24 24">
                <path d="M5 12h14M13 6l6 6-6 6"/>
              </symbol>
              <symbol id="back" viewBox="0 0 24 24">
                <path d="M19 12H5M11 6l-6 6 6 6"/>
              </symbol>
              <symbol id="mail" viewBox="0 0 24 24">
                <path d="M3 6h18v12H3zM3 7l9 7 9-7"/>
              </symbol>
              <symbol id="calendar" viewBox="0 0 24 24">
                <path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>
              </symbol>
              <symbol id="card" viewBox="0 0 24 24">
                <path d="M3 6h18v12H3zM3 10h18M7 15h3"/>
              </symbol>
              <symbol id="person" viewBox="0 0 24 24">
                <path d="M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.6-6 8-6s8 2 8 6"/>
              </symbol>
              <symbol id="shop" viewBox="0 0 24 24">
                <path d="M4 10v10h16V10M2 10l3-6h14l3 6zM10 20v-6h4v6"/>
              </symbol>
              <symbol id="form" viewBox="0 0 24 24">
                <path d="M5 3h14v18H5zM8 8h8M8 12h8M8 16h5"/>
              </symbol>
              <symbol id="star" viewBox="0 0 24 24">
                <path d="M12 3l2.7 5.8 6.3.7-4.7 4.3 1.3 6.2-5.6-3.2L6.4 20l1.3-6.2L3 9.5l6.3-.7z"/>
              </symbol>
              <symbol id="search" viewBox="0 0 24 24">
                <path d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21"/>
              </symbol>
              <symbol id="menu" viewBox="0 0 24 24">
                <path d="M4 7h16M4 12h16M4 17h16"/>
              </symbol>
              <symbol id="offline" viewBox="0 0 24 24">
                <path d="M3 3l18 18M8.5 15a5 5 0 0 1 5-1.3M5 11.5A10 10 0 0 1 9 9M12 19v.5"/>
                <path d="M13 8.1a10 10 0 0 1 6 3.4"/>
              </symbol>
              <symbol id="home" viewBox="0 0 24 24">
                <path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z"/>
              </symbol>
              <symbol id="pulse" viewBox="0 0 24 24">
                <path d="M3 12h4l3-8 4 16 3-8h4"/>
              </symbol>
              <symbol id="funnel" viewBox="0 0 24 24">
                <path d="M3 5h18l-7 8v6l-4 2v-8z"/>
              </symbol>
              <symbol id="hourglass" viewBox="0 0 24 24">
                <path d="M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9"/>
              </symbol>
              <symbol id="flask" viewBox="0 0 24 24">
                <path d="M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.5 15h9"/>
              </symbol>
              <symbol id="paths" viewBox="0 0 24 24">
                <path d="M4 6h4c6 0 4 12 10 12h2M4 18h4c3 0 4-3 5-6s2-6 5-6h2M18 3l3 3-3 3M18 15l3 3-3 3"/>
              </symbol>
              <symbol id="shield" viewBox="0 0 24 24">
                <path d="M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5"/>
              </symbol>
              <symbol id="layers" viewBox="0 0 24 24">
                <path d="M12 3l9 5-9 5-9-5zM3 12.5l9 5 9-5M3 16.5l9 5 9-5"/>
              </symbol>
              <symbol id="copy" viewBox="0 0 24 24">
                <path d="M9 9h11v11H9zM5 15H4V4h11v1"/>
              </symbol>
              <symbol id="refresh" viewBox="0 0 24 24">
                <path d="M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5"/>
              </symbol>
            </svg>
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
            import { e, icon, keep, on } from "./dom.js";

            const icons = { system: "contrast", light: "sun", dark: "moon" };
            const order = Object.keys(icons);
            const { dataset } = document.documentElement;

            export function themeToggle() {
              const button = e("button.quiet.icon-button");
              const show = () => {
                const { theme = order[0] } = dataset;
                button.replaceChildren(icon(icons[theme]));
                button.title = `Colours: ${theme}. Change`;
              };
              on(button, "click", () => {
                dataset.theme = order[(order.indexOf(dataset.theme ?? order[0]) + 1) % order.length];
                keep("theme", dataset.theme);
                show();
              });
              show();
              return button;
            }
            """###,
        "shared/theme.js": ###"""
            // Applies the colours that the viewer chose, before anything is drawn; a classic script for that.
            try {
              document.documentElement.dataset.theme = localStorage["onboard.theme"] ?? "system";
            } catch { /* Storage may be blocked: the system's colours then. */ }
            """###,
        "shared/time.js": ###"""
            /** Times as the viewer's clock shows them, with UTC for who hovers or asks. */
            import { all, e } from "./dom.js";

            const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
            const localDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
            const short = new Intl.DateTimeFormat(undefined,
              { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit" });
            const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

            /** The viewer's time zone, such as `Europe/Paris`. */
            export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

            /** A `<time>` in the viewer's zone; `form` is `moment`, `short` (without this year), `day` or `ago`. */
            export function time(instant, form = "moment") {
              const date = new Date(instant ?? "");
              if (isNaN(date)) return document.createTextNode("–");
              const datetime = date.toISOString();
              const isThisYear = date.getFullYear() === new Date(now()).getFullYear();
              const format = { day: localDay, short: isThisYear && short }[form] || local;
              const isAgo = form === "ago";
              const text = isAgo ? ago(date) : format.format(date);
              return e("time", {
                datetime, title: datetime.replace("T", " ").replace(/\..+/, " UTC"), "aria-live": isAgo && "off",
              }, text);
            }

            /** Relative times are told anew every five seconds. */
            setInterval(tellAgain, 5000);

            function tellAgain() {
              for (const each of all("time[aria-live]")) each.textContent = ago(each.dateTime);
            }

            let lead = 0;

            /** Says what the server's clock shows, which dev mode may have moved. What is shown by then goes by it, too. */
            export function setClock(time) {
              lead = new Date(time) - Date.now() || 0;
              tellAgain();
            }

            /** The server's time, as far as it is known. */
            export const now = () => Date.now() + lead;

            const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

            /** How long ago, in whole ones of the largest unit that fits; of what is to come, one that began counts. */
            export function ago(instant) {
              const seconds = (new Date(instant) - now()) / 1000;
              for (const [unit, length] of units) {
                if (Math.abs(seconds) >= length) return relative.format(Math.ceil(seconds / length), unit);
              }
              return relative.format(Math.ceil(seconds), "second");
            }

            /** Two units of time at most, as the command tells a ms or more: `5 d 3 h`, `3 min 05 s`, `1.9 s`. */
            export function duration(seconds, places = 1) {
              if (seconds == null) return "–";
              if (seconds < 0.9995 && seconds) return `${(seconds * 1000).toFixed(seconds < 0.009995 ? 2 : 0)} ms`;
              if (seconds < 60 - 0.5 / 10 ** places) return `${seconds && seconds.toFixed(places)} s`;
              const whole = Math.round(seconds);
              const [minutes, hours, days] = [60, 3600, 86_400].map((length) => Math.floor(whole / length));
              const two = (number) => String(number % 60).padStart(2, "0");
              return days ? `${days} d ${hours % 24} h` : hours ? `${hours} h ${two(minutes)} min`
                : `${minutes} min ${two(whole)} s`;
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
