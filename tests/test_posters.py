"""What a card looks like: its size and colours, where it has ink, and that no letter is a box."""

import hashlib
import io
import struct
import unicodedata
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageFont

from explainer import posters
from explainer.posters import DESIGN, HEIGHT, WIDTH, Poster, can_be_drawn, draw, plain, title_lines
from tests.conftest import HERE, SMALLEST, Site, run
from tests.test_pipeline import GUESS, page
from tests.test_styles import SHEET
from tests.test_typesetting import width

FONT = HERE / "explainer/fonts/noto-sans-jp-700.woff2"
PAPER, INK = (0xFD, 0xFC, 0xF9), (0x1B, 0x1E, 0x22)

ENGLISH = Poster(
    title="Who controls OpenAI?", site="Who left OpenAI", as_of="As of November 23, 2026"
)
JAPANESE = Poster(
    title="誰が、いつ会社を去ったのか", site="去った人々とその理由", as_of="2026年11月23日時点"
)
# As long as a title may be, and longer than that.
LONG = Poster(
    title="Reuters: OpenAI to remove non-profit control and give Sam Altman equity, sources say, "
    "in a restructuring plan that has many more words than any title should have",
    site="What a site is called that cannot stop telling everybody what it is about, and why",
    as_of="As of November 23, 2026",
)
JAPANESE_LONG = Poster(
    title="2024年9月25日にミラ・ムラティ最高技術責任者が発表した退任と、その日のうちに続いた2人の退任"
    "について「わかっていること」と「わかっていないこと」",
    site="OpenAIを去った人々とその理由についての、たいへん長い名前をもつウェブサイト",
    as_of="2026年11月23日時点",
)
MIRU = page("{{ lakes.miru }}")
SHORT = Poster(title="湖", site="湖", as_of="2026")
ALL = {"en": ENGLISH, "ja": JAPANESE, "en-long": LONG, "ja-long": JAPANESE_LONG, "short": SHORT}


@pytest.fixture(params=ALL.values(), ids=list(ALL), scope="module")
def card(request: pytest.FixtureRequest) -> bytes:
    """Give each of the cards as a file."""
    return draw(request.param)


