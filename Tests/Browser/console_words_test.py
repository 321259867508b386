"""What the console says is so, and is all there: proofs, who did it, lengths of time, filters, long names (contract W1)."""

import json
import re
import subprocess

from playwright.sync_api import expect

from console_reader_test import signup_funnel
from console_test import answering, head_of, merchant, opened, sign_up
from world import until


def compared(page, head):
    """What the page says of a head that was kept."""
    page.get_by_label("The head that you kept").fill(json.dumps(head))
    grown = page.get_by_role("region", name="Did it only grow?")
    grown.get_by_role("button", name="Prove it").click()
    return grown


def test_a_kept_head_is_compared_with_the_log(world):
    server = world.own_server()
    key = server.key("audit:read")
    heads = [server.get("/v1/ledger/head", key)]
    while heads[-1]["size"] < 9:
        sign_up(world, server)
        heads.append(server.get("/v1/ledger/head", key))
    page = opened(world, "/console/integrity", server=server)
    good, bad = re.compile("nothing was changed or taken out"), re.compile("This is not the head of then")
    for head in heads:
        kept = {"size": head["size"], "root": head["root"]}
        grown = compared(page, kept)
        if kept["size"] == 0:
            grown.get_by_text("there is nothing to compare").wait_for()
            continue
        expect(grown.get_by_role("status").filter(has_text=good).first).to_be_visible()
        expect(grown.locator("pre")).to_contain_text(f"--root {kept['root']}")
        expect(grown.locator("pre")).to_contain_text(re.compile(rf"--size {kept['size']}$"))
        compared(page, {**kept, "root": "ab" * 32})
        expect(grown.get_by_text(bad)).to_be_visible()
        compared(page, kept)
        expect(grown.get_by_text(good)).to_be_visible()


def test_a_head_that_cannot_be_compared_here_is_said_to_be_not(world):
    stream, _, _ = sign_up(world)
    head = world.server.get("/v1/ledger/head", world.server.key("audit:read"))
    page = opened(world, "/console/integrity")
    page.evaluate("() => Object.defineProperty(crypto, 'subtle', { value: undefined })")
    grown = compared(page, {"size": head["size"], "root": "ab" * 32})
    grown.get_by_text("Not compared").wait_for()
    # Nor can it copy by itself: what is to be copied is selected.
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy the root").click()
    page.get_by_text("Selected").wait_for()
    assert page.evaluate("() => String(getSelection())") == head["root"], stream


def test_the_head_beside_a_proof_is_the_one_that_it_is_about(world):
    sign_up(world)
    page = opened(world, "/console/integrity")
    card = page.get_by_role("region", name="Tree head")
    card.locator("dd code").first.wait_for()
    sign_up(world)
    page.get_by_label("Position").fill("1")
    page.get_by_role("button", name="Prove it").first.click()
    root = page.locator("pre.command").text_content().split("--root ")[1].split()[0]
    expect(card.locator("dd code").first).to_have_text(root)


def test_two_actors_of_one_moment_are_told_apart(world):
    subject = merchant(world)
    for verb in ("approve", "suspend"):
        status, _ = world.server.ask("PATCH", f"/api/v1/admin/users/{subject}/{verb}", {"reason": "so"},
                                     world.server.key("admin"))
        assert status == 200
    page = opened(world, f"/console/stream/profile-{subject}")
    page.set_viewport_size({"width": 360, "height": 760})
    timeline = page.get_by_role("listbox", name="Timeline")
    by = timeline.locator(".timeline-by").filter(has_text="apiKey")
    expect(by).to_have_count(2)
    assert len(set(by.all_text_contents())) == 2, by.all_text_contents()
    for each in by.all():
        expect(each).to_be_in_viewport()
    # What kind of actor it was is more than a colour.
    page.goto(f"/console/events?stream=profile-{subject}")
    page.get_by_role("option", name=re.compile("apiKey.*Access suspended")).wait_for()
    expect(page.locator(".dot.apiKey").first).to_have_attribute("title", "apiKey")


