"""What each language has words for: reads the files of words, and checks them.

Words come from YAML: those that ship with us (`words/<language>.yaml`), and over them, key by key,
those of the site (`content/strings/<language>.yaml`).  How they are used is for `strings` to say.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .errors import Position, Report, did_you_mean
from .reading import Mapping as YamlMapping
from .reading import Node, Scalar, check_keys, find_files, read_mapping, read_scalar, read_yaml
from .values import canonical_unit

FOLDER = "content/strings"

PLURALS = ("zero", "one", "two", "few", "many", "other")

# A name in braces, in whose place a text has something put in.
FIELD = re.compile(r"\{(\w+)\}")

# A place among the words, such as ("choices", "sources", "type", "news"), and what stands there:
# its plural forms, or a single text as the form "other".
Key = tuple[str, ...]
Texts = Mapping[Key, Mapping[str, str]]

# What stands in a file of words: how deep its texts lie, and whether they have plural forms.
_SECTIONS = {
    "words": (1, True),
    "statuses": (2, False),
    "units": (1, True),
    "currencies": (1, True),
    "choices": (3, False),
    "fields": (2, False),
}

# The sections that every language must have in full, because templates print them.
_NEEDED = ("words", "statuses")

# The plural forms of the languages that ship with us; CLDR knows all others, but is slow to load.
_FORMS = {"en": frozenset({"one", "other"}), "ja": frozenset({"other"})}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, and the language whose numbers and dates go with them."""

    texts: Texts
    manner: str


def load_words(
    root: Path, codes: Iterable[str], at: Position, report: Report
) -> Mapping[str, Words]:
    """Return the words of the languages *codes*, in their order.

    *at* is the place of `languages` in site.yaml.  A language with something to mend is there all
    the same, and speaks English for what it lacks.
    """
    codes = tuple(codes)
    files = _find_files(root, codes, report)
    loader = _Loader(root, at, report)
    return MappingProxyType({code: loader.words(code, files.get(code)) for code in codes})


def interface_words() -> Texts:
    """Return in English what every language must have words for: the interface and the statuses."""
    return {key: forms for key, forms in _shipped("en").items() if key[0] in _NEEDED}


def built_in_words(kind: str) -> list[Key]:
    """Return where the words of a built-in *kind* stand: those of its choices and its fields."""
    return [key for key in _shipped("en") if key[0] in ("choices", "fields") and key[1] == kind]


def _find_files(root: Path, codes: Iterable[str], report: Report) -> Mapping[str, str]:
    """Return the site's files of words by language; note those that nothing reads."""
    wanted = {f"{FOLDER}/{code}.yaml": code for code in codes}
    found = find_files(root, FOLDER, report)
    for path in found:
        if path not in wanted:
            message = "nothing reads this file: the site has no language of this name"
            hint = f"words are read from {', '.join(wanted)}"
            report.add("unknown-file", Position(path=path), message, hint)
    return {wanted[path]: path for path in found if path in wanted}


@dataclass(frozen=True, slots=True)
class _Loader:
    """Puts the words of a language together, and reports what is wrong with them."""

    root: Path
    at: Position
    report: Report

    def words(self, code: str, path: str | None) -> Words:
        """Return the words of one language; *path* is its file in the site, if it has one."""
        english, shipped = _shipped("en"), _shipped(code)
        known = bool(shipped) or self._check_code(code)
        own: Texts = {}
        if path:
            reader = _Reader(english, self.report)
            own = reader.read(self.root, path)
            if known:
                reader.check_plurals(code)
        if known:
            self._check_missing(code, path, {*shipped, *own})
        texts = MappingProxyType({**interface_words(), **shipped, **own})
        return Words(texts, code if known else "en")

    def _check_code(self, code: str) -> bool:
        from .cldr import knows_language  # slow to load, and not needed for what ships with us

        if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", code) and knows_language(code):
            return True
        message = f'"languages" has "{code}", which is no known language'
        hint = 'write its code as in "en", "ja" or "pt-BR"'
        self.report.add("bad-value", self.at, message, hint)
        return False

    def _check_missing(self, code: str, path: str | None, present: set[Key]) -> None:
        needed = list(interface_words())
        missing = [key for key in needed if key not in present]
        if missing:
            message = f'the language "{code}" lacks words of the interface: '
            message += ", ".join(_summed(missing, needed))
            verb = "add them to" if path else "translate them into"
            hint = f"{verb} {FOLDER}/{code}.yaml; explainer/words/en.yaml has them in English"
            self.report.add("missing-words", self.at, message, hint)