def picture(content: bytes) -> Image.Image:
    """Return the picture in a file, with its colours."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def inked(image: Image.Image, top: int, bottom: int) -> tuple[int, int, int, int] | None:
    """Return the box around all that is not paper between two heights."""
    part = image.crop((0, top, WIDTH, bottom))
    box = ImageChops.difference(part, Image.new("RGB", part.size, PAPER)).getbbox()
    return (box[0], box[1] + top, box[2], box[3] + top) if box else None


def test_a_card_is_a_png_of_few_colours_and_few_bytes(card: bytes) -> None:
    image = Image.open(io.BytesIO(card))

    assert (image.format, image.size, image.mode) == ("PNG", (1200, 630), "P")
    assert len(image.getcolors() or ()) <= 16
    assert 2_000 < len(card) <= 30_000


def test_a_card_keeps_its_margins(card: bytes) -> None:
    box = inked(picture(card), 0, HEIGHT - 16)

    assert box is not None
    left, top, right, bottom = box
    assert left >= 78  # a letter may reach a little beyond the place where it stands
    assert top >= 76
    assert right <= WIDTH - 78
    assert bottom <= HEIGHT - 72


def test_a_card_has_the_colours_of_the_style_sheet(card: bytes) -> None:
    image = picture(card)
    middles = [round(WIDTH * (part + 0.5) / 7) for part in range(7)]
    band = [image.crop((x, HEIGHT - 8, x + 1, HEIGHT - 7)).tobytes() for x in middles]
    names = ("confirmed", "stated", "reported", "disputed", "claimed", "speculation", "unknown")

    assert [f"--{name}: #{one.hex()};" for name, one in zip(names, band, strict=True)] == [
        f"--{name}: {SHEET.partition(f'--{name}: ')[2][:7]};" for name in names
    ]
    colours = {bytes(one): n for n, one in image.getcolors() or () if isinstance(one, tuple)}
    assert f"--paper: #{bytes(PAPER).hex()};" in SHEET
    assert f"--ink: #{bytes(INK).hex()};" in SHEET
    assert colours[bytes(PAPER)] > WIDTH * HEIGHT * 0.7
    assert colours[bytes(INK)] > 200


@pytest.mark.parametrize("poster", [ENGLISH, JAPANESE, LONG, JAPANESE_LONG])
def test_site_title_and_day_stand_above_each_other(poster: Poster) -> None:
    image = picture(draw(poster))
    boxes = [inked(image, top, bottom) for top, bottom in ((0, 120), (120, 520), (520, 600))]

    assert None not in boxes
    site, title, day = (box for box in boxes if box)
    assert all(box[0] in range(78, 90) for box in (site, title, day))
    assert site[3] - site[1] in range(20, 40)
    assert day[3] - day[1] in range(20, 40)
    assert title[3] - title[1] > 60
    # The title stands in the middle of what is left to it.
    assert abs((title[1] + title[3]) / 2 - 315) < 20
    assert site[3] + 20 < title[1]
    assert title[3] + 20 < day[1]


def test_a_start_page_does_not_name_the_site_twice() -> None:
    image = picture(draw(SHORT))

    assert inked(image, 0, 200) is None
    assert SHORT.told == "湖 – 2026"
    assert ENGLISH.told == "Who controls OpenAI? – Who left OpenAI – As of November 23, 2026"


@pytest.mark.parametrize(
    ("title", "size", "lines"),
    [
        ("Start", 96, ["Start"]),
        ("Who left OpenAI, and why", 96, ["Who left", "OpenAI, and why"]),
        ("What Mira Murati wrote when she left the company", 84, [
            "What Mira Murati", "wrote when she", "left the company"]),
        ("Everybody who left the company in the autumn of one year, and why they did", 72, [
            "Everybody who left the", "company in the autumn of", "one year, and why they did"]),
        ("誰がいつ、どのように会社を去ったのか", 96, ["誰がいつ、どのように", "会社を去ったのか"]),
        # A phrase is kept whole in smaller letters before it is broken in larger ones.
        ("ミラ・ムラティ最高技術責任者が退任", 64, ["ミラ・ムラティ最高技術責任者が", "退任"]),
        ("one " * 40, 64, ["one one one one one one one one"] * 3 + [
            "one one one one one one one one…"]),
    ],
)  # fmt: skip
def test_a_title_is_as_large_as_it_can_be(title: str, size: int, lines: list[str]) -> None:
    def measure(size: int) -> Callable[[str], float]:
        return lambda text: width(text) * size / 2  # as in type of which all letters are square

    assert title_lines(title.strip(), measure) == (size, lines)


def test_a_line_is_as_wide_as_its_letters() -> None:
    font = ImageFont.truetype(FONT, 64, layout_engine=ImageFont.Layout.BASIC)
    measure = posters.measure_at(64)

    for poster in ALL.values():
        assert measure(poster.title) == font.getlength(poster.title)
    assert measure("AVATAR To Ty. f’") == font.getlength("AVATAR To Ty. f’")


@pytest.mark.parametrize(("title", "share"), [("Hmm…", 1.0), ("湖…", 0.6)])
def test_dots_stand_on_the_line_but_in_japanese_in_its_middle(title: str, share: float) -> None:
    image = picture(draw(Poster(title=title, site=title, as_of="2026")))
    box = inked(image, 100, 500)
    assert box is not None
    _, top, right, bottom = box
    image.paste(PAPER, (0, 0, right - 12, HEIGHT))  # all but the last dot

    dot = inked(image, 100, 500)

    assert dot is not None
    assert (dot[3] - top) / (bottom - top) == pytest.approx(share, abs=0.05)


def test_the_same_card_is_drawn_each_time_and_another_for_other_words() -> None:
    again = draw(ENGLISH)

    assert draw(ENGLISH) == again
    others = [
        Poster(title=title, site=site, as_of=as_of)
        for title, site, as_of in (
            ("Who controls OpenAI!", ENGLISH.site, ENGLISH.as_of),
            (ENGLISH.title, "Who left", ENGLISH.as_of),
            (ENGLISH.title, ENGLISH.site, "As of November 24, 2026"),
        )
    ]
    assert len({again, *map(draw, others)}) == 4
    assert len({ENGLISH.path, *(one.path for one in others)}) == 4


def test_the_address_of_a_card_is_settled_by_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ENGLISH.path
    monkeypatch.setattr(posters, "DESIGN", DESIGN + 1)

    assert before == "cards/d116f59da78b.png"
    assert ENGLISH.path != before


def test_cards_do_not_change_unless_the_design_has_a_new_number() -> None:
    looks = [hashlib.sha256(picture(draw(one)).tobytes()).hexdigest()[:12] for one in ALL.values()]

    # Where cards look different on purpose, DESIGN is raised: others keep a picture by its address.
    assert (DESIGN, looks) == (
        1,
        ["8538d3b81d43", "52d04d7bebfe", "ae8273c8ab2a", "faa475745047", "36ea1db071c7"],
    )


def test_another_compressor_packs_a_card_into_the_same_bytes(card: bytes) -> None:
    chunks, at = {}, 8
    while at < len(card):
        (length,) = struct.unpack(">I", card[at : at + 4])
        assert card[at + 4 : at + 8] not in chunks
        chunks[card[at + 4 : at + 8]] = card[at + 8 : at + 8 + length]
        at += 12 + length

    ours = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_RLE)  # that of Python, not of Pillow

    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]  # nothing tells when it was made
    packed = ours.compress(zlib.decompress(chunks[b"IDAT"])) + ours.flush()
    assert packed == chunks[b"IDAT"]


# --- letters that the font has, and those that it lacks ----------------------------------------


def test_no_letter_that_is_said_to_be_there_is_drawn_as_a_box() -> None:
    font = ImageFont.truetype(FONT, 16, layout_engine=ImageFont.Layout.BASIC)
    listed = FONT.with_suffix(".txt").read_text("utf-8").replace("\n", "")

    def look(char: str) -> bytes:
        return bytes(font.getmask(char))

    box = look("\ue000")
    assert look("한") == look("Ж") == look("\U0001f680") == box  # as it should be, for this test
    assert len(listed) == len(set(listed)) > 6800
    assert [char for char in listed if look(char) == box or not any(look(char))] == []
    assert [char for char in listed if unicodedata.combining(char)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Who left OpenAI, and why? “It’s” – ‘so’ — €5 · 50 % … é ü ñ ß Ø",
        "誰が、いつ「会社」を去ったのか。（全文）・々ー！？　〜『完』",
        plain("A‑B ‐ C ― 1～2 か\u3099 e\u0301 zero\u200bwidth \u202fx\u2009y"),
    ],
)
def test_what_english_and_japanese_are_written_with_can_be_drawn(text: str) -> None:
    assert can_be_drawn(text)


@pytest.mark.parametrize(
    "text",
    [
        "Почему",
        "Γιατί",
        "왜",
        "لماذا",
        "ทำไม",
        "Łódź",
        "🚀",
        "①",
        "→",
        "x\u0301",
        "a\x07",
        "\ue000",
    ],
)
def test_what_the_font_lacks_cannot_be_drawn(text: str) -> None:
    assert not can_be_drawn(f"A {text}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A\n  B\tC", "A B C"),
        ("か\u3099", "が"),
        ("so\u00adft zero\u200bwidth \u2066x\u2069", "soft zerowidth x"),
        ("1～2 A‑B ―", "1〜2 A-B —"),
        ("葛\U000e0100 ☺\ufe0f", "葛 ☺"),
        ("5\u202f%, 5\u00a0%", "5\u00a0%, 5\u00a0%"),
        (" \u200b ", ""),
    ],
)
def test_what_looks_the_same_is_the_same(text: str, shown: str) -> None:
    assert plain(text) == shown


# --- what draws and what does not --------------------------------------------------------------

# A library in the place of Pillow that fails as soon as somebody asks for it.
BROKEN = {"PIL/__init__.py": "raise SystemError('drawn')\n"}
MISSING = {"PIL/__init__.py": "raise ModuleNotFoundError('no PIL', name='PIL')\n"}


@pytest.mark.parametrize("verb", ["check", "uses"])
def test_only_what_is_written_is_drawn(site: Site, verb: str) -> None:
    root = site(BROKEN)
    name = ["lakes.miru"] if verb == "uses" else []

    ran = run(site({**GUESS, "content/en/a.md": MIRU}), verb, *name, PYTHONPATH=str(root))

    assert (ran.code, ran.err) == (0, "")
    assert "drawn" in run(root, PYTHONPATH=str(root)).err
    assert not (root / ".cache/cards").exists()


def test_a_site_without_a_base_address_needs_no_pictures(site: Site) -> None:
    settings = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")
    root = site({**BROKEN, "content/site.yaml": settings})

    ran = run(root, PYTHONPATH=str(root))

    assert ran.code == 0
    assert not (root / "_site/cards").exists()
    assert not (root / ".cache/cards").exists()


def test_without_the_library_one_is_told_how_to_get_it(site: Site) -> None:
    root = site(MISSING)

    ran = run(root, PYTHONPATH=str(root))

    assert ran.code == 2
    assert ran.err == "build.py: the libraries it needs are missing; run: make site\n"
