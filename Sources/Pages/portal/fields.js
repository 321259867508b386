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