class _Reader:
    """Walks one file of words; *english* says which words of the interface there are."""

    def __init__(self, english: Texts | None, report: Report) -> None:
        self._english = english
        self._report = report
        self._texts: dict[Key, Mapping[str, str]] = {}
        self._nodes: dict[Key, Node] = {}

    def read(self, root: Path, path: str) -> Texts:
        """Return what the file at *path* below *root* holds."""
        file = read_yaml(root, path, self._report)
        if file is not None:
            check_keys(file, _SECTIONS, "a file of words", self._report)
            for section in _SECTIONS:
                node = file.get(section)
                if node is not None:
                    self._read_node(node, (section,))
        return self._texts

    def check_plurals(self, code: str) -> None:
        """Report what was read where it lacks a plural form that the language *code* has."""
        for key, forms in self._texts.items():
            node = self._nodes[key]
            # A word may do without forms; a currency, too, has one name for all numbers often.
            if isinstance(node, Scalar) and key[0] != "units":
                continue
            plurals = _plurals(code) if _SECTIONS[key[0]][1] else frozenset()
            missing = [form for form in PLURALS if form in plurals and form not in forms]
            if missing:
                message = f"{_named(key)} lacks the plural form {' and '.join(missing)}"
                wanted = ", ".join(f"{form}: …" for form in PLURALS if form in plurals)
                self._report.add("missing-key", node.at, message, f"write it as {{{wanted}}}")

    def _read_node(self, node: Node, key: Key) -> None:
        depth, plural = _SECTIONS[key[0]]
        if len(key) <= depth:
            self._read_level(node, key)
        elif plural and isinstance(node, YamlMapping):
            check_keys(node, PLURALS, _named(key), self._report)
            self._take(key, node, {form: node.get(form) for form in PLURALS})
        else:
            self._take(key, node, {"other": node})

    def _read_level(self, node: Node, key: Key) -> None:
        mapping = read_mapping(node, _named(key), self._report)
        if mapping is None:
            return
        known = set(mapping)
        if key[0] in _NEEDED and self._english is not None:
            known = {other[len(key)] for other in self._english if other[: len(key)] == key}
            check_keys(mapping, known, _named(key), self._report)
        for name in mapping:
            value = mapping.get(name)
            if value is not None and name in known:
                self._read_node(value, (*key, canonical_unit(name) if key == ("units",) else name))

    def _take(self, key: Key, node: Node, forms: Mapping[str, Node | None]) -> None:
        """Keep the *forms* of the text at *key*, each of which must be a single value."""
        texts: dict[str, str] = {}
        for form, value in forms.items():
            text = read_scalar(value, _named(key), self._report) if value is not None else None
            if value is not None and text is not None:
                texts[form] = text
                self._check_fields(key, value, text)
        if not texts:
            return
        if key[0] in {"units", "currencies"} and "{n}" not in texts.get("other", "{n}"):
            message = f"{_named(key)} must say with {{n}} where the number stands"
            self._report.add("bad-value", node.at, message, f'as in "{{n}} {key[1]}"')
        self._texts[key] = MappingProxyType(texts)
        self._nodes[key] = node

    def _check_fields(self, key: Key, node: Node, text: str) -> None:
        """Report names in braces for which there is nothing to put in."""
        if self._english is None or key[0] in {"choices", "fields"}:
            return
        allowed = {"units": {"n"}, "currencies": {"n", "name"}}.get(key[0])
        if allowed is None:
            forms = self._english.get(key, {}).values()
            allowed = {name for form in forms for name in FIELD.findall(form)}
        for name in FIELD.findall(text):
            if name not in allowed:
                message = f"{_named(key)} has nothing to put in for {{{name}}}"
                self._report.add("bad-value", node.at, message, did_you_mean(name, allowed))


@cache
def _shipped(code: str) -> Texts:
    """Return the words that ship for *code*, or for its language without the region; or none."""
    for name in (code, _base(code)):
        if name in _FORMS:
            return _Reader(None, Report()).read(Path(__file__).parent, f"words/{name}.yaml")
    return MappingProxyType({})


@cache
def _plurals(code: str) -> frozenset[str]:
    """Return the plural forms that counts take in the language *code*."""
    known = _FORMS.get(_base(code))
    if known is not None:
        return known
    from .cldr import Cldr  # slow to load, and not needed for what ships with us

    return Cldr(code).plurals()


def _base(code: str) -> str:
    return re.split("[-_]", code)[0]


def _summed(missing: Sequence[Key], needed: Sequence[Key]) -> list[str]:
    """Return the names of *missing* keys; a section as one, where all of it is missing."""
    names: list[str] = []
    for section in _NEEDED:
        lacking = [_dotted(key) for key in missing if key[0] == section]
        whole = sum(key[0] == section for key in needed)
        names += [f"{section} (all {whole})"] if len(lacking) == whole else lacking
    return names


def _dotted(key: Key) -> str:
    return ".".join(key)


def _named(key: Key) -> str:
    return f'"{_dotted(key)}"'
