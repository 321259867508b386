"""Coming back: a reload, another browser, a person who is somewhere else by now (contracts K1, K13, A1, G1)."""

import re
import time

from playwright.sync_api import expect

import portal
from portal import heading, press
from visitor import lose_answer
from world import until


def test_a_reload_stays_where_the_person_was(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email)
    page.reload()
    heading(page, "Check your mail")
    portal.prove(world.server, page, email)
    heading(page, "Tell us about the business")
    page.reload()
    heading(page, "Tell us about the business, Ada")
    page.goto("/portal/signup")
    heading(page, "Tell us about the business")


def test_a_link_goes_on_in_a_second_browser(world):
    first, email = world.visitor().page, f"{world.name()}@example.org"
    portal.begin_sign_up(first, email)
    portal.prove(world.server, first, email)
    heading(first, "Tell us about the business")
    second = world.visitor().page
    second.goto(first.url)
    heading(second, "Tell us about the business, Ada")


def test_a_second_browser_without_the_link_must_prove_the_email_again(world):
    first, email = world.visitor().page, f"{world.name()}@example.org"
    portal.begin_sign_up(first, email)
    portal.prove(world.server, first, email)
    portal.describe_business(first)
    heading(first, "Payment")
    world.server.post("/dev/clock", {"advanceSeconds": 121})
    second = world.visitor().page
    portal.begin_sign_up(second, email)
    expect(second.get_by_text("Engines")).to_have_count(0)
    expect(second.get_by_text("A code is on its way to")).to_be_visible()
    expect(second.get_by_role("button", name=re.compile("Another code in"))).to_be_visible()
    portal.prove(world.server, second, email)
    heading(second, "Payment")


def test_a_code_that_is_said_to_be_on_its_way_was_sent(world):
    server = world.own_server()
    visitor = world.visitor(server)
    visitor.allow("status of 429", "status of 500")
    page, email = visitor.page, "ada@example.org"
    mails = lambda: len(server.get(f"/dev/mailbox?to={email}")["messages"])
    portal.begin_sign_up(page, email)
    until(lambda: mails() == 1, "the first code")
    page.reload()
    expect(page.get_by_text("A code is on its way to")).to_be_visible()
    expect(page.get_by_role("button", name="Send another code")).to_be_visible()
    assert mails() == 1
    # The code runs out: a reload asks for another.
    server.post("/dev/clock", {"advanceSeconds": 1000})
    page.reload()
    expect(page.get_by_role("button", name=re.compile("Another code in"))).to_be_visible()
    expect(page.get_by_text("A code is on its way to")).to_be_visible()
    until(lambda: mails() == 2, "the second code")
    visitor.context.route("**/email/otp", lambda route: route.fulfill(status=500, json={}))
    server.post("/dev/clock", {"advanceSeconds": 1000})
    page.reload()
    expect(page.get_by_text("no code was sent to")).to_be_visible()


def test_whether_a_code_is_still_good_is_told_by_the_servers_clock(world):
    for ahead, email in ((1200, "fast@example.org"), (-1200, "slow@example.org")):
        server = world.own_server()
        page = world.visitor(server).page
        mails = lambda: len(server.get(f"/dev/mailbox?to={email}")["messages"])
        page.clock.install(time=time.time() + ahead)
        portal.begin_sign_up(page, email)
        until(lambda: mails() == 1, "the first code")
        server.post("/dev/clock", {"advanceSeconds": 130})
        page.reload()
        expect(page.get_by_role("button", name="Send another code")).to_be_visible()
        assert mails() == 1
        expect(page.locator(".mail time").first).to_have_text(re.compile("^2 minutes ago$"))
        server.post("/dev/clock", {"advanceSeconds": 900})
        page.reload()
        expect(page.get_by_role("button", name=re.compile("Another code in"))).to_be_visible()
        until(lambda: mails() == 2, "the second code")


