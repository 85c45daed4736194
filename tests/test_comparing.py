"""What differs from what readers were told last, and whether that is recorded."""

import pytest

from explainer.corrections import PATH
from explainer.errors import BuildError, Report, UsageError
from explainer.recording import NothingToCompareError, release
from tests.conftest import Site
from tests.published import FILES, change, made, notes, record, released

FACTS = "content/facts/figures.yaml"
WHO = "content/facts/people.yaml"


def test_before_the_first_release_nothing_is_compared(site: Site) -> None:
    root = site(FILES)

    assert notes(root) == []
    with pytest.raises(NothingToCompareError, match="nothing was released yet"):
        record(root, "figures.share")


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        (
            FACTS,
            "7 %",
            "8 %",
            f'{FACTS}:1:9: note: figures.share was published as "7 %", and is now "8 %"; with it '
            "1 more changed",
        ),
        (
            FACTS,
            "{en: The share, ja: 割合}",
            "{en: The share, ja: 比率}",
            f'{FACTS}:1:21: note: figures.share.label was published as "割合", and is now "比率"',
        ),
        (
            "content/facts/events.yaml",
            "1911-08",
            "1911-09",
            'content/facts/events.yaml:5:3: note: events.flood.when was published as "1911-08", '
            'and is now "1911-09"',
        ),
        (
            "content/facts/events.yaml",
            "sudden",
            "slow",
            'content/facts/events.yaml:6:3: note: events.flood.sort was published as "sudden", '
            'and is now "slow"',
        ),
        (
            WHO,
            "boss: ann",
            "boss: bob",
            f'{WHO}:4:32: note: people.bob.boss was published as "ann", and is now "bob"',
        ),
    ],
    ids=["quantity", "text", "date", "choice", "reference"],
)
def test_a_change_is_noted_where_it_stands(
    site: Site, path: str, old: str, new: str, problem: str
) -> None:
    root = released(site)

    change(root, old, new, path)

    assert notes(root) == [f"{problem} [unrecorded-change]"]


def test_a_strict_build_fails_until_it_is_recorded(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "201 people")
    report = Report(strict=True)

    with pytest.raises(BuildError):
        made(root, report)
    record(root, "figures.staff")

    assert notes(root) == []


def test_a_label_is_no_correction_of_a_value(site: Site) -> None:
    root = released(site)

    change(root, "en: Staff", "en: Employees")

    assert list(made(root).history.changes) == ["figures.staff.label"]


