/** Behind the scenes: dev mode's mailbox, clock and sandboxes, and what the gate said. */
import { ask } from "../shared/api.js";
import { e, fill, icon } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { action } from "./fields.js";
import { section } from "./shapes.js";

const mailboxMilliseconds = 2000;
const mailsShown = 5;

export class Panel {
  #toggle;
  #gate = e("div.stack-tight");
  #own = e("div.stack");
  #mails = e("ol.mails");
  #timer = null;
  #lastMail = null;
  #isOpen = matchMedia("(min-width: 70rem)").matches;

  constructor(toggle) {
    this.#toggle = toggle;
    this.element = e("aside.panel", { id: "panel", "aria-label": "Behind the scenes" },
      e("div.row.row-apart", e("h2", "Behind the scenes"), e("span.badge", "dev mode")),
      this.#own,
      section("Mailbox", "mail", e("div", { "aria-live": "polite" }, this.#mails)),
      section("Gate", "arrow", this.#gate),
      section("Clock", "calendar", e("div.row",
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
    fill(this.#toggle, icon("menu"), e("span.toggle-words", "Behind the scenes"));
    clearTimeout(this.#timer);
    if (isOpen) this.#readMail();
  }

  /** What belongs to the page: `content` are sections of its own. */
  show(page, content) {
    fill(this.#own, content);
    if (!page.flow) fill(this.#gate, e("p.hint", "Asked on every page of a flow."));
  }

  noteGate(flow, route, { decision, location, reason, version }) {
    const isOpen = decision === "allow";
    fill(this.#gate,
      e("p.row", e("code", `${flow.id} ${route}`),
        e("span", { class: isOpen ? "badge good" : "badge warn" }, isOpen ? "allow" : `→ ${location}`)),
      e("p.hint", `Because: ${reason.replaceAll("_", " ")} · version ${version}`));
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
    fill(this.#mails, mails.length === 0 && e("li.hint", "No mail was sent yet."), mails.map((mail) =>
      e("li.mail",
        e("p.row.row-apart", e("strong", mail.subject),
          e("small.soft", time(mail.sentAt, "ago"))),
        e("p.hint", "to ", mail.to),
        mail.code ? e("p.row", e("code.code", mail.code),
          e("button.secondary.small-button", {
            "aria-label": `Use the code ${mail.code}`,
            on: { click: () => useCode(mail.code) },
          }, "Use")) : e("p.hint", mail.text))));
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
