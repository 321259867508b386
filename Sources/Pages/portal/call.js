/** The onboarding call: a space, a sandbox calendar, and a page that follows it live (contracts F1–F6). */
import { ask } from "../shared/api.js";
import { e, fill, icon } from "../shared/dom.js";
import { Live } from "../onboarding/onboarding.js";
import { action, choice, field, form } from "./fields.js";
import { askAs, people } from "./people.js";
import { button, card, following, hint, notice, row, section } from "./shapes.js";

const calendarPath = "/onboarding-session";

export const call = {
  /** Without a space there is nothing to ask the gate about. */
  before: (query) => (spaceOf(query) ? null : "/"),
  place: (query) => ({ space: spaceOf(query) }),
  keep: (query) => (query.get("space") ? `?space=${encodeURIComponent(query.get("space"))}` : ""),
  trouble: (error, page) => (error.status === 404 ? newSpacePage(page) : null),
  pages: {
    "/": { isOpen: true, render: newSpacePage },
    [calendarPath]: { render: sessionPage },
    "/assets": { render: (page) => homePage(page, "Assets", "What the space owns, now that its call is planned.") },
    "/advisor": { render: (page) => homePage(page, "Adviser's desk", "Advisers need no call of their own.") },
  },
};

const storage = () => `onboard.portal.space.${people.of("call")?.id}`;
const spaceOf = (query) => query.get("space") ?? localStorage.getItem(storage()) ?? "";
const path = (id) => `/v1/spaces/${encodeURIComponent(id)}`;
const sandbox = (id, what) => () => ask("POST", `/dev/spaces/${encodeURIComponent(id)}/${what}`);

function newSpacePage(page) {
  const name = field({ label: "Name of the space", name: "name", required: true, maxlength: 255 });
  const kind = choice({
    label: "How did you get here?", name: "kind", value: "self", options: [
      { value: "self", title: "By myself", text: "A call comes first", icon: "person" },
      { value: "individual", title: "Invited as a member", text: "No call needed", icon: "mail" },
      { value: "advisor_client", title: "Invited by an adviser", text: "No call needed", icon: "star" },
      { value: "advisor", title: "As an adviser", text: "No call needed", icon: "form" },
    ],
  });
  return {
    title: "A space of your own", step: 0, lead: "Whether a call is needed follows from how you came.",
    content: card(form({
      fields: [name, kind], submit: "Make the space",
      async onSubmit({ name, kind }) {
        const how = { self: {}, advisor: { initialSignupType: kind } }[kind] ?? { inviteType: kind };
        const { body } = await askAs("call", "POST", "/v1/spaces", { body: { name, ...how } });
        localStorage.setItem(storage(), body.id);
        await page.go(calendarPath);
      },
    })),
  };
}

async function sessionPage(page) {
  const id = spaceOf(page.query);
  const { body: space } = await askAs("call", "GET", path(id), { signal: page.signal });
  const calendar = makeCalendar(id);
  const booked = e("div.booked", { role: "status" });
  const box = e("div.calendar-box", calendar, booked);

  const show = ({ metadata: { onboarding_status: status, onboarding_meeting_id: meeting } }) => {
    const isPlanned = status === "planned";
    if (!isPlanned && status !== "not_planned") return page.reload();
    box.dataset.planned = String(isPlanned);
    calendar.inert = isPlanned;
    return fill(booked, isPlanned && [
      e("span.tick", icon("check")), e("strong", "Your call is planned"),
      hint("Meeting ", e("code", meeting)),
      row(button("/portal/call/assets", "Go to the assets", "arrow"),
        action("Cancel it", sandbox(id, "cancel"), { kind: "quiet" }))]);
  };
  show(space);
  const live = new Live({ stream: `${path(id)}/changes`, poll: path(id) }, { token: people.of("call").token });
  return {
    title: "Book your onboarding call", step: 1,
    lead: ["Half an hour with a person, for ", e("strong", space.name), "."],
    content: card(box, following(page, live, show)),
    panel: [calendarSection(id)],
  };
}

/** What the calendar would tell; the page hears of it by itself, or by `then`. */
function calendarSection(id, then) {
  const tell = (text, what) => action(text, () => sandbox(id, what)().then(then), { kind: "secondary small-button" });
  return section("Sandbox calendar", "calendar",
    row(tell("Book fake meeting", "book"), tell("Cancel fake meeting", "cancel"), tell("End fake meeting", "end")),
    hint("All go through the same commands as the provider's deliveries."));
}

/** The next five working days with a few times each; any of them books. */
function makeCalendar(id) {
  const format = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
  const days = [];
  for (let date = new Date(); days.length < 5;) {
    date = new Date(date.getTime() + 86_400_000);
    if (date.getDay() % 6 !== 0) days.push(format.format(date));
  }
  return e("div.calendar", { role: "group", "aria-label": "Free times" }, days.map((day) =>
    e("section.day", e("h2", day), ["09:00", "11:30", "15:00"].map((hour) =>
      action([hour, e("span.unseen", ` on ${day}`)], sandbox(id, "book"), { kind: "secondary slot" })))));
}

const words = {
  planned: ["calendar", "The call is planned."], completed: ["check", "The call took place: nothing is owed."],
  not_required: ["info", "No call was needed."],
};

async function homePage(page, title, lead) {
  const id = spaceOf(page.query);
  const { body: space } = await askAs("call", "GET", path(id), { signal: page.signal });
  const [iconName, text] = words[space.metadata.onboarding_status] ?? ["info", "The call is not planned yet."];
  return {
    title, lead, step: 2, icon: "check", panel: [calendarSection(id, page.reload)],
    content: card(
      notice("good", iconName, e("strong", space.name), " · ", text),
      row(button("/portal/call/onboarding-session", "The call", "calendar", "secondary"),
        action("Make another space", () => {
          localStorage.removeItem(storage());
          return page.go("/");
        }, { kind: "secondary" }))),
  };
}
