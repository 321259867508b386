"""A view of the console that stays open: it follows the log, and takes nothing from who looks (contracts W1, L14)."""

import json
import os
import re
import signal

from playwright.sync_api import expect

from console_test import ALL, answering, head_of, opened, play, sign_up, waits
from visitor import look
from world import until


def streams_of(page):
    """The tails that a page opens from now on."""
    streams = []
    page.on("request", lambda request: request.headers.get("accept") == "text/event-stream"
            and streams.append(request.url))
    return streams


def test_a_page_that_nobody_looks_at_holds_no_stream_and_catches_up(world):
    stream, token, _ = sign_up(world)
    page = opened(world, "/console/integrity")
    streams = streams_of(page)
    page.goto(f"/console/events?stream={stream}")
    page.locator("[data-state=live]").wait_for()
    note = page.locator(".page-head .tally")
    expect(note).to_have_text("1 event")
    assert len(streams) == 1, streams
    with page.expect_event("requestfailed", lambda request: request.url == streams[0]):
        look(page, True)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    page.wait_for_timeout(1500)
    assert len(streams) == 1, streams
    expect(note).to_have_text("1 event")
    look(page, False)
    expect(note).to_have_text("2 events")


def test_who_is_erased_leaves_the_lists_of_subjects(world):
    stream, _, email = sign_up(world)
    page = opened(world, f"/console/subjects?q={email}")
    page.get_by_role("link", name=email).first.wait_for()
    world.server.post("/v1/admin/erase", {"subject": stream, "reason": "a letter"}, world.server.key(*ALL))
    expect(page.locator("main")).not_to_contain_text(email)


def test_a_live_event_leaves_the_reader_of_a_timeline_where_they_are(world):
    server = world.own_server()
    token = server.token("reader", email="reader@example.org")
    versions = [0]

    def save():
        server.post("/dev/clock", {"advanceSeconds": 30})
        body = {"step": 0, "version": versions[-1], "data": {"firstName": f"A{len(versions)}"}}
        versions.append(server.post("/system/onboarding/save-step", body, token)["version"])

    for _ in range(40):
        save()
    page = opened(world, "/console/stream/wizard-reader", server=server)
    page.locator("[data-state=live]").wait_for()
    timeline = page.get_by_role("listbox", name="Timeline")
    count = int(page.get_by_role("slider", name="Version").get_attribute("max"))
    waits(page, f"Version {count} of {count}")
    timeline.evaluate("(list) => { list.scrollTop = 1000; }")
    save()
    waits(page, f"Version {count} of {count + 1}")
    assert timeline.evaluate("(list) => list.scrollTop") == 1068
    # Who stands on what would be drawn anew keeps it, and who looks at the newest goes on.
    page.keyboard.press("]")
    timeline.evaluate("(list) => { list.scrollTop = 0; }")
    page.get_by_role("tab", name="Event").click()
    proof = page.get_by_role("link", name="Prove it")
    proof.focus()
    save()
    waits(page, f"Version {count + 1} of {count + 2}")
    expect(proof).to_be_focused()
    page.get_by_role("tab", name="Event").focus()
    page.keyboard.press("]")
    save()
    waits(page, f"Version {count + 3} of {count + 3}")


def test_the_selected_event_is_the_one_that_a_screen_reader_stands_on(world):
    stream, token, _ = sign_up(world)
    page = opened(world, f"/console/events?stream={stream}")
    page.locator("[data-state=live]").wait_for()
    events = page.get_by_role("listbox", name="Events")
    page.get_by_role("option").first.click()
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    expect(page.get_by_role("option")).to_have_count(2)
    chosen = page.get_by_role("option", selected=True).get_attribute("id")
    expect(events).to_have_attribute("aria-activedescendant", chosen)


def test_the_overview_keeps_the_focus_and_what_was_opened(world):
    page = opened(world)
    page.clock.install()
    page.goto("/console")
    day = page.get_by_role("button", name="Last day")
    day.focus()
    page.keyboard.press("Enter")
    waits(page, "events in the last day")
    expect(day).to_be_focused()
    expect(day).to_have_attribute("aria-pressed", "true")
    table = page.get_by_text("As a table").first
    table.click()
    with page.expect_response(lambda response: "activity" in response.url):
        page.clock.run_for(16_000)
    page.clock.run_for(1000)
    expect(page.locator("details[open]")).to_have_count(1)
    expect(table).to_be_focused()


