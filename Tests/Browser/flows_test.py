"""Each flow played to its end in the portal (contracts K, A, S, F, M)."""

import re

from playwright.sync_api import expect

import portal
from portal import heading, press
from visitor import check_accessibility, check_width
from world import until


def look(page, what):
    """What holds for every page."""
    size = page.viewport_size
    for width in (size["width"], 360):
        page.set_viewport_size({**size, "width": width})
        check_accessibility(page, f"{what} at {width} px")
    page.set_viewport_size(size)
    check_width(page, what)


def test_the_front_leads_to_each_flow(world):
    page = world.visitor(reduced_motion="no-preference").page
    page.goto("/portal")
    heading(page, "Five ways in")
    look(page, "front")
    for flow, first in [("Sign-up", "Choose a plan"), ("Wizard", "Who is it?"), ("Membership", "Sign in"),
                        ("Onboarding call", "Who is it?"), ("Merchant", "Sign in")]:
        page.get_by_role("link", name=re.compile(f"^{flow}")).first.click()
        heading(page, first)
        page.go_back()
        heading(page, "Five ways in")


def test_a_paid_sign_up_becomes_a_workspace(world):
    page, email = world.visitor(reduced_motion="no-preference").page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email)
    look(page, "code")
    portal.prove(world.server, page, email)
    heading(page, "Tell us about the business, Ada")
    look(page, "business")
    portal.describe_business(page)
    heading(page, "Payment")
    look(page, "payment")
    press(page, "Pay")
    heading(page, "Sandbox payment")
    check_accessibility(page, "sandbox payment")
    press(page, "Pay")
    heading(page, "All there")
    look(page, "complete")
    press(page, "Create the workspace")
    heading(page, "Welcome, Ada Lovelace")
    look(page, "welcome")
    user = world.server.post("/v1/auth/login", {"email": email, "password": "correct horse"})["user"]
    assert user["tenantId"], user
    kinds = [mail["kind"] for mail in world.server.get(f"/dev/mailbox?to={email}")["messages"]]
    until(lambda: "welcome" in [
        mail["kind"] for mail in world.server.get(f"/dev/mailbox?to={email}")["messages"]], f"a welcome beside {kinds}")


