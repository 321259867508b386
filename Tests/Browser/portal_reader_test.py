"""Who uses the portal by keyboard, by ear or on a small screen."""

import re

from playwright.sync_api import expect

import portal
from portal import heading, press


def test_behind_the_scenes_is_found_on_a_small_screen(world):
    page = world.visitor(viewport={"width": 360, "height": 640}).page
    page.goto("/portal")
    heading(page, "Five ways in")
    toggle = page.get_by_role("button", name="Behind the scenes", exact=True)
    toggle.focus()
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", name="Behind the scenes")
    expect(title).to_be_focused()
    expect(title).to_be_in_viewport()
    toggle.focus()
    page.keyboard.press("Enter")
    expect(title).to_be_hidden()
    expect(toggle).to_be_focused()


def test_who_asks_for_another_code_keeps_the_focus(world):
    visitor = world.visitor()
    visitor.allow("status of 429")
    page, email = visitor.page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email)
    portal.code(world.server, email)
    page.reload()
    again = page.get_by_role("button", name="Send another code")
    again.focus()
    page.keyboard.press("Enter")
    waiting = page.get_by_role("button", name=re.compile("Another code in"))
    expect(waiting).to_be_focused()
    expect(waiting).to_be_disabled()


def test_the_link_to_the_page_leaves_what_is_typed(world):
    page = world.visitor().page
    page.goto("/portal/call")
    name = page.locator("main input").first
    name.fill("half a wo")
    page.get_by_role("link", name="To the page").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#main$"))
    expect(page.locator("main[aria-busy=true]")).to_have_count(0)
    expect(name).to_have_value("half a wo")
    page.go_back()
    expect(page.locator("main[aria-busy=true]")).to_have_count(0)
    expect(name).to_have_value("half a wo")


def test_new_mail_leaves_what_is_read_where_it_is(world):
    page, email = world.visitor(viewport={"width": 1280, "height": 800}).page, f"{world.name()}@example.org"
    portal.begin_sign_up(page, email)
    mine = page.locator(".mail").filter(has_text=email)
    use = mine.get_by_role("button", name=re.compile("Use"))
    use.focus()
    page.evaluate("""() => {
      globalThis.added = [];
      new MutationObserver((all) => all.forEach(({ addedNodes }) => added.push(...[...addedNodes].map((each) =>
        each.textContent)))).observe(document.querySelector(".mails"), { childList: true, subtree: true });
    }""")
    other = f"{world.name()}@example.org"
    token = world.server.post("/v1/onboarding/start", {"email": other, "planDescriptor": "starter"})["sessionToken"]
    world.server.post("/v1/onboarding/email/otp", {"sessionToken": token})
    expect(page.locator(".mail").filter(has_text=other)).to_be_visible()
    expect(use).to_be_focused()
    added = page.evaluate("added.join(' ')")
    assert other in added and email not in added, added


def test_mails_of_one_moment_to_one_address_are_all_there(world):
    page = world.visitor(viewport={"width": 1400, "height": 900}).page
    mail = {"kind": "note", "to": "ada@example.org", "sentAt": "2026-11-01T10:00:00.000Z", "text": "Words."}
    messages = [{**mail, "subject": subject} for subject in ("One", "Another")]
    page.route("**/dev/mailbox", lambda route: route.fulfill(json={"messages": messages}))
    page.goto("/portal")
    expect(page.locator(".mails .mail")).to_have_count(2)
