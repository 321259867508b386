/** Forms: labels, hints and errors tied to their inputs, and what the server said beside each. */
import { explain, Problem } from "../shared/api.js";
import { e, fill, icon, newID } from "../shared/dom.js";

/**
 * One labelled input. `kind` is `input`, `select` or `textarea`; `options` of a select are
 * `[value, text]`; everything else goes to the input as it is.
 */
export function field({ label, name, kind = "input", hint, options, optional, ...attributes }) {
  const [id, hintID, errorID] = [newID("field"), newID("hint"), newID("error")];
  const error = e("p.field-error", { id: errorID, hidden: true });
  const input = e(kind, {
    id, name, ...attributes, required: undefined, "aria-required": attributes.required ? "true" : undefined,
    "aria-describedby": hint ? `${hintID} ${errorID}` : errorID,
  }, options?.map(([value, text]) => e("option", { value, selected: value === (attributes.value ?? "") }, text)));
  const element = e("div.field",
    e("label", { for: id }, label, optional && e("span.soft", " (optional)")), input,
    hint && e("p.hint", { id: hintID }, hint), error);
  return control(name, element, [input], error, { label, isRequired: attributes.required });
}

/** Radio buttons as cards: `options` are `{value, title, text, aside, icon}`. */
export function choice({ label, name, options, value, required, columns = 2 }) {
  const errorID = newID("error");
  const error = e("p.field-error", { id: errorID, hidden: true });
  const inputs = [];
  const cards = options.map((option) => {
    const input = e("input", {
      type: "radio", name, value: option.value, checked: option.value === value, "aria-describedby": errorID,
    });
    inputs.push(input);
    return e("label.choice", input, option.icon && icon(option.icon),
      e("span.choice-words",
        e("span.choice-title", option.title),
        option.text && e("span.hint", option.text)),
      option.aside && e("span.choice-aside", option.aside));
  });
  const element = e("fieldset.field", e("legend", label),
    e("div.choices", { style: { "--columns": String(columns) } }, cards), error);
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
  return { element: e("div.pair", fields.map(({ element }) => element)), parts: fields };
}

/**
 * A form of fields that asks the server when it is sent. `onSubmit` gets the values by name; what it
 * throws is shown: field errors beside their fields, the rest above the button.
 */
export function form({ fields, submit, submitIcon = "arrow", onSubmit, aside, rename = (name) => name }) {
  const all = fields.flatMap((field) => field.parts ?? field);
  const trouble = e("div.form-trouble", { role: "alert" });
  const button = e("button", { type: "submit" }, submit, icon(submitIcon));
  const element = e("form.stack", { novalidate: true },
    fields.map(({ element }) => element), trouble, e("div.row.form-end", button, aside));

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
    fill(trouble, e("p.notice.bad", icon("alert"), e("span", explain(error))));
  }

  return element;
}

/** `expected a name` as `Expected a name.` */
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}

/** Shows that a button's work is under way, and lets nobody press it twice. */
export async function during(button, work) {
  const spinner = e("span.spinner", { "aria-hidden": "true" });
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
  const trouble = e("span.field-error", { role: "alert" });
  const picture = iconName && icon(iconName);
  const button = e("button", { class: kind },
    iconName === "arrow" ? [text, picture] : [picture, text]);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    fill(trouble);
    during(button, work).catch((error) => fill(trouble, icon("alert"), explain(error)));
  });
  return e("span.action", button, trouble);
}