def test_a_late_answer_about_a_span_does_not_take_the_place_of_the_chosen_one(world):
    sign_up(world)
    page = opened(world, "/console/events")
    held = []
    page.route("**/activity?span=PT1M*", lambda route: held.append(route), times=1)
    page.goto("/console")
    until(lambda: held or page.wait_for_timeout(20), "the hour is asked for")
    page.get_by_role("button", name="Last day").click()
    waits(page, "events in the last day")
    with page.expect_response(lambda response: "span=PT1M" in response.url):
        held[0].continue_()
    page.wait_for_function("performance.getEntriesByType('resource').some(({ name }) => name.includes('PT1M'))")
    expect(page.get_by_text("events in the last day").first).to_be_visible()


def test_a_date_can_be_typed(world):
    sign_up(world)
    page = opened(world, "/console/funnel/signup")
    since = page.get_by_label("Began since")
    since.focus()
    since.evaluate("input => input.classList.add('before')")
    for key in "11212026":
        page.keyboard.press(key)
        page.wait_for_timeout(60)
    page.wait_for_url(re.compile("since=2026-11-21"))
    # What is typed next must not meet the view that goes.
    expect(page.locator(".before")).to_have_count(0)
    expect(since).to_have_value("2026-11-21")
    # One that stands there already is a date after each key.
    expect(since).to_be_focused()
    for key in "10252025":
        page.keyboard.press(key)
    page.wait_for_url(re.compile("since=2025-10-25"))
    expect(since).to_have_value("2025-10-25")


def test_choices_that_are_made_together_are_all_asked(world):
    sign_up(world)
    page = opened(world, "/console/funnel/signup")
    page.get_by_label("Began since").focus()
    page.keyboard.type("11212025")
    page.get_by_label("Cohorts").select_option("week")
    page.wait_for_url(re.compile("since=2025-11-21.*cohort=week|cohort=week.*since=2025-11-21"))
    # What is typed next must not meet the view that goes.
    page.reload()
    expect(page.get_by_label("Began since")).to_have_value("2025-11-21")
    expect(page.get_by_label("Cohorts")).to_have_value("week")
    page.get_by_label("Began before").focus()
    page.keyboard.type("02")
    # A half typed date is not taken away.
    page.wait_for_timeout(1000)
    page.keyboard.type("152100")
    page.wait_for_url(re.compile("until=2100-02-15"))
    assert "since=2025-11-21" in page.url and "cohort=week" in page.url, page.url


def test_a_type_is_found_as_lists_show_it_and_as_it_is_called(world):
    server = world.own_server()
    sign_up(world, server)
    server.post("/v1/ledger/streams/loan-1/events", {"events": [{"type": "W_Valideren aanvraag"}, {
        "type": "Loan approved"}]}, server.key("ingest"))
    for typed, count in (("Sign up started", 1), ("SignUpStarted", 1), ("W_Valideren aanvraag", 1), ("Loan approved", 1)):
        page = opened(world, "/console/events", server=server)
        page.get_by_text("Filter", exact=True).click()
        page.get_by_label("Type", exact=True).fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("type="))
        expect(page.get_by_role("option")).to_have_count(count)


def test_the_list_behind_a_bar_is_as_long_as_the_bar_says(world):
    server = world.own_server()
    sign_up(world, server)
    page = opened(world, "/console/funnel/signup", server=server)
    bar = page.get_by_role("button", name="1 open after plan selected")
    bar.wait_for()
    sign_up(world, server)
    server.post("/dev/clock", {"advanceSeconds": 60})
    bar.focus()
    page.keyboard.press("Enter")
    people = page.get_by_role("complementary", name="People")
    expect(people.get_by_text("1 subject", exact=True)).to_be_visible()
    expect(people.get_by_role("heading", level=2)).to_be_focused()
    people.get_by_role("button", name="Close").click()
    expect(bar).to_be_focused()


