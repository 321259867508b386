"""Who reads the console otherwise: by keyboard, by ear, on paper, in large text, in colours of their own (contract W1)."""

import re

from playwright.sync_api import expect

from console_test import ALL, answering, head_of, leaky, opened, play, sign_up, waits
from visitor import await_rest
from world import until


def erase(server, stream):
    server.post("/v1/admin/erase", {"subject": stream, "reason": "a letter"}, server.key(*ALL))


def settle(page):
    """Returns once whatever is under way in the page had its turn: a request came back and was drawn."""
    page.evaluate("""() => fetch("/console/session").then(() => new Promise(requestAnimationFrame))
        .then(() => new Promise(requestAnimationFrame))""")


def turn_to(page, path):
    """Goes to another view of the page that is open."""
    page.evaluate("""(path) => { history.pushState(null, "", path); dispatchEvent(new PopStateEvent("popstate")); }""",
                  path)


# What comes while somebody reads

def test_what_came_during_a_pause_is_there_when_the_tail_goes_on(world):
    page = opened(world)
    page.locator("[data-state=live]").wait_for()
    page.get_by_role("button", name="Pause").click()
    _, _, later = sign_up(world)
    page.get_by_role("button", name=re.compile("Go on \\(1 new\\)")).click()
    page.locator(".tail").get_by_text(later).first.wait_for()


def test_an_erasure_does_not_end_a_pause(world):
    server = world.own_server()
    stream, _, email = sign_up(world, server)
    page = opened(world, server=server)
    page.locator("[data-state=live]").wait_for()
    page.locator(".tail").get_by_text(email).first.wait_for()
    page.get_by_role("button", name="Pause").click()
    _, _, later = sign_up(world, server)
    page.get_by_role("button", name=re.compile("Go on")).wait_for()
    erase(server, stream)
    expect(page.locator(".tail")).not_to_contain_text(email)
    expect(page.locator(".tail")).not_to_contain_text(later)
    page.get_by_role("button", name=re.compile("Go on")).click()
    page.locator(".tail").get_by_text(later).first.wait_for()


def test_the_line_of_the_tail_that_has_the_focus_stays(world):
    server = world.own_server()
    play(server, "early", 20)
    page = opened(world, server=server)
    page.locator("[data-state=live]").wait_for()
    lines = page.locator(".tail a")
    expect(lines).to_have_count(12)
    last = lines.last.get_attribute("href")
    lines.last.focus()
    for _ in range(3):
        _, _, email = sign_up(world, server)
    page.locator(".tail").get_by_text(email).first.wait_for()
    expect(lines).to_have_count(12)
    expect(page.locator(f".tail a[href='{last}']")).to_be_focused()


def test_somebody_elses_erasure_leaves_the_reader_of_a_list_where_they_are(world):
    server = world.own_server()
    people = [sign_up(world, server) for _ in range(53)]
    page = opened(world, "/console/subjects?kind=sessions", server=server)
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(53)
    expect(rows.nth(50).locator("a")).to_be_focused()
    # Somebody types a search.
    search = page.get_by_role("searchbox")
    search.click()
    page.keyboard.type("half a wo")
    stream, _, email = people[-1]
    erase(server, stream)
    expect(page.locator("main")).not_to_contain_text(email)
    expect(search).to_have_value("half a wo")
    expect(search).to_be_focused()
    # Somebody stands far below on a subject.
    link = page.get_by_role("link", name=people[3][2])
    link.focus()
    place = page.evaluate("document.querySelector('main').scrollTop")
    assert place > 0
    stream, _, email = people[-2]
    erase(server, stream)
    expect(page.locator("main")).not_to_contain_text(email)
    expect(link).to_be_focused()
    assert page.evaluate("document.querySelector('main').scrollTop") == place
    assert rows.count() > 50


