"""Which seeds fail may not depend on the version of Hypothesis: its bounds are narrow, tested, and in the result."""

from __future__ import annotations

import hashlib
import json
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import hypothesis
import pytest
from fake_kit import GradeChecks
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import hypothesis_version
from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.checks.hypothesis_version import END_VERSION, FIRST_VERSION, dotted_version, require_hypothesis_version
from raftlab.errors import KitError
from raftlab.labs.scene05.random_states import append_rows, leader_rows
from raftlab.pages.grade_report import report_page
from raftlab.report.result_json import from_json, to_json

ROOT = Path(__file__).parent.parent.parent
PASSING_CHECK = """
@check(points=100)
def test_passes(lab):
    "Passes."
    lab.place("S1").call("tryAdvanceCommit")
"""
EXAMPLE_DIGESTS = {
    "scene 05's leaders": (leader_rows(sizes=(1, 2, 3, 4, 5)), "937d693b2c20"),
    "scene 05's messages": (append_rows(), "28022af4aa15"),
    "lists": (
        st.lists(
            st.one_of(st.none(), st.integers(-2, 3), st.tuples(st.integers(2, 9), st.booleans())),
            min_size=4,
            max_size=12,
        ),
        "298725571063",
    ),
    "texts": (st.text(max_size=8), "d261ee73a747"),
    "items of a text": (st.lists(st.sampled_from("xyz")), "8ed234159c20"),
}
"""What the versions within the bounds draw from seeds 0, 1 and 2, as a digest."""


def drawn_digest(strategy: st.SearchStrategy[object], seed_number: int) -> str:
    """Return a digest of the examples that one seed draws."""
    digest = hashlib.sha256()
    with deterministic_hypothesis([Path(__file__)]):

        @seed(seed_number)
        @settings(max_examples=60)
        @given(strategy)
        def add_example(value: object) -> None:
            digest.update(repr(value).encode())

        add_example()
    return digest.hexdigest()[:4]


@pytest.mark.parametrize("name", EXAMPLE_DIGESTS)
def test_every_version_within_the_bounds_draws_the_same_examples(name: str) -> None:
    """A version that draws others changes which seeds fail: then the bounds move, not the digests alone."""
    strategy, expected = EXAMPLE_DIGESTS[name]
    assert "".join(drawn_digest(strategy, number) for number in (0, 1, 2)) == expected


@pytest.mark.parametrize("version", ["6.100.0", "6.152.9", "6.171.0", "7.0", "5"])
def test_version_outside_of_the_bounds_is_reported_before_a_grading(
    version: str, grade_checks: GradeChecks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No grade is made with it: one line names the version and the command that installs another."""
    monkeypatch.setattr(hypothesis_version, "version", lambda _: version)
    with pytest.raises(KitError, match=rf"hypothesis {version} draws .* run pip install 'hypothesis>=6\.\d+,<6\.\d+'"):
        grade_checks(PASSING_CHECK)


def test_missing_hypothesis_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without it is told how to get it."""

    def raise_not_found(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(hypothesis_version, "version", raise_not_found)
    with pytest.raises(KitError, match="hypothesis is not installed"):
        require_hypothesis_version()


def test_result_names_the_version(grade_checks: GradeChecks) -> None:
    """Who reads a result knows which draws it comes from; a result of version 1 names none and is still read."""
    result = grade_checks(PASSING_CHECK).result
    assert (result.version, result.hypothesis) == (2, hypothesis.__version__)
    assert f"hypothesis {hypothesis.__version__}" in report_page(result, {})
    former = json.loads(to_json(result)) | {"version": 1}
    del former["hypothesis"]
    assert from_json(json.dumps(former).encode()).hypothesis == ""


def test_pyproject_has_the_same_bounds() -> None:
    """An installation takes what a grading accepts."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert f"hypothesis>={dotted_version(FIRST_VERSION)},<{dotted_version(END_VERSION)}" in dependencies
