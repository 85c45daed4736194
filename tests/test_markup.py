"""HTML, tag by tag."""

import pytest

from explainer.markup import Tag, emptied, open_tag, walk


def tags(html: str) -> list[str]:
    """Return the names of the tags in *html*, those that close with a slash."""
    found = (piece for piece in walk(html) if isinstance(piece, Tag))
    return [f"{'/' if tag.closes else ''}{tag.name}" for tag in found]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("a <b>c</b>", ["b", "/b"]),
        ("<IMG SRC=x>", ["img"]),
        ('<a title="a > b">', ["a"]),
        ("<a\nhref='x>y'\n>", ["a"]),
        ("<br/><svg/onload=x>", ["br", "svg"]),
        ("1 < 2 > 0 <3 & <", []),
        ("<!DOCTYPE html><!-- <b> --><i>", ["i"]),
        ("<!--><b>--> <!---><i>-->", ["b", "i"]),
        ("<!-- --!><b> -->", ["b"]),
        ("<x:y-z>", ["x:y-z"]),
    ],
)
def test_tags_are_told_from_text_as_browsers_do(html: str, names: list[str]) -> None:
    assert tags(html) == names


@pytest.mark.parametrize("html", ["", "a", "<p>a <b>c</b></p>\n<!-- x -->&amp; <", "<<b>>"])
def test_the_pieces_make_up_the_whole(html: str) -> None:
    written = [piece.written if isinstance(piece, Tag) else piece for piece in walk(html)]

    assert "".join(written) == html


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<p>", {}),
        ("<a href='x' HIDDEN title=y>", {"href": "x", "hidden": None, "title": "y"}),
        ('<a href="?a=1&amp;b=2" x = "&#106;s">', {"href": "?a=1&b=2", "x": "js"}),
        ('<a href="it\'s" title=\'say "x"\'>', {"href": "it's", "title": 'say "x"'}),
        ("<img src=x/onerror=y>", {"src": "x/onerror=y"}),
        ("<a href=/x?a=1&b='2'>", {"href": "/x?a=1&b='2'"}),
        ("<a href=''>", {"href": ""}),
        ("<a x='&#x100005;\U00100006&amp;'>", {"x": "\ufffd\U00100006&"}),
    ],
)
def test_attributes_are_read_by_name_without_their_escapes(
    tag: str, attributes: dict[str, str | None]
) -> None:
    (piece,) = walk(tag)

    assert isinstance(piece, Tag)
    assert piece.attributes() == attributes


@pytest.mark.parametrize(("html", "opens"), [("<p>", True), ("<br>", False), ("</p>", False)])
def test_only_some_tags_open_an_element(html: str, opens: bool) -> None:
    (piece,) = walk(html)

    assert isinstance(piece, Tag)
    assert piece.opens is opens


def test_an_opening_tag_is_written_with_escapes() -> None:
    assert open_tag("a", {"href": 'x"&', "hidden": None}) == '<a href="x&quot;&amp;" hidden>'


def test_a_long_row_of_signs_takes_no_time() -> None:
    assert tags("<a " * 3000 + "<" * 3000) == []


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (
            '<p>a</p><div hidden class="x>y"><p>b</p></div><p>c</p>',
            '<p>a</p><div hidden class="x>y"></div><p>c</p>',
        ),
        ("<nav hidden><ul><li>a</ul></nav>b", ""),  # not as many elements end as begin
        ("<div hidden><br></div>", ""),
        ("<div hidden><!-- </div> --></div>", ""),
        ("<div hidden>a<div>b</div></div>", ""),  # one in another of its name
        ("<div>a<button hidden>b</button></div>", "<div>a<button hidden></button></div>"),
        ("<divan hidden>a</divan><navy>b</nav>", ""),
    ],
)
def test_blocks_are_emptied_that_can_be_told_at_a_glance(html: str, left: str) -> None:
    found = emptied(html, lambda tag, _: "hidden" in tag.attributes())

    assert found == (left or html)