def test_lengths_of_time_are_those_of_the_command(world):
    lengths = {0: "0 s", 0.0012: "1.20 ms", 0.82: "820 ms", 1.86: "1.9 s", 59.96: "1 min 00 s", 71.9: "1 min 12 s",
               7440: "2 h 04 min", 442_800: "5 d 3 h"}
    found, stages = signup_funnel(world)
    assert len(stages) == len(lengths)
    for stage, length in zip(found["stages"], lengths):
        stage["medianSeconds"] = length
    page = opened(world)
    page.route("**/v1/analytics/funnel?*", answering(found))
    page.goto("/console/funnel/signup")
    page.get_by_text("As a table").click()
    rows = page.locator(".card tbody tr")
    expect(rows).to_have_count(len(lengths))
    for row, told in zip(rows.all(), lengths.values()):
        expect(row.get_by_role("cell", name=told, exact=True)).to_have_count(1)


def test_a_funnel_says_what_is_left_out_and_what_may_be_passed_by(world):
    found, stages = signup_funnel(world)
    page = opened(world)
    page.route("**/v1/analytics/funnel?*", answering(found))
    page.goto("/console/funnel/signup?where=plan%3Dstarter")
    page.get_by_text("As a table").click()
    rows = page.locator(".card tbody tr")
    for row, stage in zip(rows.all(), stages):
        name = stage["name"].replace("_", " ")
        expect(row.locator("th")).to_have_text(f"({name})" if stage.get("optional") else name)
        if stage.get("optional"):
            expect(row.locator("td").nth(3)).to_have_text("–")
    page.get_by_text("may be passed by").wait_for()
    page.get_by_role("link", name=re.compile("plan=starter.*take away")).click()
    until(lambda: "where" not in page.url, "the filter is taken away")
    head_of(page, "Funnel")


def test_a_cell_behind_which_nobody_is_opens_nothing(world):
    server = world.own_server()
    sign_up(world, server)
    page = opened(world, "/console/funnel/signup?by=plan", server=server)
    table = page.locator(".heat-table")
    expect(table.get_by_role("button")).to_have_count(1)
    # It is as dark as its share all the same.
    stages = table.get_by_role("columnheader").count() - 2
    expect(table.locator("td .heat-cell")).to_have_count(stages)
    # Whose row it is stays in sight.
    page.set_viewport_size({"width": 360, "height": 760})
    away = page.locator(".scroll-x:has(.heat-table)").evaluate("""(each) => {
        each.scrollLeft = each.scrollWidth;
        const left = (element) => element.getBoundingClientRect().left;
        return [each.scrollLeft, left(each.querySelector("tbody th")) - left(each)]; }""")
    assert away[0] > 0 and away[1] >= 0, away


def test_a_long_name_pushes_nothing_out_of_sight(world):
    email = "x" * 60 + "@" + ".".join(["d" * 60, "e" * 60, "f" * 50]) + ".example.org"
    world.server.post("/v1/onboarding/start", {"email": email, "planDescriptor": "starter"})
    page = opened(world, "/console/subjects?kind=sessions", viewport={"width": 1280, "height": 800})
    page.get_by_role("link", name=email).first.wait_for()
    page.locator(".subjects-table").get_by_text("plan selected").first.wait_for()
    expect(page.get_by_role("columnheader", name="Last change")).to_be_in_viewport()
    page.goto(f"/console/events?actor={'y' * 200}")
    page.get_by_text("take one away").wait_for()
    assert page.evaluate("""() => { const main = document.querySelector("main");
        return main.scrollWidth <= main.clientWidth; }""")


def test_a_type_is_found_by_what_the_lists_call_it(world):
    sign_up(world)
    page = opened(world, "/console/events")
    page.locator(".filters summary").click()
    page.get_by_label("Type").fill("Sign up started")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("SignUpStarted.*take away")).wait_for()
    page.get_by_role("option", name="Sign up started").first.wait_for()


def test_the_search_is_wide_enough_to_read_in_large_text(world):
    page = opened(world, viewport={"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    box = page.get_by_role("searchbox")
    room = box.evaluate("""(each) => { const style = getComputedStyle(each);
        return each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight); }""")
    assert room > 128, f"{room} px beside its padding"


def test_the_menu_covers_nothing_of_a_bar_of_two_rows(world):
    page = opened(world, viewport={"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.get_by_role("button", name="Menu").click()
    bar, side = (page.locator(place).bounding_box() for place in (".bar", ".side"))
    assert side["y"] >= bar["y"] + bar["height"], (bar, side)
