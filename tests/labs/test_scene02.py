"""Scene 02's partial answers: what half of it earns."""

from pathlib import Path

import pytest

from raftlab.assembly.solution_files import read_solution
from raftlab.kit import find_kit
from raftlab.models import Submission
from raftlab.pipeline import grade

KIT = find_kit()
SCENE = KIT.scene("scene02")
PARTIAL_SOLUTIONS = sorted((KIT.reference / SCENE.id / "partial").glob("*.py"))
pytestmark = pytest.mark.skipif(not PARTIAL_SOLUTIONS, reason="a student kit holds no reference")


@pytest.mark.parametrize("file", PARTIAL_SOLUTIONS, ids=lambda each: each.stem)
def test_partial_solution_earns_expected_points(file: Path) -> None:
    """A half-right submission earns the points that its first line expects."""
    source = read_solution(KIT, file)
    expected = int(source.splitlines()[0].removeprefix("# expected: ").split()[0])
    result = grade(KIT, Submission(SCENE.id, SCENE.file, source), in_process=True).result
    assert result.score == expected, [(check.name, check.verdict) for check in result.checks if check.verdict != "ok"]