def test_a_module_of_another_build_says_to_reload(world):
    page = opened(world)
    world.visitors[-1].allow("SyntaxError", "does not provide an export")
    other = "// Another build's.\nimport { none } from './route.js';\nexport const show = none;\n"
    page.route("**/pages/console/paths.js", lambda route: route.fulfill(
        content_type="text/javascript", body=other))
    page.get_by_role("link", name="Paths").click()
    waits(page, "Reload the page")
    expect(page.get_by_text("cannot be reached")).to_have_count(0)


def test_more_that_failed_can_be_pressed_again(world):
    server = world.own_server()
    page = opened(world, server=server)
    for _ in range(60):
        sign_up(world, server)
    page.goto("/console/subjects?kind=sessions")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)
    world.visitors[-1].allow("Failed to load resource")
    page.route("**/v1/sessions?*", lambda route: route.abort(), times=1)
    # Pressed twice before it is there, it is asked for once.
    page.get_by_role("button", name="More").evaluate("(more) => { more.click(); more.click(); }")
    expect(rows).to_have_count(60)


def test_what_health_is_refused_is_said(world):
    page = opened(world)
    world.visitors[-1].allow("status of 401")
    page.route("**/metrics", lambda route: route.fulfill(
        status=401, content_type="application/problem+json", body='{"title": "No"}'))
    page.goto("/console")
    page.get_by_role("dialog", name="Your session has ended").wait_for()


def test_a_list_that_a_filter_left_empty_does_not_say_that_nobody_was_here(world):
    sign_up(world)
    page = opened(world, "/console/subjects?kind=sessions&flow=signup&stage=none")
    waits(page, "No sessions")
    expect(page.get_by_text("Nobody was here yet")).to_have_count(0)


def test_keys_of_a_subject_are_those_of_its_tabs_and_a_version_is_whole(world):
    stream, token, _ = sign_up(world)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    page = opened(world, f"/console/stream/{stream}?v=1.5", scopes=("audit:read",))
    waits(page, "Version 1 of 2")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Blame", exact=True)).to_be_visible()
    expect(keys.get_by_text("due", exact=False)).to_have_count(0)


def test_a_live_event_leaves_the_reader_of_the_log_where_they_are(world):
    server = world.own_server()
    play(server, "early", 150)
    page = opened(world, "/console/events", server=server)
    page.locator("[data-state=live]").wait_for()
    events = page.get_by_role("listbox", name="Events")
    size = server.get("/v1/ledger/head", server.key("audit:read"))["size"]
    note = page.locator(".page-head .tally")
    expect(note).to_have_text(f"{size} events")
    events.focus()
    events.evaluate("(list) => { list.scrollTop = 2000; }")
    sign_up(world, server)
    expect(note).not_to_have_text(f"{size} events")
    added = int(note.inner_text().split()[0]) - size
    expect(events).to_be_focused()
    assert events.evaluate("(list) => list.scrollTop") == 2000 + 44 * added


def test_what_is_erased_leaves_every_view_that_is_open(world):
    stream, token, email = sign_up(world)
    world.server.post("/v1/onboarding/oauth/google",
                      {"sessionToken": token, "code": f"dev:Adalbert:Loveless:{email}"})
    first = opened(world, "/console/events")
    pages = [first]
    for path in (f"/console/events?stream={stream}&type=SignUpStarted", "/console/events?order=asc", "/console"):
        pages.append(first.context.new_page())
        pages[-1].goto(path)
    for page in pages:
        if "order=asc" not in page.url:
            page.bring_to_front()
            page.get_by_text(email).first.wait_for()
    pages[1].bring_to_front()
    pages[1].get_by_role("option").first.click()
    pages[1].get_by_role("complementary", name="Event").get_by_text(email).wait_for()
    world.server.post("/v1/admin/erase", {"subject": stream, "reason": "a letter"}, world.server.key(*ALL))
    for page in pages:
        page.bring_to_front()
        expect(page.locator("body")).not_to_contain_text(email)
        expect(page.locator("body")).not_to_contain_text("Loveless")
        waits(page, "Sign up started")
    # It is read again once, and not for ever for an erasure that is past.
    asked = []
    pages[1].on("request", lambda request: "limit=200" in request.url and asked.append(request.url))
    sign_up(world)
    pages[0].bring_to_front()
    pages[0].locator(".fresh").first.wait_for()
    assert not asked, asked


def hold_frames(page):
    """What is drawn with the next frame waits for `draw_frames`."""
    page.evaluate("() => { globalThis.held = []; globalThis.requestAnimationFrame = (draw) => held.push(draw); }")


