"""What the generator is measured by: the invented explainers, and what is told of the figures."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import corpus, report
from benchmarks.__main__ import main
from benchmarks.measure import KINDS, Run, Save, Site, kept, measure, plain
from benchmarks.peers import Peer, found, ours, theirs
from explainer.errors import Report
from explainer.pipeline import Order, build


def run(peer: str, kind: str, wall: float, number: int = 1, **more: object) -> Run:
    """Return a build with invented figures."""
    given = {"pages": 20, "cpu": 2 * wall, "memory": 40.4, "written": 3, "arrived": True, "code": 0}
    return Run(peer=peer, kind=kind, wall=wall, round=number, **{**given, **more})  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder* by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copier(folder: Path) -> Peer:
    """Return a generator that takes pages over, with the value of a fact put in."""
    script = folder / "copy.py"
    script.write_text(
        "import pathlib, re\n"
        "value = pathlib.Path('facts').read_text()\n"
        "for page in pathlib.Path('in').rglob('*.md'):\n"
        "    to = pathlib.Path('out', page.relative_to('in')).with_suffix('.html')\n"
        "    text = page.read_text('utf-8').replace('FACT', f'{int(value):,}')\n"
        "    if not to.exists() or to.read_text('utf-8') != text:\n"
        "        to.parent.mkdir(parents=True, exist_ok=True)\n"
        "        to.write_text(text, 'utf-8')\n"
    )

    def write(made: corpus.Corpus, to: Path) -> None:
        corpus.put(to / "facts", str(corpus.HOT_VALUE))
        for page in made.pages:
            corpus.put(to / f"in/{page.language}/{page.key}.md", f"{page.body} FACT")

    return Peer(
        name="copier",
        write=write,
        build=[sys.executable, str(script)],
        made=["out"],
        source="in/{language}/{key}.md",
        data="facts",
        output="out/{language}/{key}.html",
    )


@pytest.mark.parametrize("pages", [4, 20, 60])
def test_an_invented_explainer_has_nothing_to_mend(pages: int, tmp_path: Path) -> None:
    corpus.write_explainer(corpus.make(pages), tmp_path)
    problems = Report(strict=True)

    built = build(Order(root=tmp_path, today="2025-01-02"), problems)

    assert list(problems) == []
    assert len([one for one in built.outputs if "/page-" in f"/{one}"]) == pages


def test_the_same_seed_gives_the_same_explainer_and_another_one_another(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        corpus.write_explainer(corpus.make(40, seed), tmp_path / name)

    assert files(tmp_path / "one") == files(tmp_path / "same")
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_a_page_shows_ten_facts_and_every_twentieth_the_one_that_changes() -> None:
    made = corpus.make(400)

    assert {len(set(page.facts)) for page in made.pages} == {10}
    assert len(made.facts) == 200
    assert len(made.hot) == 20
    assert made.edited not in made.hot
    assert made.edited.language == "en"


def test_pages_are_as_long_as_they_are_said_to_be() -> None:
    made = corpus.make(200)

    words = [len(page.body.split()) for page in made.pages if page.language == "en"]
    letters = [len(page.body) for page in made.pages if page.language == "ja"]
    assert sum(words) / len(words) == pytest.approx(585, rel=0.1)
    assert sum(letters) / len(letters) == pytest.approx(1700, rel=0.1)


def test_each_generator_is_given_every_page_and_fact(tmp_path: Path) -> None:
    made = corpus.make(8)
    for peer in [ours(), *theirs(tmp_path / "tools")]:
        folder = tmp_path / peer.name
        peer.write(made, folder)

        assert corpus.EDITION in (folder / peer.file(peer.source, made.edited)).read_text("utf-8")
        assert all((folder / peer.file(peer.source, page)).is_file() for page in made.pages)
        assert f": {corpus.HOT_VALUE}" in (folder / peer.data).read_text("utf-8")
        assert "<<" not in "".join(
            (folder / peer.file(peer.source, page)).read_text("utf-8").replace("{{<", "")
            for page in made.pages
        )


def test_what_is_not_installed_is_not_measured(tmp_path: Path) -> None:
    assert list(found(None)) == ["explainer"]
    assert list(found(tmp_path)) == ["explainer"]


def test_a_turn_builds_cold_then_after_nothing_a_page_and_a_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.measure.PAUSE", 0)
    made, peer, told = corpus.make(4), copier(tmp_path), list[Run]()
    peer.prepare(made, tmp_path / "site")
    site = Site(peer=peer, corpus=made, folder=tmp_path / "site", home=tmp_path / "home")

    measure([site], 2, told.append)

    assert [(one.round, one.kind) for one in told] == [(n, kind) for n in (1, 2) for kind in KINDS]
    assert [one.written for one in told] == [4, 0, 1, 4] * 2
    assert all(one.arrived and one.code == 0 for one in told)
    assert all(one.wall > 0 and one.cpu > 0 and one.memory > 1 for one in told)


def test_a_generator_that_fails_is_left_out_from_then_on(tmp_path: Path) -> None:
    made, peer, told = corpus.make(4), copier(tmp_path), list[Run]()
    (tmp_path / "copy.py").write_text("raise SystemExit(3)")
    peer.prepare(made, tmp_path / "site")
    site = Site(peer=peer, corpus=made, folder=tmp_path / "site", home=tmp_path / "home")

    measure([site], 3, told.append)

    assert [(one.kind, one.code, one.arrived) for one in told] == [("cold", 3, False)]


@pytest.mark.parametrize("written", ["900,001", "900 001", "900.001", "900\u202f001", "900001"])
def test_a_number_is_found_however_its_digits_are_grouped(written: str) -> None:
    assert "900001" in plain(f"<data>{written} people</data>")


def test_the_tables_tell_times_ratios_and_effects() -> None:
    walls = {"cold": 1.0, "nothing": 0.5, "page": 0.25, "fact": 12.0}
    runs = [
        *(run("hugo", kind, wall, n) for n in (1, 2) for kind, wall in walls.items()),
        *(
            run("explainer", kind, 2 * n * wall, n)
            for n in (1, 2, 3)
            for kind, wall in walls.items()
        ),
        run("other", "cold", 250.0, arrived=False),
        run("other", "fact", 3.0, arrived=False, written=0),
    ]
    saves = [
        Save(pages=20, peer="hugo", kind=kind, wall=wall)
        for kind, wall in (("page", 0.1), ("page", 0.3), ("page", 0.2), ("fact", None))
    ]

    assert report.tables(runs, saves) == (
        "### 20 pages: CPU seconds, and wall seconds\n\n"
        "|  | cold | nothing changed | one page changed | one fact changed |\n"
        "| --- | --: | --: | --: | --: |\n"
        "| hugo | 2.00, 1.00 | 1.00, 0.50 | 0.50, 0.25 | 24.0, 12.0 |\n"
        "| explainer | 8.00, 4.00 | 4.00, 2.00 | 2.00, 1.00 | 96.0, 48.0 |\n"
        "| other | 500, 250 | – | – | 6.00, 3.00 |\n\n"
        "### 20 pages: wall time against hugo\n\n"
        "|  | cold | nothing changed | one page changed | one fact changed |\n"
        "| --- | --: | --: | --: | --: |\n"
        "| explainer | 3.00 | 3.00 | 3.00 | 3.00 |\n"
        "| other | 250.00 | – | – | 0.25 |\n\n"
        "### 20 pages: what was written, and whether the change arrived\n\n"
        "|  | peak MiB | files: cold | files: nothing changed | files: one page changed "
        "| files: one fact changed | page arrived | fact arrived |\n"
        "| --- | --: | --: | --: | --: | --: | --: | --: |\n"
        "| hugo | 40 | 3 | 3 | 3 | 3 | yes | yes |\n"
        "| explainer | 40 | 3 | 3 | 3 | 3 | yes | yes |\n"
        "| other | 40 | 3 | – | – | 0 | – | **no** |\n\n"
        "### 20 pages: milliseconds from a save to the page served\n\n"
        "|  | a page | a fact |\n"
        "| --- | --: | --: |\n"
        "| hugo | 200 (100–300) | never |\n"
    )


def test_without_the_yardstick_there_are_no_ratios() -> None:
    assert "against" not in report.tables([run("explainer", "cold", 1.0)])


def test_each_build_is_kept_as_a_line_of_json(tmp_path: Path) -> None:
    kept([run("hugo", "cold", 1.5)], tmp_path / "runs.jsonl")

    (line,) = (tmp_path / "runs.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["wall"] == 1.5


def test_growth_is_drawn_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    runs = [
        run(peer, kind, pages / 100, pages=pages)
        for peer in ("explainer", "hugo")
        for kind in KINDS
        for pages in (20, 1000)
    ]
    for name in ("one", "two"):
        report.plot(runs, tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert "explainer" in (tmp_path / "one").read_text("utf-8")


def test_a_name_that_is_not_there_is_said_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--only", "hogu", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "not there: hogu; there are explainer\n"


def test_each_size_has_its_own_turns_and_those_whom_it_takes_too_long_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying = copier(tmp_path)
    monkeypatch.setattr("benchmarks.measure.PAUSE", 0)
    monkeypatch.setattr(
        "benchmarks.__main__.found",
        lambda _: {name: replace(copying, name=name) for name in ("swift", "slow")},
    )
    asked = ["--pages", "4,6,8", "--rounds", "2,1", "--kinds", "cold", "--up-to", "slow=6"]

    assert main([*asked, "--out", str(tmp_path / "out")]) == 0

    lines = (tmp_path / "out/runs.jsonl").read_text("utf-8").splitlines()
    told = [(run["pages"], run["peer"], run["round"]) for run in map(json.loads, lines)]
    assert told == [
        *((4, name, number) for number in (1, 2) for name in ("swift", "slow")),
        *((6, name, 1) for name in ("swift", "slow")),
        (8, "swift", 1),
    ]
