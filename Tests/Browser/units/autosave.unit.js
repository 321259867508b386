/** AutoSave under a clock and a server of the test's own (contract A9). */
import { AutoSave, Problem, SaveQueue, Unreachable } from "../onboarding/onboarding.js";
import { equal, FakeClock, FakeStorage, settle } from "./harness.js";

/** A form with a server that answers what the test put in line, and takes everything otherwise. */
class Form {
  clock = new FakeClock();
  storage = new FakeStorage();
  online = true;
  stored = { step: 0, data: {}, version: 0 };
  sent = [];
  /** What the next saves meet: errors to throw, or functions to call. */
  line = [];
  seen = [];
  save = null;

  constructor() { this.open(); }

  /** A page with this form, as after a reload. */
  open() {
    this.save?.stop();
    this.save = new AutoSave(
      this.server, new SaveQueue(this.storage, "q"), { clock: this.clock, isOnline: () => this.online });
    this.save.addEventListener("change", () => {
      if (this.seen.at(-1) !== this.status) this.seen.push(this.status);
    });
  }

  get status() { return this.save.status.name; }

  server = {
    load: async () => structuredClone(this.stored),
    save: async (entry) => {
      this.sent.push({ at: this.clock.now(), ...structuredClone(entry) });
      const next = this.line.shift();
      if (typeof next === "function") await next();
      else if (next) throw next;
      if (entry.version !== this.stored.version) throw stale(this.stored);
      return this.take(entry.data, entry.step);
    },
    conflictOf: (error) =>
      (error.status === 409 ? { ...error.body, marks: { a: { setBy: "other", at: "now" } } } : null),
  };

  take(data, step = 0) {
    this.stored = { step, data: { ...this.stored.data, ...data }, version: this.stored.version + 1 };
    return { version: this.stored.version };
  }
}

const broken = () => new Problem(500, {}, new Headers());
const stale = (stored) => new Problem(409, structuredClone(stored), new Headers());

