"""The workflows: what they may do, what they run, and on which versions."""

import re
from typing import Any

import pytest
import yaml

from tests.conftest import HERE

FOLDER = HERE / ".github/workflows"
PATH = FOLDER / "pages.yml"
WORKFLOWS = {
    path.name: yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # so that `on` stays a word
    for path in sorted(FOLDER.iterdir())
}
WORKFLOW = WORKFLOWS["pages.yml"]
JOBS: dict[str, Any] = WORKFLOW["jobs"]
ALL_JOBS = [(name, job) for name, one in WORKFLOWS.items() for job in one["jobs"]]
USED = [one for path in FOLDER.iterdir() for one in re.findall("uses: (.*)", path.read_text())]


def runs(job: str) -> list[str]:
    """Return the commands of a job, the installation aside."""
    commands = [step["run"] for step in JOBS[job]["steps"] if "run" in step]
    return [one for one in commands if "pip install" not in one]


def test_every_action_is_pinned_by_its_commit_with_the_version_beside() -> None:
    assert USED
    for one in USED:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_one_action_has_one_version() -> None:
    used = set(USED)

    assert len({one.partition("@")[0] for one in used}) == len(used)


def test_nothing_is_permitted_but_what_a_job_asks_for() -> None:
    assert [one["permissions"] for one in WORKFLOWS.values()] == [{}, {}]
    assert {job: WORKFLOWS[name]["jobs"][job]["permissions"] for name, job in ALL_JOBS} == {
        "audit": {"contents": "read"},
        "check": {"contents": "read"},
        "publish": {"contents": "read", "pages": "write", "id-token": "write"},
        "freshness": {"contents": "read"},
    }


@pytest.mark.parametrize(("name", "job"), ALL_JOBS)
def test_no_job_keeps_a_key_or_runs_without_end(name: str, job: str) -> None:
    told = WORKFLOWS[name]["jobs"][job]
    (checkout,) = (one for one in told["steps"] if "checkout@" in one.get("uses", ""))

    assert checkout["with"] == {"persist-credentials": "false"}
    assert int(told["timeout-minutes"]) <= 60


@pytest.mark.parametrize(("name", "job"), ALL_JOBS)
def test_what_is_installed_is_checked_by_its_hash(name: str, job: str) -> None:
    steps = WORKFLOWS[name]["jobs"][job]["steps"]
    (install,) = (step["run"] for step in steps if "pip install" in step.get("run", ""))

    file = "requirements-audit.txt" if job == "audit" else "requirements.txt"
    assert install == f"python -m pip install --require-hashes --requirement {file}"


def test_once_a_week_everything_that_is_installed_is_looked_up() -> None:
    audit = WORKFLOWS["audit.yml"]
    job = audit["jobs"]["audit"]

    assert [sorted(one) for one in audit["on"]["schedule"]] == [["cron"]]
    assert job["strategy"]["matrix"]["file"] == sorted(
        (path.name for path in HERE.glob("requirements*.txt")), key=len
    )
    assert job["steps"][-1]["run"] == (
        "python -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off "
        "--requirement ${{ matrix.file }}"
    )


def test_what_others_may_have_remembered_is_refused() -> None:
    assert runs("check")[0] == 'test -z "$(git ls-files .cache _site)"'


def test_pull_requests_are_told_at_their_lines_what_is_wrong() -> None:
    assert runs("check")[-1] == "python build.py check --format github"
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
    told = "".join(re.sub(r"#.*", "", path.read_text("utf-8")) for path in FOLDER.iterdir())

    assert re.findall(r"https?:|\.github\.io|secrets\.|\b(?:main|master)\b", told) == []
