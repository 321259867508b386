"""One browser, several tabs and people: nothing is saved as somebody else, and nobody is thrown out (A2, A9, L7, K16)."""

import json
import re

from playwright.sync_api import expect

import portal
from portal import heading, press, subject
from saving_test import open_wizard, state, stored
from world import until


def test_who_signs_in_elsewhere_is_shown_in_every_tab(world):
    ada, bob = f"{world.name()}@example.org", f"{world.name()}@example.org"
    visitor = world.visitor()
    page = open_wizard(world, visitor, ada)
    second = visitor.tab()
    second.goto("/portal/wizard")
    press(second, "Sign out")
    heading(page, "Who is it?")
    portal.sign_in(second, bob)
    heading(second, "What are the books for?")
    page.reload()
    expect(page.locator(".who-name")).to_have_text(bob)
    second.evaluate("(person) => localStorage.setItem('onboard.portal.wizard', person)", person(world, ada))
    expect(page.locator(".who-name")).to_have_text(ada)
    heading(page, "Who are you?")


def person(world, email):
    """Somebody who is signed in, as the portal keeps it."""
    return json.dumps({"id": subject(email), "email": email, "token": world.server.token(subject(email))})


def test_addresses_that_differ_are_different_people(world):
    place = world.name()
    for address in (f"李@{place}.example", f"علي@{place}.example", f"a.b@{place}.example", f"a+b@{place}.example"):
        page = open_wizard(world, world.visitor(), address)
        expect(page.get_by_label("First name")).to_have_value("")
        page.get_by_label("First name").fill(address)
        until(lambda: stored(world.server, address).get("firstName") == address, "it is saved")


def test_what_one_person_types_is_never_saved_as_another(world):
    ada, bob = f"{world.name()}@example.org", f"{world.name()}@example.org"
    visitor = world.visitor()
    page = open_wizard(world, visitor, ada)
    # As in a tab that slept while another one signed in: this one hears nothing of its own storage.
    page.evaluate("(person) => localStorage.setItem('onboard.portal.wizard', person)", person(world, bob))
    page.get_by_label("First name").fill("Ada")
    state(page, "error")
    assert "firstName" not in stored(world.server, bob)
    page.reload()
    heading(page, "What are the books for?")
    press(page, "Sign out")
    portal.sign_in(page, ada)
    expect(page.get_by_label("First name")).to_have_value("Ada")
    until(lambda: stored(world.server, ada).get("firstName") == "Ada", "it waited for its own person")


def test_what_is_typed_last_goes_out_with_who_leaves(world):
    for leave in (lambda page: press(page, "Sign out"), lambda page: page.goto("about:blank")):
        email = f"{world.name()}@example.org"
        page = open_wizard(world, world.visitor(), email)
        portal.saved(page)
        page.get_by_label("First name").fill("Quick")
        leave(page)
        until(lambda email=email: stored(world.server, email).get("firstName") == "Quick", "it was sent")


def test_an_hour_later_everything_still_works(world):
    server = world.own_server()
    wizard, shop, call = world.visitor(server), world.visitor(server), world.visitor(server)
    for visitor in (wizard, shop, call):
        visitor.allow("status of 401")
    page = open_wizard(world, wizard, "ada@example.org")
    portal.ask_for_a_shop(shop.page, "shop@example.org")
    expect(shop.page.get_by_text("Looking every 3 seconds")).to_be_visible()
    call.allow("ERR_FAILED")
    call.context.route("**/changes", lambda route: route.abort())
    call.page.goto("/portal/call")
    portal.sign_in(call.page, "ada@example.org")
    call.page.get_by_label("Name of the space").fill("House")
    press(call.page, "Make the space")
    expect(call.page.get_by_text("Looking every 3 seconds")).to_be_visible(timeout=10_000)
    server.post("/dev/clock", {"advanceSeconds": 3700})
    page.get_by_label("First name").fill("Late")
    state(page, "saved")
    assert stored(server, "ada@example.org")["firstName"] == "Late"
    boss = server.token("boss", email="boss@example.com", email_verified=True, role="admin")
    path = f"/api/v1/admin/users/{subject('shop@example.org')}/approve"
    assert server.ask("PATCH", path, {"reason": "ok"}, boss)[0] == 200
    heading(shop.page, "Set up the shop")
    space = call.page.evaluate("Object.entries(localStorage).find(([name]) => name.includes('space'))[1]")
    server.post(f"/dev/spaces/{space}/book")
    expect(call.page.get_by_text("Your call is planned")).to_be_visible(timeout=20_000)


def member(world, server):
    """A visitor with an account, at the profile's form."""
    visitor = world.visitor(server)
    visitor.allow("status of 401")
    portal.join(visitor.page, "ada@example.org")
    return visitor


def test_tabs_that_wake_at_once_are_all_still_signed_in(world):
    server = world.own_server()
    visitor = member(world, server)
    tabs = [visitor.page, *[visitor.tab() for _ in range(3)]]
    server.post("/dev/clock", {"advanceSeconds": 3700})
    for page in tabs:
        page.goto("/portal")
    for page in tabs:
        page.evaluate("() => { setTimeout(() => location.assign('/portal/membership/onboarding')); }")
    for page in tabs:
        page.wait_for_url("**/onboarding")
        heading(page, "About you")


def test_a_renewal_whose_answer_is_lost_signs_nobody_out(world):
    server = world.own_server()
    visitor = member(world, server)
    visitor.allow("ERR_FAILED", "ERR_CONNECTION", "Failed to fetch")
    page = visitor.page

    def take_and_lose(route):
        route.fetch()
        route.abort("connectionreset")

    server.post("/dev/clock", {"advanceSeconds": 3700})
    visitor.context.route("**/v1/auth/refresh", take_and_lose, times=1)
    page.get_by_label("First name").fill("Ada")
    state(page, "saved")
    # What cannot be renewed leads to the sign-in, and what was typed waits for that.
    server.post("/dev/clock", {"advanceSeconds": 3700})
    visitor.context.route("**/v1/auth/refresh", lambda route: route.fulfill(status=401, json={"detail": "Sign in."}))
    page.get_by_label("Last name").fill("Lovelace")
    heading(page, "Sign in")
    visitor.context.unroute("**/v1/auth/refresh")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill("correct horse")
    press(page, "Sign in")
    heading(page, "About you")
    expect(page.get_by_label("Last name")).to_have_value("Lovelace")
    state(page, re.compile("saved|idle"))


def test_a_sign_up_that_runs_out_while_it_waits_for_the_payment_says_so(world):
    server = world.own_server()
    visitor = world.visitor(server)
    visitor.allow("status of 400", "status of 404")
    page = visitor.page
    portal.begin_sign_up(page, "late@example.org")
    portal.prove(server, page, "late@example.org")
    portal.describe_business(page)
    expect(page.get_by_text("Live: this page")).to_be_visible()
    server.post("/dev/clock", {"advanceSeconds": 25 * 3600})
    heading(page, "This sign-up has run out")
