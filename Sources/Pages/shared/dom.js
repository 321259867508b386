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
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  pulse: "M3 12h4l3-8 4 16 3-8h4",
  funnel: "M3 5h18l-7 8v6l-4 2v-8z",
  hourglass: "M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9",
  flask: "M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.5 15h9",
  paths: "M4 6h4c6 0 4 12 10 12h2M4 18h4c3 0 4-3 5-6s2-6 5-6h2M18 3l3 3-3 3M18 15l3 3-3 3",
  shield: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  layers: "M12 3l9 5-9 5-9-5zM3 12.5l9 5 9-5M3 16.5l9 5 9-5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  refresh: "M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5",
};

export function icon(name) {
  return svg("svg", {
    class: "icon", viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.75",
    "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", focusable: "false",
  }, svg("path", { d: strokes[name] ?? strokes.info }));
}
