"""What a reader is told at a mark is short, whatever there is to tell."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from explainer.brevity import MAX_WORDS, fitting
from explainer.cards import AccountCard, EvidenceCard, QuoteCard, SourceCard
from tests.bench import FILES, SHIPPED, make

SOURCE = SourceCard(
    id="news",
    title="The news of the day",
    publisher="Herald",
    published=None,
    type="news",
    type_word="news report",
    rank="",
    origin=None,
    url=None,
    archive=None,
    locator="p. 4",
)
ACCOUNT = AccountCard(value="9", as_of=None, wrong=False, note="", sources=(Markup("Herald"),))
CARD = EvidenceCard(
    number=1,
    name="figures.worth",
    title="The worth",
    status="reported",
    status_label="One report",
    status_told="Outlets report it.",
    value="$150 billion",
    as_of=None,
    sources=(SOURCE,),
    more=0,
    accounts=(ACCOUNT,),
    quote=None,
    note="Rounded.",
    formula=Markup(""),
    counted=(),
    source_list=("news",),
    ledger_url="/facts/",
)
MANY = "word " * 60


def test_a_short_card_is_left_as_it_is() -> None:
    assert fitting(CARD) == CARD


def test_further_sources_are_counted() -> None:
    card = fitting(replace(CARD, sources=tuple(replace(SOURCE, id=f"s{n}") for n in range(9))))

    assert [source.id for source in card.sources] + [card.more] == ["s0", "s1", "s2", 6]


def test_half_of_a_long_value_is_not_repeated() -> None:
    long = "one two three four five six seven eight nine ten eleven twelve"

    assert fitting(replace(CARD, value=long)).value == long
    assert fitting(replace(CARD, value=f"{long} thirteen")).value == ""


def test_a_title_is_whole_or_left_to_the_list_of_sources() -> None:
    whole, longer = "a b c d e f g h", "a b c d e f g h i"

    card = fitting(
        replace(CARD, sources=tuple(replace(SOURCE, title=title) for title in (whole, longer)))
    )

    assert [source.title for source in card.sources] == [whole, ""]


def test_what_stands_beside_the_mark_goes_first() -> None:
    note = "word " * 50

    card = fitting(replace(CARD, note=note, value="one two three four five six seven eight"))

    assert (card.value, card.status_told, card.note) == ("", "Outlets report it.", note)


def test_a_source_without_a_publisher_keeps_its_title() -> None:
    unnamed = replace(SOURCE, title="a b c d e f g h i", publisher="")

    assert fitting(replace(CARD, sources=(unnamed,))).sources == (unnamed,)


def test_long_notes_are_cut_with_an_ellipsis() -> None:
    card = fitting(replace(CARD, note=MANY))

    assert card.note.endswith("word …")
    assert len(card.note.split()) <= 31


def test_who_has_it_wrong_stays_longest() -> None:
    others = tuple(replace(ACCOUNT, value=f"{n}", note=MANY) for n in range(5))
    wrong = replace(ACCOUNT, value="wrong", wrong=True)

    card = fitting(replace(CARD, accounts=(*others, wrong), note=MANY))

    assert card.accounts[0] == wrong


@pytest.mark.parametrize(
    "changes",
    [
        {"title": MANY},
        {"note": MANY, "value": MANY},
        {"sources": (replace(SOURCE, title=MANY, publisher="A B C", locator="p. 1"),) * 9},
        {"accounts": (replace(ACCOUNT, value=MANY, note=MANY, sources=(Markup("A B"),) * 9),) * 9},
        {
            "quote": QuoteCard(text="word " * 25, publisher=Markup("Herald"), language=""),
            "note": MANY,
        },
    ],
    ids=lambda changes: " ".join(changes),
)
def test_no_card_is_longer_than_a_reader_will_take(changes: dict[str, object]) -> None:
    card = fitting(replace(CARD, **changes))  # type: ignore[arg-type]

    told = [card.title, card.status_label, card.status_told, card.value, card.note]
    told += [text for one in card.accounts for text in (one.value, one.note, *one.sources)]
    told += [f"{one.title} {one.publisher} {one.locator} {one.type_word}" for one in card.sources]
    told += [card.quote.text] if card.quote else []
    assert sum(len(text.split()) for text in told) <= MAX_WORDS


WORST = """\
worst:
  value: 150 billion USD
  label: LABEL
  status: disputed
  as_of: 2024-09-13/2024-10-02
  sources: [news, deed, "video#L131-L132", old]
  quote: {text: QUOTE, source: news}
  accounts:
    - {value: 157 billion USD, as_of: 2024-10-02, sources: [news, deed], note: NOTE}
    - {value: 150 million USD, sources: [video], wrong: true, note: NOTE}
    - {value: 9 billion USD, sources: [old, news, deed], note: NOTE}
    - {value: 8 billion USD, sources: [old], wrong: true, note: NOTE}
  note: NOTE