def test_somebody_elses_erasure_leaves_who_writes_a_filter(world):
    server = world.own_server()
    play(server, "early", 250)
    stream, _, email = sign_up(world, server)
    for path in ("/console/events", "/console/events?type=SignUpStarted"):
        page = opened(world, path, server=server)
        page.get_by_role("option").first.click()
        sheet = page.get_by_role("complementary", name="Event")
        sheet.get_by_text(email).first.wait_for()
        page.get_by_text("Filter", exact=True).click()
        field = page.get_by_label("Stream", exact=True)
        field.click()
        page.keyboard.type("session-half")
        erase(server, stream)
        expect(page.locator("body")).not_to_contain_text(email)
        expect(field).to_have_value("session-half")
        expect(field).to_be_focused()
        expect(sheet).to_be_visible()
        stream, _, email = sign_up(world, server)


def test_live_events_are_told_of_together(world):
    server = world.own_server()
    token = server.token("reader", email="reader@example.org")
    body = {"step": 0, "version": 0, "data": {"firstName": "A"}}
    version = server.post("/system/onboarding/save-step", body, token)["version"]
    page = opened(world, "/console/stream/wizard-reader", server=server)
    page.locator("[data-state=live]").wait_for()
    page.evaluate("""() => {
      globalThis.told = [];
      new MutationObserver((all) => all.forEach(({ addedNodes }) => told.push(...[...addedNodes].map((each) =>
        each.textContent)))).observe(document.querySelector("#told"), { childList: true });
    }""")
    # At once: on a slow machine drawing each may take as long as a line is shown.
    for number in range(4):
        body = {"step": 0, "version": version, "data": {"firstName": f"A{number}"}}
        version = server.post("/system/onboarding/save-step", body, token)["version"]
    told = lambda: [int(re.match(r"\d+", text)[0]) for text in page.evaluate("told")]
    until(lambda: sum(told()) == 4, "all were told of")
    assert len(told()) < 4, told()
    page.goto("/console/events")
    page.get_by_role("option").first.wait_for()
    expect(page.locator(".page-head .tally")).to_be_visible()
    assert page.locator("main [role=status], main [aria-live=polite]").count() == 0


def test_events_of_a_view_that_was_left_are_not_told_in_place_of_the_next_ones(world):
    server = world.own_server()
    (left, left_token, _), (stream, token, _) = sign_up(world, server), sign_up(world, server)
    page = opened(world, f"/console/stream/{left}", server=server)
    page.locator("[data-state=live]").wait_for()
    server.post("/v1/onboarding/email/otp", {"sessionToken": left_token})
    waits(page, "Version 2 of 2")
    turn_to(page, f"/console/stream/{stream}")
    waits(page, "Version 1 of 1")
    server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    expect(page.locator("#told")).to_contain_text("1 new event")


# By keyboard

def test_the_focus_stays_where_work_was_begun(world):
    sign_up(world)
    page = opened(world, "/console/integrity")
    verify = page.get_by_role("button", name="Verify everything")
    verify.focus()
    page.keyboard.press("Enter")
    waits(page, "Everything holds.")
    expect(verify).to_be_focused()


def test_who_closes_what_a_link_opened_comes_to_the_list(world):
    sign_up(world)
    page = opened(world)
    page.goto("/console/events?at=1")
    page.get_by_role("complementary", name="Event").wait_for()
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Events")).to_be_focused()


def test_the_menu_closes_by_escape_and_nothing_behind_it_is_reached(world):
    page = opened(world, viewport={"width": 800, "height": 700})
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Overview")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main')"), "what is behind the menu is not reached"
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    # Who goes on to type elsewhere stays there.
    menu.press("Enter")
    search = page.get_by_role("searchbox")
    search.click()
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(search).to_be_focused()
    # Whatever leads elsewhere closes it, too.
    page.get_by_role("heading", level=1).click()
    menu.press("Enter")
    page.keyboard.press("g")
    page.keyboard.press("e")
    head_of(page, "Events")
    expect(menu).to_have_attribute("aria-expanded", "false")
    page.get_by_role("heading", level=1).click()
    menu.press("Enter")
    page.go_back()
    head_of(page, "Overview")
    expect(menu).to_have_attribute("aria-expanded", "false")
    menu.press("Enter")
    page.get_by_role("link", name="Integrity").press("Enter")
    head_of(page, "Integrity")
    page.get_by_role("heading", level=1).click()
    page.get_by_role("button", name="Verify everything").click()


