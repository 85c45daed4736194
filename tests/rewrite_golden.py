"""Writes what the sites of the tests must look like: `python -m tests.rewrite_golden`.

For when the output changes on purpose.  The difference is reviewed as text, like any other; so the
pictures of cards are left out, which `tests/test_posters.py` looks at.
"""

import shutil
import sys
from pathlib import Path

from tests.conftest import run

LAKES = Path(__file__).parent / "sites/lakes"
SEE = LAKES.with_name("see")


def expected(site: Path) -> Path:
    """Return the folder that holds what the *site* must look like."""
    return site.with_name(f"{site.name}.expected")


def rewrite(site: Path) -> int:
    """Build *site* into the folder that the tests compare with; return the exit code."""
    if run(site, "check", "-q").code == 0:
        shutil.rmtree(expected(site), ignore_errors=True)
    ran = run(site, "--out", str(expected(site)))
    shutil.rmtree(expected(site) / "cards", ignore_errors=True)
    sys.stdout.write(ran.out)
    sys.stderr.write(ran.err)
    return ran.code


def main() -> int:
    """Build all sites; return the worst exit code."""
    return max(rewrite(site) for site in (LAKES, SEE))


if __name__ == "__main__":
    sys.exit(main())
