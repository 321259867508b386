"""The portal's pages, each flow played for its pictures."""

import re

from playwright.sync_api import expect

import portal
from portal import heading, press


def take(world, camera):
    def new_page():
        return world.visitor(viewport={"width": 1280, "height": 800}).page

    page = new_page()
    sign_up(world, page, camera)
    wizard(world, new_page(), camera)
    membership(world, new_page(), camera)
    call(world, new_page(), camera)
    merchant(world, new_page(), camera)
    page.goto("/portal")
    heading(page, "Five ways in")
    camera.take(page, "portal-front")


def sign_up(world, page, camera):
    email = f"{world.name('ada')}@example.org"
    page.goto("/portal/signup")
    heading(page, "Choose a plan")
    camera.take(page, "signup-1-plan")
    portal.begin_sign_up(page, email)
    portal.code(world.server, email)
    expect(page.get_by_role("button", name=re.compile("Use the code"))).to_be_visible()
    camera.take(page, "signup-2-code")
    page.get_by_label("Code", exact=True).fill("12")
    press(page, "Continue")
    camera.take(page, "signup-2-code-refused")
    portal.prove(world.server, page, email)
    heading(page, "Tell us about the business")
    camera.take(page, "signup-3-business")
    portal.describe_business(page)
    heading(page, "Payment")
    camera.take(page, "signup-4-payment")
    press(page, "Pay")
    heading(page, "Sandbox payment")
    camera.take(page, "signup-4-sandbox")
    press(page, "Pay")
    heading(page, "All there")
    camera.take(page, "signup-5-complete")
    press(page, "Create the workspace")
    heading(page, "Welcome")
    camera.take(page, "signup-6-welcome")


def wizard(world, page, camera):
    page.goto("/portal/wizard")
    email = f"{world.name('grace')}@example.org"
    heading(page, "Who is it?")
    camera.take(page, "wizard-0-sign-in")
    portal.sign_in(page, email)
    heading(page, "What are the books for?")
    page.get_by_role("radio", name=re.compile("Business")).check()
    camera.take(page, "wizard-1-account")
    portal.fill_wizard(page)
    camera.take(page, "wizard-4-review")
    press(page, "Edit Company")
    heading(page, "The company")
    camera.take(page, "wizard-3-company")
    conflict(page, camera)
    press(page, "Continue")
    heading(page, "Look it over")
    press(page, "Complete")
    heading(page, "Engines")
    camera.take(page, "wizard-5-dashboard")


def conflict(page, camera):
    other = page.context.new_page()
    other.goto("/portal/wizard")
    heading(other, "The company")
    other.get_by_label("Legal name").fill("Engines & Sons")
    portal.saved(other)
    expect(other.locator(".indicator")).to_have_attribute("data-state", "saved")
    page.get_by_label("Legal name").fill("Analytical Engines")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.press("Shift")
    camera.take(page, "wizard-3-conflict")
    press(page, "Keep all of mine")
    portal.saved(page)
    other.close()


def membership(world, page, camera):
    page.goto("/portal/membership/join")
    heading(page, "Join")
    camera.take(page, "membership-1-join")
    portal.join(page, f"{world.name('sol')}@example.org")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Lovelace")
    page.get_by_label("Born on").fill("1990-04-02")
    page.get_by_label("Time of birth").fill("06:30")
    page.get_by_label("Place of birth").select_option("London")
    portal.saved(page)
    camera.take(page, "membership-2-profile")
    press(page, "Complete")
    heading(page, "The sanctuary")
    camera.take(page, "membership-3-sanctuary")


def call(world, page, camera):
    page.goto("/portal/call")
    portal.sign_in(page, f"{world.name('joan')}@example.org")
    heading(page, "A space of your own")
    camera.take(page, "call-1-space")
    page.get_by_label("Name of the space").fill("House of Ada")
    press(page, "Make the space")
    heading(page, "Book your onboarding call")
    camera.take(page, "call-2-calendar")
    page.get_by_role("button", name="11:30").first.click()
    expect(page.get_by_text("Your call is planned")).to_be_visible()
    camera.take(page, "call-3-planned")


def merchant(world, page, camera):
    email = f"{world.name('corner')}@example.org"
    page.goto("/portal/merchant")
    heading(page, "Sign in")
    camera.take(page, "merchant-1-sign-in")
    portal.ask_for_a_shop(page, email)
    heading(page, "Waiting")
    expect(page.locator(".people li").first).to_be_visible()
    camera.take(page, "merchant-2-pending")
    page.locator(".people li").filter(has_text=email).get_by_role("button", name="Approve").click()
    heading(page, "Set up the shop")
    page.get_by_label("Shop's name").fill("The corner")
    page.get_by_role("radio", name="Clover").check()
    portal.saved(page)
    camera.take(page, "merchant-3-shop")
    press(page, "Open the shop")
    heading(page, "The shop is open")
    camera.take(page, "merchant-4-home")
    page.get_by_role("link", name="Point of sale").click()
    heading(page, "Point of sale")
    camera.take(page, "merchant-5-pos")
    admin = world.visitor(viewport={"width": 1280, "height": 800}).page
    portal.ask_for_a_shop(admin, "grace@example.com", role="Admin")
    heading(admin, "Good day, admin")
    admin.get_by_role("link", name="Approvals").click()
    expect(admin.locator(".people li").first).to_be_visible()
    camera.take(admin, "merchant-6-admin")
