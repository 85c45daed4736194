"""The settings of a site, from `content/site.yaml`."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from . import reading
from .errors import Position, Report, UsageError, did_you_mean
from .reading import Node, Scalar
from .values import BadValue, Date, read_date, read_url

KEYS = (
    "title",
    "languages",
    "as_of",
    "base_url",
    "summary",
    "publisher",
    "license",
    "repository",
    "nav",
)


# Stands for the day that a site.yaml to be mended does not give.
_NO_DAY = read_date("0001-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalText:
    """A text in each language of the site; one that was written once stands for all of them."""

    scalars: Mapping[str, Scalar]

    @property
    def is_shared(self) -> bool:
        """Whether it is written once, for all languages."""
        return len(set(map(id, self.scalars.values()))) == 1

    def in_language(self, code: str) -> str:
        """Return the text in the language *code*, or nothing where it lacks that language."""
        scalar = self.scalars.get(code)
        return scalar.text.strip() if scalar else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of the menu: the path of a page without language and suffix."""

    path: str
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `site.yaml` says; languages are in its order, codes to names."""

    title: LocalText
    languages: Mapping[str, str]
    languages_at: Position
    as_of: Date
    base_url: str | None
    summary: LocalText | None
    publisher: LocalText | None
    license: LocalText | None
    repository: str | None
    nav: tuple[NavItem, ...]
    at: Position

    @property
    def default_language(self) -> str:
        """The code of the language that stands at the root of the site."""
        return next(iter(self.languages))

    @property
    def base_path(self) -> str:
        """The path under which the site is hosted; begins and ends with a slash."""
        return _path_of(self.base_url)

    def with_base_url(self, base_url: str | None) -> "Settings":
        """Return these settings for another address; none of its own changes nothing.

        Raises:
            UsageError: *base_url* is no http(s) address.
        """
        if not base_url:
            return self
        try:
            return replace(self, base_url=read_url(base_url))
        except BadValue as error:
            raise UsageError(f"the base address {error.message}") from None


@cache
def _path_of(base_url: str | None) -> str:
    path = urlsplit(base_url).path.strip("/") if base_url else ""
    return f"/{path}/" if path else "/"


def load_settings(root: Path, report: Report) -> Settings | None:
    """Return the settings of the site below *root*, or nothing where they name no languages.

    Whatever else is to be mended is there all the same, so that the rest of the site is checked.
    """
    mapping = reading.read_yaml(root, "content/site.yaml", report)
    if mapping is None:
        return None
    reading.check_keys(mapping, KEYS, "site.yaml", report)
    reader = _SettingsReader(mapping, report)
    languages = reader.languages()
    as_of, base_url, repository = reader.as_of(), reader.url("base_url"), reader.url("repository")
    nav = reader.nav()
    title = reader.text("title", languages)
    if not languages:
        return None
    return Settings(
        title=title or LocalText(scalars={}),
        languages=languages,
        languages_at=mapping.key("languages").at,
        as_of=as_of or _NO_DAY,
        base_url=base_url,
        summary=reader.text("summary", languages),
        publisher=reader.text("publisher", languages),
        license=reader.text("license", languages),
        repository=repository,
        nav=nav,
        at=mapping.at,
    )


def read_local_text(
    node: Node, languages: Collection[str], what: str, report: Report
) -> LocalText | None:
    """Return a text that is written once, or once in each of the *languages* and in no other."""
    if isinstance(node, Scalar):
        return LocalText(scalars=dict.fromkeys(languages, node))
    mapping = reading.read_mapping(node, f"{what}, where it is not one text,", report)
    if mapping is None:
        return None
    for key in mapping:
        if key not in languages:
            message = f'{what} has a text for "{key}", which is no language of the site'
            report.add("unknown-key", mapping.key(key).at, message, did_you_mean(key, languages))
    missing = [code for code in languages if mapping.get(code) is None]
    if missing:
        message = f"{what} lacks the language {', '.join(missing)}"
        report.add("missing-language", mapping.at, message, f"add {missing[0]}: …")
    texts = {code: mapping.get(code) for code in languages}
    scalars = {code: text for code, text in texts.items() if isinstance(text, Scalar)}
    for code, value in texts.items():
        if value is not None and code not in scalars:
            reading.read_scalar(value, f"{what} in {code}", report)
    return LocalText(scalars=scalars)


class _SettingsReader:
    def __init__(self, mapping: reading.Mapping, report: Report) -> None:
        self.mapping, self.report = mapping, report

    def _required(self, key: str, example: str) -> Node | None:
        node = self.mapping.get(key)
        if node is None:
            at = self.mapping.key(key).at if key in self.mapping else self.mapping.at
            self.report.add("missing-key", at, f'site.yaml lacks "{key}"', f"add {key}: {example}")
        return node

    def languages(self) -> dict[str, str]:
        node = self._required("languages", "{en: English}")
        mapping = reading.read_mapping(node, "languages", self.report) if node else None
        if mapping is None:
            return {}
        if not mapping.entries:
            self.report.add("missing-key", mapping.at, "languages names none", "add {en: English}")
        codes = [key for key in mapping if self._may_be_code(mapping.key(key))]
        return {code: self._name_of(code, mapping) for code in codes}

    def _may_be_code(self, key: Scalar) -> bool:
        """Whether a folder could have the name *key*; which languages there are, CLDR knows."""
        if re.fullmatch(r"[A-Za-z0-9_-]+", key.text):
            return True
        message = f'"languages" has "{key.text}", which is no known language'
        hint = 'write its code as in "en", "ja" or "pt-BR"'
        self.report.add("bad-value", key.at, message, hint)
        return False

    def _name_of(self, key: str, languages: reading.Mapping) -> str:
        """Return what the language *key* calls itself, or its code after reporting."""
        node = languages.get(key)
        if node is not None:
            return reading.read_scalar(node, f"the name of {key}", self.report) or key
        at, message = languages.key(key).at, f'the language "{key}" has no name'
        self.report.add("missing-key", at, message, "add its own name for itself")
        return key

    def text(self, key: str, languages: Collection[str]) -> LocalText | None:
        node = self._required(key, "…") if key == "title" else self.mapping.get(key)
        return read_local_text(node, languages, key, self.report) if node and languages else None

    def as_of(self) -> Date | None:
        node = self._required("as_of", "2026-11-23")
        text = node and reading.read_scalar(node, "as_of", self.report)
        if not node or not text:
            return None
        try:
            date = read_date(text)
        except BadValue as error:
            self.report.add("bad-value", node.at, f'"as_of" {error.message}', error.hint)
            return None
        if date.is_full:
            return date
        self.report.add(
            "bad-value",
            node.at,
            f'"as_of" must be a full date, not "{text}"',
            "write it as 2026-11-23",
        )
        return None

    def url(self, key: str) -> str | None:
        node = self.mapping.get(key)
        text = node and reading.read_scalar(node, key, self.report)
        if not node or not text:
            return None
        try:
            return read_url(text)
        except BadValue as error:
            self.report.add("bad-value", node.at, f'"{key}" {error.message}', error.hint)
            return None

    def nav(self) -> tuple[NavItem, ...]:
        node = self.mapping.get("nav")
        items = reading.read_list(node, "nav", self.report) if node else ()
        paths = [
            (item, reading.read_scalar(item, "an entry of nav", self.report)) for item in items
        ]
        return tuple(NavItem(path=path, at=item.at) for item, path in paths if path)