def test_a_free_sign_up_with_google_pays_nothing(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    page.goto("/portal/signup/onboarding/email?plan=starter")
    page.get_by_label("Email").fill(email)
    press(page, "Continue with Google")
    heading(page, "Sandbox Google")
    page.get_by_label("Email").fill(email)
    press(page, "Sign in")
    portal.describe_business(page)
    heading(page, "All there")
    expect(page.get_by_text("none needed")).to_be_visible()
    press(page, "Create the workspace")
    heading(page, "Welcome, Ada Lovelace")


def test_a_link_puts_nobodys_identity_into_a_strangers_sign_up(world):
    """Who sends somebody a way back from Google, with a session of their own, gets nothing."""
    page, email = world.visitor().page, f"{world.name()}@example.org"
    started = world.server.post("/v1/onboarding/start",
                                {"email": f"{world.name()}@example.org", "planDescriptor": "starter"})
    token = started["sessionToken"]
    page.goto(f"/portal/signup/onboarding/oauth-callback?session={token}&state=x&code=dev:Ada:Lovelace:{email}")
    expect(page.get_by_text("This sign-in was not begun here.")).to_be_visible()
    session = world.server.get(f"/v1/onboarding/session?sessionToken={token}")
    assert session["stage"] == "plan_selected"


def test_a_wizard_opens_the_books(world):
    page = world.visitor(reduced_motion="no-preference").page
    page.goto("/portal/wizard")
    portal.sign_in(page, f"{world.name()}@example.org")
    heading(page, "What are the books for?")
    look(page, "wizard: account")
    portal.fill_wizard(page)
    look(page, "wizard: review")
    press(page, "Complete")
    heading(page, "Engines Ltd")
    look(page, "dashboard")
    assert page.locator(".periods li").count() == 12
    assert page.get_by_role("row").count() > 5


def test_a_wizard_that_the_server_holds_up_says_for_how_long_and_completes_by_itself(world):
    visitor = world.visitor()
    page = visitor.page
    visitor.allow("429")
    page.goto("/portal/wizard")
    portal.sign_in(page, f"{world.name()}@example.org")
    portal.fill_wizard(page)
    # So many saves at once: the next one keeps a distance, but for who completes.
    seconds = page.locator(".indicator [aria-live=off]")
    expect(seconds).to_be_visible()
    page.route("**/save-step", lambda route: route.fulfill(status=429, headers={"Retry-After": "3"}, json={}), times=1)
    press(page, "Complete")
    for left in ("3", "2", "1"):
        expect(seconds).to_have_text(left)
    heading(page, "Engines Ltd")


def test_a_failed_identity_sync_is_told_and_completing_again_works(world):
    visitor = world.visitor()
    page = visitor.page
    visitor.allow("500")
    page.goto("/portal/wizard")
    portal.sign_in(page, f"{world.name()}@example.org")
    portal.fill_wizard(page)
    press(page, "Let the next identity sync fail")
    press(page, "Complete")
    expect(page.get_by_role("alert").filter(has_text="went wrong")).to_be_visible()
    press(page, "Complete")
    heading(page, "Engines Ltd")


def test_a_membership_leads_to_the_sanctuary(world):
    page = world.visitor().page
    page.goto("/portal/membership/join")
    heading(page, "Join")
    look(page, "join")
    portal.join(page, f"{world.name()}@example.org")
    look(page, "profile")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Lovelace")
    page.get_by_label("Born on").fill("1990-04-02")
    page.get_by_label("Time of birth").fill("06:30")
    page.get_by_label("Place of birth").select_option("London")
    portal.saved(page)
    press(page, "Complete")
    heading(page, "The sanctuary is yours, Ada")
    expect(page.locator("svg.chart")).to_be_visible()
    expect(page.get_by_text("Aries").first).to_be_visible()
    look(page, "sanctuary")
    press(page, "Fail a payment")
    heading(page, "Join")
    expect(page.get_by_text("A payment for your membership failed.")).to_be_visible()
    look(page, "join again")
    press(page, "Continue to payment")
    press(page, "Pay")
    heading(page, "Welcome back")
    page.get_by_role("link", name="Enter the sanctuary").click()
    heading(page, "The sanctuary is yours, Ada")
    press(page, "End it")
    heading(page, "Join")
    expect(page.get_by_text("Your membership has ended.")).to_be_visible()


def test_a_membership_that_was_not_paid_for_says_so_and_keeps_the_choice(world):
    page = world.visitor().page
    page.goto("/portal/membership/join")
    page.get_by_role("radio", name=re.compile("Family")).check()
    email = f"{world.name()}@example.org"
    page.get_by_label("Email").fill(email)
    press(page, "Continue to payment")
    press(page, "Let it expire")
    heading(page, "Join")
    expect(page.get_by_text("Nothing was paid, and nothing charged.")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("Family"))).to_be_checked()
    expect(page.get_by_label("Email")).to_have_value(email)
    look(page, "join, not paid")


def test_a_payment_is_thanked_for_only_where_there_is_one(world):
    visitor = world.visitor()
    visitor.allow("status of 404", "status of 409")
    page = visitor.page
    opened = world.server.post("/api/stripe/checkout", {"plan": "individual", "email": f"{world.name()}@example.org"})
    for checkout, told in [(opened["sessionId"], "The checkout is not paid."), ("cs_x", "There is no such checkout.")]:
        page.goto(f"/portal/membership/welcome?status=success&session_id={checkout}")
        heading(page, "Welcome")
        expect(page.get_by_text(re.compile("Thank you|The payment is made"))).to_have_count(0)
        page.get_by_label("Password").fill("correct horse")
        press(page, "Make the account")
        heading(page, "No payment is known")
        expect(page.get_by_text(told)).to_be_visible()
    look(page, "no payment")


