# make site          installs what the generator needs into .venv, and builds into _site
# make test          installs what the tests need too; then lint, format, types and tests
# make long          tries what is hostile for an hour or two: says how much, and what it found
# make format        mends what ruff can mend, and lays out the code
# make requirements  resolves pyproject.toml anew into the three requirements files
# make clean         removes all that was made, .venv included
#
# Needed: Python 3.11 or newer, with pip 22.3 or newer; `make PYTHON=python3.13` takes another
# one.  The environment holds no pip of its own, which halves the time to make it, and
# needs no ensurepip, which some systems leave out.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) --python $(PY) install --require-hashes

.PHONY: site test long format requirements clean chromium
.DELETE_ON_ERROR:

site: .venv/.site
	$(PY) build.py

test: .venv/.test chromium
	$(PY) -m ruff check --quiet
	$(PY) -m ruff format --quiet --check
	$(PY) -m mypy
	$(PY) -m pytest --quiet --numprocesses auto --dist worksteal

# One after the other, so that all is counted, and as long as it takes.
LONG = fuzzing fuzzing_sites faults ending hostile_input hostile_markdown hostile_requests attacks
long: .venv/.test
	$(PY) -m pytest --quiet --long --numprocesses 0 -o faulthandler_timeout=7200 \
	  $(LONG:%=tests/test_%.py)

format: .venv/.test
	$(PY) -m ruff check --quiet --fix-only
	$(PY) -m ruff format --quiet

# The stamps are out of date as soon as the requirements change.
.venv/.site: requirements.txt $(PY)
	@echo "installing what the generator needs"
	@$(INSTALL) --requirement $<
	@touch $@

.venv/.test: requirements-test.txt .venv/.site
	@echo "installing what the tests need"
	@$(INSTALL) --requirement $<
	@touch $@

# Phony where the Python behind the link is gone, so that what was installed counts as gone too.
$(PY):
	@$(check-python)
	@$(PYTHON) -m venv --without-pip --clear .venv
ifeq ($(shell test -x $(PY) || echo gone),gone)
.PHONY: $(PY)
endif

# Tests in the browser want the system's own chromium, and letters for Japanese, Chinese and Korean.
chromium:
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing chromium and fonts-noto-cjk"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get -qq update >/dev/null && \
	  apt-get -qq install --no-install-recommends chromium fonts-noto-cjk >/dev/null 2>&1 && exit 0; \
	  echo "chromium could not be installed: browser tests will be skipped"; \
	else \
	  echo "there is no chromium: browser tests will be skipped"; \
	fi

# The lock of uv names the address of each file, so that it is not kept: the versions and
# the hashes are.  One lock gives all files, so that none undoes what the other installs.
UV := uv>=0.13,<0.14
EXPORT = $$work/uv/bin/uv export --quiet --frozen --project $$work --no-header --no-emit-project
requirements:
	@$(check-python)
	@set -e; work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	cp pyproject.toml $$work; \
	$(PYTHON) -m venv --without-pip $$work/uv; \
	$(PIP) --python $$work/uv/bin/python install '$(UV)'; \
	$$work/uv/bin/uv lock --quiet --project $$work --python $$work/uv/bin/python; \
	{ $(header); $(EXPORT) --no-default-groups; } >$$work/site.txt; \
	{ $(header); $(EXPORT) --only-group test; } >$$work/test.txt; \
	{ $(header); $(EXPORT) --only-group audit; } >$$work/audit.txt; \
	cp $$work/site.txt requirements.txt; \
	cp $$work/test.txt requirements-test.txt; \
	cp $$work/audit.txt requirements-audit.txt
header = echo "\# Written by \`make requirements\` from pyproject.toml: change that, not this."

clean:
	rm -rf .venv _site .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

define check-python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
  { echo "error: $(PYTHON) must be Python 3.11 or newer; name one by: make PYTHON=..." >&2; exit 1; }; \
$(PYTHON) -c 'import pip, sys; sys.exit([int(n) for n in pip.__version__.split(".")[:2]] < [22, 3])' \
  2>/dev/null || \
  { echo "error: $(PYTHON) must have pip 22.3 or newer (Debian: apt-get install python3-pip)" >&2; exit 1; }
endef