"""
OLD = (
    "old: {title: TITLE, publisher: The Daily Evening Herald, type: reprint, rank: B,"
    " origin: The Other Agency, url: https://x.example/, archive: https://y.example/,"
    " published: 2024-09-25}\n"
)
ENGLISH = {"LABEL": "the label of it " * 8, "QUOTE": "word " * 25, "NOTE": "some words " * 40}
JAPANESE = {"LABEL": "評価額と株式" * 10, "QUOTE": "引用した言葉" * 10, "NOTE": "長い注記の文" * 40}


@pytest.mark.parametrize("words", [ENGLISH, JAPANESE], ids=["English", "Japanese"])
def test_what_opens_has_at_most_ninety_words_in_the_templates_that_ship(
    tmp_path: Path, words: dict[str, str]
) -> None:
    figures, sources = WORST, OLD.replace("TITLE", words["LABEL"])
    for name, text in words.items():
        figures = figures.replace(name, text.strip())
    files = {
        "content/facts/figures.yaml": FILES["content/facts/figures.yaml"] + figures,
        "content/facts/sources.yaml": FILES["content/facts/sources.yaml"] + sources,
    }

    made = make(tmp_path, "{{ figures.worst }}", files=SHIPPED | files)

    assert made.problems == []
    (opened,) = re.findall(r'<div popover.*?id="evidence-1".*?</div>', made.page, re.DOTALL)
    text = re.sub(r"<[^>]*>", "", opened)
    assert "150 million" in text
    assert len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\s\u3040-\u9fff]+", text)) <= 90


def test_a_long_value_in_japanese_goes_before_its_note_is_cut() -> None:
    note = "会社はこの報道の一部を否定しています。" * 6
    card = fitting(replace(CARD, value="社内の緊張があったと報じられた。" * 6, note=note))

    assert (card.value, card.note) == ("", note)


def test_a_note_is_cut_where_a_sentence_ends_if_most_of_it_stays() -> None:
    note = "本人は否定しています。" * 30

    cut = fitting(replace(CARD, note=note)).note

    assert cut.endswith("否定しています。 …")
    assert len(cut) > 40


SOURCE_PAGES = {
    "content/en/sources/source.md": (
        "---\ntitle: '{{ record.title }}'\nsummary: A source.\neach: sources\nevidence: off\n---\n"
    )
}
QUOTED = (
    "debt: {value: 3, status: stated, sources: [news, deed],"
    " quote: {text: we owe three, source: news}}\n"
)


def told(html: str) -> list[str]:
    """Return the lines of the sources in what opens at the marks of a page."""
    opened = re.findall(r"<div popover.*?</div>", html, re.DOTALL)
    return [line for one in opened for line in re.findall(r"<li>(.*)</li>", one)]


def test_a_page_with_very_many_marks_tells_sources_by_publishers_and_leads_to_their_pages(
    tmp_path: Path,
) -> None:
    text = "It is {{ figures.share }} [@video, L3]."

    made = make(tmp_path, text, "evidence: brief\n", {**SHIPPED, **SOURCE_PAGES})

    assert made.problems == []
    assert told(made.page) == [
        '<a href="/sub/sources/deed/">Court</a> · primary document',
        '<a href="/sub/sources/video/">Tube</a> · L3 · transcript',
    ]
    assert '<a href="https://court.example/d"><cite>The deed</cite></a> Court' in made.page


def test_without_pages_of_sources_their_publishers_lead_to_them(tmp_path: Path) -> None:
    text = "It is {{ figures.share }} [@video, L3]."

    made = make(tmp_path, text, "evidence: brief\n", dict(SHIPPED))

    assert told(made.page) == [
        '<a href="https://court.example/d">Court</a> · primary document',
        "Tube · L3 · transcript",
    ]


def test_where_a_quotation_stands_is_told_by_its_address_on_any_page(tmp_path: Path) -> None:
    figures = {"content/facts/figures.yaml": FILES["content/facts/figures.yaml"] + QUOTED}

    made = make(
        tmp_path, "{{ figures.debt }}", "evidence: brief\n", {**SHIPPED, **SOURCE_PAGES, **figures}
    )

    assert told(made.page) == [
        '<a href="https://herald.example/a#:~:text=we%20owe%20three">Herald</a> · news report',
        '<a href="/sub/sources/deed/">Court</a> · primary document',
    ]