def test_a_plan_is_kept_and_can_be_changed_until_the_business_is_set_up(world):
    visitor = world.visitor()
    visitor.allow("status of 400", "status of 401")
    page, email = visitor.page, f"{world.name()}@example.org"

    def chosen(plan):
        heading(page, "Choose a plan")
        expect(page.get_by_role("radio", name=re.compile(plan))).to_be_checked()

    page.goto("/portal/signup")
    heading(page, "Choose a plan")
    page.get_by_role("radio", name=re.compile("Professional")).check()
    press(page, "Continue")
    heading(page, "Your email")
    page.go_back()
    chosen("Professional")
    press(page, "Continue")
    heading(page, "Your email")
    page.get_by_label("Email").fill(email)
    press(page, "Continue")
    heading(page, "Check your mail")
    page.go_back()
    expect(page.get_by_label("Email")).to_have_value(email)
    page.go_back()
    chosen("Professional")
    page.go_forward()
    page.go_forward()
    heading(page, "Check your mail")
    # It is this sign-up's, though another tab began one since.
    other = world.server.post("/v1/onboarding/start", {"email": "other@example.org", "planDescriptor": "starter"})
    page.evaluate("token => localStorage.setItem('onboard.signup', token)", other["sessionToken"])
    page.get_by_role("link", name="Change the plan").click()
    chosen("Professional")
    page.get_by_role("radio", name=re.compile("Starter")).check()
    press(page, "Continue")
    heading(page, "Your email")
    expect(page.get_by_label("Email")).to_have_value(email)
    press(page, "Continue")
    heading(page, "Check your mail")
    look(page, "code")
    right = portal.code(world.server, email)
    page.get_by_label("Code", exact=True).fill("000000" if right != "000000" else "000001")
    press(page, "Continue")
    for label, text in {"First name": "Ada", "Last name": "Lovelace", "Password": "correct horse"}.items():
        page.get_by_label(label).fill(text)
    press(page, "Verify")
    expect(page.get_by_text("The code is wrong or expired.")).to_be_visible()
    portal.prove(world.server, page, email)
    heading(page, "Tell us about the business")
    page.get_by_role("link", name="Change the plan").click()
    chosen("Starter")
    page.get_by_role("radio", name=re.compile("Professional")).check()
    press(page, "Continue")
    portal.describe_business(page)
    heading(page, "Payment")
    expect(page.locator(".bill")).to_contain_text("Professional")


def test_a_call_is_booked_in_the_calendar_and_cancelled_in_the_panel(world):
    page = world.visitor(reduced_motion="no-preference").page
    page.goto("/portal/call")
    portal.sign_in(page, f"{world.name()}@example.org")
    heading(page, "A space of your own")
    look(page, "new space")
    page.get_by_label("Name of the space").fill("House of Ada")
    press(page, "Make the space")
    heading(page, "Book your onboarding call")
    look(page, "calendar")
    expect(page.get_by_text(f"Times in {page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone')}")
           ).to_be_visible()
    page.get_by_role("button", name="11:30").first.click()
    expect(page.get_by_text("Your call is planned")).to_be_visible()
    expect(page.get_by_role("link", name="Go to the assets")).to_be_focused()
    assert "Book" not in page.get_by_role("heading", level=1).inner_text()
    look(page, "planned")
    press(page, "Cancel fake meeting")
    expect(page.get_by_text("Your call is planned")).to_be_hidden()
    press(page, "Book fake meeting")
    page.get_by_role("link", name="Go to the assets").click()
    heading(page, "Assets")
    look(page, "assets")
    press(page, "End fake meeting")
    expect(page.get_by_text("The call took place")).to_be_visible()
    page.get_by_role("link", name="The call", exact=True).click()
    heading(page, "Assets")


def test_a_merchant_is_approved_and_opens_a_shop(world):
    page = world.visitor(reduced_motion="no-preference").page
    email = f"{world.name('shop')}@example.org"
    portal.ask_for_a_shop(page, email)
    heading(page, "Waiting for approval")
    look(page, "pending")
    mine = page.locator(".people li").filter(has_text=email)
    mine.get_by_role("button", name="Approve").click()
    heading(page, "Set up the shop")
    look(page, "shop")
    page.get_by_label("Shop's name").fill("Corner")
    page.get_by_role("radio", name="Clover").check()
    page.get_by_label("Clover merchant number").fill("C-1")
    portal.saved(page)
    press(page, "Open the shop")
    heading(page, "The shop is open")
    look(page, "merchant home")
    page.get_by_role("link", name="Point of sale").click()
    heading(page, "Point of sale")
    look(page, "point of sale")
    expect(page.get_by_role("button", name="Connect Square")).to_be_disabled()
    expect(page.get_by_role("button", name="Connect Clover")).to_be_enabled()
