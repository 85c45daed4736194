"""What templates may ask for: the views, and the templates that lean on them."""

from collections.abc import Iterator

import jinja2
import pytest
from jinja2 import nodes

from explainer import backlinks, cards, contexts, ledger, placing
from explainer.weaving import TocEntry
from tests.conftest import HERE

TEMPLATES = HERE / "templates"

# What a name stands for in the layouts and partials, whichever of them it is.
VIEWS: dict[str, tuple[type, ...]] = {
    "page": (contexts.PageView, ledger.LedgerPage, backlinks.PageOfBacklinks),
    "site": (contexts.SiteView,),
    "entry": (contexts.MenuEntry, contexts.SourceEntry),
    "each": (contexts.HomeView,),
    "other": (contexts.TranslationView,),
    "translation": (contexts.TranslationView,),
    "section": (TocEntry,),
    "group": (ledger.LedgerGroup,),
    "statement": (ledger.LedgerRow,),
    "evidence": (cards.EvidenceCard,),
    "source": (cards.SourceCard,),
    "account": (cards.AccountCard,),
    "quote": (cards.QuoteCard,),
    "mark": (placing.MarkData,),
    "term": (placing.TermData,),
    "use": (placing.UseOfSource,),
    "link": (backlinks.Backlink,),
    "first": (backlinks.Backlink,),
    "field": (ledger.LedgerField,),
}
ASKING = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if path.parent.name != "macros"
)


def attributes(path: str) -> Iterator[tuple[str, str]]:
    """Yield what a template asks for of the views, as name and attribute."""
    parsed = jinja2.Environment().parse((TEMPLATES / path).read_text("utf-8"))
    for node in parsed.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name in VIEWS:
            yield node.node.name, node.attr


@pytest.mark.parametrize("template", ASKING)
def test_a_template_asks_only_for_what_it_is_given(template: str) -> None:
    asked = set(attributes(template))

    lacking = {
        (name, attribute)
        for name, attribute in asked
        if not any(hasattr(view, attribute) for view in VIEWS[name])
    }

    assert lacking == set()


def test_every_view_is_asked_for_somewhere() -> None:
    asked = {name for template in ASKING for name, _ in attributes(template)}

    assert {"page", "site", "entry", "each", "evidence", "mark", "term"} <= asked


def test_nothing_can_be_changed_in_what_a_template_is_given() -> None:
    entry = contexts.MenuEntry(title="Lakes", url="/lakes/", current=False)

    with pytest.raises(AttributeError):
        entry.title = "Seas"  # type: ignore[misc]
