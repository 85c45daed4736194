"""Copies of sources: texts, pages in HTML and PDFs, and files that are none of them."""

import hashlib
import io
import os
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from explainer import apart
from explainer.copies import MAX_BYTES, Copy, read_copy
from explainer.errors import UsageError
from explainer.pdftext import MAX_CHARACTERS, MAX_PAGES
from tests.portable import assembled, page, pdf, stream


def copy(folder: Path, data: bytes | str, name: str = "copy.txt") -> Copy:
    """Return the copy in a file of that name, which holds *data*."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_copy(path)


def refusal(folder: Path, data: bytes | str, name: str = "copy.txt") -> str:
    """Return why a file is refused, after its name."""
    with pytest.raises(UsageError) as refused:
        copy(folder, data, name)
    return str(refused.value).removeprefix(f"{folder / name} ")


def locked(password: str) -> bytes:
    """Return a PDF that is locked."""
    writer, out = PdfWriter(PdfReader(io.BytesIO(pdf(["It is deep."])))), io.BytesIO()
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "lines", "complete"),
    [
        ("one\ntwo\n", ["one", "two"], 2),
        ("one\ntwo", ["one", "two"], 1),
        ("one\r\n\r\nthree\rfour\r\n", ["one", "", "three", "four"], 4),
        ("\ufeff湖\u2028は\x85深い\n", ["湖\u2028は\x85深い"], 1),
        (b"\xff\xfe" + "湖\n深い".encode("utf-16-le"), ["湖", "深い"], 1),
    ],
)
def test_a_text_has_the_lines_that_an_editor_counts(
    tmp_path: Path, data: bytes | str, lines: list[str], complete: int
) -> None:
    found = copy(tmp_path, data)

    assert (found.lines, found.complete) == (lines, complete)
    assert found.digest == hashlib.sha256((tmp_path / "copy.txt").read_bytes()).hexdigest()
    assert found.page_of(1) is None


def test_a_text_with_form_feeds_has_pages(tmp_path: Path) -> None:
    found = copy(tmp_path, "one\ntwo\n\fthree\n\f")

    assert [found.page_of(line) for line in (1, 2, 3)] == [1, 1, 2]
    assert (found.pages_called("2"), found.pages_called("3"), found.pages_called("0")) == (
        [2],
        [],
        [],
    )


# --- pages in HTML ----------------------------------------------------------------------------

AROUND = (
    "<!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body>"
    "<nav>Menu</nav><header><h1>A <i>deep</i> lake</h1></header>"
    "{}<aside>More</aside><footer>Imprint</footer><script>x < y</script></body></html>"
)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>It &amp; he<br>two</p>", ["A deep lake", "It & he", "two"]),
        ("<p>Not this</p><main><p>This\n one</main>", ["A deep lake", "This one"]),
        (
            '<p>Not this</p><div role="main"><div>This</div> one</div>x',
            ["A deep lake", "This", "one"],
        ),
        ("<p>No</p><article>One</article><article>Two</article>", ["A deep lake", "One", "Two"]),
        ("<p hidden>No</p><p aria-hidden=true>No</p><p>Yes", ["A deep lake", "Yes"]),
        (
            "<ruby>湖<rp>(</rp><rt>みずうみ</rt><rp>)</rp></ruby>は</b>深い",
            ["A deep lake", "湖は深い"],
        ),
        ("<div><nav>No</div>Yes<!-- no -->", ["A deep lake", "Yes"]),
        ("<table><tr><td>a<td>b</table>", ["A deep lake", "a", "b"]),
    ],
)
def test_of_a_page_the_main_text_is_read(tmp_path: Path, body: str, lines: list[str]) -> None:
    assert copy(tmp_path, AROUND.replace("{}", body)).lines == lines


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", "<p>湖</p>".encode()),
        ("a.txt", b"<!-- saved --><html><p>&#x6e56;"),
        ("a.htm", '<meta charset="Shift_JIS"><p>湖'.encode("shift_jis")),
        ("a.htm", '<meta content="text/html; charset=euc-jp"><p>湖'.encode("euc_jp")),
        ("a.htm", '<meta charset="rot13"><p>湖'.encode()),
        ("a.htm", b"\xef\xbb\xbf" + '<meta charset="Shift_JIS"><p>湖'.encode()),
    ],
)
def test_a_page_is_known_by_its_name_or_beginning_and_says_its_encoding(
    tmp_path: Path, name: str, data: bytes
) -> None:
    assert copy(tmp_path, data, name).lines == ["湖"]


# --- PDFs -------------------------------------------------------------------------------------


def test_a_pdf_has_pages_with_lines(tmp_path: Path) -> None:
    found = copy(tmp_path, pdf(["It is nine", "metres deep."], [], ["So they say."]), "a.pdf")

    assert [one.strip() for one in found.lines] == ["It is nine", "metres deep.", "So they say."]
    assert [found.page_of(line) for line in (1, 2, 3)] == [1, 1, 3]
    assert (found.pages_called("3"), found.pages_called("4")) == ([3], [])
    assert found.guesses_spaces


def test_a_page_of_a_pdf_goes_by_what_is_printed_on_it_too(tmp_path: Path) -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 1 >>] >>"

    found = copy(tmp_path, pdf(["Preface"], ["One"], ["Two"], labels=labels), "a.pdf")

    assert [found.pages_called(one) for one in ("i", "1", "2", "3")] == [[1], [1, 2], [2, 3], [3]]


def test_a_pdf_that_is_locked_only_against_changes_is_read(tmp_path: Path) -> None:
    assert [one.strip() for one in copy(tmp_path, locked(""), "a.pdf").lines] == ["It is deep."]


BOMB = stream(zlib.compress(b" " * 100_000_000), "/Filter /FlateDecode")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Just words.", "cannot be read as a PDF (PdfStreamError)"),
        (b"\n%PDF-1.7\n", "cannot be read as a PDF"),
        (pdf(["It is deep."])[:200], "cannot be read as a PDF"),
        (b"", "cannot be read as a PDF (EmptyFileError)"),
        (locked("secret"), "is locked by a password"),
        (pdf([], []), "holds no text; a scan needs its text recognised first"),
        (
            assembled(
                [
                    b"<< /Type /Catalog /Pages 2 0 R >>",
                    f"<< /Type /Pages /Kids [{'4 0 R ' * 2001}] /Count 2001 >>".encode(),
                    b"null",
                    page(5),
                    stream(b""),
                ]
            ),
            f"has more than {MAX_PAGES} pages",
        ),
        (
            assembled(
                [
                    b"<< /Type /Catalog /Pages 2 0 R >>",
                    b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
                    b"null",
                    page(5),
                    BOMB,
                ]
            ),
            "cannot be read as a PDF (LimitReachedError)",
        ),
    ],
    ids=["text", "head", "cut", "empty", "locked", "blank", "long", "bomb"],
)
def test_a_pdf_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    assert refusal(tmp_path, data, "a.pdf").startswith(why)


@pytest.mark.parametrize(("name", "data"), [("a.pdf", pdf(["x"])), ("a.html", "<p>x")])
def test_a_copy_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes | str
) -> None:
    monkeypatch.setattr(apart, "MAX_SECONDS", 0.001)

    assert refusal(tmp_path, data, name) == "takes more than 0.001 seconds to read"


# --- what is no copy --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"It is d\xe9ep.", "is not UTF-8 (byte 8); save it as UTF-8"),
        (b"PK\x03\x04\x00\x00", "is neither text, nor HTML, nor a PDF"),
        ("", "holds no text; a scan needs its text recognised first"),
        ("<html><nav>Menu</nav>", "holds no text; a scan needs its text recognised first"),
        (b"a" * (MAX_BYTES + 1), "is larger than 40 MB"),
        (b"a" * (MAX_CHARACTERS + 1), "has more than 8 million characters"),
        (b'<html><meta charset="shift_jis">' + b"\x80", "is not SHIFT_JIS (byte 33)"),
    ],
    ids=["bytes", "zip", "empty", "menu", "large", "long", "charset"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes | str, why: str) -> None:
    assert refusal(tmp_path, data).startswith(why)


def test_a_folder_a_pipe_and_nothing_are_no_copies(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    told = {}
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "nothing", tmp_path / "circle"):
        with pytest.raises(UsageError) as refused:
            read_copy(path)
        told[path.name] = str(refused.value).replace(str(path), path.name)

    assert list(told.values()) == [
        f"{tmp_path.name} is a folder, not a copy of a source",
        "pipe is not a plain file",
        "there is no file nothing",
        "there is no file circle",
    ]
