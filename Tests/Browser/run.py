"""Runs every `test_…` of the files `*_test.py` here, or those whose names hold a given word."""

import importlib
import pathlib
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

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
    except Exception:
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


def main():
    binary, words = sys.argv[1], sys.argv[2:]
    with sync_playwright() as playwright:
        world = World(playwright, binary)
        results = [run(world, title, test) for title, test in tests(words)]
        world.close()
    print(f"{results.count(True)} of {len(results)} passed")
    sys.exit(0 if results and all(results) else 1)


if __name__ == "__main__":
    main()
