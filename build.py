"""Builds the site; `python build.py --help` says how."""

import sys

from explainer.cli import main

if __name__ == "__main__":
    sys.exit(main())
