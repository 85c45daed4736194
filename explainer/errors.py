"""What can be wrong with a site, and how it is said.

Problems are values: a stage reports them and goes on, so that one run shows all there is to mend.
`RULES` is the only place that knows which rules exist and which of them stop a build.
"""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from .packing import lightly

Severity = Literal["error", "note"]

# Every rule: whether it stops the build, and what it holds.  The README prints the same table.
RULES: dict[str, tuple[Severity, str]] = {
    "address-taken": ("error", "two outputs have one address"),
    "ambiguous-locator": (
        "error",
        "a locator looks like a range of lines but is not written as one",
    ),
    "bad-choice": ("error", "a value is not one of the choices of its field"),
    "bad-citation": ("error", "a citation is not written as [@source, locator; @other]"),
    "bad-id": ("error", "an id is not snake_case, or a kind or field has a reserved name"),
    "bad-lock": ("error", "a line of quotes.lock is not as verify writes it"),
    "bad-type": ("error", "schema.yaml names a type that does not exist"),
    "bad-value": ("error", "a value cannot be read as the type of its field"),
    "broken-anchor": ("error", "a link names an anchor that its page does not have"),
    "circle": (
        "error",
        "kinds print each other, or computed values go, in a circle",
    ),
    "computed": ("error", "a computed value has no result"),
    "duplicate-id": ("error", "two records of a kind have one id"),
    "duplicate-key": ("error", "a key stands twice in one mapping"),
    "expression": ("error", "an expression in prose fails"),
    "front-matter": ("error", "a page has no front matter, or it does not end"),
    "line-outside": ("error", "a locator names lines or pages that its source does not have"),
    "link-to-draft": ("error", "a link leads to a draft"),
    "logic-in-prose": ("error", "a page holds {% … %}, which belongs into templates"),
    "merge-conflict": ("error", "a file holds the marks of a merge that is not finished"),
    "misplaced-reference": ("error", "a citation stands where it cannot open, as in an attribute"),
    "missing-description": ("error", "an image has no description"),
    "missing-key": ("error", "a required key or field is missing"),
    "missing-language": ("error", "a text lacks one of the site's languages"),
    "missing-value": ("error", "a page prints a field that its record does not have"),
    "missing-words": ("error", "a language lacks words of the interface"),
    "not-utf8": ("error", "a file is not UTF-8"),
    "other-host": ("error", "a page would load something from another host"),
    "outside-folder": ("error", "a path leaves the folder it belongs to"),
    "quote-changed": ("error", "a quotation has changed since it was found in its source"),
    "quote-not-found": ("error", "verify does not find a quotation in the copy of its source"),
    "quote-source": ("error", "the source of a quotation is not among the sources of its fact"),
    "quote-too-long": ("error", "a quotation has more than 25 words, or 60 characters of Japanese"),
    "reserved-character": ("error", "a text holds a character that the generator works with"),
    "skipped-heading": ("error", "a heading skips a level"),
    "speculation-in-title": ("error", "a guess stands in a title, summary or menu"),
    "status-and-sources": ("error", "a status stands without sources, or sources without a status"),
    "template": ("error", "a template cannot be read or fails"),
    "too-large": ("error", "a file or text is larger or more entangled than any that is read"),
    "unit-does-not-fit": (
        "error",
        "a computed value or a picture joins units that do not go together",
    ),
    "unit-without-words": ("error", "a unit is unknown, or a language has no words for it"),
    "unknown-asset": ("error", "a link or image names a file that is not there"),
    "unknown-fact": ("error", "a page names a kind or record that is not there"),
    "unknown-field": ("error", "a page names a field that its kind does not have"),
    "unknown-key": ("error", "a mapping has a key that nothing reads"),
    "unknown-kind": ("error", "a file of facts belongs to no kind of schema.yaml"),
    "unknown-layout": ("error", "a page asks for a layout that is not there"),
    "unknown-page": ("error", "a link or the menu names a page that is not there"),
    "unknown-record": ("error", "a field refers to a record that is not there"),
    "unknown-source": ("error", "a source is cited that is not there"),
    "unmet-demand": ("error", "the evidence is below what its status demands"),
    "unreadable": ("error", "a file cannot be read"),
    "unsafe-html": ("error", "raw HTML would run or load something"),
    "unsafe-link": ("error", "a link has an unsafe address"),
    "wrong-shape": ("error", "a text, list or mapping stands where another of them belongs"),
    "yaml-anchor": ("error", "YAML holds an anchor, alias or tag"),
    "yaml-depth": ("error", "YAML is nested too deep"),
    "yaml-syntax": ("error", "a file is not YAML"),
    "choice-without-words": (
        "note",
        "a choice has no words in a language and prints as its identifier",
    ),
    "copy-differs": (
        "note",
        "a source has another number of lines than its copy, which verify read",
    ),
    "dead-link": ("note", "check --links finds nothing at an address outside the site"),
    "edition-lacks-fact": (
        "note",
        "a fact is printed in one edition of a page, but not in another",
    ),
    "edition-lacks-link": (
        "note",
        "a paragraph leads to a page to which its counterpart in another edition does not",
    ),
    "edition-lacks-source": (
        "note",
        "a source is cited in one edition of a page, but not in another",
    ),
    "edition-length": (
        "note",
        "an edition of a page has far more or fewer paragraphs than another",
    ),
    "evidence-changed": ("note", "evidence is not that of the last release"),
    "foreign-words": (
        "note",
        "three or more words in Latin letters, not marked as such, in a language of another script",
    ),
    "inline-style": ("note", "a style attribute, which the site's policy keeps from working"),
    "missing-translation": ("note", "a page is missing in one of the languages"),
    "moved-link": ("note", "check --links is sent on for good to another address"),
    "near-miss": ("note", "braces look like a reference but are none"),
    "no-base-url": ("note", "what needs a full address is left out"),
    "past-review": ("note", "a fact is past the day on which it was to be reviewed"),
    "quote-elsewhere": (
        "note",
        "verify finds a quotation in other lines or pages than its locator says",
    ),
    "second-title": ("note", "a page repeats the heading of the first level, which its title is"),
    "typed-number": (
        "note",
        "a number, sum or full date is typed by hand instead of printed from a fact",
    ),
    "uncited-paragraph": ("note", "a paragraph has neither a fact nor a citation"),
    "unclear-link": (
        "note",
        "check --links cannot tell whether an address is dead or keeps programs out",
    ),
    "unknown-file": ("note", "a file stands where nothing reads it"),
    "unrecorded-change": ("note", "a published fact changed without record"),
    "unused-fact": ("note", "no page uses a record that has evidence"),
    "unused-source": ("note", "nothing cites a source"),
    "value-not-quoted": ("note", "verify finds that a quotation lacks the number or day it is for"),
}

