"""The client library's own tests, which run in the browser (contract A9): one report for each."""

import pathlib


def make(file):
    """Runs the tests of a file in `units`, each of them under a clock of its own."""

    def test(world):
        visitor = world.visitor()
        visitor.serve_units()
        page = visitor.page
        page.goto("/pages/units/page.html")
        names = page.evaluate(f"import('/pages/units/{file}').then((m) => Object.keys(m.tests))")
        failures = []
        for name in names:
            failure = page.evaluate(
                f"""(name) => import('/pages/units/{file}').then((m) => m.tests[name]())
                    .then(() => null, (error) => error.stack ?? String(error))""", name)
            print(f"    {'failed' if failure else 'passed'} {name}")
            if failure:
                failures.append(f"{name}: {failure}")
        assert names and not failures, "\n".join(failures)

    return test


for path in sorted((pathlib.Path(__file__).parent / "units").glob("*.unit.js")):
    globals()[f"test_{path.name.split('.')[0]}"] = make(path.name)
