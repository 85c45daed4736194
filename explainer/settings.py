"""The settings of a site, from `content/site.yaml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalText:
    """A text in each language of the site; one that was written once stands for all of them."""

    scalars: Mapping[str, Scalar]

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
        path = urlsplit(self.base_url).path if self.base_url else ""
        return f"/{path.strip('/')}/" if path.strip("/") else "/"

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


def load_settings(root: Path, report: Report) -> Settings | None:
    """Return the settings of the site below *root*, or nothing where they do not suffice."""
    mapping = reading.read_yaml(root, "content/site.yaml", report)
    if mapping is None:
        return None
    reading.check_keys(mapping, KEYS, "site.yaml", report)
    reader = _SettingsReader(mapping, report)
    languages = reader.languages()
    title, as_of = reader.text("title", languages), reader.as_of()
    if not languages or title is None or as_of is None:
        return None
    return Settings(
        title=title,
        languages=languages,
        languages_at=mapping.key("languages").at,
        as_of=as_of,
        base_url=reader.url("base_url"),
        summary=reader.text("summary", languages),
        publisher=reader.text("publisher", languages),
        license=reader.text("license", languages),
        repository=reader.url("repository"),
        nav=reader.nav(),
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
        names = {key: mapping.get(key) for key in mapping}
        for key, name in names.items():
            if name is None:
                message = f'the language "{key}" has no name'
                self.report.add(
                    "missing-key", mapping.key(key).at, message, "add its own name for itself"
                )
        texts = {
            key: name and reading.read_scalar(name, f"the name of {key}", self.report)
            for key, name in names.items()
        }
        return {key: text for key, text in texts.items() if text}

    def text(self, key: str, languages: Collection[str]) -> LocalText | None:
        node = self._required(key, "…") if key == "title" else self.mapping.get(key)
        return read_local_text(node, languages, key, self.report) if node else None

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