# Notes that fail no strict run: what they tell of is for a person to look at, and may be well.
LENIENT = frozenset(["unclear-link"])

# An excerpt longer than this is cut around its caret.
EXCERPT = 100
# A longer message is cut, as are the names among which a hint looks: what an author has typed may
# have millions of characters, and a site thousands of records.
MESSAGE = 600
NEAR = 500
# So many errors end a run at once, and of notes no more are told: nobody reads them.
MOST = 1000


@lightly
@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Position:
    """A place in an authored file; *line* and *column* count characters from 1.

    *path* is relative to the root of the site, with forward slashes; *text* is the line itself.
    """

    path: str
    line: int = 1
    column: int = 1
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Problem:
    """One thing to mend: where, by which rule, what is wrong, and what to do."""

    at: Position
    rule: str
    message: str
    hint: str = field(default="", compare=False)

    @property
    def severity(self) -> Severity:
        """Whether this stops the build ("error") or is only said ("note")."""
        return RULES[self.rule][0]

    def __str__(self) -> str:
        lines = [f"{self.at}: {self.severity}: {self.message} [{self.rule}]"]
        if self.at.text.strip():
            excerpt, column = _cut(self.at.text, self.at.column - 1)
            lines += [f"    {excerpt}", "    " + _padding(excerpt[:column]) + "^"]
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)


