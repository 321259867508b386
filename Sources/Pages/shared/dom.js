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
