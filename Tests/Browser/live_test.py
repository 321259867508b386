"""What happens elsewhere shows at once (contracts K14, F5), and what people typed shows as they typed it."""

import json
import re

from playwright.sync_api import expect

import portal
from portal import heading, press, subject
from visitor import check_accessibility, check_width, look

HOSTILE = "<img src=x onerror=alert(1)> \"O'Neil\" & Söhne </script><b>"


def test_a_payment_made_elsewhere_shows_at_once(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email)
    portal.prove(world.server, page, email)
    portal.describe_business(page)
    heading(page, "Payment")
    expect(page.get_by_text("Live: this page")).to_be_visible()
    token = page.evaluate("localStorage.getItem('onboard.signup')")
    started = world.server.post("/v1/onboarding/payment/start", {
        "sessionToken": token, "successUrl": world.server.origin, "cancelUrl": world.server.origin})
    checkout = started["checkoutUrl"].rsplit("/", 1)[1]
    world.server.post(f"/dev/checkout/{checkout}/pay")
    heading(page, "All there")


def test_a_booking_shows_at_once_and_after_a_restart_still_does(world):
    server = world.own_server()
    visitor = world.visitor(server)
    page = visitor.page
    visitor.allow("ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY", "Failed to fetch")
    page.goto("/portal/call")
    portal.sign_in(page, "ada@example.org")
    page.get_by_label("Name of the space").fill("House")
    press(page, "Make the space")
    expect(page.get_by_text("Live: this page")).to_be_visible()
    space = page.evaluate("Object.entries(localStorage).find(([name]) => name.includes('space'))[1]")
    asked = []
    page.on("request", lambda request: request.url.endswith(f"/v1/spaces/{space}") and asked.append(request.url))
    server.post(f"/dev/spaces/{space}/book")
    expect(page.get_by_text("Your call is planned")).to_be_visible()
    assert not asked, "it comes by the stream"
    server.kill()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    server.start()
    server.post(f"/dev/spaces/{space}/cancel")
    expect(page.get_by_text("Your call is planned")).to_be_hidden(timeout=15_000)


def test_an_approval_shows_by_itself(world):
    page = world.visitor().page
    email = f"{world.name('shop')}@example.org"
    portal.ask_for_a_shop(page, email)
    heading(page, "Waiting for approval")
    expect(page.get_by_text("Looking every 3 seconds")).to_be_visible()
    boss = world.server.token("boss", email="boss@example.com", email_verified=True, role="admin")
    path = f"/api/v1/admin/users/{subject(email)}/approve"
    status, answer = world.server.ask("PATCH", path, {"reason": "ok"}, boss)
    assert status == 200, answer
    heading(page, "Set up the shop")


def test_names_with_markup_show_as_they_were_typed(world):
    visitor = world.visitor()
    page, email = visitor.page, f"{world.name()}@example.org"
    page.goto("/portal/wizard")
    portal.sign_in(page, email)
    portal.fill_wizard(page, name=HOSTILE)
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    press(page, "Complete")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    check_width(page, "a hostile name")
    page.goto("/portal/call")
    portal.sign_in(page, email)
    page.get_by_label("Name of the space").fill(HOSTILE)
    press(page, "Make the space")
    expect(page.locator(".lead")).to_contain_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0


def test_light_and_dark_are_both_readable_and_the_choice_is_kept(world):
    for scheme in ("light", "dark"):
        page = world.visitor(color_scheme=scheme).page
        page.goto("/portal")
        heading(page, "Five ways in")
        check_accessibility(page, scheme)
        page.goto("/portal/merchant/login")
        heading(page, "Sign in")
        check_accessibility(page, f"{scheme} form")
    button = page.get_by_role("button", name=re.compile("Colours: system"))
    button.click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    heading(page, "Sign in")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    check_accessibility(page, "light chosen in a dark system")


def test_the_keyboard_alone_signs_up(world):
    page, email = world.visitor().page, f"{world.name()}@example.org"
    page.goto("/portal/signup")
    heading(page, "Choose a plan")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the page")).to_be_focused()
    tab_to(page, page.get_by_role("radio", name=re.compile("Starter")))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    heading(page, "Your email")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(email)
    page.keyboard.press("Enter")
    heading(page, "Check your mail")
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    page.keyboard.type(portal.code(world.server, email))
    page.keyboard.press("Enter")
    expect(page.get_by_label("First name")).to_be_focused()
    for word in ("Ada", "Lovelace", "correct horse"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading(page, "Tell us about the business")


def tab_to(page, target):
    """Presses Tab until the target has the focus."""
    for _ in range(40):
        if target.evaluate("(element) => element === document.activeElement"):
            outline = target.evaluate("(element) => [element, element.closest('.choice') ?? element]"
                                      ".some((part) => getComputedStyle(part).outlineStyle !== 'none')")
            assert outline, "the focus is visible"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def test_a_page_loads_little_script_and_loads_it_once(world):
    visitor = world.visitor()
    page = visitor.page
    page.goto("/portal")
    heading(page, "Five ways in")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))"
        ".map(({ name, decodedBodySize }) => [name.split('/pages/')[1], decodedBodySize])")
    assert 0 < sum(size for _, size in sizes) < 120_000, json.dumps(sizes)
    assert len({name for name, _ in sizes}) == len(sizes)



def test_a_page_that_nobody_looks_at_follows_nothing_and_catches_up(world):
    page = world.visitor().page
    page.goto("/portal/call")
    portal.sign_in(page, f"{world.name()}@example.org")
    page.get_by_label("Name of the space").fill("House")
    press(page, "Make the space")
    expect(page.get_by_text("Live: this page")).to_be_visible()
    space = page.evaluate("Object.entries(localStorage).find(([name]) => name.includes('space'))[1]")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/changes")):
        look(page, True)
    world.server.post(f"/dev/spaces/{space}/book")
    page.wait_for_timeout(1000)
    expect(page.get_by_text("Your call is planned")).to_be_hidden()
    look(page, False)
    expect(page.get_by_text("Your call is planned")).to_be_visible()
