"""The workflow that publishes: what it may do, what it runs, and on which versions."""

import re
from typing import Any

import pytest
import yaml

from tests.conftest import HERE

PATH = HERE / ".github/workflows/pages.yml"
WORKFLOW = yaml.load(PATH.read_text("utf-8"), yaml.BaseLoader)  # so that `on` stays a word
JOBS: dict[str, Any] = WORKFLOW["jobs"]


def runs(job: str) -> list[str]:
    """Return the commands of a job, the installation aside."""
    commands = [step["run"] for step in JOBS[job]["steps"] if "run" in step]
    return [one for one in commands if "pip install" not in one]


def test_every_action_is_pinned_by_its_commit_with_the_version_beside() -> None:
    used = re.findall(r"uses: (.*)", PATH.read_text("utf-8"))

    assert used
    for one in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_one_action_has_one_version() -> None:
    used = set(re.findall(r"uses: (.*)", PATH.read_text("utf-8")))

    assert len({one.partition("@")[0] for one in used}) == len(used)


def test_nothing_is_permitted_but_what_a_job_asks_for() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "check": {"contents": "read"},
        "publish": {"contents": "read", "pages": "write", "id-token": "write"},
        "freshness": {"contents": "read"},
    }


@pytest.mark.parametrize("job", JOBS)
def test_what_is_installed_is_checked_by_its_hash(job: str) -> None:
    (install,) = (
        step["run"] for step in JOBS[job]["steps"] if "pip install" in step.get("run", "")
    )

    assert install == "python -m pip install --require-hashes --requirement requirements.txt"


def test_pull_requests_are_told_at_their_lines_what_is_wrong() -> None:
    assert runs("check") == ["python build.py check --format github"]
    assert "pull_request" in WORKFLOW["on"]


def test_only_the_default_branch_is_published_at_the_address_that_pages_gives() -> None:
    publish = JOBS["publish"]
    (build,) = (step for step in publish["steps"] if "build.py build" in step.get("run", ""))

    assert "github.ref_name == github.event.repository.default_branch" in publish["if"]
    assert build["run"] == "python build.py build --format github"
    assert build["env"] == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}


def test_hidden_files_are_published_too() -> None:
    uploads = [
        step["with"]
        for step in JOBS["publish"]["steps"]
        if step.get("uses", "").startswith("actions/upload-pages-artifact@")
    ]

    assert uploads == [{"path": "_site", "include-hidden-files": "true"}]


def test_once_a_week_it_is_looked_at_what_grew_old() -> None:
    assert [sorted(one) for one in WORKFLOW["on"]["schedule"]] == [["cron"]]
    assert runs("freshness") == ["python build.py check --links --strict --format github"]


def test_each_run_takes_what_the_last_one_has_made_and_leaves_its_own() -> None:
    uses = [step.get("uses", step.get("run", "")) for step in JOBS["publish"]["steps"]]
    (place,) = (n for n, one in enumerate(uses) if one.startswith("actions/cache@"))

    assert JOBS["publish"]["steps"][place]["with"] == {
        "path": ".cache",
        "key": "explainer-${{ github.sha }}",
        "restore-keys": "explainer-",
    }
    assert place < uses.index("python build.py build --format github")


def test_what_is_published_does_not_wait_for_the_weekly_run() -> None:
    assert WORKFLOW["concurrency"]["group"] == (
        "pages-${{ github.event_name == 'schedule' && 'weekly' || github.ref }}"
    )


def test_nothing_in_it_is_to_be_changed_by_whoever_copies_it() -> None:
    told = re.sub(r"#.*", "", PATH.read_text("utf-8"))

    assert re.findall(r"https?:|\.github\.io|secrets\.|\b(?:main|master)\b", told) == []