def test_the_link_to_the_content_leaves_the_view_as_it_is(world):
    page = opened(world, "/console/integrity")
    head_of(page, "Integrity")
    page.evaluate("document.querySelector('main').firstElementChild.dataset.mark = 'it'")
    page.evaluate("document.activeElement.blur()")
    link = page.get_by_role("link", name="To the content")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    settle(page)
    expect(page.locator("[data-mark=it]")).to_have_count(1)
    page.go_back()
    settle(page)
    expect(page.locator("[data-mark=it]")).to_have_count(1)


def test_keys_can_be_turned_off(world):
    page = opened(world)
    head_of(page, "Overview")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    keys.get_by_role("checkbox").uncheck()
    keys.get_by_role("button", name="Close").click()
    page.reload()
    head_of(page, "Overview")
    for key in "?ge":
        page.keyboard.press(key)
    settle(page)
    expect(keys).to_have_count(0)
    head_of(page, "Overview")
    page.get_by_role("button", name="Keys").click()
    keys.get_by_role("checkbox").check()
    keys.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("e")
    head_of(page, "Events")


def test_what_is_too_broad_is_scrolled_by_keyboard_and_has_a_name(world):
    server = world.own_server()
    sign_up(world, server)
    page = opened(world, "/console/subjects?kind=sessions", server=server, viewport={"width": 360, "height": 640})
    broad = page.get_by_role("group", name=re.compile("^Table: Who"))
    expect(broad).to_have_attribute("tabindex", "0")
    broad.focus()
    page.keyboard.press("ArrowRight")
    until(lambda: broad.evaluate("(each) => each.scrollLeft > 0"), "it scrolls")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(broad).not_to_have_attribute("tabindex", "0")


# By sight

def test_an_event_that_is_opened_stays_in_sight_on_a_small_screen(world):
    server = world.own_server()
    play(server, "early", 60)
    page = opened(world, "/console/events", server=server, viewport={"width": 360, "height": 640})
    for at in (2, 5):
        page.get_by_role("option").nth(at).click()
        page.get_by_role("complementary", name="Event").wait_for()
        chosen = page.get_by_role("option", selected=True)
        assert chosen.evaluate("""(row) => {
          const [mine, other] = [row, document.querySelector(".sheet")].map((each) => each.getBoundingClientRect());
          const list = row.closest(".list").getBoundingClientRect();
          return mine.bottom <= other.top && mine.top >= list.top - 1 && mine.bottom <= list.bottom + 1;
        }"""), "the row is above the sheet, and in the list's part that shows"
        page.get_by_role("button", name="Close").click()


def test_on_paper_a_view_is_whole(world):
    sign_up(world)
    page = opened(world, viewport={"width": 900, "height": 500})
    page.locator(".tail a").first.wait_for()
    page.get_by_role("heading", name="Health").wait_for()
    until(lambda: page.locator(".bone").count() == 0, "all is there")
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".side")).to_be_hidden()
    assert page.evaluate("""() => {
      const main = document.querySelector("main");
      return main.scrollHeight <= main.clientHeight && document.documentElement.scrollHeight > innerHeight;
    }"""), "nothing is cut"
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(width="900px", height="500px"))
    assert len(sheets) > 1, len(sheets)


def test_what_is_chosen_shows_in_the_readers_own_colours(world):
    stream, _, _ = sign_up(world)
    page = opened(world, f"/console/stream/{stream}", forced_colors="active")
    page.locator(".list-row[aria-selected=true]").wait_for()
    chosen = [".side a[aria-current]", ".list-row[aria-selected=true]", ".tab[aria-selected=true]"]
    framed = "(each) => getComputedStyle(each).outlineStyle === 'solid'"
    until(lambda: all(page.locator(each).first.evaluate(framed) for each in chosen), "what is chosen is framed")
    assert not page.locator(".tab[aria-selected=false]").first.evaluate(framed)
    seen = """(each) => getComputedStyle(each).backgroundColor !== getComputedStyle(document.body).backgroundColor"""
    assert page.locator(".list .dot").first.evaluate(seen)
    assert page.locator(".live-dot").evaluate(seen)
    page.goto("/console")
    until(lambda: page.locator(".segment[aria-pressed=true]").evaluate(framed), "and so is what is pressed")


