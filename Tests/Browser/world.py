"""What a test is given: a server, a browser, and visitors to open."""

import os
import time

from visitor import Visitor
from server import Server


class World:
    """One for all tests; whatever a test opened is closed behind it."""

    def __init__(self, playwright, binary):
        self.binary = binary
        self.pages_from = os.environ.get("ONBOARD_PAGES_FROM")
        self.browser = playwright.chromium.launch(
            executable_path=os.environ["ONBOARD_CHROMIUM"], args=["--no-sandbox", "--disable-gpu"])
        self.server = Server(binary)
        self.visitors = []
        self.servers = []
        self.count = 0

    def visitor(self, server=None, **options):
        """A new browser profile."""
        visitor = Visitor(
            self.browser, (server or self.server).origin, self.pages_from, **options)
        self.visitors.append(visitor)
        return visitor

    def own_server(self):
        """A server that a test may kill."""
        server = Server(self.binary)
        self.servers.append(server)
        return server

    def name(self, word="person"):
        """A name that no other test has."""
        self.count += 1
        return f"{word}-{os.getpid()}-{self.count}"

    def end_test(self, is_good):
        """Closes what the test opened; a good test also left no error in a console."""
        try:
            if is_good:
                for visitor in self.visitors:
                    visitor.check_console()
        finally:
            for visitor in self.visitors:
                visitor.close()
            for server in self.servers:
                server.stop()
            self.visitors, self.servers = [], []

    def close(self):
        try:
            self.browser.close()
        finally:
            for server in [self.server, *self.servers]:
                server.end()


def until(claim, what, seconds=10):
    """Waits for a fact, with a limit; answers what the claim answered."""
    end = time.monotonic() + seconds
    while True:
        answer = claim()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)
