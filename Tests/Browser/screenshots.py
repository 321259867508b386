"""Pictures of the main pages in light and dark, wide and narrow."""

import importlib
import pathlib
import sys

from playwright.sync_api import sync_playwright

from world import World

LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 320, "height": 720}},
    "narrow-dark": {"color_scheme": "dark", "viewport": {"width": 320, "height": 720}},
}


class Camera:
    """Keeps a page's picture in each look, once what moves has come to rest."""

    def __init__(self, folder, words):
        self.folder = pathlib.Path(folder)
        self.words = words

    def take(self, page, name):
        if any(word not in name for word in self.words):
            return
        page.bring_to_front()
        size = page.viewport_size
        for look, options in LOOKS.items():
            page.emulate_media(color_scheme=options["color_scheme"], reduced_motion="reduce")
            page.set_viewport_size(options["viewport"])
            page.wait_for_timeout(150)
            file = self.folder / f"{name}-{look}.png"
            page.screenshot(path=file, full_page=look.startswith("narrow"))
            print(file, flush=True)
        page.emulate_media(color_scheme=None, reduced_motion=None)
        page.set_viewport_size(size)


def main():
    binary, folder, words = sys.argv[1], sys.argv[2], sys.argv[3:]
    camera = Camera(folder, words)
    here = pathlib.Path(__file__).parent
    with sync_playwright() as playwright:
        world = World(playwright, binary)
        try:
            for file in sorted(here.glob("*_pictures.py")):
                importlib.import_module(file.stem).take(world, camera)
                world.end_test(is_good=False)
        finally:
            world.close()


if __name__ == "__main__":
    main()
