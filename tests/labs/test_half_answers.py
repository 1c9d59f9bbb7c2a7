"""Half answers: one score, whatever the seed."""

from __future__ import annotations

import pytest

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.pipeline import grade
from raftlab.solutions.named_solutions import find_solution, read_solution

KIT = find_kit()
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no half answers"),
]


@pytest.mark.parametrize(
    "name", ["scene01/at-least-once", "scene02/loose-rules", "scene03/nothing-durable", "scene05/counts-copies-alone"]
)
def test_half_answer_has_one_score(name: str) -> None:
    """What a search meets first depends on the seed; the verdicts on a half-right answer do not."""
    file = find_solution(KIT, name)
    scene = KIT.scene(name.partition("/")[0])
    submission = Submission(scene.id, scene.file, read_solution(KIT, file))
    expected = int(file.read_text(encoding="utf-8").removeprefix("# expected: ").split()[0])
    for seed in (3, 8):
        result = grade(KIT, submission, seed=seed, in_process=True).result
        assert result.score == expected, [(check.name, check.verdict) for check in result.checks if not check.points]
