"""Saving when things go wrong (contract A9): conflicts, lost networks, servers that die."""

import json
import re

from playwright.sync_api import expect

import portal
from portal import heading, press, subject
from world import until


def open_wizard(world, visitor, email):
    """The wizard's second step in a visitor's first tab."""
    page = visitor.page
    page.goto("/portal/wizard")
    portal.sign_in(page, email)
    page.get_by_role("radio", name=re.compile("Business")).check()
    press(page, "Continue")
    heading(page, "Who are you?")
    return page


def state(page, name, **options):
    expect(page.locator(".indicator")).to_have_attribute("data-state", name, **options)


def stored(server, email):
    return server.get("/system/onboarding/resume", server.token(subject(email)))["stepData"]


def count(server, email, text):
    """How often the wizard's events have a text."""
    events = server.get(f"/v1/ledger/events?stream=wizard-{subject(email)}", server.key("audit:read"))
    return json.dumps(events).count(text)


def conflict_in_two_tabs(world):
    email = f"{world.name()}@example.org"
    visitor = world.visitor()
    visitor.allow("status of 409")
    first = open_wizard(world, visitor, email)
    second = visitor.tab()
    second.goto("/portal/wizard")
    heading(second, "Who are you?")
    second.get_by_label("First name").fill("Theirs")
    state(second, "saved")
    first.bring_to_front()
    first.get_by_label("First name").fill("Mine")
    dialog = first.get_by_role("dialog", name="Changed elsewhere")
    expect(dialog).to_be_visible()
    return email, first, dialog


def test_a_conflict_may_end_with_mine(world):
    email, page, dialog = conflict_in_two_tabs(world)
    expect(dialog.get_by_role("radio", name=re.compile("Yours.*Mine"))).to_be_visible()
    expect(dialog.get_by_role("radio", name=re.compile("Theirs.*Theirs"))).to_be_checked()
    dialog.get_by_role("radio", name=re.compile("Yours")).check()
    expect(dialog.get_by_text("Take your time")).to_be_visible()
    press(page, "Use my choices")
    state(page, "saved")
    assert stored(world.server, email)["firstName"] == "Mine"
    expect(page.get_by_label("First name")).to_have_value("Mine")


def test_who_looks_at_a_conflict_again_does_not_lose_their_place(world):
    email, page, dialog = conflict_in_two_tabs(world)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Review").focus()
    page.keyboard.press("Enter")
    press(page, "Keep all of mine")
    state(page, "saved")
    expect(page.locator(".indicator")).to_be_focused()
    assert stored(world.server, email)["firstName"] == "Mine"


def test_a_conflict_may_end_with_theirs(world):
    email, page, _ = conflict_in_two_tabs(world)
    press(page, "Reload now")
    expect(page.get_by_label("First name")).to_have_value("Theirs")
    assert stored(world.server, email)["firstName"] == "Theirs"


def test_a_conflict_that_nobody_settles_reloads_after_five_seconds(world):
    email, page, dialog = conflict_in_two_tabs(world)
    expect(dialog.get_by_text(re.compile("In [1-5] s"))).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Theirs", timeout=20_000)
    expect(dialog).to_be_hidden()
    press(page, "Use mine after all")
    state(page, "saved")
    assert stored(world.server, email)["firstName"] == "Mine"


def test_changes_of_different_fields_both_stay(world):
    email = f"{world.name()}@example.org"
    visitor = world.visitor()
    visitor.allow("status of 409")
    first = open_wizard(world, visitor, email)
    second = visitor.tab()
    second.goto("/portal/wizard")
    heading(second, "Who are you?")
    second.get_by_label("Last name").fill("Hopper")
    state(second, "saved")
    first.bring_to_front()
    first.get_by_label("First name").fill("Grace")
    expect(first.get_by_label("Last name")).to_have_value("Hopper")
    state(first, "saved")
    data = stored(world.server, email)
    assert (data["firstName"], data["lastName"]) == ("Grace", "Hopper"), data


