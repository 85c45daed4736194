"""Writes what the site of the lakes must look like: `python -m tests.rewrite_golden`.

For when the output changes on purpose.  The difference is reviewed as text, like any other; so the
pictures of cards are left out, which `tests/test_posters.py` looks at.
"""

import shutil
import sys
from pathlib import Path

from tests.conftest import run

LAKES = Path(__file__).parent / "sites/lakes"
EXPECTED = LAKES.with_name("lakes.expected")


def main() -> int:
    """Build the site into the folder that the tests compare with; return the exit code."""
    if run(LAKES, "check", "-q").code == 0:
        shutil.rmtree(EXPECTED, ignore_errors=True)
    ran = run(LAKES, "--out", str(EXPECTED))
    shutil.rmtree(EXPECTED / "cards", ignore_errors=True)
    sys.stdout.write(ran.out)
    sys.stderr.write(ran.err)
    return ran.code


if __name__ == "__main__":
    sys.exit(main())
