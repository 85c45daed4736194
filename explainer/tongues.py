"""Tells which language a text is in that is not that of its page, so that it can be marked.

A browser chooses its letters by that, a voice how to read it.  What is said of a text counts as
far as its script bears it out; of others the script tells: in a Japanese page a text in Latin
letters is taken for one in the first language of the site that is written so.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from .facts import Facts, Record, Statement
from .settings import LocalText
from .strings import is_latin

# A text of which nothing is said is a name if it has no more words than this.  What is longer
# should have been translated, and is left for `foreign` to find.
MAX_NAME = 4


@dataclass(frozen=True, slots=True)
class Tongues:
    """Tells the languages of texts on pages in the language *page*; *languages* are the site's.

    An answer is empty where a text is in the language of its page, or nothing tells.
    """

    page: str
    languages: Collection[str]
    facts: Facts

    def of(self, text: str, own: str = "") -> str:
        """Return the language of *text*, which is said to be in its *own*."""
        latin = _is_latin_text(text)
        if own and own != self.page and (latin is None or latin == is_latin(own)):
            return own
        if latin is None or latin == is_latin(self.page):
            return ""
        code = next((code for code in self.languages if is_latin(code) == latin), "")
        return code.replace("_", "-")

    def of_name(self, text: str) -> str:
        """Return the language of a name."""
        return self.of(text) if len(text.split()) <= MAX_NAME else ""

    def of_quoted(self, text: str, written_in: str) -> str:
        """Return the language of a *text* taken from a source that is *written_in* a language."""
        return written_in if written_in not in ("", self.page) else self.of(text)

    def of_title(self, title: LocalText | None, written_in: str) -> str:
        """Return the language of the *title* of a source that is *written_in* a language.

        One that differs by language is translated, one that begins with a bracket is ours.
        """
        text = title.in_language(self.page) if title else ""
        is_quoted = title is not None and title.is_shared and not text.startswith("[")
        return self.of_quoted(text, written_in if is_quoted else "")

    def of_publisher(self, name: LocalText | None, written_in: str) -> str:
        """Return the language of the *name* of who is behind a source."""
        own = written_in if name and name.is_shared else ""
        return self.of(name.in_language(self.page), own) if name else ""

    def of_statement(self, statement: Statement) -> str:
        """Return the language of the text that *statement* prints."""
        text = statement.value
        if (
            isinstance(text, tuple)
            and (statement.field.type.item or statement.field.type).name == "text"
        ):
            return self.of_name(" ".join(one.in_language(self.page) for one in text))
        if not isinstance(text, LocalText) or statement.field.type.name != "text":
            return ""
        if statement.kind == "sources":
            written_in = self.of_source(self.facts.records["sources"][statement.record])
            of = self.of_title if statement.field.name == "title" else self.of_publisher
            return of(text, written_in)
        return self.of_name(text.in_language(self.page))

    def of_source(self, record: Record) -> str:
        """Return the language that a source is in, be it that of the page or another."""
        statement = record.statements.get("language")
        value = statement.value if statement else None
        return value.in_language(self.page) if isinstance(value, LocalText) else ""


def marked(text: str, language: str) -> Markup:
    """Return *text* as HTML, marked as one in *language*, if any."""
    if not language:
        return Markup(escape(text))
    return Markup('<span lang="{}">{}</span>').format(language, text)


@cache
def _is_latin_text(text: str) -> bool | None:
    """Whether the letters of *text* are Latin ones; nothing where a few are not or it has none."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN " in unicodedata.name(char, "") for char in letters)
    if latin == len(letters):
        return True if letters else None
    return False if latin <= len(letters) / 2 else None
