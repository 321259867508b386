/** The console's own check of a consistency proof (RFC 9162 section 2.1.4.2), against trees made here. */
import { isPart } from "../console/integrity.js";
import { equal } from "./harness.js";

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));

/** The largest power of two below a number. */
const below = (size) => 2 ** Math.ceil(Math.log2(size) - 1);

/** The root over the events from `start` to `end` (section 2.1.1). */
async function root(start, end) {
  if (end - start === 1) return hash([0, start]);
  const middle = start + below(end - start);
  return hash([1, ...await root(start, middle), ...await root(middle, end)]);
}

/** The proof that the first `size` events are the beginning of those from `start` to `end` (section 2.1.4.1). */
async function proof(size, start, end, isWhole = true) {
  if (size === end - start) return isWhole ? [] : [await root(start, end)];
  const left = below(end - start);
  const middle = start + left;
  return size <= left ? [...await proof(size, start, middle, isWhole), await root(middle, end)]
    : [...await proof(size - left, middle, end, false), await root(start, middle)];
}

const head = async (size) => ({ size, root: hex(await root(0, size)) });
const path = async (from, to) => (await proof(from, 0, to)).map(hex);

export const tests = {
  async "what only grew is part of what it is now"() {
    for (let to = 1; to <= 18; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        equal(await isPart(await head(from), await head(to), await path(from, to)), true, `${from} of ${to}`);
      }
    }
  },

  async "a path of another size proves nothing"() {
    const now = await head(14);
    for (let size = 1; size <= 13; size += 1) {
      for (const from of [12, 13]) {
        if (size === from) continue;
        const kept = { size, root: (await head(from)).root };
        equal(await isPart(kept, now, await path(from, 14)), false, `${from} as ${size}`);
      }
    }
  },
};