def test_what_is_typed_without_a_network_is_sent_when_it_is_back(world):
    email = f"{world.name()}@example.org"
    visitor = world.visitor()
    page = open_wizard(world, visitor, email)
    visitor.allow("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    page.get_by_label("First name").fill("Online")
    state(page, "saved")
    visitor.offline()
    page.get_by_label("First name").fill("Offline")
    state(page, "offline")
    page.get_by_label("Last name").fill("Too")
    visitor.offline(False)
    state(page, "saved")
    assert stored(world.server, email)["firstName"] == "Offline"
    assert stored(world.server, email)["lastName"] == "Too"


def test_a_network_that_is_cut_during_a_save_loses_and_doubles_nothing(world):
    email = f"{world.name()}@example.org"
    visitor = world.visitor()
    page = open_wizard(world, visitor, email)
    visitor.allow("ERR_INTERNET_DISCONNECTED", "Failed to fetch")

    def take_and_cut(route):
        # The server takes the save, and its answer is lost with the network.
        route.fetch()
        visitor.offline()
        route.abort("internetdisconnected")

    visitor.context.route("**/save-step", take_and_cut, times=1)
    page.get_by_label("First name").fill("Cut")
    state(page, "offline")
    visitor.offline(False)
    state(page, "saved")
    assert stored(world.server, email)["firstName"] == "Cut"
    assert count(world.server, email, "Cut") == 1


def test_a_queue_survives_a_reload(world):
    email = f"{world.name()}@example.org"
    server = world.own_server()
    visitor = world.visitor(server)
    page = open_wizard(world, visitor, email)
    visitor.allow("Failed to fetch", "ERR_CONNECTION", "ERR_INTERNET")
    visitor.context.route("**/save-step", lambda route: route.abort("connectionfailed"))
    page.get_by_label("First name").fill("Kept")
    expect(page.get_by_text(re.compile("try 2 in 2 s"))).to_be_visible()
    visitor.context.unroute("**/save-step")
    page.reload()
    heading(page, "Who are you?")
    expect(page.get_by_label("First name")).to_have_value("Kept")
    until(lambda: stored(server, email).get("firstName") == "Kept", "the queue was sent")


def test_a_server_that_dies_during_a_save_and_comes_back_has_it_once(world):
    email = f"{world.name()}@example.org"
    server = world.own_server()
    visitor = world.visitor(server)
    page = open_wizard(world, visitor, email)
    visitor.allow("Failed to fetch", "ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY")

    def take_and_die(route):
        # The server takes the save and dies before its answer is seen.
        route.fetch()
        server.kill()
        route.abort("connectionreset")

    visitor.context.route("**/save-step", take_and_die, times=1)
    page.get_by_label("First name").fill("Once")
    expect(page.get_by_text(re.compile("try 2 in 2 s"))).to_be_visible()
    server.start()
    state(page, "saved", timeout=10_000)
    assert stored(server, email)["firstName"] == "Once"
    assert count(server, email, "Once") == 1


def test_a_server_that_stays_away_leaves_an_error_and_a_retry(world):
    email = f"{world.name()}@example.org"
    server = world.own_server()
    visitor = world.visitor(server)
    page = open_wizard(world, visitor, email)
    visitor.allow("Failed to fetch", "ERR_CONNECTION", "ERR_EMPTY", "ERR_INCOMPLETE")
    page.clock.install()
    server.kill()
    page.get_by_label("First name").fill("Patience")
    page.clock.run_for(500)
    for attempt, seconds in enumerate((2, 4, 8), start=2):
        expect(page.get_by_text(f"try {attempt} in {seconds} s")).to_be_visible()
        page.clock.run_for(seconds * 1000)
    state(page, "error")
    server.start()
    press(page, "Retry")
    state(page, "saved")
    expect(page.locator(".indicator")).to_be_focused()
    assert stored(server, email)["firstName"] == "Patience"


def test_the_next_step_needs_no_network(world):
    email = f"{world.name()}@example.org"
    visitor = world.visitor()
    page = open_wizard(world, visitor, email)
    visitor.allow("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    visitor.offline()
    page.get_by_label("First name").fill("Offline")
    press(page, "Continue")
    heading(page, "The company")
    page.get_by_label("Legal name").fill("Engines")
    state(page, "offline")
    visitor.offline(False)
    state(page, "saved")
    data = stored(world.server, email)
    assert (data["firstName"], data["entityName"]) == ("Offline", "Engines"), data
    # A page that could not be had without a network is shown once there is one.
    visitor.offline()
    page.get_by_role("link", name="Wizard").click()
    heading(page, "That did not work")
    visitor.offline(False)
    heading(page, "The company")


def test_the_review_shows_what_a_conflict_ended_with(world):
    email = f"{world.name()}@example.org"
    visitor = world.visitor()
    visitor.allow("status of 409")
    page = open_wizard(world, visitor, email)
    press(page, "Continue")
    heading(page, "The company")
    second = visitor.tab()
    second.goto("/portal/wizard")
    second.get_by_label("Legal name").fill("Theirs")
    state(second, "saved")
    page.bring_to_front()
    page.get_by_label("Legal name").fill("Mine")
    page.get_by_role("button", name="Continue", exact=True).click()
    press(page, "Reload now")
    heading(page, "Look it over")
    expect(page.locator("dl").get_by_text("Theirs")).to_be_visible()
    expect(page.locator("dl").get_by_text("Mine")).to_have_count(0)


def test_what_is_refused_is_said_by_its_label_and_holds_up_nothing_else(world):
    visitor = world.visitor()
    visitor.allow("status of 400")
    page = open_wizard(world, visitor, f"{world.name()}@example.org")
    press(page, "Continue")
    press(page, "Continue")
    heading(page, "Look it over")
    press(page, "Complete")
    alert = page.get_by_role("alert").filter(has_text="Legal name: This field is required.")
    expect(alert).to_contain_text("Country: This field is required.")

    email = f"{world.name()}@example.org"
    portal.join(page, email)
    name = page.get_by_label("Last name")
    name.fill("Lovelace 3rd")
    page.get_by_label("Born on").fill("1990-04-02")
    expect(name).to_have_attribute("aria-invalid", "true")
    state(page, "error")
    expect(page.locator(".indicator")).to_contain_text("Last name: Expected a name")
    token = page.evaluate("JSON.parse(localStorage.getItem('onboard.portal.membership')).token")
    profile = world.server.get("/api/user/profile", token)
    assert (profile["last_name"], profile["birth_date"]) == (None, "1990-04-02"), profile
    name.fill("Lovelace")
    state(page, "saved")
    expect(name).not_to_have_attribute("aria-invalid", "true")


def approved(world, visitor):
    """A merchant who was let in, at the form of the shop."""
    page, email = visitor.page, f"{world.name('shop')}@example.org"
    portal.ask_for_a_shop(page, email)
    page.locator(".people li").filter(has_text=email).get_by_role("button", name="Approve").click()
    heading(page, "Set up the shop")
    return page


def test_a_shop_opens_when_all_of_it_is_saved(world):
    visitor = world.visitor()
    visitor.allow("status of 400")
    page = approved(world, visitor)
    tax = page.get_by_label("Tax number")
    tax.fill("9" * 300)
    page.get_by_role("radio", name="Square").check()
    expect(tax).to_have_attribute("aria-invalid", "true")
    press(page, "Open the shop")
    expect(page.get_by_role("alert").filter(has_text=re.compile("^Not all is saved yet"))).to_be_visible()
    tax.fill("99")
    press(page, "Open the shop")
    heading(page, "The shop is open")


def test_what_the_server_puts_in_order_is_no_change_of_somebody_elses(world):
    visitor = world.visitor()
    visitor.allow("status of 412")
    page = approved(world, visitor)
    page.get_by_label("Shop's name").fill("  Corner ")
    portal.saved(page)
    other = visitor.tab()
    other.goto("/portal/merchant")
    heading(other, "Set up the shop")
    other.get_by_label("Tax number").fill("99")
    portal.saved(other)
    page.get_by_label("Shop's name").fill("Corner shop")
    portal.saved(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    other.reload()
    expect(other.get_by_label("Shop's name")).to_have_value("Corner shop")
    expect(other.get_by_label("Tax number")).to_have_value("99")


def test_who_leaves_while_the_last_save_is_tried_again_completes_nothing(world):
    visitor = world.visitor()
    visitor.allow("status of 503")
    page, email = visitor.page, f"{world.name()}@example.org"
    page.goto("/portal/wizard")
    portal.sign_in(page, email)
    portal.fill_wizard(page)
    asked = []
    page.on("request", lambda request: request.method == "POST" and asked.append(request.url.rsplit("/", 1)[1]))
    page.route("**/save-step", lambda route: route.fulfill(status=503, json={}))
    press(page, "Back")
    press(page, "Continue")
    with page.expect_response("**/save-step"):
        press(page, "Complete")
    expect(page.get_by_text(re.compile(r"try \d in \d s"))).to_be_visible()
    page.unroute("**/save-step")
    with page.expect_response("**/save-step"):
        page.get_by_role("link", name="onboard").first.click()
    heading(page, "Five ways in")
    page.locator("[href='/portal/wizard']").first.click()
    heading(page, "Look it over")
    assert set(asked) == {"save-step"}, asked


def test_a_page_without_a_network_still_draws_its_pictures(world):
    visitor = world.visitor(viewport={"width": 900, "height": 800})
    visitor.allow("ERR_INTERNET_DISCONNECTED.*/(v1|dev|system)/")
    page = open_wizard(world, visitor, f"{world.name()}@example.org")
    portal.saved(page)
    visitor.offline()
    page.get_by_label("First name").fill("Ada")
    state(page, "offline")
    drawn = "() => document.querySelector('.indicator use').getBBox().width > 0"
    page.wait_for_function(drawn)
    visitor.offline(False)
    state(page, re.compile("saved|idle"))


def test_a_name_is_as_long_as_the_register_takes(world):
    page = open_wizard(world, world.visitor(), f"{world.name()}@example.org")
    press(page, "Continue")
    heading(page, "The company")
    page.get_by_label("Legal name").focus()
    page.keyboard.insert_text("x" * 260)
    expect(page.get_by_label("Legal name")).to_have_value("x" * 255)


def test_a_save_that_is_never_answered_is_tried_again(world):
    visitor = world.visitor()
    # Twenty seconds, in a tenth of one.
    visitor.context.add_init_script("""AbortSignal.timeout = () => {
      const end = new AbortController();
      setTimeout(() => end.abort(new DOMException("", "TimeoutError")), 200);
      return end.signal;
    };""")
    email = f"{world.name()}@example.org"
    page = open_wizard(world, visitor, email)
    state(page, re.compile("saved|idle"))
    visitor.context.route("**/save-step", lambda route: None, times=1)
    page.get_by_label("First name").fill("Ada")
    expect(page.get_by_text(re.compile("try 2 in 2 s"))).to_be_visible()
    state(page, "saved")
    assert count(world.server, email, "Ada") == 1


def test_ones_own_other_tab_is_oneself(world):
    """The verified address of an account is its account's, whatever a token calls who has it."""
    visitor, email = world.visitor(), f"{world.name()}@example.org"
    visitor.allow("status of 409")
    page = visitor.page
    portal.begin_sign_up(page, email, "Starter")
    portal.prove(world.server, page, email)
    portal.describe_business(page)
    heading(page, "All there")
    press(page, "Create the workspace")
    heading(page, "Welcome")
    first = open_wizard(world, visitor, email)
    second = visitor.tab()
    second.goto("/portal/wizard")
    heading(second, "Who are you?")
    second.get_by_label("First name").fill("Theirs")
    state(second, "saved")
    first.bring_to_front()
    first.get_by_label("First name").fill("Mine")
    expect(first.get_by_role("dialog", name="Changed elsewhere").get_by_text("By you, elsewhere")).to_be_visible()