class Report:
    """Collects the problems of a run; under *strict*, notes fail it too, but for lenient ones.

    The *listeners* are told whenever there is one, be it the same once more.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self.full = False
        self.listeners: list[Callable[[], None]] = []
        self._problems: set[Problem] = set()
        self._counts: Counter[Severity] = Counter()

    def __getstate__(self) -> dict[str, object]:
        """Return what another process is given: those who listen stay in this one."""
        return {**vars(self), "listeners": []}

    def add(self, rule: str, at: Position, message: str, hint: str = "") -> None:
        """Note a problem; the same one twice counts once.

        Raises:
            BuildError: there are more errors than anybody reads.
        """
        if rule not in RULES:
            raise KeyError(rule)
        for listener in self.listeners:
            listener()
        severity = RULES[rule][0]
        if self._counts[severity] >= MOST:
            self.full = True
            if severity == "error":
                raise BuildError
            return
        problem = Problem(at=at, rule=rule, message=_shortened(message), hint=hint)
        if problem not in self._problems:
            self._problems.add(problem)
            self._counts[severity] += 1

    def take(self, problems: Iterable[Problem]) -> None:
        """Take what an earlier run has found, as it was found."""
        for problem in problems:
            self._problems.add(problem)
            self._counts[problem.severity] += 1

    def forget(self) -> None:
        """Forget all problems, before they are looked for once more."""
        self.full = False
        self._problems.clear()
        self._counts.clear()

    def explain(self, problem: Problem, hint: str) -> None:
        """Add *hint* to that of a problem that is reported already."""
        self._problems.discard(problem)
        hints = "; ".join(filter(None, [problem.hint, hint]))
        self._problems.add(replace(problem, hint=hints))

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._problems))

    def count(self, severity: Severity) -> int:
        """Return how many problems of this severity there are."""
        return self._counts[severity]

    @property
    def failed(self) -> bool:
        """Whether a site with these problems may not be written."""
        if not self.strict:
            return self.count("error") > 0
        return any(problem.rule not in LENIENT for problem in self._problems)

    def told(self, outcome: str = "; nothing was written") -> str:
        """Return all problems and their number, as a terminal shows them; nothing of none.

        *outcome* is what came of it where it failed.
        """
        errors, notes = self.count("error"), self.count("note")
        summed = counted(notes, "note")
        if self.failed:
            both = " and ".join(filter(None, [counted(errors, "error"), summed]))
            more = ", and more" if self.full else ""
            summed = f"{both}{more} to mend{outcome}"
        return "".join(f"{problem}\n\n" for problem in self) + (summed and f"{summed}\n")

    def stop_if_errors(self) -> None:
        """End the run here if later stages could only repeat what is wrong.

        Raises:
            BuildError: there is an error to mend.
        """
        if self.count("error"):
            raise BuildError


class BuildError(Exception):
    """An author has something to mend; the report says what."""


class UsageError(Exception):
    """The program was called in a way that cannot work; the message says why."""


def counted(number: int, noun: str) -> str:
    """Return a number of things as text ("2 errors"), or nothing where there is none."""
    return f"{number} {noun}{'s' * (number != 1)}" if number else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the nearest of the *known* names, or the few there are, or nothing."""
    names = sorted(set(known))
    if len(name) > EXCERPT:
        return ""
    if len(names) > NEAR:  # looking at all would take longer than all else
        names = [one for one in names if one[:2] == name[:2] and abs(len(one) - len(name)) < 3]
        names = names[: NEAR // 5]
    near = difflib.get_close_matches(name, names, 1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"there are: {', '.join(names)}" if 0 < len(names) <= 8 else ""


def _shortened(message: str) -> str:
    half = MESSAGE // 2
    return message if len(message) <= MESSAGE else f"{message[:half]} … {message[-half:]}"


def _cut(line: str, column: int) -> tuple[str, int]:
    """Return a piece of *line* no longer than `EXCERPT` around *column*, and the column in it."""
    line = line.rstrip()
    lead = len(line) - len(line.lstrip())
    start = min(lead, column)
    if len(line) - start > EXCERPT:
        start = max(start, min(column - EXCERPT // 2, len(line) - EXCERPT))
    piece = line[start : start + EXCERPT]
    before, after = "…" if start > lead else "", "…" if start + EXCERPT < len(line) else ""
    return before + piece + after, column - start + len(before)


def _padding(text: str) -> str:
    # Japanese characters are two columns wide on a terminal, and a tab must stay one.
    return "".join("\t" if char == "\t" else " " * _width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
