"""Measures how long an author waits for the preview: from a save to the page that shows it.

    python benchmarks/preview.py [ROOT] [--page lakes/index] [--times 10]

Copies the site at ROOT, opens it in Chromium, saves a page again and again, each time with another
word, and says after how many milliseconds the word was to be read in the browser; then the same for
the style sheet, which changes in place.  A pause between two saves lets the machine come to rest.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from tests.browser import ARGUMENTS  # noqa: E402 — found by the line above
from tests.serving import Preview, preview  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAUSE = 0.3  # seconds
TEXT = "document.body?.innerText.includes({word!r})"
COLOUR = "getComputedStyle(document.body).outlineColor === 'rgb({red}, 0, 0)'"


def main() -> None:
    """Run the measurements that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("root", nargs="?", type=Path, default=HERE / "tests/sites/lakes")
    parser.add_argument("--page", default="index", help="which page is saved: index")
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "site")
        for name in ("content", "templates", "static"):
            if (options.root / name).is_dir():
                shutil.copytree(options.root / name, root / name)
        began = time.perf_counter()
        with preview(root) as found:
            told("start to first build", [time.perf_counter() - began])
            measure(found, root, options.page, options.times)


def measure(found: Preview, root: Path, key: str, times: int) -> None:
    """Save and look, in a browser of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = chromium.new_page()
        page.goto(found.address + ("" if key == "index" else f"{key.removesuffix('/index')}/"))
        file = next((root / "content").glob(f"*/{key}.md"))
        text = file.read_text("utf-8")

        def write(number: int) -> str:
            file.write_text(f"{text}\nWord{number}.\n", "utf-8")
            return TEXT.format(word=f"Word{number}.")

        told("save to page", [once(page, write, number) for number in range(times)])
        told("of that, the build", builds(found)[-times:])
        found.forget()
        sheet = root / "static/css/site.css"
        if not sheet.is_file():
            sheet.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / "static/css/site.css", sheet)
            time.sleep(PAUSE)
        style = sheet.read_text("utf-8")

        def paint(number: int) -> str:
            sheet.write_text(f"{style}\nbody {{ outline-color: rgb({number}, 0, 0) }}\n", "utf-8")
            return COLOUR.format(red=number)

        told("save to style", [once(page, paint, number) for number in range(1, times + 1)])
        chromium.close()


def once(page: "Page", save: Callable[[int], str], number: int) -> float:
    """Return the seconds from a save until what it gives back holds in the page."""
    time.sleep(PAUSE)
    began = time.perf_counter()
    holds = save(number)
    while not seen(page, holds):
        time.sleep(0.002)
    return time.perf_counter() - began


def seen(page: "Page", holds: str) -> bool:
    """Whether something holds in a page, which may be loading."""
    from playwright.sync_api import Error

    try:
        return bool(page.evaluate(holds))
    except Error:
        return False


def builds(found: Preview) -> list[float]:
    """Return the seconds that the builds took, as the preview has told them."""
    return [
        float(line.split("built in ")[1].split()[0]) for line in found.out if "built in " in line
    ]


def told(what: str, seconds: list[float]) -> None:
    """Say the median of some times, and their range."""
    if seconds:
        median, low, high = (f(seconds) * 1000 for f in (statistics.median, min, max))
        print(f"{what:<24}{median:8.0f} ms  ({low:.0f}–{high:.0f}, {len(seconds)} times)")


if __name__ == "__main__":
    main()
