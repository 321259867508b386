/** A resource with tags behind what may stand between it and the browser. */
import { taggedProgress, ask } from "../onboarding/onboarding.js";
import { equal } from "./harness.js";

export const tests = {
  async "a tag that a proxy made weak is sent back as the server gave it"() {
    const sent = [];
    const fetch = async (path, { method, headers }) => {
      sent.push([method, headers["If-Match"] ?? null]);
      return new Response("{}", { headers: { "Content-Type": "application/json", ETag: `W/"${sent.length}"` } });
    };
    const progress = taggedProgress((method, options) => ask(method, "/profile", { ...options, fetch }));
    const { version } = await progress.load();
    const saved = await progress.save({ data: { a: 1 }, version, key: "k" });
    await progress.save({ data: { a: 2 }, version: saved.version, key: "l" });
    equal(sent, [["GET", null], ["PATCH", '"1"'], ["PATCH", '"2"']]);
  },
};