def test_a_second_tab_of_a_sign_up_that_is_complete_leads_on(world):
    visitor = world.visitor()
    visitor.allow("status of 400")
    page, email = visitor.page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email, "Starter")
    portal.prove(world.server, page, email)
    second = visitor.tab()
    second.goto("/portal/signup")
    heading(second, "Tell us about the business")
    portal.describe_business(page)
    heading(page, "All there")
    third = visitor.tab()
    third.goto("/portal/signup")
    heading(third, "All there")
    stranger = world.visitor()
    stranger.allow("status of 400")
    stranger.page.goto(third.url)
    heading(stranger.page, "All there")
    press(page, "Create the workspace")
    heading(page, "Welcome, Ada")
    press(third, "Create the workspace")
    heading(third, "Welcome, Ada")
    portal.describe_business(second)
    heading(second, "Welcome, Ada")
    press(stranger.page, "Create the workspace")
    heading(stranger.page, "This sign-up is complete")
    stranger.page.get_by_role("link", name="Sign in").click()
    heading(stranger.page, "Sign in")


def test_who_comes_back_from_a_checkout_goes_on_with_it(world):
    server = world.own_server()
    page, email = world.visitor(server).page, "ada@example.org"
    portal.begin_sign_up(page, email)
    portal.prove(server, page, email)
    portal.describe_business(page)
    heading(page, "Payment")
    press(page, "Pay")
    heading(page, "Sandbox payment")
    first = page.url
    page.go_back()
    heading(page, "Payment")
    press(page, "Pay")
    heading(page, "Sandbox payment")
    assert page.url == first
    # One that ran out leads back, and to another.
    press(page, "Let it expire")
    expect(page.get_by_text("Nothing was paid, and nothing charged.")).to_be_visible()
    page.goto(first)
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("Nothing was paid, and nothing charged.")).to_be_visible()
    server.post("/dev/clock", {"advanceSeconds": 31})
    press(page, "Pay")
    heading(page, "Sandbox payment")
    assert page.url != first
    press(page, "Pay")
    heading(page, "All there")


def test_a_wrong_code_loses_nothing_else(world):
    visitor = world.visitor()
    visitor.allow("status of 400", "status of 401")
    page, email = visitor.page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email)
    right = portal.code(world.server, email)
    page.get_by_label("Code", exact=True).fill("000000" if right != "000000" else "000001")
    press(page, "Continue")
    typed = {"First name": "Ada", "Last name": "Lovelace", "Password": "correct horse"}
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    press(page, "Verify")
    page.get_by_label("Code", exact=True).fill(right)
    press(page, "Continue")
    for label, text in typed.items():
        expect(page.get_by_label(label)).to_have_value(text)
    press(page, "Verify")
    heading(page, "Tell us about the business, Ada")


def test_a_wizard_goes_on_in_a_second_browser(world):
    first, email = world.visitor().page, f"{world.name()}@example.org"
    first.goto("/portal/wizard")
    portal.sign_in(first, email)
    first.get_by_role("radio", name=re.compile("Personal")).check()
    press(first, "Continue")
    heading(first, "Who are you?")
    first.get_by_label("First name").fill("Grace")
    portal.saved(first)
    expect(first.locator(".indicator")).to_have_attribute("data-state", "saved")
    second = world.visitor().page
    second.goto("/portal/wizard")
    portal.sign_in(second, email)
    heading(second, "Who are you?")
    expect(second.get_by_label("First name")).to_have_value("Grace")


def test_a_membership_goes_on_after_the_browser_was_closed_in_the_middle(world):
    first, email = world.visitor().page, f"{world.name()}@example.org"
    portal.join(first, email)
    first.get_by_label("First name").fill("Ada")
    expect(first.locator(".indicator")).to_have_attribute("data-state", "saved")
    second = world.visitor().page
    second.goto("/portal/membership/sanctuary")
    heading(second, "Sign in")
    second.get_by_label("Email").fill(email)
    second.get_by_label("Password").fill("correct horse")
    press(second, "Sign in")
    heading(second, "About you")
    expect(second.get_by_label("First name")).to_have_value("Ada")


def test_a_sign_up_that_ran_out_says_so_and_begins_again(world):
    server = world.own_server()
    visitor = world.visitor(server)
    page = visitor.page
    visitor.allow("status of 400", "status of 404")
    portal.begin_sign_up(page, "late@example.org")
    server.post("/dev/clock", {"advanceSeconds": 25 * 3600})
    page.reload()
    heading(page, "This sign-up has run out")
    press(page, "Begin again")
    heading(page, "Choose a plan")
    page.goto("/portal/signup/onboarding/business?session=nonsense")
    heading(page, "There is no such sign-up")