def overlaps(page):
    """Texts of a chart that run into one another, and rows of a list that are higher than their place."""
    await_rest(page)
    return page.evaluate("""() => {
      const texts = [...document.querySelectorAll(".canvas text")].filter((each) => each.textContent)
        .map((each) => [each.textContent, each.getBoundingClientRect()]);
      const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
      const found = texts.flatMap(([text, box], at) => texts.slice(at + 1)
        .filter(([, other]) => meet(box, other)).map(([other]) => `${text} | ${other}`));
      for (const row of document.querySelectorAll(".list-row")) {
        const inner = row.firstElementChild.getBoundingClientRect();
        if (inner.bottom > row.getBoundingClientRect().bottom + 1) found.push(row.textContent);
      }
      return found;
    }""")


def test_large_text_does_not_run_into_other_text(world):
    stream, token, email = sign_up(world)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    page = opened(world, "/console/integrity", viewport={"width": 1280, "height": 800})
    page.route("**/v1/analytics/paths?*", answering(ways(8)))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for path, title, there in ((f"/console/stream/{stream}", email, ".timeline-row .event-name"),
                               ("/console/events", "Events", ".list .event-name"),
                               ("/console/funnel/signup", "Funnel", ".canvas text"),
                               ("/console/paths/signup", "Paths", ".canvas text"),
                               ("/console", "Overview", ".canvas text")):
        turn_to(page, path)
        head_of(page, title)
        page.locator(there).first.wait_for()
        until(lambda: page.locator(".bone").count() == 0, f"{path} is there")
        found = overlaps(page)
        assert not found, f"{path}: {found}"
        # At one moment: rows are drawn again as their differences come.
        heights = page.evaluate(
            """(there) => [...document.querySelectorAll(there)].filter((each) => each.textContent)
                .map((each) => each.getBoundingClientRect().height)""", there)
        assert heights and min(heights) > 20, f"{path}: text grows with the rest: {heights}"


def ways(count):
    """Ten people's way through so many stages."""
    none = {"subjects": 0, "pathCount": 0, "paths": []}
    nodes = [{"name": f"stage_{depth}", "depth": depth} for depth in range(count)]
    links = [{"source": at, "target": at + 1, "value": 10} for at in range(count - 1)]
    return {"subjects": 10, "open": 0, "completed": {**none, "subjects": 10}, "lost": none,
            "sankey": {"nodes": nodes, "links": links}}


def signup_funnel(world, **more):
    """A funnel of the sign-up's own stages."""
    flows = world.server.get("/v1/flows", world.server.key("analytics:read"))["flows"]
    stages = next(flow for flow in flows if flow["flow"] == "signup")["stages"]
    lost = [1234] * (len(stages) - 1) + [0]
    found = leaky(lost)
    for stage, declared in zip(found["stages"], stages):
        stage.update({"stage": declared["name"], "open": 1000, "medianSeconds": 9000, **more})
    return found, stages


def test_a_funnel_says_of_whom_a_share_is_and_cuts_nothing(world):
    found, stages = signup_funnel(world)
    page = opened(world)
    page.route("**/v1/analytics/funnel?*", answering(found))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/console/funnel/signup")
        page.locator(".canvas .between").first.wait_for()
        cut = page.evaluate("""() => {
          const { right } = document.querySelector(".canvas svg").getBoundingClientRect();
          return [...document.querySelectorAll(".canvas text")]
            .filter((each) => each.getBoundingClientRect().right > right + 1).map((each) => each.textContent);
        }""")
        assert not cut, f"at {width} px: {cut}"
        texts = page.locator(".canvas .between").all_text_contents()
        assert any("median 2 h 30 min" in text for text in texts), texts
    optional = next(at for at, stage in enumerate(stages) if stage.get("optional"))
    base = stages[optional - 1]["name"].replace("_", " ")
    assert any(f"% of {base} " in text for text in texts), texts


