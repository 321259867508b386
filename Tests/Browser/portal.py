"""The portal's steps as a person takes them; tests are made of these."""

import re
import urllib.parse

from playwright.sync_api import expect

from world import until


def heading(page, text):
    """Waits until the page with this heading is shown."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page, email):
    """Where a flow leaves signing in to dev mode."""
    heading(page, "Who is it?")
    page.get_by_label("Email").fill(email)
    press(page, "Sign in")


def begin_sign_up(page, email, plan="Professional"):
    """From the plan to the page that asks for the code."""
    page.goto("/portal/signup")
    heading(page, "Choose a plan")
    page.get_by_role("radio", name=re.compile(plan)).check()
    press(page, "Continue")
    heading(page, "Your email")
    page.get_by_label("Email").fill(email)
    press(page, "Continue")
    heading(page, "Check your mail")


def prove(server, page, email, first="Ada", last="Lovelace"):
    """Types the code that was mailed, and who it is."""
    page.get_by_label("Code", exact=True).fill(code(server, email))
    press(page, "Continue")
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(last)
    page.get_by_label("Password").fill("correct horse")
    press(page, "Verify")


def code(server, email):
    """The newest code that was mailed to an address."""
    messages = until(lambda: server.get(f"/dev/mailbox?to={email}")["messages"], f"a mail to {email}")
    return next(message["code"] for message in messages if message["kind"] == "otp")


def describe_business(page, name="Engines"):
    heading(page, "Tell us about the business")
    page.get_by_label("Business name").fill(name)
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("Currency").select_option("GBP")
    press(page, "Continue")


def fill_wizard(page, name="Engines Ltd"):
    """From the wizard's first step to its review."""
    heading(page, "What are the books for?")
    page.get_by_role("radio", name=re.compile("Business")).check()
    press(page, "Continue")
    heading(page, "Who are you?")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Lovelace")
    press(page, "Continue")
    heading(page, "The company")
    page.get_by_label("Legal name").fill(name)
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("Currency").select_option("GBP")
    press(page, "Continue")
    heading(page, "Look it over")


def join(page, email, plan="Individual"):
    """From the membership's first page through the sandbox's payment to an account."""
    page.goto("/portal/membership/join")
    page.get_by_role("radio", name=re.compile(plan)).check()
    page.get_by_label("Email").fill(email)
    press(page, "Continue to payment")
    press(page, "Pay")
    heading(page, "Welcome")
    page.get_by_label("Password").fill("correct horse")
    press(page, "Make the account")
    heading(page, "About you")


def ask_for_a_shop(page, email, role="Merchant"):
    page.goto("/portal/merchant")
    heading(page, "Sign in")
    page.get_by_label("Email").fill(email)
    page.get_by_role("radio", name=re.compile(role)).check()
    press(page, "Sign in")


def subject(email):
    """The id that the portal gives to whoever signs in with this address."""
    return "dev-" + urllib.parse.quote(email, safe="!~*'()").replace("%", ":")


def saved(page):
    """Waits until the indicator says that all is saved."""
    expect(page.locator(".indicator")).to_have_attribute("data-state", re.compile("saved|idle"))
