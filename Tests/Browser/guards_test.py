"""Each page is open to those who belong there (contracts G1, K13, S6, F3, M6, A8)."""

import re

from playwright.sync_api import expect

import portal
from portal import heading, press
from visitor import check_accessibility


def ends(page, path):
    """Waits until the portal has led here."""
    expect(page).to_have_url(re.compile(re.escape(path) + r"(\?|$)"))


def visit_all(page, flow, expected):
    for path, end in expected.items():
        page.goto(f"/portal/{flow}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        ends(page, f"/portal/{flow}{end}")


def test_sign_up_pages_open_stage_by_stage(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    later = ["/onboarding/business", "/onboarding/payment", "/onboarding/complete"]
    visit_all(page, "signup", {path: "/onboarding/plan" for path in later})
    portal.begin_sign_up(page, email)
    visit_all(page, "signup", {path: "/onboarding/verify" for path in later})
    page.goto("/portal/signup/onboarding/verify")
    portal.prove(world.server, page, email)
    heading(page, "Tell us about the business")
    visit_all(page, "signup", {
        "/onboarding/verify": "/onboarding/business", "/onboarding/payment": "/onboarding/business",
        "/onboarding/complete": "/onboarding/business", "/onboarding/plan": "/onboarding/plan"})
    page.goto("/portal/signup/onboarding/business")
    portal.describe_business(page)
    heading(page, "Payment")
    visit_all(page, "signup", {
        path: "/onboarding/payment"
        for path in ["/onboarding/email", "/onboarding/verify", "/onboarding/business", "/onboarding/complete"]})


def test_the_wizard_keeps_everybody_until_it_is_done_and_nobody_after(world):
    page = world.visitor().page
    page.goto("/portal/wizard/dashboard")
    portal.sign_in(page, f"{world.name()}@example.org")
    ends(page, "/portal/wizard/onboarding")
    portal.fill_wizard(page)
    press(page, "Complete")
    heading(page, "Engines Ltd")
    visit_all(page, "wizard", {"/onboarding": "/dashboard", "/dashboard": "/dashboard"})


def test_the_sanctuary_is_for_paid_and_onboarded_members(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    visit_all(page, "membership", {"/sanctuary": "/sign-in", "/onboarding": "/sign-in", "/join": "/join"})
    portal.join(page, email)
    visit_all(page, "membership", {"/sanctuary": "/onboarding", "/join": "/onboarding"})
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Lovelace")
    portal.saved(page)
    press(page, "Complete")
    heading(page, "The sanctuary")
    visit_all(page, "membership", {"/onboarding": "/sanctuary", "/join": "/sanctuary", "/sanctuary": "/sanctuary"})


def test_a_call_is_asked_only_of_those_who_need_one(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    page.goto("/portal/call")
    portal.sign_in(page, email)
    page.get_by_label("Name of the space").fill("Mine")
    press(page, "Make the space")
    heading(page, "Book your onboarding call")
    visit_all(page, "call", {"/assets": "/onboarding-session"})
    for how, end in [("Invited as a member", "/assets"), ("Invited by an adviser", "/assets")]:
        page.goto("/portal/call/")
        page.get_by_label("Name of the space").fill("Another")
        page.get_by_role("radio", name=re.compile(how)).check()
        press(page, "Make the space")
        ends(page, f"/portal/call{end}")
        visit_all(page, "call", {"/onboarding-session": end})


def test_merchants_customers_and_admins_each_have_their_pages(world):
    everything = ["/", "/pending-approval", "/suspended", "/onboarding", "/settings/pos", "/admin"]
    signed_out = world.visitor().page
    visit_all(signed_out, "merchant", {path: "/login" for path in everything})

    merchant = world.visitor().page
    email = f"{world.name('shop')}@example.org"
    portal.ask_for_a_shop(merchant, email)
    heading(merchant, "Waiting for approval")
    visit_all(merchant, "merchant", {path: "/pending-approval" for path in everything})

    customer = world.visitor().page
    portal.ask_for_a_shop(customer, f"{world.name()}@example.org", role="Customer")
    heading(customer, "Welcome")
    visit_all(customer, "merchant", {path: "/" for path in everything})

    impostor = world.visitor().page
    portal.ask_for_a_shop(impostor, f"{world.name()}@example.org", role="Admin")
    expect(impostor.get_by_text("Admins need an address at example.com")).to_be_visible()
    visit_all(impostor, "merchant", {path: "/login" for path in everything})

    admin = world.visitor().page
    portal.ask_for_a_shop(admin, f"{world.name('boss')}@example.com", role="Admin")
    heading(admin, "Good day, admin")
    visit_all(admin, "merchant", {"/admin": "/admin", "/pending-approval": "/"})
    admin.goto("/portal/merchant/admin")
    row = admin.locator(".people li").filter(has_text=email)
    reason = admin.get_by_label("Reason")

    def think_ahead(route):
        reason.fill("Too many complaints")
        route.continue_()

    admin.route("**/approve", think_ahead)
    reason.fill("Papers checked")
    row.get_by_role("button", name="Approve").click()
    expect(row.get_by_role("button", name="Suspend")).to_be_focused()
    visit_all(merchant, "merchant", {path: "/onboarding" for path in everything})
    # A reason is that of one decision; what was typed meanwhile is that of the next.
    expect(reason).to_have_value("Too many complaints")
    row.get_by_role("button", name="Suspend").click()
    expect(row.get_by_role("button", name="Let in again")).to_be_visible()
    expect(reason).to_have_value("")
    found = world.server.get("/v1/ledger/events?type=AccessApproved&type=AccessSuspended&order=desc&limit=2",
                             world.server.key("audit:read"))["events"]
    assert [event["data"].get("reason") for event in found] == ["Too many complaints", "Papers checked"], found
    visit_all(merchant, "merchant", {path: "/suspended" for path in everything})


def test_who_is_suspended_while_typing_is_told_so(world):
    visitor = world.visitor()
    visitor.allow("status of 403")
    page, email = visitor.page, f"{world.name('shop')}@example.org"
    portal.ask_for_a_shop(page, email)
    heading(page, "Waiting for approval")
    boss = world.server.token("boss", email="boss@example.com", email_verified=True, role="admin")
    decide = lambda verb: world.server.ask(
        "PATCH", f"/api/v1/admin/users/{portal.subject(email)}/{verb}", {"reason": "ok"}, boss)[0]
    assert decide("approve") == 200
    heading(page, "Set up the shop")
    assert decide("suspend") == 200
    page.get_by_label("Shop's name").fill("Corner")
    ends(page, "/portal/merchant/suspended")
    # What was typed waits for who is let in again.
    assert decide("reinstate") == 200
    ends(page, "/portal/merchant/onboarding")
    expect(page.get_by_label("Shop's name")).to_have_value("Corner")


def test_what_is_not_there_and_what_cannot_be_had_say_so_and_lead_on(world):
    visitor = world.visitor()
    page = visitor.page
    page.goto("/portal/nowhere")
    heading(page, "There is no such page")
    check_accessibility(page, "no such page")
    page.get_by_role("link", name="All flows").click()
    heading(page, "Five ways in")
    visitor.allow("ERR_FAILED", "Failed to load resource")
    visitor.context.route("**/v1/gate?*", lambda route: route.abort())
    page.get_by_role("link", name=re.compile("^Membership")).click()
    heading(page, "That did not work")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    check_accessibility(page, "no answer")
    visitor.context.unroute("**/v1/gate?*")
    press(page, "Try again")
    heading(page, "Sign in")


def test_who_signs_out_is_signed_out(world):
    page = world.visitor().page
    page.goto("/portal/wizard")
    portal.sign_in(page, f"{world.name()}@example.org")
    heading(page, "What are the books for?")
    press(page, "Sign out")
    heading(page, "Who is it?")
    assert page.evaluate("localStorage.getItem('onboard.portal.wizard')") is None


def test_who_goes_elsewhere_while_an_answer_is_awaited_stays_there(world):
    visitor = world.visitor()
    page, held = visitor.page, []
    page.goto("/portal/signup/onboarding/email?plan=starter")
    page.get_by_label("Email").fill(f"{world.name()}@example.org")
    visitor.context.route("**/v1/onboarding/start", lambda route: held.append(route))
    with page.expect_request("**/v1/onboarding/start"):
        press(page, "Continue")
    page.locator("header .brand").click()
    heading(page, "Five ways in")
    with page.expect_response("**/v1/onboarding/start"):
        held[0].continue_()
    page.wait_for_function("localStorage.getItem('onboard.signup')")
    ends(page, "/portal")
