"""The console's pages over a ledger with some people in it."""

from console_test import ALL, opened
from world import until

NAMES = ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov", "Tim Berners",
         "Margaret Hamilton", "Donald Knuth", "Frances Allen", "Ken Thompson", "Radia Perlman", "Niklaus Wirth"]
COUNTRIES = [("GB", "GBP"), ("FR", "EUR"), ("US", "USD"), ("NL", "EUR"), ("JP", "JPY")]


def take(world, camera):
    server = world.own_server()
    stream = populate(server)
    page = opened(world, server=server, viewport={"width": 1280, "height": 800})
    for name, path in (
        ("overview", ""), ("events", "/events?type=BusinessStaged"), ("subjects", "/subjects?q=ada"),
        ("subject", f"/stream/{stream}?v=4"), ("blame", f"/stream/{stream}?tab=blame"),
        ("funnel", "/funnel/signup?by=plan&stage=identity_pending&state=lost"), ("friction", "/friction/signup"),
        ("experiments", "/experiments/signup"), ("paths", "/paths/signup"),
        ("integrity", "/integrity?position=5"), ("models", "/models"),
    ):
        page.goto(f"/console{path}")
        page.locator("main h1").wait_for()
        until(lambda: page.locator(".bone").count() == 0, f"{path} is there")
        camera.take(page, f"console-{name}")


def populate(server):
    """Sign-ups of two days, each as far as its number says; answers the stream of one that came through."""
    done = None
    for number in range(96):
        later(server, 20 + number * number * 37 % 90 + (93_600 if number == 60 else 0))
        given, family = NAMES[number * 5 % len(NAMES)].split()
        email = f"{given}.{family}.{number}@example.org".lower()
        plan = "professional" if number % 3 else "starter"
        variant = {"X-Onboarding-Variant": "short" if number % 2 else "long"}
        token = server.post("/v1/onboarding/start", {"email": email, "planDescriptor": plan}, fields=variant)[
            "sessionToken"]
        if number % 7 == 0:
            continue
        later(server, 10 + number % 20)
        server.post("/v1/onboarding/email/otp", {"sessionToken": token})
        later(server, 15 + number % 40)
        if number % 5 == 0:
            wrong = {"sessionToken": token, "code": "000000", "firstName": given, "lastName": family,
                     "password": "correct horse"}
            server.ask("POST", "/v1/onboarding/email/verify", wrong)
        if number % 11 == 0:
            continue
        server.post("/v1/onboarding/oauth/google", {"sessionToken": token, "code": f"dev:{given}:{family}:{email}"})
        if number % 8 == 3 + number % 2 * 2:
            continue
        later(server, 30 + number % 50)
        country, currency = COUNTRIES[number % len(COUNTRIES)]
        server.post("/v1/onboarding/business", {
            "sessionToken": token, "name": f"{family} Works", "descriptor": f"{family.lower()}-{number}",
            "country": country, "currency": currency})
        if plan == "professional":
            if number % 6 == 1:
                continue
            later(server, 20 + number % 30)
            pay(server, token)
        server.post("/v1/onboarding/complete", {"sessionToken": token})
        done = email
    key = server.key("audit:read")
    return server.get(f"/v1/sessions?q={done}", key)["items"][0]["stream"]


def later(server, seconds):
    server.post("/dev/clock", {"advanceSeconds": seconds})


def pay(server, token):
    urls = {"successUrl": f"{server.origin}/portal", "cancelUrl": f"{server.origin}/portal"}
    checkout = server.post("/v1/onboarding/payment/start", {"sessionToken": token, **urls})["checkoutUrl"]
    server.post(f"/dev/checkout/{checkout.rsplit('/', 1)[1]}/pay")