def draw_frames(page):
    until(lambda: page.evaluate("held.length > 0"), "something is to be drawn")
    page.evaluate("held.splice(0).forEach((draw) => draw())")


def erase(server, stream):
    server.post("/v1/admin/erase", {"subject": stream, "reason": "a letter"}, server.key(*ALL))


def test_a_timeline_that_grew_faster_than_anybody_could_look_is_whole(world):
    server = world.own_server()
    play(server, "long", 40, subject="one")
    page = opened(world, "/console/stream/long-one", server=server)
    page.locator("[data-state=live]").wait_for()
    timeline = page.get_by_role("listbox", name="Timeline")
    timeline.evaluate("(list) => { list.scrollTop = 1000; }")
    look(page, True)
    hold_frames(page)
    play(server, "long", 740, subject="one")
    events = server.get("/v1/ledger/events?stream=long-one&after=0&limit=1000", server.key("audit:read"))["events"][40:]
    page.route("**/v1/ledger/events?stream=long-one&after=*", lambda route: route.fulfill(
        content_type="text/event-stream", body="".join(f"data: {json.dumps(each)}\n\n" for each in events)), times=1)
    look(page, False)
    page.locator("[data-state=waiting]").wait_for()
    draw_frames(page)
    waits(page, "Version 40 of 740")
    assert timeline.evaluate("(list) => list.scrollTop") == 1000 + 68 * 700
    timeline.evaluate("(list) => { list.scrollTop = 68 * 640; }")
    draw_frames(page)
    expect(timeline.locator("[aria-posinset='641']")).to_contain_text("v100")


def test_what_was_read_anew_before_it_came_live_is_there_once(world):
    server = world.own_server()
    stream, _, _ = sign_up(world, server)
    page = opened(world, server=server)
    page.locator("[data-state=live]").wait_for()
    hold_frames(page)
    page.get_by_role("button", name="Pause").click()
    _, _, email = sign_up(world, server)
    page.get_by_role("button", name="Go on").click()
    page.locator(".tail").get_by_text(email).first.wait_for()
    draw_frames(page)
    places = page.evaluate("[...document.querySelectorAll('.tail li')].map((each) => each.dataset.position)")
    assert len(set(places)) == len(places), places

    def grow_and_answer(route):
        sign_up(world, server)
        route.continue_()

    page.goto("/console/events")
    page.locator("[data-state=live]").wait_for()
    page.get_by_role("option").first.wait_for()
    hold_frames(page)
    page.route("**/v1/ledger/events?*limit=200*", grow_and_answer, times=1)
    erase(server, stream)
    note = page.locator(".page-head .tally")
    was = note.inner_text()
    draw_frames(page)
    expect(note).not_to_have_text(was)
    size = server.get("/v1/ledger/head", server.key("audit:read"))["size"]
    draw_frames(page)
    expect(note).to_have_text(f"{size} events")


def test_a_page_of_the_log_that_was_asked_for_before_an_erasure_is_not_shown_behind_it(world):
    server = world.own_server()
    stream, _, email = sign_up(world, server)
    play(server, "early", 250)
    page = opened(world, "/console/events", server=server)
    page.locator("[data-state=live]").wait_for()
    late = []
    page.route("**/v1/ledger/events?*limit=200&after=*",
               lambda route: late.append((route, route.fetch())), times=1)
    events = page.get_by_role("listbox", name="Events")
    down = "(list) => { list.scrollTop = list.scrollHeight; }"
    events.evaluate(down)
    until(lambda: page.evaluate("1") and late, "the next page is asked for")
    with page.expect_response(lambda response: response.url.endswith("limit=200")):
        erase(server, stream)
    size = server.get("/v1/ledger/head", server.key("audit:read"))["size"]
    route, response = late[0]
    with page.expect_response(lambda response: "limit=200&after=" in response.url):
        route.fulfill(response=response)
    expect(page.locator(".page-head .tally")).to_have_text(f"{size} events")
    events.evaluate(down)
    expect(page.get_by_role("option").last).to_have_attribute("aria-posinset", str(size))
    expect(page.locator("body")).not_to_contain_text(email)


