"""The pages of a site: their titles, and those that no author writes."""

import pytest

from tests.conftest import Site
from tests.test_pipeline import GUESS, TWO_LANGUAGES, build_site, page, told


@pytest.mark.parametrize("place", ["title", "summary", "nav"])
def test_a_guess_may_not_stand_in_a_title(site: Site, place: str) -> None:
    front = {"title": "A", "summary": "B", "nav": "C", place: '"{{ lakes.miru }}"'}
    text = "".join(f"{key}: {value}\n" for key, value in front.items())
    root = site({**GUESS, "content/en/a.md": f"---\n{text}---\n{{{{ lakes.miru }}}}\n"})

    line = 2 + list(front).index(place)
    assert told(root) == [
        f"content/en/a.md:{line}:{len(place) + 4}: error: lakes.miru is a guess and may not stand "
        "in a title, summary or menu [speculation-in-title]\n"
        f'    {place}: "{{{{ lakes.miru }}}}"\n'
        f"    {' ' * (len(place) + 3)}^\n"
        "    hint: print it in the text, where its evidence can open"
    ]


def test_a_page_at_the_address_of_the_ledger_gives_its_title_and_opening_words(site: Site) -> None:
    root = site({"content/en/facts.md": page("Opening words.", title="The book")})

    html = build_site(root).outputs["facts/index.html"].decode()

    assert "<h1>The book</h1>" in html
    assert "<p>Opening words.</p>" in html


@pytest.mark.parametrize("path", ["content/en/facts.md", "content/en/facts/index.md"])
def test_what_the_page_of_the_ledger_prints_is_used(site: Site, path: str) -> None:
    root = site({**GUESS, path: page("{{ lakes.miru }}, says a letter.")})

    uses = build_site(root).uses

    assert {(use.name, use.address) for use in uses} == {("lakes.miru", "/facts/")}
    assert told(root, fails=False) == []


def test_a_language_without_pages_gets_none(site: Site) -> None:
    root = site({"content/site.yaml": TWO_LANGUAGES})

    outputs = build_site(root).outputs

    assert [path for path in outputs if path.startswith("ja/")] == []
