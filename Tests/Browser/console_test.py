"""The console in a real browser (contract W1)."""

import json
import os
import re
import subprocess

from playwright.sync_api import expect

from visitor import check_accessibility, check_width, lose_answer
from world import until

ALL = ("audit:read", "analytics:read", "gate:read", "admin")


# Steps

def sign_in(visitor, key, path="/console"):
    page = visitor.page
    page.goto(path)
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#side").wait_for(state="attached")
    return page


def opened(world, path="/console", scopes=ALL, server=None, **options):
    """A page of a visitor who is signed in."""
    server = server or world.server
    return sign_in(world.visitor(server, **options), server.key(*scopes), path)


def sign_up(world, server=None):
    """Somebody who began to sign up: their session's stream and token."""
    server = server or world.server
    email = f"{world.name('ada')}@example.org"
    token = server.post(
        "/v1/onboarding/start", {"email": email, "planDescriptor": "starter"})["sessionToken"]
    found = server.get(f"/v1/sessions?q={email}", server.key("audit:read"))["items"][0]
    return found["stream"], token, email


def merchant(world):
    """Somebody who asked to be let in as a merchant."""
    subject = world.name("merchant")
    token = world.server.token(subject, email=f"{subject}@example.org", requested_role="client")
    world.server.get("/api/v1/auth/me", token)
    return subject


def play(server, flow, rows, subject=None):
    """Imports `rows` events of a declared flow, of one subject or of many."""
    folder = os.path.join(server.folder, flow)
    os.makedirs(folder, exist_ok=True)
    stages = [{"name": "begun", "on": ["BEGUN"]}, {"name": "done", "on": ["DONE"]}]
    with open(f"{folder}/flow.json", "w", encoding="utf-8") as file:
        json.dump({"flow": flow, "stages": stages, "exits": []}, file)
    with open(f"{folder}/rows.csv", "w", encoding="utf-8") as file:
        file.write("subject,event,time\n")
        for row in range(rows):
            minutes, seconds = divmod(row, 60)
            hours, minutes = divmod(minutes, 60)
            file.write(f"{subject or f's{row // 4}'},{'NOTED' if row else 'BEGUN'},"
                       f"2026-01-01T{hours:02}:{minutes:02}:{seconds:02}Z\n")
    command(server, "import", "--flow", f"{folder}/flow.json", "--csv", f"{folder}/rows.csv",
            "--subject", "subject", "--event", "event", "--time", "time")