def test_what_was_erased_goes_also_where_it_cannot_be_read_anew(world):
    server = world.own_server()
    page = opened(world, server=server)
    world.visitors[-1].allow("status of 500")
    for path in ("/console", "/console/events"):
        stream, _, email = sign_up(world, server)
        page.goto(path)
        page.locator("[data-state=live]").wait_for()
        page.get_by_text(email).first.wait_for()
        if "events" in path:
            page.get_by_role("option").first.click()
            page.get_by_role("complementary", name="Event").get_by_text(email).first.wait_for()
        page.route("**/v1/ledger/events?*limit=*", lambda route: route.fulfill(
            status=500, content_type="application/problem+json", body='{"title": "No"}'))
        erase(server, stream)
        again = page.get_by_role("button", name="Try again")
        again.wait_for()
        expect(page.locator("body")).not_to_contain_text(email)
        if "events" in path:
            # A live event has it read again, and does not bring it back.
            with page.expect_response(lambda response: "limit=200" in response.url):
                sign_up(world, server)
            again.wait_for()
            expect(page.locator("body")).not_to_contain_text(email)
        page.unroute("**/v1/ledger/events?*limit=*")
        again.click()
        waits(page, "Sign up started")
        expect(page.locator("body")).not_to_contain_text(email)


def test_a_list_is_read_anew_once_for_all_that_was_erased_meanwhile(world):
    server = world.own_server()
    people = [sign_up(world, server) for _ in range(4)]
    page = opened(world, "/console/events", server=server)
    page.locator("[data-state=live]").wait_for()
    page.get_by_text(people[0][2]).first.wait_for()
    page.evaluate("""() => {
      const draw = requestAnimationFrame;
      globalThis.frames_drawn = 0;
      globalThis.requestAnimationFrame = (work) => draw((time) => { work(time); frames_drawn += 1; });
    }""")
    asked = []

    def hold_the_first(route):
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/v1/ledger/events?*limit=200*", hold_the_first)
    for stream, _, _ in people:
        drawn = page.evaluate("frames_drawn")
        erase(server, stream)
        until(lambda: page.evaluate("frames_drawn") > drawn, "the erasure came")
    until(lambda: page.evaluate("1") and asked, "the list is read anew")
    assert len(asked) == 1, asked
    asked[0].continue_()
    until(lambda: page.evaluate("1") and len(asked) > 1, "it is read once more")
    for _, _, email in people:
        expect(page.locator("body")).not_to_contain_text(email)
    assert len(asked) == 2, asked


def test_an_event_that_could_not_be_had_is_tried_again_and_the_log_followed_once(world):
    server = world.own_server()
    play(server, "early", 250)
    page = opened(world, server=server)
    world.visitors[-1].allow("status of 500")
    page.route("**/v1/ledger/events?after=0&limit=1", lambda route: route.fulfill(
        status=500, content_type="application/problem+json", body='{"title": "No"}'), times=1)
    page.goto("/console/events?at=1")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("complementary", name="Event").wait_for()
    page.locator("[data-state=live]").wait_for()
    note = page.locator(".page-head .tally")
    expect(note).to_have_text("200 events loaded, more below")
    size = lambda: server.get("/v1/ledger/head", server.key("audit:read"))["size"]
    was = size()
    sign_up(world, server)
    expect(note).to_have_text(f"{200 + size() - was} events loaded, more below")


def test_a_refusal_that_names_no_time_says_one(world):
    page = opened(world)
    world.visitors[-1].allow("status of 429")
    page.route("**/v1/analytics/paths?*", lambda route: route.fulfill(
        status=429, content_type="application/problem+json", body='{"title": "Slowly"}'))
    page.goto("/console/paths/signup")
    waits(page, "Try again in 60 seconds")


def test_an_opened_history_stays_open_and_focused_as_the_stream_grows(world):
    stream, token, _ = sign_up(world)
    page = opened(world, f"/console/stream/{stream}?tab=blame")
    page.locator("[data-state=live]").wait_for()
    field = page.get_by_role("button", name="planDescriptor")
    field.focus()
    page.keyboard.press("Enter")
    page.locator(".field-history li").first.wait_for()
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    waits(page, "Version 2 of 2")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.locator(".field-history li").first.wait_for()


