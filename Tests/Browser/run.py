"""Runs every `test_…` of the files `*_test.py` here, or those whose names hold the given words.

Some processes share them, each with a server and a browser of its own.
"""

import fcntl
import importlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from playwright.sync_api import expect, sync_playwright

from world import World


def tests(words):
    here = pathlib.Path(__file__).parent
    for file in sorted(here.glob("*_test.py")):
        module = importlib.import_module(file.stem)
        for name, test in list(vars(module).items()):
            title = f"{file.stem.removesuffix('_test')}: {name.removeprefix('test_').replace('_', ' ')}"
            if name.startswith("test_") and all(word in title for word in words):
                yield title, test


def run(world, title, test):
    start = time.monotonic()
    try:
        test(world)
        world.end_test(is_good=True)
        failure = None
    except (Exception, SystemExit):
        failure = traceback.format_exc()
        keep_picture(world, title)
        world.end_test(is_good=False)
    mark = "failed" if failure else "passed"
    print(f"{mark} {title} ({time.monotonic() - start:.1f} s)", flush=True)
    if failure:
        print(failure, flush=True)
    return failure is None


def keep_picture(world, title):
    """What the failed test's pages looked like, beside the server's data."""
    for number, visitor in enumerate(world.visitors):
        name = f"{title.replace(' ', '-').replace(':', '')}-{number}.png"
        try:
            visitor.page.screenshot(path=f"/tmp/onboard-pages-{name}")
            print(f"picture: /tmp/onboard-pages-{name}; console: {visitor.problems}")
        except Exception as error:
            print(f"no picture: {error}")


PARTS = 4
# The browsers, their servers and whatever else the machine does share two cores.
PATIENCE_MILLISECONDS = 10_000


def interrupted(*_):
    """Being ended is no failure of a test: everything that was started ends, too."""
    raise KeyboardInterrupt


def main():
    """Starts the processes, or is one of them."""
    signal.signal(signal.SIGTERM, interrupted)
    binary, words = sys.argv[1], sys.argv[2:]
    if "ONBOARD_TAKEN" in os.environ:
        return run_part(binary, words, os.environ["ONBOARD_TAKEN"])
    count = len(list(tests(words)))
    if count == 0:
        sys.exit("no test's name holds these words")
    with tempfile.NamedTemporaryFile(prefix="onboard-pages-") as taken:
        parts = [
            subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, "ONBOARD_TAKEN": taken.name})
            for _ in range(min(PARTS, count))]
        try:
            sys.exit(1 if any([part.wait() for part in parts]) else 0)
        finally:
            for part in parts:
                part.terminate()


def run_part(binary, words, taken):
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        world = World(playwright, binary)
        try:
            results = [run(world, title, test) for title, test in not_taken(list(tests(words)), taken)]
        finally:
            world.close()
    print(f"{results.count(True)} of {len(results)} passed", flush=True)
    sys.exit(0 if all(results) else 1)


def not_taken(chosen, taken):
    """The tests that no other process has begun, one at a time; `taken` names a file with their count."""
    while True:
        with open(taken, "r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            number = int(file.read() or "0")
            if number >= len(chosen):
                return
            file.seek(0)
            file.write(str(number + 1))
        yield chosen[number]


if __name__ == "__main__":
    main()