def command(server, *words):
    """What `onboard …` prints beside the running server."""
    done = subprocess.run([server.binary, *words, "--data", os.path.join(server.folder, "data"), "--json"],
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"onboard {' '.join(words)}: {done.stderr}"
    return done.stdout


def head_of(page, text):
    page.get_by_role("heading", level=1, name=text).wait_for()


def waits(page, text):
    page.get_by_text(text).first.wait_for()


# Who may look

def test_a_wrong_key_is_told_and_a_right_one_opens_the_view_that_was_asked_for(world):
    visitor = world.visitor()
    visitor.allow("401")
    page = sign_in_wrongly(visitor)
    page.get_by_label("API key").fill(world.server.key(*ALL))
    page.keyboard.press("Enter")
    head_of(page, "Events")
    page.reload()
    head_of(page, "Events")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("API key").wait_for()
    assert page.evaluate("document.cookie") == ""


def sign_in_wrongly(visitor):
    page = visitor.page
    page.goto("/console/events")
    page.get_by_label("API key").fill("obk_wrong")
    page.keyboard.press("Enter")
    waits(page, "No such key")
    return page


def test_scopes_decide_what_is_shown(world):
    page = opened(world, scopes=("analytics:read",))
    names = page.get_by_role("navigation", name="Views").get_by_role("link").all_inner_texts()
    assert names == ["Overview", "Funnels", "Friction", "Experiments", "Paths"], names
    page.goto("/console/events")
    waits(page, "needs a key with the scope audit:read")
    assert page.get_by_role("button", name="Erase").count() == 0


def ended(world):
    """A subject's page whose key was revoked, with what asks for another; and the server."""
    server = world.own_server()
    stream, _, _ = sign_up(world, server)
    visitor = world.visitor(server)
    visitor.allow("401")
    page = sign_in(visitor, server.key(*ALL), f"/console/stream/{stream}")
    page.get_by_role("option").first.wait_for()
    for key in json.loads(command(server, "keys", "list"))["keys"]:
        command(server, "keys", "revoke", key["id"])
    page.get_by_role("tab", name="Blame").click()
    return server, page, page.get_by_role("dialog", name="Your session has ended")


def test_a_session_that_ends_is_asked_for_over_the_view(world):
    server, page, dialog = ended(world)
    dialog.get_by_label("API key").fill(server.key(*ALL))
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    page.get_by_role("row", name="planDescriptor").wait_for()


def test_another_key_after_the_end_has_a_menu_of_its_own(world):
    server, page, dialog = ended(world)
    dialog.get_by_label("API key").fill(server.key("analytics:read"))
    page.keyboard.press("Enter")
    waits(page, "needs a key with the scope audit:read")
    expect(page.get_by_role("navigation", name="Views").get_by_role("link")).to_have_count(5)


# Looking

def test_the_keyboard_alone_suffices(world):
    _, token, email = sign_up(world)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    visitor = world.visitor()
    page = visitor.page
    page.goto("/console")
    page.get_by_label("API key").wait_for()
    page.keyboard.type(world.server.key(*ALL))
    page.keyboard.press("Enter")
    head_of(page, "Overview")
    page.keyboard.press("/")
    page.keyboard.type(email)
    page.keyboard.press("Enter")
    head_of(page, "Subjects")
    page.get_by_role("link", name=email).wait_for()
    tab_to(page, "a.who")
    page.keyboard.press("Enter")
    head_of(page, email)
    waits(page, "Version 2 of 2")
    page.keyboard.press("[")
    waits(page, "Version 1 of 2")
    tab_to(page, "[role=listbox]")
    page.keyboard.press("ArrowUp")
    waits(page, "Version 2 of 2")
    page.keyboard.press("2")
    assert page.get_by_role("tab", name="Event").get_attribute("aria-selected") == "true"
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("e")
    head_of(page, "Events")
    tab_to(page, "[role=listbox]")
    page.keyboard.press("ArrowDown")
    page.get_by_role("complementary", name="Event").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("complementary", name="Event").wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.get_by_role("listbox", name="Timeline").wait_for()


def tab_to(page, selector):
    """Presses Tab until the focus is there, and sees that it shows everywhere on the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.matches('body, [tabindex=\"-1\"]')"):
            shown = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1; }")
            assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_hostile_names_are_text(world):
    name = "<img src=x onerror=document.title='owned'><b>Engines</b>"
    token = world.server.token(world.name("eve"), email=f"{world.name('eve')}@example.org")
    world.server.post("/system/onboarding/save-step", {"step": 0, "version": 0, "data": {"entityName": name}}, token)
    page = opened(world, "/console/subjects?kind=sessions&flow=wizard")
    page.get_by_role("link", name="Engines").click()
    head_of(page, name)
    for tab in ("Event", "Blame", "State"):
        page.get_by_role("tab", name=tab).click()
        waits(page, name)
        assert page.locator("main img, main b").count() == 0
    page.goto("/console")
    page.locator(".tail").get_by_text(name).first.wait_for()
    assert page.locator("main img, main b").count() == 0
    assert "owned" not in page.title()


def test_members_of_any_name_are_shown(world):
    stream, _, email = sign_up(world)
    page = opened(world)

    def answer(route):
        found = route.fetch().json()
        data = {"toString": 1, "x": {"toString": 1}, "y": [{"toString": 1}]}
        for event in found["events"]:
            event.update(data=data)
        route.fulfill(json=found)

    page.route(re.compile("/v1/ledger/(events[?].*limit|streams/[^/?]*[?])"), answer)
    for path in (f"/console/events?stream={stream}", "/console", f"/console/stream/{stream}?tab=event"):
        page.goto(path)
        waits(page, '[{"toString":1}]')


def test_a_link_restores_the_view(world):
    stream, token, _ = sign_up(world)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    page = opened(world, f"/console/stream/{stream}")
    waits(page, "Version 2 of 2")
    page.keyboard.press("[")
    page.get_by_role("tab", name="Blame").click()
    page.get_by_role("button", name="Newest first").click()
    page.wait_for_url(re.compile("order=asc"))
    other = opened(world, page.url)
    waits(other, "Version 1 of 2")
    assert other.get_by_role("tab", name="Blame").get_attribute("aria-selected") == "true"
    other.get_by_role("button", name="Newest first", pressed=False).wait_for()
    page.goto("/console/funnel/signup")
    page.get_by_label("Broken down by").select_option("plan")
    page.get_by_role("heading", name="By group").wait_for()
    page.get_by_label("Within").focus()
    for window in ("PT1H", "P1D", "P7D"):
        page.keyboard.press("ArrowDown")
        page.wait_for_url(re.compile(f"window={window}"))
        page.get_by_role("heading", name="By group").wait_for()
    until(lambda: "window=P7D" in page.url and "by=plan" in page.url, "the address holds what was chosen")
    other.goto(page.url)
    other.get_by_role("heading", name="By group").wait_for()
    assert other.get_by_label("Within").input_value() == "P7D"
    page.go_back()
    until(lambda: page.get_by_label("Within").input_value() == "P1D", "back leads to the view before")


def test_sessions_are_filtered_by_what_they_can_be(world):
    subject = world.name("ada")
    token = world.server.token(subject, email=f"{subject}@example.org")
    step = {"step": 0, "version": 0, "data": {"entityName": "Engines"}}
    world.server.post("/system/onboarding/save-step", step, token)
    page = opened(world, "/console/subjects?kind=sessions")
    flow = page.get_by_label("Flow", exact=True)
    # The flows come from the server, after the page.
    flow.locator("option[value=wizard]").wait_for(state="attached")
    names = flow.locator("option").all_inner_texts()
    assert {"signup", "wizard"} <= set(names) and not {"call", "membership", "merchant"} & set(names), names
    flow.select_option("wizard")
    page.get_by_label("Stage", exact=True).select_option("NEW")
    until(lambda: "flow=wizard" in page.url and "stage=NEW" in page.url, "both are asked for")
    page.reload()
    page.get_by_label("Status", exact=True).select_option("ACTIVE")
    until(lambda: "stage=NEW" in page.url and "status=ACTIVE" in page.url, "both are asked for")
    page.get_by_role("link", name=f"wizard-{subject}").wait_for()
    page.goto(f"/console/subjects?q={subject}")
    page.get_by_role("link", name=f"wizard-{subject}").first.wait_for()


def test_the_worst_leak_is_that_of_the_command(world):
    fixtures = os.path.join(os.path.dirname(__file__), "..", "Fixtures")
    with open(f"{fixtures}/worst-leaks.json", encoding="utf-8") as file:
        cases = json.load(file)
    page = opened(world, "/console/funnel/signup")
    head_of(page, "Funnel")
    for case in cases:
        lost, worst = case["lost"], case["worst"]
        told = None if worst is None else f"after s{worst}"
        page.route("**/v1/analytics/funnel?*", answering(leaky(lost)))
        page.goto("/console/funnel/signup")
        verdict = page.locator(".verdict").inner_text()
        assert (told in verdict and f"{lost[worst]} lost" in verdict) if told else "leak" not in verdict, verdict
        expect(page.locator("g.worst")).to_have_count(1 if told else 0)
        page.goto("/console")
        if told:
            page.locator(".leaks li").first.get_by_text(told).wait_for()
        else:
            waits(page, "Nobody was lost in")
        page.unroute("**/v1/analytics/funnel?*")


def answering(json_value):
    """Stands in for the server."""
    return lambda route: route.fulfill(json=json_value)


def leaky(lost):
    """A funnel that loses so many at each stage, and brings one through."""
    left = [1 + sum(lost[at:]) for at in range(len(lost))]
    stages = [{
        "stage": f"s{at}", "subjects": left[at], "fromPrevious": 1, "fromFirst": left[at] / left[0], "dropOff": 0,
        "open": 0, "lost": lost[at], "medianSeconds": None, "p90Seconds": None, "p95Seconds": None,
    } for at in range(len(lost))]
    return {"flow": "signup", "since": None, "until": None, "asOf": "2026-11-26T02:46:00.000Z", "head": 1,
            "subjects": left[0], "stages": stages, "exits": []}


def test_a_changed_member_of_an_object_shows_its_value(world):
    subject = world.name("ada")
    token = world.server.token(subject, email=f"{subject}@example.org")
    for version, status in ((0, 200), (7, 409)):
        step = {"step": 0, "version": version, "data": {"entityName": f"Engines {version}"}}
        assert world.server.ask("POST", "/system/onboarding/save-step", step, token)[0] == status
    stream, key = f"refusals-wizard-{subject}", world.server.key("audit:read")
    until(lambda: world.server.ask("GET", f"/v1/ledger/streams/{stream}", None, key)[0] == 200, "it is recorded")
    page = opened(world, f"/console/stream/{stream}")
    row = page.get_by_role("row", name='counts."request.version_conflict"')
    until(lambda: row.locator("code").all_inner_texts() == ["1"], "it is 1")


def test_what_is_not_there_says_so_and_leads_on(world):
    visitor = world.visitor()
    visitor.allow("404")
    page = sign_in(visitor, world.server.key(*ALL), "/console/stream/session-none")
    waits(page, "There is no such subject")
    page.get_by_role("link", name="Search").click()
    head_of(page, "Subjects")
    page.goto("/console/nowhere/at/all")
    page.get_by_role("link", name="To the overview").click()
    head_of(page, "Overview")


# Live

def test_a_live_event_appears(world):
    page = opened(world)
    page.locator("[data-state=live]").wait_for()
    _, _, email = sign_up(world)
    page.locator(".tail .fresh").get_by_text(email).first.wait_for()
    page.get_by_role("button", name="Pause").click()
    _, _, later = sign_up(world)
    page.get_by_role("button", name=re.compile("Go on \\(1 new\\)")).wait_for()
    assert page.locator(".tail").get_by_text(later).count() == 0


def test_an_open_timeline_grows_and_a_server_that_comes_back_is_followed_without_a_gap(world):
    server = world.own_server()
    stream, token, _ = sign_up(world, server)
    visitor = world.visitor(server)
    visitor.allow("ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET")
    page = sign_in(visitor, server.key(*ALL), f"/console/stream/{stream}")
    page.locator("[data-state=live]").wait_for()
    server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    waits(page, "Version 2 of 2")
    server.kill()
    page.locator("[data-state=waiting]").wait_for()
    server.start()
    assert server.ask("DELETE", "/v1/onboarding/session", {"sessionToken": token})[0] == 204
    waits(page, "Version 3 of 3")
    page.locator("[data-state=live]").wait_for()


def test_a_long_tail_leaves_nothing_behind(world):
    server = world.own_server()
    page = opened(world, server=server)
    session = page.context.new_cdp_session(page)
    page.locator("[data-state=live]").wait_for()
    play(server, "early", 2000)
    before = settled(page, session, server)
    play(server, "later", 20_000)
    # What was drawn last may be let go of a moment later; what leaks stays.
    until(lambda: settled(page, session, server)["nodes"] <= before["nodes"] + 200, f"as many nodes as {before}")
    after = settled(page, session, server)
    assert after["listeners"] <= before["listeners"] + 50, (before, after)
    assert after["heap"] <= before["heap"] + 4_000_000, (before, after)


def settled(page, session, server):
    """What the page holds once it shows the log's end."""
    size = server.get("/v1/ledger/head", server.key("audit:read"))["size"]
    shown = f"{size:,}"
    until(lambda: page.locator("[data-tile=events] strong").inner_text() == shown, f"the tile shows {shown}", 60)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return {"nodes": found["Nodes"], "listeners": found["JSEventListeners"], "heap": found["JSHeapUsedSize"]}


def test_a_timeline_of_ten_thousand_events_draws_what_is_in_sight(world):
    server = world.own_server()
    play(server, "long", 10_000, subject="one")
    page = opened(world, "/console/stream/long-one", server=server)
    waits(page, "Version 10,000 of 10,000")
    timeline = page.get_by_role("listbox", name="Timeline")
    most = page.evaluate(
        """async () => {
          const list = document.querySelector("[role=listbox]");
          let most = 0;
          for (let step = 0; step <= 200; step += 1) {
            list.scrollTop = list.scrollHeight * step / 200;
            await new Promise((done) => requestAnimationFrame(done));
            await new Promise((done) => requestAnimationFrame(done));
            most = Math.max(most, list.querySelectorAll("[role=option]").length);
          }
          return most;
        }""")
    assert 0 < most < 60, most
    timeline.get_by_text("BEGUN").wait_for()
    timeline.focus()
    page.keyboard.press("Home")
    waits(page, "Version 10,000 of")
    page.keyboard.press("End")
    waits(page, "Version 1 of 10,000")
    assert timeline.get_by_role("option", selected=True).get_attribute("aria-posinset") == "10000"
    # Browsers take some two hundred changes of the address in ten seconds, and no more.
    changes = page.evaluate(
        """() => {
          globalThis.changes = 0;
          const change = history.replaceState.bind(history);
          history.replaceState = (...all) => { changes += 1; change(...all); };
          const slider = document.querySelector("[type=range]");
          for (let step = 1; step <= 300; step += 1) {
            slider.value = step;
            slider.dispatchEvent(new Event("input"));
          }
          return changes;
        }""")
    assert changes < 3, changes
    waits(page, "Version 300 of 10,000")
    page.wait_for_url("**/long-one?v=300")
    assert page.evaluate("changes") < 3
    # Who goes on at once comes back to it.
    page.keyboard.press("[")
    page.get_by_role("link", name="Events", exact=True).click()
    page.get_by_role("heading", name="Events").wait_for()
    page.go_back()
    waits(page, "Version 299 of 10,000")


# Acting

def test_an_admin_acts_with_a_reason_that_the_audit_keeps(world):
    subject = merchant(world)
    page = opened(world, f"/console/stream/profile-{subject}")
    page.get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog", name="Approve?")
    dialog.get_by_role("button", name="Approve").click()
    assert dialog.is_visible(), "a reason is needed"
    dialog.get_by_label("Reason").fill("known shop")
    dialog.get_by_role("button", name="Approve").click()
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Suspend").wait_for()
    until(lambda: page.evaluate("document.activeElement.tagName") == "H1", "the focus stays in the head")
    page.get_by_role("option", name="Access approved").click()
    page.get_by_role("tab", name="Event").click()
    page.get_by_role("tabpanel").get_by_text("known shop").wait_for()


def test_an_action_whose_answer_is_lost_is_done_once(world):
    subject = merchant(world)
    page = opened(world, f"/console/stream/profile-{subject}")
    world.visitors[-1].allow("Failed to load resource")
    keys = []
    page.on("request", lambda request: request.method == "PATCH" and keys.append(request.headers["idempotency-key"]))
    lose_answer(page, "**/approve")
    page.get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("known shop")
    dialog.get_by_role("button", name="Approve").click()
    waits(dialog, "cannot be reached")
    dialog.get_by_role("button", name="Approve").click()
    dialog.wait_for(state="hidden")
    for name in ("Suspend", "Reinstate"):
        page.get_by_role("button", name=name).click()
        dialog.get_by_label("Reason").fill("known shop")
        dialog.get_by_role("button", name=name).click()
        dialog.wait_for(state="hidden")
    assert len(keys) == 4 and keys[0] == keys[1] and len(set(keys)) == 3, keys


def test_what_is_refused_is_told_also_to_who_put_the_dialog_aside(world):
    page = opened(world, f"/console/stream/profile-{merchant(world)}")
    world.visitors[-1].allow("status of 409")
    held = []
    page.route("**/approve", lambda route: held.append(route))
    page.get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("known shop")
    with page.expect_request("**/approve"):
        dialog.get_by_role("button", name="Approve").click()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    held[0].fulfill(status=409, json={"title": "No", "detail": "Somebody else was faster."})
    page.locator("#told").get_by_text("Approve: No. Somebody else was faster.").wait_for()


def test_a_sign_out_that_fails_is_told(world):
    page = opened(world)
    world.visitors[-1].allow("Failed to load resource")
    page.route("**/console/session", lambda route: route.abort())
    page.get_by_role("button", name="Sign out").click()
    page.locator("#told").get_by_text("cannot be reached").wait_for()


def test_a_row_that_is_pressed_is_selected_though_others_came_meanwhile(world):
    sign_up(world)
    page = opened(world, "/console/events")
    page.locator("[data-state=live]").wait_for()
    row = page.get_by_role("option").first
    row.wait_for()
    pressed = row.inner_text()
    row.hover()
    page.mouse.down()
    sign_up(world)
    until(lambda: page.get_by_role("option").first.inner_text() != pressed, "another row is the first")
    page.mouse.up()
    chosen = page.get_by_role("option", selected=True)
    chosen.wait_for()
    assert chosen.inner_text().split("\n")[0] == pressed.split("\n")[0], chosen.inner_text()


def test_an_erasure_takes_what_it_erased_from_the_page_that_is_open_too(world):
    stream, token, email = sign_up(world)
    world.server.post("/v1/onboarding/oauth/google",
                      {"sessionToken": token, "code": f"dev:Adalbert:Loveless:{email}"})
    page = opened(world, f"/console/stream/{stream}")
    head_of(page, "Adalbert Loveless")
    page.get_by_role("listbox").get_by_text("Loveless").wait_for()
    page.get_by_role("button", name="Erase").click()
    dialog = page.get_by_role("dialog", name="Erase?")
    dialog.get_by_label("Reason").fill("asked by letter")
    dialog.get_by_label("to confirm").fill("somebody else")
    dialog.get_by_role("button", name="Erase").click()
    dialog.get_by_text("That is not the subject's name").wait_for()
    typed = dialog.get_by_label("to confirm")
    expect(typed).to_be_focused()
    expect(typed).to_have_attribute("aria-invalid", "true")
    expect(typed).to_have_accessible_description("That is not the subject's name.")
    dialog.get_by_label("to confirm").fill(stream)
    dialog.get_by_role("button", name="Erase").click()
    dialog.wait_for(state="hidden")
    page.get_by_role("alert").get_by_text("asked by letter").wait_for()
    page.get_by_role("option", name="Sign up started").wait_for()
    until(lambda: email not in page.content() and "Loveless" not in page.content(), "nothing of theirs is left")


def test_a_proof_from_the_console_is_one_that_the_command_checks(world):
    sign_up(world)
    page = opened(world, "/console/integrity?position=1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the proof").click()
    words = page.locator("pre.command").inner_text().replace("\\\n", " ").split()
    assert words[:3] == ["onboard", "verify-proof", "proof-1.json"]
    checked = subprocess.run([world.server.binary, "verify-proof", download.value.path(), *words[3:]],
                             capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


# For everyone

def views(world):
    stream, token, _ = sign_up(world)
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    subject = merchant(world)
    return [
        "", "/events", "/events?type=SignUpStarted&at=1", "/subjects?q=ada", "/subjects?kind=sessions&flow=signup",
        f"/stream/{stream}", f"/stream/{stream}?tab=event", f"/stream/{stream}?tab=blame",
        f"/stream/profile-{subject}?tab=due", "/funnel/signup?by=plan", "/friction/signup", "/paths/signup",
        "/funnel/signup?stage=plan_selected&state=open", "/experiments/signup", "/integrity?position=1",
        "/models", "/nowhere",
    ]


def look(world, check, paths, **options):
    page = opened(world, **options)
    for path in paths:
        page.goto(f"/console{path}")
        page.locator("main h1").wait_for()
        until(lambda: page.locator(".bone").count() == 0, f"{path} is there")
        check(page, path or "/")


def check_view(page, what):
    """What holds for every view, on a desk, on a phone, and at any width."""
    size = page.viewport_size
    check_accessibility(page, what)
    page.set_viewport_size({"width": 360, "height": 640})
    check_accessibility(page, f"{what} at 360 px")
    page.set_viewport_size(size)
    check_width(page, what)
    check_columns(page, what)


def check_contrast(page, what):
    """What depends on the colours alone."""
    check_accessibility(page, what, ["color-contrast"])


def check_columns(page, what):
    """Where there is room for one column only, all that stands in columns is as wide as its view."""
    size = page.viewport_size
    for width in (320, 760, 1100):
        page.set_viewport_size({"width": width, "height": 640})
        narrow = page.evaluate(
            """() => [...document.querySelectorAll("main .columns > *")]
                .filter((each) => each.offsetWidth < each.closest("main > *").clientWidth)
                .map((each) => `${each.offsetWidth}: ${each.outerHTML.slice(0, 120)}`)""")
        assert not narrow, f"{what} at {width} px:\n  " + "\n  ".join(narrow)
    page.set_viewport_size(size)


# Two halves, so that two processes share them.
MOVING = {"color_scheme": "light", "reduced_motion": "no-preference"}

def test_every_view_of_subjects_is_for_everyone(world):
    look(world, check_view, views(world)[:9], **MOVING)


def test_every_view_of_numbers_is_for_everyone(world):
    look(world, check_view, views(world)[9:], **MOVING)


def test_every_view_can_be_read_in_dark(world):
    look(world, check_contrast, views(world), color_scheme="dark")


def test_the_list_of_keys_and_the_sign_in_are_accessible(world):
    visitor = world.visitor()
    visitor.page.goto("/console")
    visitor.page.get_by_label("API key").wait_for()
    check_accessibility(visitor.page, "sign in")
    page = opened(world)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    check_accessibility(page, "keys")
