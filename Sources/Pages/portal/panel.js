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
