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