def test_ways_fit_where_they_nearly_do_and_are_scrolled_where_not(world):
    page = opened(world, viewport={"width": 1280, "height": 800})
    for count, is_broad in ((8, False), (16, True)):
        page.route("**/v1/analytics/paths?*", answering(ways(count)))
        page.goto("/console/paths/signup")
        canvas = page.get_by_role("img", name="Where people went")
        canvas.locator("text").first.wait_for()
        assert canvas.evaluate("(each) => each.scrollWidth > each.clientWidth") == is_broad
        if is_broad:
            expect(canvas).to_have_attribute("tabindex", "0")
        page.unroute("**/v1/analytics/paths?*")


def contrast(page, selector, name):
    """Of an element's colour and the surface."""
    return page.locator(selector).first.evaluate("""(each, name) => {
      const luminance = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
      const [a, b] = [getComputedStyle(each)[name], getComputedStyle(each.closest(".card")).backgroundColor]
        .map(luminance).sort((a, b) => b - a);
      return (a + 0.05) / (b + 0.05);
    }""", name)


def test_parts_of_a_chart_and_hints_in_fields_can_be_told_from_their_ground(world):
    found, _ = signup_funnel(world)
    for scheme in ("light", "dark"):
        page = opened(world, color_scheme=scheme)
        page.route("**/v1/analytics/funnel?*", answering(found))
        page.goto("/console/funnel/signup")
        page.locator(".canvas .between").first.wait_for()
        for part in (".part.on", ".part.open", ".part.lost", ".worst .part.lost"):
            assert contrast(page, part, "fill") >= 3, (scheme, part, contrast(page, part, "fill"))
        assert page.locator("#search").evaluate("(each) => getComputedStyle(each, '::placeholder').opacity") == "1"


# In words

def test_days_are_those_of_the_server_wherever_they_are_looked_at(world):
    page = opened(world, timezone_id="America/Los_Angeles", locale="en-US")
    page.route("**/v1/ledger/activity?*", answering({"head": 3, "spans": [
        {"from": "2026-11-01T00:00:00.000Z", "events": 1}, {"from": "2026-11-02T00:00:00.000Z", "events": 2}]}))
    page.goto("/console?span=month")
    waits(page, "Events recorded per UTC day")
    expect(page.locator(".canvas .axis").last).to_have_text("Nov 2")
    page.get_by_text("As a table").first.click()
    expect(page.locator("details tbody th")).to_have_text(["Nov 1, 2026", "Nov 2, 2026"])


def test_bounds_of_a_filter_say_their_zone(world):
    page = opened(world, "/console/events")
    page.get_by_text("Filter", exact=True).click()
    for name in ("Recorded since (UTC)", "Recorded before (UTC)", "Occurred since (UTC)", "Occurred before (UTC)"):
        expect(page.get_by_label(name, exact=True)).to_be_visible()


def test_times_within_a_line_are_the_readers(world):
    stream, _, _ = sign_up(world)
    page = opened(world, f"/console/stream/{stream}", timezone_id="America/New_York", locale="en-US")
    line = page.locator(".timeline-changes")
    line.locator(".change").first.wait_for()
    assert not re.search(r"\dT\d\d:\d\d.*Z", line.first.inner_text()), line.first.inner_text()
    expect(line.locator("time").first).to_be_visible()


def test_a_title_says_what_a_view_shows(world):
    sign_up(world)
    page = opened(world, "/console/events?type=SignUpStarted")
    expect(page).to_have_title("Events: SignUpStarted · onboard")
    world.visitors[-1].allow("404")
    page.goto("/console/stream/session-none")
    expect(page).to_have_title("Problem: session-none · onboard")
    page.goto("/console/funnel/signup?stage=plan_selected&state=open")
    expect(page).to_have_title("Funnel: signup, open after plan selected · onboard")
    page.get_by_role("complementary", name="People").get_by_role("button", name="Close").click()
    expect(page).to_have_title("Funnel: signup · onboard")
