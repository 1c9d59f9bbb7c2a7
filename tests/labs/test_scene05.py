"""Scene 05: the reference passes and the naive rule fails Figure 8."""

import pytest

from raftlab.grading_models import GradingResult, Submission
from raftlab.kit import find_kit
from raftlab.pipeline import grade
from raftlab.solutions.named_solutions import read_solution

pytestmark = pytest.mark.usefixtures("shared_zygotes")

KIT = find_kit()
REFERENCE_FOLDER = KIT.reference / "scene05"


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
