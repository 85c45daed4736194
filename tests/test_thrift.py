"""Python-Markdown with less done in vain, against the library untouched."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explainer import dialect
from explainer.errors import Position, Report
from explainer.expressions import Passage
from explainer.prose import Converter
from explainer.refs import FIRST_REF, find_refs
from explainer.strings import load_languages
from tests.conftest import HERE

NOWHERE = Position(path="p.md")
ENGLISH = load_languages(HERE, {"en": "English"}, NOWHERE, Report())["en"]
THRIFTY = Converter(ENGLISH)
with pytest.MonkeyPatch.context() as patch:
    patch.setattr(dialect, "thrifty", lambda converter: converter)
    UNTOUCHED = Converter(ENGLISH)
    UNTOUCHED.inline("a text, for which the library is loaded")

ROOT = Path(__file__).parent.parent

# Every piece of syntax that Python-Markdown and our extensions of it have, by what it is.
SYNTAX = {
    "paragraphs": "One line,\nand another.\n\nA second one.",
    "line breaks": "A line  \nbroken by blanks, and one\\\nby a sign.",
    "headings with signs": "# One\n\n## Two ##\n\n###### Six\n\n####### Seven",
    "headings underlined": "One\n===\n\nTwo\n---",
    "headings with ids": "## Named {#name .class key=value}\n\n## Named\n\n## *Stress* and `code`",
    "quotations": "> One\n> two\nlazy\n>\n> > Nested\n\n> - in a list\n>\n>     code",
    "lists": "* One\n* Two\n\n    More of two.\n\n    * Nested\n\n1. First\n2. Second\n\n- a\n+ b",
    "numbers that begin no list": "1986\\. A year.\n\n1986. Another.",
    "code blocks": "Text:\n\n    code <b> & [a](b)\n    \n    more\n\nText.",
    "fenced code": "```python\na = '*b*'\n```\n\n~~~ {.x #y}\n<b> & `c`\n~~~\n\n```\nno end",
    "rules": "***\n\n* * *\n\n---\n\n_____",
    "links": "[a](b.md) [c](</d e> \"Title\") [f]( g 'h' ) [i](j(k)l) [m]() [n [o]](p) [q](r\ns)",
    "references": '[a][b] [c][] [d] [e] [f]\n\n[b]: /u "T"\n[c]: <v>\n[d]: w\n    (t)\n[F]: x',
    "images": '![a](b.png) ![c](d "e") ![f][g] ![h] ![i\n\n[g]: j.png\n[h]: k.png',
    "addresses": "<https://a.example/?b=c&d> <e@f.example> <g> <mailto:h@i.example> http://j.example",
    "emphasis": "*a* _b_ **c** __d__ ***e*** ___f___ *g **h** i* **j *k* l** _m __n__ o_",
    "emphasis that is none": "a*b*c d_e_f * g * ** h ** *i ** j* __k_ l*m**n",
    "code": "`a` ``b ` c`` ` d ` `e\\` `f\ng` `` `h` `` \\`i` `<b>&amp;`",
    "escapes": r"\* \_ \` \\ \[ \] \( \) \# \+ \- \. \! \{ \} \> \| \& \< \a *\** [\]](\))",
    "entities": "AT&T &copy; &amp; &#65; &#x42; &bogus; & 4 < 5 > 3 &lt;b&gt;",
    "inline html": "a <b>c *d* e</b> <br> <i title='f'>g</i> <!-- h *i* --> <?j?> <k l=m> < n >",
    "blocks of html": "<div>\n*a*\n</div>\n\n<table><tr><td>b</td></tr></table>\n\nc\n\n<p>d",
    "html that does not end": "<div\n\n*a*\n\n<!-- b\n\nc\n\n</e>\n\n<f g='h",
    "tables": "| a | b |\n|:--|--:|\n| *c* | `d|e` |\n| f \\| g | [h](i) |\n\na | b\n:-: | -\nc",
    "notes": "A[^1] b[^two] c[^1] d[^none].\n\n[^1]: One *e*.\n[^two]: Two\n\n    more `f`.",
    "definitions": "Term\nother\n:   One *a*\n\n    more\n:   Two\n\nTerm\n\n:   Three",
    "admonitions": '!!! note "A *b*"\n    c\n\n    - d\n\n!!! danger\n    e\n\n!!! tip ""\n    f',
    "attributes": "a *b*{.c} [d](e){#f g=h} `i`{: .j }\n{: .k #l}\n\n- m\n{: .n}",
    "attributes in tables": "| o {.p} |\n|---|\n| q {: #r } |\n{: .s}",
    "contents": "[TOC]\n\n## A\n\n### B *c*\n\n## A",
    "marks of ours": "{0} *{1}* [{0}](a) `{1}`".format(chr(FIRST_REF), chr(FIRST_REF + 1)),
    "marks of the library": "\x02a\x03 klzzwxh:0001 \x02klzzwxh:0001\x03 \x02amp\x03 *b*",
    "japanese": "日本語の\n文。**強調**と`コード`、\n[リンク](a.md)[^1]。\n\n[^1]: 注。\n改行。",
    "blanks and tabs": "\ta\n\n b\t*c*\n  \n\n\n- \td\n\n \u00a0*e*\u3000_f_",
}
FRAGMENTS = st.sampled_from(
    [
        *SYNTAX.values(),
        *("*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "![", "[^", "[^1]", "<", ">", "&"),
        *("\\", "#", "- ", "1. ", "> ", "    ", "  \n", "\n", "\n\n", "|", ":", "{", "}", "!", '"'),
        *(
            "<b>",
            "</b>",
            "<!--",
            "-->",
            "&amp;",
            "a",
            "Word ",
            "語",
            "文。\n",
            "://",
            "@",
            ".",
            "{#a}",
        ),
    ]
)


def made(converter: Converter, text: str) -> object:
    """Return all that *converter* makes of a page."""
    converted = converter.page(Passage(text=text, refs=[], place=lambda _, __: NOWHERE))
    return converted.html, converted.toc


def same(text: str) -> None:
    """Demand that a text gives what it gives with the library untouched; be it an error."""
    try:
        expected = made(UNTOUCHED, text)
    except Exception as error:
        with pytest.raises(type(error)):
            made(THRIFTY, text)
    else:
        assert made(THRIFTY, text) == expected


@pytest.mark.parametrize("text", SYNTAX.values(), ids=SYNTAX.keys())
def test_all_syntax_gives_what_it_gives_without_thrift(text: str) -> None:
    same(text)


@pytest.mark.parametrize("second", SYNTAX.values(), ids=SYNTAX.keys())
def test_what_stands_beside_other_syntax_does_too(second: str) -> None:
    for first in SYNTAX.values():
        same(f"{first}\n\n{second}")
        same(f"- {first} {second}")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*/**/*.md")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_so_do_the_pages_of_the_project(path: Path) -> None:
    same(path.read_text("utf-8").split("---\n", 2)[-1])


@given(st.lists(FRAGMENTS, max_size=24).map("".join))
@settings(max_examples=300, deadline=None)
@example("`")
@example("*a\n\n[^1]: b")
def test_so_do_documents_of_any_pieces(text: str) -> None:
    same(text)


@given(st.text(alphabet="*_`[]()<>!&\\#\n -a1|:{}^\"'.語", max_size=120))
@settings(max_examples=300, deadline=None)
def test_so_does_any_text(text: str) -> None:
    same(text)


@given(st.lists(FRAGMENTS, max_size=8).map("".join))
@settings(max_examples=150, deadline=None)
def test_a_text_within_a_line_does_too(text: str) -> None:
    assert THRIFTY.inline(text) == UNTOUCHED.inline(text)


def test_the_references_of_a_page_are_what_they_were() -> None:
    text = "## {{ a.b }}\n\n*{{ c }}* [{{ d }}](e) [@f]\n"
    passage = Passage(text=text, refs=find_refs(text), place=lambda _, __: NOWHERE)

    assert THRIFTY.page(passage) == UNTOUCHED.page(passage)