def test_what_is_computed_is_recorded_with_what_it_is_computed_from(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")

    said = record(root, "figures.share")

    assert said.startswith("figures.share, and 1 fact that changed with it recorded as correction")
    assert notes(root) == []
    assert (root / PATH).read_text("utf-8").partition("- fact")[2] == (
        ": figures.share\n"
        "  as: correction\n"
        "  date: 2026-12-24\n"
        "  why: So it is.\n"
        "  was: {type: quantity, value: 7 %, status: reported}\n"
        "  now: {type: quantity, value: 8 %, status: reported}\n"
        "  with:\n"
        "    figures.part:\n"
        "      was: {type: quantity, value: 14 people, status: reported, origins: 2}\n"
        "      now: {type: quantity, value: 16 people, status: reported, origins: 2}\n"
    )


def test_a_new_formula_is_a_change_of_its_own(site: Site) -> None:
    root = released(site)

    change(root, "round(figures.share * figures.staff)", "figures.staff / 2")

    assert notes(root) == [
        f'{FACTS}:3:8: note: figures.part was published as "14 people", and is now "100 people" '
        "[unrecorded-change]"
    ]


def test_a_status_that_falls_is_recorded_and_one_that_rises_is_not(site: Site) -> None:
    root = released(site)
    change(root, "status: reported, sources: [news]", "status: confirmed, sources: [deed]")
    assert made(root).history.changes == {}
    release(root, made(root))

    change(root, "200 people", "200.0 people")
    change(
        root,
        "ja: 職員}, status: confirmed, sources: [deed]",
        "ja: 職員}, status: claimed, sources: [news]",
    )

    assert notes(root) == [
        f'{FACTS}:2:9: note: figures.staff was published as "confirmed", and is now "claimed"; '
        "with it 2 more changed [unrecorded-change]"
    ]
    record(root, "figures.staff", "clarification")
    assert notes(root) == []


def test_a_status_that_rose_before_a_release_may_not_fall_after_it_unsaid(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "201 people")
    record(root, "figures.staff")
    change(root, "status: claimed, sources: [news]", "status: reported, sources: [news]")
    release(root, made(root))
    assert notes(root) == []

    change(
        root,
        "ja: 噂}, status: reported, sources: [news]",
        "ja: 噂}, status: claimed, sources: [news]",
    )

    assert len(notes(root)) == 1


def test_two_corrections_of_one_fact_go_on_from_each_other(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "300 people")
    record(root, "figures.staff")
    change(root, "300 people", "400 people")

    record(root, "figures.staff")

    first, second = made(root).history.corrections
    assert (first.anchor, second.anchor) == ("figures.staff-1", "figures.staff-2")
    assert second.changes[0].was is not None
    assert second.changes[0].was.written == "300 people"


def test_what_is_changed_back_is_a_change_once_readers_were_told(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "300 people")
    record(root, "figures.staff")

    change(root, "300 people", "200 people")

    assert notes(root)[0].endswith(
        'figures.staff was published as "300 people", and is now "200 people"; with it 1 more '
        "changed [unrecorded-change]"
    )


def test_a_second_release_keeps_the_corrections_and_goes_on_from_what_is_there(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "300 people")
    record(root, "figures.staff")
    kept = (root / PATH).read_text("utf-8")

    release(root, made(root))
    change(root, "300 people", "200 people")

    assert (root / PATH).read_text("utf-8") == kept
    record(root, "figures.staff")
    assert (root / PATH).read_text("utf-8").startswith(kept)
    assert made(root).history.corrections[1].anchor == "figures.staff-2"


def without(root: str) -> dict[str, str]:
    """Return pages that do not print what is gone."""
    return {
        f"content/{code}/{root}.md": "---\ntitle: T\nsummary: S.\n---\nGone.\n"
        for code in ("en", "ja")
    }


def test_a_record_that_is_gone_is_one_change_at_its_line_of_the_snapshot(site: Site) -> None:
    root = released(site)
    site({**FILES, **without("rumour")})
    lines = FILES[FACTS].splitlines(keepends=True)[:3]
    (root / FACTS).write_text("".join(lines), "utf-8")

    assert notes(root) == [
        "content/published.yaml:9:1: note: figures.rumour was published, and is no longer there; "
        "with it 1 more changed [unrecorded-change]"
    ]
    record(root, "figures.rumour", "withdrawal", "Nobody else says so.")
    assert notes(root) == []
    release(root, made(root))
    assert notes(root) == []


def test_a_new_name_is_guessed(site: Site) -> None:
    root = released(site)
    site({**FILES, **without("rumour")})
    change(root, "rumour:", "hearsay:")
    report = Report()

    made(root, report)

    (found,) = [one for one in report if one.rule == "unrecorded-change"]
    assert found.hint == (
        'run python build.py correct figures.rumour --as correction --why "…"; figures.hearsay '
        "says the same: if that is its new name, record it as a typo"
    )
    record(root, "figures.rumour", "typo", "")
    assert notes(root) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("figures.shar", 'there is no fact "figures.shar"; did you mean "figures.share"?'),
        ("news", 'there is no fact "news"'),
        ("figures.rumour", "figures.rumour has not changed since readers were told of it last"),
        ("figures.more", "figures.more is new since the last release, and needs no record"),
    ],
)
def test_what_cannot_be_recorded_is_wrong_use(site: Site, name: str, message: str) -> None:
    root = released(site)
    change(root, "rumour:", "more: {value: 1, label: More}\nrumour:")

    with pytest.raises(UsageError) as error:
        record(root, name)

    assert str(error.value).startswith(message)


def test_a_fact_may_be_named_with_its_first_field(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "201 people")

    assert record(root, "figures.staff.value").startswith("figures.staff")


def test_nothing_is_compared_where_facts_cannot_be_read(site: Site) -> None:
    root = released(site)
    change(root, "{value: 7 %", "{valu: 7 %")
    report = Report()

    with pytest.raises(BuildError):
        made(root, report)

    assert "unrecorded-change" not in {one.rule for one in report}