def press_twice(page, name, path):
    """The first answer is lost, and told so; the second press leads on."""
    lose_answer(page, path)
    press(page, name)
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    press(page, name)


def test_a_sign_up_whose_answers_are_lost_leads_on(world):
    visitor, email = world.visitor(), f"{world.name()}@example.org"
    visitor.allow("Failed to load resource")
    page = visitor.page
    portal.begin_sign_up(page, email)
    lose_answer(page, "**/v1/onboarding/email/verify")
    portal.prove(world.server, page, email)
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    press(page, "Verify")
    lose_answer(page, "**/v1/onboarding/business")
    portal.describe_business(page)
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    press(page, "Continue")
    heading(page, "Payment")
    press_twice(page, "Pay", "**/v1/onboarding/payment/start")
    heading(page, "Sandbox payment")


def test_a_space_and_an_account_whose_answers_are_lost_are_made_once(world):
    server = world.own_server()
    visitor = world.visitor(server)
    visitor.allow("Failed to load resource")
    page = visitor.page
    page.goto("/portal/call")
    portal.sign_in(page, "ada@example.org")
    page.get_by_label("Name of the space").fill("House")
    press_twice(page, "Make the space", "**/v1/spaces")
    heading(page, "Book your onboarding call")
    assert len(server.get("/v1/tenants", server.key("audit:read"))["items"]) == 1
    page.goto("/portal/membership/join")
    page.get_by_label("Email").fill("bea@example.org")
    press(page, "Continue to payment")
    press(page, "Pay")
    heading(page, "Welcome")
    page.reload()
    heading(page, "Welcome")
    expect(page.get_by_role("link", name="An account already?")).to_be_visible()
    page.get_by_label("Password").fill("correct horse")
    press_twice(page, "Make the account", "**/api/welcome/claim")
    heading(page, "About you")


def test_a_complete_sign_up_greets_only_who_completed_it(world):
    visitor, email = world.visitor(), f"{world.name()}@example.org"
    visitor.allow("status of 4")
    page = visitor.page
    portal.begin_sign_up(page, email, "Starter")
    portal.prove(world.server, page, email, "Anna")
    portal.describe_business(page)
    press(page, "Create the workspace")
    heading(page, "Welcome, Anna")
    other = f"{world.name()}@example.org"
    start = {"email": other, "planDescriptor": "starter"}
    token = world.server.post("/v1/onboarding/start", start)["sessionToken"]
    session = {"sessionToken": token}
    world.server.post("/v1/onboarding/oauth/google", {**session, "code": f"dev:Bea:Bb:{other}"})
    world.server.post("/v1/onboarding/business", {
        **session, "name": "B", "descriptor": "bea-b", "country": "GB", "currency": "GBP"})
    world.server.post("/v1/onboarding/complete", session)
    page.goto(f"/portal/signup/onboarding/complete?session={token}")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Anna")


def test_a_server_that_keeps_its_clock_to_itself_does_not_keep_the_portal_back(world):
    page = world.visitor().page
    # Time stands still: what is there by then waited for nothing.
    start = time.time()
    page.clock.install(time=start)
    page.clock.pause_at(start + 1)
    page.route("**/dev/clock", lambda route: None)
    page.goto("/portal", wait_until="commit")
    expect(page.get_by_role("complementary", name="Behind the scenes")).to_be_attached()
    page.clock.run_for(2999)
    expect(page.get_by_role("heading", level=1)).to_have_count(0)
    page.clock.run_for(1)
    heading(page, "Five ways in")


def test_a_clock_that_is_told_late_still_counts(world):
    server = world.own_server()
    page = world.visitor(server).page
    page.clock.install(time=time.time() - 1200)
    portal.begin_sign_up(page, "late@example.org")
    held = []
    page.route("**/dev/clock", lambda route: held.append(route))
    page.reload()
    mail = page.locator(".mail time").first
    expect(mail).to_have_text("in 20 minutes")
    held.pop().continue_()
    expect(mail).to_have_text(re.compile(" seconds ago$|^now$"))
