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
