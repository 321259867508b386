/** Comparing what two people made of one form, field by field. */

/** True for two JSON values that say the same. */
export function isSame(a, b) {
  if (a === b) return true;
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
  if (typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && isSame(a[name], b[name]));
}

/** `data` with a patch's fields; null clears one, as the server has it. */
export function merged(data, patch) {
  const result = { ...data, ...patch };
  for (const [name, value] of Object.entries(result)) {
    if (value == null) delete result[name];
  }
  return result;
}

/**
 * The fields that both sides changed, and not to the same: `[{field, before, mine, theirs}]`.
 *
 * `before` has the values that my fields had when I changed them, `mine` what I made of them, and
 * `theirs` is all that stands now.
 */
export const conflicts = (before, mine, theirs) => Object.keys(mine)
  .filter((field) => !isSame(theirs[field], before[field]) && !isSame(theirs[field], mine[field]))
  .map((field) => ({
    field, before: before[field] ?? null, mine: mine[field] ?? null, theirs: theirs[field] ?? null,
  }));