def test_who_stands_on_a_subjects_page_stays_there_as_it_is_drawn_anew(world):
    server = world.own_server()
    stream, token, email = sign_up(world, server)
    page = opened(world, f"/console/stream/{stream}?tab=event", server=server)
    page.locator("[data-state=live]").wait_for()
    refusals = page.get_by_role("link", name="Refusals")
    refusals.evaluate("(link) => { link.focus(); link.dataset.mark = 'old'; }")
    server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    expect(page.locator("[data-mark=old]")).to_have_count(0)
    expect(refusals).to_be_focused()
    page.keyboard.press("[")
    page.get_by_role("tabpanel").get_by_text(email).wait_for()
    page.get_by_role("link", name="Prove it").focus()
    erase(server, stream)
    expect(page.locator("main")).not_to_contain_text(email)
    expect(page.get_by_role("tabpanel")).to_be_focused()


def test_a_name_cannot_turn_what_stands_beside_it(world):
    subject = world.name("eve")
    token = world.server.token(subject, email=f"{subject}@example.org")
    world.server.post("/system/onboarding/save-step",
                      {"step": 0, "version": 0, "data": {"entityName": "Bad\u202eecapS", "taxId": "\u05d0\u05d1"}}, token)
    page = opened(world, f"/console/events?stream=wizard-{subject}")
    expect(page.locator(".event-gist bdi").get_by_text("Bad\\u202eecapS").first).to_be_visible()
    page.goto(f"/console/stream/wizard-{subject}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bad\\u202eecapS")


def test_a_long_address_fits_320_pixels(world):
    email = f"{'a' * 60}@{'b' * 60}.example.org"
    world.server.post("/v1/onboarding/start", {"email": email, "planDescriptor": "starter"})
    stream = world.server.get(f"/v1/sessions?q={email}", world.server.key("audit:read"))["items"][0]["stream"]
    page = opened(world, f"/console/stream/{stream}")
    expect(page.get_by_role("heading", level=1)).to_have_text(email)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("() => { const main = document.querySelector('main');"
                         " return main.scrollWidth <= main.clientWidth; }")


def test_a_test_of_three_variants_says_which_of_them_differ(world):
    rates = {"a": 0.5, "b": 0.49, "c": 0.1}
    page = opened(world)
    page.route("**/v1/analytics/experiments?*", answering({
        "flow": "signup", "attribute": "variant", "head": 1,
        "variants": [{"variant": name, "subjects": 400, "converted": int(400 * rate), "rate": rate, "low": rate - 0.05,
                      "high": rate + 0.05} for name, rate in rates.items()],
        "test": {"z": None, "chiSquare": 170, "pValue": 0.0000001, "significant": True},
        "comparisons": [
            {"variant": "b", "against": "a", "z": -0.3, "pValue": 0.777, "significant": False},
            {"variant": "c", "against": "a", "z": -12, "pValue": 0.0000001, "significant": True}],
        "sampleRatio": {"pValue": None, "ok": None}}))
    page.goto("/console/experiments/signup")
    expect(page.locator(".verdict")).to_have_text(
        "They differ (p under 0.001). c differs from a (p under 0.001, corrected).")


def test_a_cell_of_the_groups_opens_whom_it_counts(world):
    server = world.own_server()
    sign_up(world, server)
    page = opened(world, "/console/funnel/signup?by=plan", server=server)
    page.get_by_role("button", name="starter, plan selected: 100%; who is still open").click()
    page.get_by_role("complementary", name="People").locator("li").wait_for()


def test_a_tail_that_falls_silent_is_opened_again(world):
    server = world.own_server()
    page = opened(world, server=server)
    page.clock.install()
    page.goto("/console")
    page.locator("[data-state=live]").wait_for()
    server.process.send_signal(signal.SIGSTOP)
    try:
        page.clock.fast_forward(60_000)
        page.locator("[data-state=waiting]").wait_for()
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    page.clock.fast_forward(10_000)
    page.locator("[data-state=live]").wait_for()


def test_a_tail_that_is_refused_for_a_while_is_waited_for(world):
    page = opened(world, "/console/integrity")
    world.visitors[-1].allow("status of 429")
    refused = []

    def refuse(route):
        refused.append(route)
        route.fulfill(status=429, content_type="application/problem+json", body='{"title": "Slowly"}')

    page.route("**/v1/ledger/events?after=*", refuse, times=1)
    page.goto("/console")
    page.locator("[data-state=live]").wait_for()
    assert refused


