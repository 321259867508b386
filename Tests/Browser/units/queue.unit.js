/** SaveQueue and openQueue: nothing typed is lost, nothing is sent twice (contract A9). */
import { openQueue, SaveQueue } from "../onboarding/onboarding.js";
import { equal, FakeLocks, FakeStorage } from "./harness.js";

export const tests = {
  async "edits of one step become one save, and another step another"() {
    const queue = new SaveQueue(new FakeStorage(), "q");
    queue.add(0, { a: 1 }, { a: null });
    queue.add(0, { a: 2, b: 1 }, { a: 1, b: null });
    queue.add(1, { c: 1 }, { c: null });
    equal(queue.length, 2);
    equal(queue.head.data, { a: 2, b: 1 });
    equal(queue.head.before, { a: null, b: null }, "what stood before the first edit");
    equal(queue.sum, { step: 1, data: { a: 2, b: 1, c: 1 }, before: { a: null, b: null, c: null } });
  },

  async "what was sent is not changed any more"() {
    const queue = new SaveQueue(new FakeStorage(), "q");
    queue.add(0, { a: 1 }, {});
    const sent = queue.start(4);
    queue.add(0, { a: 2 }, {});
    equal([sent.data, sent.sentVersion, queue.length], [{ a: 1 }, 4, 2]);
    equal(queue.start(9).sentVersion, 4, "the same again");
    queue.finish();
    equal(queue.head.data, { a: 2 });
  },

  async "a reload finds it as it was"() {
    const storage = new FakeStorage();
    const queue = new SaveQueue(storage, "q");
    queue.add(2, { a: [1, { b: "<i>" }] }, {});
    queue.start(3);
    const { key } = queue.head;
    equal(new SaveQueue(storage, "q").head, { key, step: 2, data: { a: [1, { b: "<i>" }] }, before: {}, sentVersion: 3 });
    queue.finish();
    equal(storage.length, 0, "an empty queue leaves nothing behind");
  },

  async "damaged or full storage stops nobody"() {
    const storage = new FakeStorage();
    storage.setItem("q", "{broken");
    equal(new SaveQueue(storage, "q").length, 0);
    storage.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    const queue = new SaveQueue(storage, "q");
    queue.add(0, { a: 1 }, {});
    equal(queue.head.data, { a: 1 });
  },

  async "what a closed tab left is taken over, before one's own; an open tab keeps its own"() {
    const [storage, locks] = [new FakeStorage(), new FakeLocks()];
    const tab = async () => openQueue("u", { storage, session: new FakeStorage(), locks });
    for (const name of ["open", "closed"]) {
      const queue = new SaveQueue(storage, `onboard.queue.u.${name}`);
      queue.add(0, { [name]: 1 }, {});
    }
    new SaveQueue(storage, "onboard.queue.other.closed").add(0, { other: 1 }, {});
    locks.request("onboard.tab.open", {}, () => new Promise(() => {}));
    const queue = await tab();
    queue.add(0, { mine: 1 }, {});
    equal(queue.sum.data, { closed: 1, mine: 1 });
    equal(storage.getItem("onboard.queue.u.open") !== null, true);
    equal(storage.getItem("onboard.queue.other.closed") !== null, true, "another person's");
    new SaveQueue(storage, "onboard.queue.u.x.closed").add(0, { x: 1 }, {});
    equal((await tab()).sum.data.x, undefined, "of somebody whose name goes on behind a dot");
  },
};
