"""Scene 05: the reference passes, the naive rule fails Figure 8, and partial solutions earn their points."""

from pathlib import Path

import pytest

from raftlab.assembly.solution_files import read_solution
from raftlab.kit import find_kit
from raftlab.models import GradingResult, Submission
from raftlab.pipeline import grade

KIT = find_kit()
REFERENCE_FOLDER = KIT.reference / "scene05"
PARTIAL_SOLUTIONS = sorted((REFERENCE_FOLDER / "partial").glob("*.py"))


def grade_file(name: str, *only: str) -> GradingResult:
    """Grade one of the scene's files."""
    source = read_solution(KIT, REFERENCE_FOLDER / name)
    return grade(KIT, Submission("scene05", "commit.py", source), check_names=only)


def test_reference_passes_figure8() -> None:
    """The reference passes both endings of Figure 8."""
    result = grade_file("commit.py", "test_figure8_overwrite", "test_figure8_carried").result
    assert {check.verdict for check in result.checks} == {"ok"}


def test_naive_rule_fails_figure8() -> None:
    """The naive rule fails Figure 8 with the property, the index, both terms, both commands and the servers."""
    naive = grade_file("mutants/figure8-count-old-term.py", "test_figure8_overwrite")
    check = naive.result.checks[0]
    assert check.verdict == "FAIL"
    for part in ("LeaderCompleteness", "index 2", "term 2", "of term 3", "x=1", "y=2", "S1", "S5"):
        assert part in check.seen


@pytest.mark.parametrize("file", PARTIAL_SOLUTIONS, ids=lambda each: each.stem)
def test_partial_solution_earns_expected_points(file: Path) -> None:
    """A partial solution earns the points that its first line names."""
    text = read_solution(KIT, file)
    expected = int(text.splitlines()[0].removeprefix("# expected: ").split()[0])
    assert grade(KIT, Submission("scene05", "commit.py", text), in_process=True).result.score == expected
