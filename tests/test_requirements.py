"""The exported requirements keep what pyproject.toml promises."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import ORDER, imports

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXPORTS = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-test.txt": PROJECT["dependency-groups"]["test"],
    "requirements-audit.txt": PROJECT["dependency-groups"]["audit"],
}


class Pin(NamedTuple):
    requirement: Requirement
    hashes: list[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")


def pins(export: str) -> list[Pin]:
    lines = (ROOT / export).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    parts = [line.split("--hash=") for line in lines if not line.lstrip().startswith("#")]
    return [Pin(Requirement(first), [text.strip() for text in rest]) for first, *rest in parts]


@pytest.mark.parametrize("export", EXPORTS)
def test_every_dependency_is_pinned_within_its_range(export: str) -> None:
    wanted = [Requirement(text) for text in EXPORTS[export]]

    for dependency in wanted:
        name = canonicalize_name(dependency.name)
        versions = [pin.version for pin in pins(export) if pin.name == name]

        hint = f"{export} does not fit `{dependency}`: run `make requirements`"
        assert versions, hint
        assert all(dependency.specifier.contains(version) for version in versions), hint


@pytest.mark.parametrize("export", EXPORTS)
def test_every_pin_is_exact_and_carries_hashes(export: str) -> None:
    assert pins(export)
    for pin in pins(export):
        assert re.fullmatch(r"==[\w.!+]+", str(pin.requirement.specifier)), pin
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in pin.hashes), pin


@pytest.mark.parametrize("export", EXPORTS)
def test_no_export_names_an_address(export: str) -> None:
    text = (ROOT / export).read_text(encoding="utf-8")

    assert not re.search(r"://|file:|--(extra-)?index|--find-links|--trusted|^-|@|/", text, re.M)


def test_what_several_exports_pin_they_pin_alike() -> None:
    versions: dict[str, set[str]] = {}
    for export in EXPORTS:
        for pin in pins(export):
            versions.setdefault(pin.name, set()).add(pin.version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_everything_that_the_generator_imports_is_pinned() -> None:
    imported = set().union(*map(imports, ORDER)) - sys.stdlib_module_names
    libraries = {name for name in imported if not name.startswith(".")} - {"explainer"}
    givers = packages_distributions()

    pinned = {pin.name for pin in pins("requirements.txt")}

    assert {"yaml", "PIL", "pypdf", "tornado"} <= libraries
    for library in libraries:
        assert {canonicalize_name(one) for one in givers[library]} <= pinned, library
