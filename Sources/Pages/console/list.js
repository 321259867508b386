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