export const tests = {
  async "a save goes out 500 ms after the last keystroke"() {
    const f = new Form();
    await f.save.resume();
    for (const text of ["A", "Ad", "Ada"]) {
      f.save.edit({ a: text });
      await f.clock.advance(499);
    }
    equal(f.sent.length, 0);
    await f.clock.advance(1);
    equal(f.sent.map(({ at, data, version }) => [at, data, version]), [[1498, { a: "Ada" }, 0]]);
  },

  async "the indicator says saving, saved, and fades after two seconds"() {
    const f = new Form();
    await f.save.resume();
    f.save.edit({ a: 1 });
    equal(f.status, "saving");
    await f.clock.advance(500);
    equal(f.status, "saved");
    await f.clock.advance(1999);
    equal(f.status, "saved");
    await f.clock.advance(1);
    equal(f.seen, ["idle", "saving", "saved", "idle"]);
  },

  async "it is tried again after 2, 4 and 8 seconds, and then given up"() {
    for (const failure of [broken(), new Unreachable()]) {
      const f = new Form();
      f.line = Array(4).fill(failure);
      f.save.edit({ a: 1 });
      await f.clock.advance(500 + 14_000 - 1);
      equal(f.sent.map(({ at }) => at - 500), [0, 2000, 6000]);
      equal(f.status, "saving");
      await f.clock.advance(1);
      equal(f.sent.length, 4);
      equal(f.status, "error");
      await f.clock.advance(60_000);
      equal(f.sent.length, 4);
      equal(new Set(f.sent.map(({ key }) => key)).size, 1, "one save has one name");
      f.save.retry();
      await settle();
      equal([f.status, f.stored.data], ["saved", { a: 1 }]);
    }
  },

  async "a new edit begins the tries anew"() {
    const f = new Form();
    f.line = Array(5).fill(broken());
    f.save.edit({ a: 1 });
    await f.clock.advance(500 + 2000);
    equal(f.sent.length, 2);
    f.save.edit({ b: 2 });
    await f.clock.advance(500);
    equal(f.sent.length, 3, "500 ms after the edit, not 4 s after the failure");
    await f.clock.advance(2000 + 4000);
    equal(f.sent.length, 5, "2 and 4 s again");
    await f.clock.advance(8000);
    equal([f.status, f.stored.data], ["saved", { a: 1, b: 2 }]);
  },

  async "what was sent stays as it was sent, and later edits follow in order"() {
    const f = new Form();
    await f.save.resume();
    f.line = [() => { f.take({ a: 1 }); throw new Unreachable(); }];
    f.save.edit({ a: 1 });
    await f.clock.advance(500);
    f.save.edit({ a: 2 });
    f.line = [() => { f.stored.version = 0; }];
    await f.clock.advance(500);
    equal(f.sent.map(({ data }) => data), [{ a: 1 }, { a: 1 }, { a: 2 }]);
    equal(f.sent[0].key === f.sent[1].key && f.sent[1].key !== f.sent[2].key, true);
    equal(f.stored.data, { a: 2 });
  },

  async "the server's wish for patience is kept and is no try"() {
    const f = new Form();
    f.line = [new Problem(429, {}, new Headers({ "Retry-After": "30" }))];
    f.save.edit({ a: 1 });
    await f.clock.advance(500);
    equal(f.save.status.waitSeconds, 30);
    await f.clock.advance(29_999);
    equal(f.sent.length, 1);
    await f.clock.advance(1);
    equal(f.status, "saved");
  },

  async "who types on while the server asks for patience sends nothing before it is over"() {
    const f = new Form();
    f.line = [new Problem(429, {}, new Headers({ "Retry-After": "30" }))];
    f.save.edit({ a: 1 });
    await f.clock.advance(500);
    f.save.edit({ a: 2 });
    equal(f.save.status.waitSeconds, 30, "it is not told anew");
    await f.clock.advance(1000);
    f.save.flush();
    await f.clock.advance(28_000);
    equal([f.sent.length, f.save.status.waitSeconds], [1, 1]);
    await f.clock.advance(1000);
    equal([f.status, f.stored.data], ["saved", { a: 2 }]);
  },

  async "seconds that the server asks for count down"() {
    const f = new Form();
    f.line = [new Problem(429, {}, new Headers({ "Retry-After": "3" }))];
    f.save.edit({ a: 1 });
    await f.clock.advance(500);
    const seen = [f.save.status.waitSeconds];
    for (let second = 0; second < 2; second += 1) {
      await f.clock.advance(1000);
      seen.push(f.save.status.waitSeconds);
    }
    equal(seen, [3, 2, 1]);
  },

  async "nobody's pace comes to what the server takes in a minute, and leaves one for what is pressed"() {
    for (const pace of [600, 2500, 4000, 6100]) {
      const f = new Form();
      f.server.perMinute = 10;
      await f.save.resume();
      for (let field = 0; field < 40; field += 1) {
        f.save.edit({ [field]: 1 }, Math.floor(field / 10));
        await f.clock.advance(pace / 2);
        if (field % 10 === 9) f.save.flush(true);
        await f.clock.advance(pace / 2);
      }
      const most = Math.max(...f.sent.map(({ at }) => f.sent.filter((each) => at <= each.at && each.at < at + 60_000).length));
      equal(most < 10, true, `${most} at ${pace} ms a field`);
      equal(f.sent.slice(0, 5).every(({ at }, index) => index === 0 || at > f.sent[index - 1].at), true);
      f.save.flush();
      await settle();
      equal([f.save.isPending, Object.keys(f.stored.data).length], [false, 40]);
    }
  },

  async "whose pace stays below what the server takes in a minute is not held back"() {
    const f = new Form();
    f.server.perMinute = 10;
    await f.save.resume();
    for (let field = 0; field < 30; field += 1) {
      f.save.edit({ [field]: 1 });
      await f.clock.advance(7000);
    }
    equal(f.sent.map(({ at }) => at), Array.from({ length: 30 }, (_, field) => field * 7000 + 500));
  },

  async "who waited for nothing, and types on, keeps the pace"() {
    const hide = async (isHidden) => {
      Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      await settle();
    };
    for (const leave of [(f) => f.save.flush(), () => hide(true)]) {
      const f = new Form();
      f.server.perMinute = 10;
      await f.save.resume();
      for (let field = 0; field < 6; field += 1) {
        f.save.edit({ [field]: 1 });
        await f.clock.advance(1500);
      }
      equal(f.sent.length, 5);
      await leave(f);
      equal([f.sent.length, f.status], [6, "saved"], "it goes out at once");
      await hide(false);
      for (let field = 6; field < 30; field += 1) {
        f.save.edit({ [field]: 1 });
        await f.clock.advance(1500);
      }
      equal(f.sent.length < 10, true, `${f.sent.length} in 45 s`);
      f.save.stop();
    }
    delete document.hidden;
  },

  async "a clock that is set back holds nothing for longer than the minute"() {
    const f = new Form();
    f.server.perMinute = 10;
    await f.save.resume();
    await f.clock.advance(7_200_000);
    for (let field = 0; field < 5; field += 1) {
      f.save.edit({ [field]: 1 });
      await f.clock.advance(700);
    }
    const now = f.clock.now.bind(f.clock);
    f.clock.now = () => now() - 3_600_000;
    f.save.edit({ late: 1 });
    await f.clock.advance(61_000);
    equal([f.save.isPending, f.stored.data.late], [false, 1]);
    f.save.edit({ later: 1 });
    await f.clock.advance(500);
    equal(f.status, "saved", "what was taken before counts no more");
  },

  async "steps that were only gone through are one save"() {
    const f = new Form();
    await f.save.resume();
    f.online = false;
    f.save.edit({ a: 1 }, 0);
    for (const step of [1, 2, 1]) f.save.edit({}, step);
    f.save.edit({ b: 2 }, 3);
    await f.clock.advance(500);
    f.online = true;
    f.save.retry();
    await settle();
    equal(f.sent.map(({ step, data }) => [step, data]), [[0, { a: 1 }], [3, { b: 2 }]]);
  },

  async "what was typed offline is queued, survives a reload and is sent in order"() {
    const f = new Form();
    await f.save.resume();
    f.online = false;
    f.save.edit({ a: 1 }, 0);
    await f.clock.advance(5000);
    equal([f.status, f.sent.length], ["offline", 0]);
    f.save.edit({ b: 2 }, 1);
    f.save.edit({ c: 3 }, 1);
    f.open();
    await f.save.resume();
    equal([f.status, f.save.data, f.save.step], ["offline", { a: 1, b: 2, c: 3 }, 1]);
    f.online = true;
    globalThis.dispatchEvent(new Event("online"));
    await settle();
    equal(f.sent.map(({ step, data, version }) => [step, data, version]),
      [[0, { a: 1 }, 0], [1, { b: 2, c: 3 }, 1]]);
    equal([f.status, f.stored.data], ["saved", { a: 1, b: 2, c: 3 }]);
  },

  async "a reload in the middle of a save asks for its answer again"() {
    const f = new Form();
    await f.save.resume();
    f.line = [() => new Promise(() => {})];
    f.save.edit({ a: 1 });
    await f.clock.advance(500);
    f.open();
    await f.save.resume();
    await settle();
    equal(f.sent.map(({ key, version }) => [key === f.sent[0].key, version]), [[true, 0], [true, 0]]);
  },

  async "changes of other fields are taken in without a question"() {
    const f = new Form();
    await f.save.resume();
    let merges = 0;
    f.save.addEventListener("merged", () => { merges += 1; });
    f.save.edit({ a: "mine" });
    f.take({ b: "theirs" });
    await f.clock.advance(500);
    equal([merges, f.status, f.stored.data], [1, "saved", { a: "mine", b: "theirs" }]);
    equal(f.save.data, { a: "mine", b: "theirs" });
  },

  async "a step that was only gone to is kept when others changed fields"() {
    const f = new Form();
    await f.save.resume();
    f.save.edit({}, 2);
    f.take({ b: "theirs" });
    await f.save.flush();
    equal([f.status, f.stored], ["saved", { step: 2, data: { b: "theirs" }, version: 2 }]);
  },

  async "a conflict shows each field, counts down five seconds and takes theirs"() {
    const f = new Form();
    f.stored = { step: 0, data: { a: "old" }, version: 1 };
    await f.save.resume();
    f.save.edit({ a: "mine", b: "also" });
    f.take({ a: "theirs" });
    await f.clock.advance(500);
    equal(f.save.status, {
      name: "conflict", secondsLeft: 5,
      fields: [{ field: "a", before: "old", mine: "mine", theirs: "theirs", setBy: "other", at: "now" }],
    });
    let setAside;
    f.save.addEventListener("reloaded", ({ detail }) => { ({ setAside } = detail); });
    await f.clock.advance(4999);
    equal(f.save.status.secondsLeft, 1);
    await f.clock.advance(1);
    equal(setAside, { a: "mine" }, "nothing is lost without a trace");
    equal(f.stored.data, { a: "theirs", b: "also" }, "what nobody else touched is kept");
    equal(f.status, "saved");
  },

  async "who looks first stops the countdown, and mine can be kept"() {
    const f = new Form();
    await f.save.resume();
    f.save.edit({ a: "mine", b: "mine" });
    f.take({ a: "theirs", b: "theirs" });
    await f.clock.advance(500);
    f.save.holdOn();
    await f.clock.advance(60_000);
    equal([f.status, f.save.status.secondsLeft], ["conflict", null]);
    f.save.resolve({ a: "mine", b: "theirs" });
    await settle();
    equal([f.status, f.stored.data, f.stored.version], ["saved", { a: "mine", b: "theirs" }, 2]);
    f.save.edit({ a: "after" });
    await f.clock.advance(500);
    equal(f.stored.data.a, "after");
  },

  async "who types on in a conflict is shown it as it is, and loses nothing of it"() {
    const f = new Form();
    f.stored = { step: 0, data: { a: "old", b: "old" }, version: 1 };
    await f.save.resume();
    f.save.edit({ a: "mine" });
    f.take({ a: "theirs", b: "theirs" });
    await f.clock.advance(500);
    f.save.edit({ a: "mine, and more" });
    f.save.edit({ b: "mine" });
    await f.clock.advance(60_000);
    equal([f.status, f.save.status.secondsLeft], ["conflict", null]);
    equal(f.save.status.fields.map(({ field, mine, theirs }) => [field, mine, theirs]),
      [["a", "mine, and more", "theirs"], ["b", "mine", "theirs"]]);
    let setAside;
    f.save.addEventListener("reloaded", ({ detail }) => { ({ setAside } = detail); });
    await f.save.reload();
    equal(setAside, { a: "mine, and more", b: "mine" });
    equal(f.stored.data, { a: "theirs", b: "theirs" });
  },

  async "who types what the other side has ends the conflict"() {
    const f = new Form();
    await f.save.resume();
    f.save.edit({ a: "mine", b: "also" });
    f.take({ a: "theirs" });
    await f.clock.advance(500);
    f.save.edit({ a: "theirs" });
    await settle();
    equal([f.status, f.stored.data], ["saved", { a: "theirs", b: "also" }]);
  },

  async "a conflict is met again when somebody was faster once more"() {
    const f = new Form();
    await f.save.resume();
    f.save.edit({ a: "mine" });
    f.take({ a: "theirs" });
    await f.clock.advance(500);
    f.take({ a: "theirs again" });
    f.save.resolve("mine");
    await settle();
    equal(f.save.status.fields[0].theirs, "theirs again");
    f.save.resolve("mine");
    await settle();
    equal(f.stored.data.a, "mine");
  },

  async "what is refused for good is an error, and the next edit sends it anew"() {
    const f = new Form();
    await f.save.resume();
    f.line = [new Problem(400, { detail: "too large" }, new Headers())];
    f.save.edit({ a: "x".repeat(9) });
    await f.clock.advance(500);
    equal([f.status, f.save.status.error.message], ["error", "too large"]);
    f.save.edit({ a: "x" });
    await f.clock.advance(500);
    equal([f.status, f.stored.data, f.sent[0].key === f.sent[1].key], ["saved", { a: "x" }, false]);
  },

  async "a login that ended keeps what was typed for the next one"() {
    const f = new Form();
    await f.save.resume();
    f.line = [new Problem(401, {}, new Headers())];
    f.save.edit({ a: 1 });
    await f.clock.advance(500);
    equal([f.status, f.save.isPending], ["error", true]);
    f.open();
    await f.save.resume();
    await settle();
    equal(f.stored.data, { a: 1 });
  },

  async "typing on while a save is under way is no conflict with oneself"() {
    const f = new Form();
    await f.save.resume();
    let answer;
    f.line = [() => new Promise((resolve) => { answer = resolve; })];
    f.save.edit({ a: "A" });
    await f.clock.advance(500);
    f.save.edit({ a: "Ada" });
    answer();
    await settle();
    f.take({ b: "theirs" });
    await f.clock.advance(500);
    equal([f.status, f.stored.data], ["saved", { a: "Ada", b: "theirs" }]);
  },

  async "what was typed offline is held against what others saved since, after a reload too"() {
    const f = new Form();
    f.stored = { step: 0, data: { a: "old" }, version: 1 };
    await f.save.resume();
    f.online = false;
    f.save.edit({ a: "mine", b: "also" });
    f.take({ a: "theirs", c: "more" });
    f.online = true;
    f.open();
    await f.save.resume();
    await settle();
    equal([f.status, f.sent.length], ["conflict", 0]);
    equal(f.save.status.fields.map(({ field, before, mine, theirs }) => [field, before, mine, theirs]),
      [["a", "old", "mine", "theirs"]]);
    f.save.resolve("theirs");
    await settle();
    equal(f.stored.data, { a: "theirs", b: "also", c: "more" });
  },

  async "who chooses, or looks, while the latest version is on its way is not overruled"() {
    for (const choice of ["mine", "later"]) {
      const f = new Form();
      await f.save.resume();
      f.save.edit({ a: "mine" });
      f.take({ a: "theirs" });
      await f.clock.advance(500);
      let arrive;
      const latest = structuredClone(f.stored);
      f.server.load = () => new Promise((resolve) => { arrive = () => resolve(latest); });
      await f.clock.advance(5000);
      f.save.holdOn();
      if (choice === "mine") f.save.resolve("mine");
      await settle();
      arrive();
      await settle();
      if (choice === "later") {
        equal([f.status, f.save.status.secondsLeft], ["conflict", null]);
        f.save.resolve("mine");
        await settle();
      }
      equal(f.stored.data, { a: "mine" }, choice);
      f.save.edit({ a: "after" });
      await f.clock.advance(500);
      equal([f.status, f.stored.data], ["saved", { a: "after" }]);
    }
  },

  async "what was typed just before leaving is under way before the page is gone"() {
    const f = new Form();
    await f.save.resume();
    f.save.edit({ a: 1 });
    f.save.flush();
    f.save.stop();
    equal(f.sent.map(({ data }) => data), [{ a: 1 }]);
    await settle();
    equal([f.stored.data, f.storage.length], [{ a: 1 }, 0]);
    f.open();
    await f.save.resume();
    f.save.edit({ a: 2 });
    globalThis.dispatchEvent(new Event("pagehide"));
    equal(f.sent.at(-1).data, { a: 2 });
  },

  async "a field that is refused holds up no others, and what is typed in its place is sent"() {
    const f = new Form();
    await f.save.resume();
    const refuse = () => { throw new Problem(400, { errors: [{ pointer: "/in/a", detail: "no" }] }, new Headers()); };
    f.line = [refuse, null, refuse];
    f.save.edit({ a: "bad", b: "good" });
    await f.clock.advance(500);
    equal([f.status, f.save.status.error.errors.length, f.stored.data], ["error", 1, { b: "good" }]);
    equal(f.save.data, { a: "bad", b: "good" }, "it is kept on this device");
    f.line = [refuse, null, refuse];
    f.save.edit({ c: "more" });
    await f.clock.advance(500);
    equal([f.status, f.stored.data], ["error", { b: "good", c: "more" }]);
    f.save.edit({ a: "better" });
    await f.clock.advance(500);
    equal([f.status, f.stored.data, f.save.isPending], ["saved", { a: "better", b: "good", c: "more" }, false]);
  },

  async "an answer that blames no field that was sent is an error, and not asked again without end"() {
    const f = new Form();
    await f.save.resume();
    const refuse = () => { throw new Problem(400, { errors: [{ pointer: "/in/a", detail: "no" }] }, new Headers()); };
    const forbid = () => { throw new Problem(403, {}, new Headers()); };
    f.line = [refuse];
    f.save.edit({ a: "bad" });
    await f.clock.advance(500);
    f.line = [forbid, forbid, forbid];
    f.save.edit({ b: "good" });
    await f.clock.advance(500);
    equal([f.status, f.line.length > 0], ["error", true]);
    equal(f.save.data, { a: "bad", b: "good" }, "it is kept on this device");
  },

  async "a page that is left while it reads where the person was begins nothing"() {
    const f = new Form();
    await f.save.resume();
    f.online = false;
    f.save.edit({ a: "mine" });
    f.take({ a: "theirs" });
    f.online = true;
    f.open();
    const resuming = f.save.resume();
    f.save.stop();
    await resuming;
    equal([f.status, f.clock.waiting, f.sent.length], ["idle", 0, 0]);
  },
};