def test_what_is_so_long_ago_gets_older(world):
    sign_up(world)
    page = opened(world)
    page.clock.install()
    page.goto("/console")
    shown = page.locator(".tail .event-time time").first
    shown.wait_for()
    page.clock.run_for(180_000)
    expect(shown).to_have_text("3 minutes ago")


def test_health_is_looked_at_again(world):
    page = opened(world)
    page.clock.install()
    page.goto("/console")
    page.locator(".tile.good[data-tile=health]").wait_for()
    stopped = "onboard_writer_failed 1\nonboard_request_seconds_count 1\nonboard_request_seconds_sum 1\n"
    page.route("**/metrics", lambda route: route.fulfill(body=stopped, content_type="text/plain"))
    page.clock.run_for(16_000)
    page.locator(".tile.bad[data-tile=health]").get_by_text("Stopped").wait_for()


def test_the_version_that_is_looked_at_shows_its_difference_as_the_others_do(world):
    stream, token, _ = sign_up(world)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    page = opened(world, f"/console/stream/{stream}")
    for version in ("", "?v=1"):
        page.goto(f"/console/stream/{stream}{version}")
        chosen = page.get_by_role("listbox", name="Timeline").get_by_role("option", selected=True)
        expect(chosen.locator(".change").first).to_be_visible()


def test_a_view_that_no_server_could_give_comes_back_with_it(world):
    server = world.own_server()
    page = opened(world, server=server)
    world.visitors[-1].allow("ERR_", "Failed to load resource")
    server.kill()
    page.get_by_role("link", name="Paths").click()
    waits(page, "The server cannot be reached")
    server.start()
    waits(page, "Nobody was here yet")
    head_of(page, "Paths")


def test_a_list_with_an_end_follows_nothing_and_does_not_say_so(world):
    sign_up(world)
    page = opened(world, "/console/integrity")
    streams = streams_of(page)
    page.goto("/console/events?until=2999-01-01")
    page.get_by_role("option").first.wait_for()
    expect(page.get_by_role("button", name="Newest first", exact=True)).to_be_visible()
    note = page.locator(".page-head .tally").inner_text()
    sign_up(world)
    with page.expect_response(lambda response: "PersonalDataErased" in response.url):
        pass
    expect(page.locator(".page-head .tally")).to_have_text(note)
    assert not streams, streams
    page.goto("/console/events?until=2001-01-01")
    waits(page, "take one away")
    expect(page.get_by_text("appears here by itself")).to_have_count(0)
    page.goto("/console/events")
    expect(page.get_by_role("button", name="Newest first, live", exact=True)).to_be_visible()


def test_a_position_past_the_end_says_how_long_the_log_is(world):
    sign_up(world)
    page = opened(world, "/console/integrity?position=99999999")
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"^The log has [\d,]+ events\.$"))


def test_ways_say_who_is_left_out_of_them_and_no_label_runs_into_another(world):
    names = ["plan_selected", "identity_pending", "identity_verified", "business_staged", "payment_pending",
             "payment_confirmed", "ready_to_commit", "(completed)"]
    nodes = [{"name": name, "depth": depth} for depth, name in enumerate(names)]
    links = [{"source": at, "target": at + 1, "value": 12688} for at in range(len(names) - 1)]
    none = {"subjects": 0, "pathCount": 0, "paths": []}
    page = opened(world, viewport={"width": 1280, "height": 800})
    page.route("**/v1/analytics/paths?*", answering({
        "subjects": 13087, "open": 399, "completed": {**none, "subjects": 12688}, "lost": none,
        "sankey": {"nodes": nodes, "links": links}}))
    page.goto("/console/paths/signup")
    waits(page, "without the 399 on their way")
    texts = page.locator(".canvas text").all_text_contents()
    assert texts[-1] == "(completed) 12,688", texts
    assert page.evaluate("""() => {
      const all = [...document.querySelectorAll(".canvas text")].map((each) => each.getBoundingClientRect());
      const { right } = document.querySelector(".canvas svg").getBoundingClientRect();
      return all.every((each, at) => each.right <= (all[at + 1]?.left ?? right));
    }"""), texts
