"""The verbs `release` and `correct`: what they write, what they say, how they end."""

import pytest

from explainer import corrections, snapshot
from tests.conftest import Site, run
from tests.published import FILES, change, made, record, released

CLASSES = (
    "the classes are:\n"
    "  typo          a slip that misled nobody, or a fact that only got another name; readers see "
    "nothing\n"
    "  clarification it was right, and could be misunderstood\n"
    "  update        it was right when it was published, and something has happened since\n"
    "  correction    it was wrong\n"
    "  withdrawal    we no longer say it\n"
)


def test_from_the_first_release_to_the_second(site: Site) -> None:
    root = site(FILES)

    before = run(root, "correct", "figures.share", "--as", "update", "--why", "x")
    first = run(root, "release")
    again = run(root, "release")
    change(root, "7 %", "8 %")
    refused = run(root, "release")
    strict = run(root, "build", "--strict", "-q")
    recorded = run(root, "correct", "figures.share", "--as", "correction", "--why", "It was 8.")
    twice = run(root, "correct", "figures.share", "--as", "correction", "--why", "It was 8.")
    second = run(root, "release")

    assert (before.code, before.out) == (1, "")
    assert before.err == (
        "build.py: nothing was released yet, so there is nothing to correct; "
        "run python build.py release once it is published\n"
    )
    assert (first.code, first.out) == (
        0,
        "15 statements in content/published.yaml; what changes from now on is to be recorded\n",
    )
    assert again.out == "15 statements in content/published.yaml, which was as it is\n"
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.endswith("build.py: nothing was released, for 2 changes to record\n")
    assert strict.code == 1
    assert (recorded.code, recorded.out) == (
        0,
        "figures.share, and 1 fact that changed with it recorded as correction in "
        "content/corrections.yaml; readers are told from now on; write the reason in each "
        "language there: why: {en: …, ja: …}\n",
    )
    assert (twice.code, twice.err) == (
        2,
        "build.py: figures.share has not changed since readers were told of it last\n",
    )
    assert second.code == 0
    text = (root / snapshot.PATH).read_text("utf-8")
    assert "figures.share: {type: quantity, value: 8 %, status: reported, recorded: 1}\n" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["correct"], "correct needs the name of a fact\n"),
        (["correct", "figures.share", "--why", "x"], f"build.py: correct needs --as; {CLASSES}"),
        (
            ["correct", "figures.share", "--as", "error", "--why", "x"],
            f'build.py: --as "error" is none; {CLASSES}',
        ),
        (
            ["correct", "figures.share", "--as", "update", "--why", " "],
            'build.py: correct needs --why "…": the reason that readers are told\n',
        ),
        (["build", "--why", "x"], "--as and --why go with correct only\n"),
        (["release", "--as", "typo"], "--as and --why go with correct only\n"),
    ],
)
def test_what_is_asked_for_wrongly_is_wrong_use(
    site: Site, arguments: list[str], said: str
) -> None:
    ran = run(site(FILES), *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(said)


def test_a_site_with_errors_is_neither_released_nor_corrected(site: Site) -> None:
    root = released(site)
    change(root, "value: 7 %", "value: seven %")
    kept = (root / snapshot.PATH).read_bytes()

    release = run(root, "release")
    correct = run(root, "correct", "figures.share", "--as", "update", "--why", "x")

    assert (release.code, correct.code) == (1, 1)
    assert "[bad-value]" in release.err
    assert (root / snapshot.PATH).read_bytes() == kept
    assert not (root / corrections.PATH).exists()


def test_the_day_is_that_of_source_date_epoch(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")

    run(root, "correct", "figures.share", "--as", "typo", SOURCE_DATE_EPOCH="1798761600")

    assert "  date: 2027-01-01\n" in (root / corrections.PATH).read_text("utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_an_author_wrote_stays_as_it_is(site: Site, end: str) -> None:
    root = released(site)
    change(root, "200 people", "300 people")
    record(root, "figures.staff")
    path = root / corrections.PATH
    own = path.read_text("utf-8").replace("why: So it is.", "why: {en: A, ja: B}  # mine")
    path.write_bytes(f"{own.rstrip()}\n# the end".replace("\n", end).encode())
    kept = path.read_bytes()
    change(root, "300 people", "400 people")

    record(root, "figures.staff", "update", 'He said: "more" # indeed')

    written = path.read_bytes()
    assert written.startswith(kept)
    assert written.count(end.encode()) == written.count(b"\n")
    assert len(made(root).history.corrections) == 2


def test_where_nothing_can_stand_behind_it_is_told(site: Site) -> None:
    root = released(site)
    (root / corrections.PATH).write_text("[]\n", "utf-8")
    change(root, "7 %", "8 %")

    ran = run(root, "correct", "figures.share", "--as", "update", "--why", "x")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "build.py: content/corrections.yaml takes no more at its end; begin each correction with "
        '"- " at the beginning of a line\n'
    )
    assert (root / corrections.PATH).read_text("utf-8") == "[]\n"


def test_files_name_their_schemas_where_a_site_has_any(site: Site) -> None:
    root = site(FILES)
    (root / ".schemas").mkdir()
    run(root, "release")
    change(root, "7 %", "8 %")
    run(root, "correct", "figures.share", "--as", "typo")

    for path, name in ((snapshot.PATH, "published"), (corrections.PATH, "corrections")):
        first = (root / path).read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../.schemas/{name}.json"


def test_two_builds_are_equal_on_any_day(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = released(site)
    change(root, "7 %", "8 %")
    record(root, "figures.share")
    outs = [tmp_path_factory.mktemp("out") / "site" for _ in range(2)]

    for out, epoch in zip(outs, ("1795392000", "1900000000"), strict=True):
        assert run(root, "--out", str(out), SOURCE_DATE_EPOCH=epoch).code == 0

    first, second = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        for out in outs
    )
    assert first == second
