/** Behind the scenes: dev mode's mailbox, clock and sandboxes, and what the gate said. */
import { ask } from "../shared/api.js";
import { e, fill } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { part } from "./view.js";

const mailboxMilliseconds = 2000;
const mailsShown = 5;

export class Panel {
  #toggle;
  #element;
  #mails;
  #timer = null;
  #lastMail = null;
  #isOpen = matchMedia("(min-width: 70rem)").matches;
  /** What the frame has of it. */
  parts = {
    own: e("div.stack"), gate: e("div.stack-tight"), hour: () => advance(3600), day: () => advance(86_400),
  };

  /** Takes its places in the frame, which is shown by now. */
  begin() {
    [this.#toggle, this.#element, this.#mails] = [".panel-toggle", "#panel", ".mails"]
      .map((place) => document.querySelector(place));
    this.#toggle.addEventListener("click", () => this.#open(!this.#isOpen));
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
    if (!page.gate) fill(this.parts.gate, e("p.hint", "Nothing was asked of it for this page."));
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

  #showMail(mails) {
    const key = mails.length === 0 ? "none" : `${mails[0].sentAt} ${mails[0].to}`;
    if (key === this.#lastMail) return;
    this.#lastMail = key;
    fill(this.#mails, mails.length === 0 && e("li.hint", "No mail was sent yet."),
      mails.map(({ code, text, sentAt, ...mail }) => part("mail", {
        ...mail, at: time(sentAt, "ago"), code, text: !code && text, use: async () => useCode(code),
      })));
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
