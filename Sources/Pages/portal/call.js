/** The onboarding call: a space, a sandbox calendar, and a page that follows it live (contracts F1–F6). */
import { ask } from "../shared/api.js";
import { escaped, fill, find, holdsFocus } from "../shared/dom.js";
import { now, zone } from "../shared/time.js";
import { Live } from "../onboarding/onboarding.js";
import { askAs, followingAs, people } from "./people.js";
import { following } from "./shapes.js";
import { part, view } from "./view.js";

const calendarPath = "/onboarding-session";

export const flow = {
  /** Without a space there is nothing to ask the gate about. */
  before: (query) => (spaceOf(query) ? null : "/"),
  place: (query) => ({ space: spaceOf(query) }),
  keep: (query) => (query.get("space") ? `?space=${escaped(query.get("space"))}` : ""),
  trouble: (error, page) => (error.status === 404 ? newSpacePage(page) : null),
  open: { "/": newSpacePage },
  pages: {
    [calendarPath]: sessionPage,
    "/assets": homePage,
    "/advisor": homePage,
  },
};

const storage = () => `onboard.portal.space.${people.of("call")?.id}`;
const spaceOf = (query) => query.get("space") ?? localStorage.getItem(storage()) ?? "";
const asOwner = askAs("call");
const path = (id) => `/v1/spaces/${escaped(id)}`;
const sandbox = (id, what) => () => ask("POST", `/dev/spaces/${escaped(id)}/${what}`);

function newSpacePage(page) {
  return view("call.space", {
    async make({ name, kind }, idempotencyKey) {
      const how = { self: {}, advisor: { initialSignupType: kind } }[kind] ?? { inviteType: kind };
      const { body } = await asOwner("POST", "/v1/spaces", { body: { name, ...how }, idempotencyKey });
      localStorage.setItem(storage(), body.id);
      await page.go(calendarPath);
    },
  });
}

/** The page's space as the server has it. */
const spaceAt = async ({ query, signal }) => (await asOwner("GET", path(spaceOf(query)), { signal })).body;

async function sessionPage(page) {
  const space = await spaceAt(page);
  const { id } = space;
  const live = new Live({ stream: `${path(id)}/changes`, poll: path(id) }, followingAs("call"));
  const shown = view("call.session", {
    name: space.name, zone, days: days(id), live: following(page, live, (latest) => show(latest)),
  });
  const [box, calendar, booked] = [".calendar-box", ".calendar", ".booked"]
    .map((place) => find(place, shown.content));
  const show = ({ metadata: { onboarding_status: status, onboarding_meeting_id: meeting } }) => {
    const isPlanned = status === "planned";
    if (!isPlanned && status !== "not_planned") return page.reload();
    const [from, to] = isPlanned ? [calendar, booked] : [booked, calendar];
    const isIn = holdsFocus(from);
    box.dataset.planned = String(isPlanned);
    calendar.inert = isPlanned;
    fill(booked, isPlanned && part("call.booked", { meeting, cancel: sandbox(id, "cancel") }));
    // The focus goes where what can be done next is.
    if (isIn) find("a, button", to)?.focus();
  };
  show(space);
  return { ...shown, panel: calendarSection(id) };
}

/** What the calendar would tell; the page hears of it by itself, or by `then`. */
function calendarSection(id, then) {
  const tell = (what) => () => sandbox(id, what)().then(then);
  return part("call.calendar", { book: tell("book"), cancel: tell("cancel"), end: tell("end") });
}

/** The next five working days with a few times each; any of them books. */
function days(id) {
  const format = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
  const names = [];
  for (let date = new Date(now()); names.length < 5;) {
    date = new Date(date.getTime() + 86_400_000);
    if (date.getDay() % 6 !== 0) names.push(format.format(date));
  }
  return names.map((day) => part("call.day", { day, book: sandbox(id, "book") }));
}

async function homePage(page) {
  const { id, name, metadata } = await spaceAt(page);
  const shown = view("call.home", {
    name, [page.route]: true, [metadata.onboarding_status ?? "not_planned"]: true,
    async another() {
      localStorage.removeItem(storage());
      await page.go("/");
    },
  });
  return { ...shown, panel: calendarSection(id, page.reload) };
}
