"""The half answers of every scene: each earns the points that its first line expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.pipeline import grade
from raftlab.solutions.solution_files import read_solution

KIT = find_kit()
PARTIAL_SOLUTIONS = sorted(
    each for suffix in ("py", "toml") for each in KIT.reference.glob(f"scene*/partial/*.{suffix}")
)
"""None in a student kit, which has no reference."""


@pytest.mark.long
@pytest.mark.parametrize("file", PARTIAL_SOLUTIONS, ids=lambda each: f"{each.parts[-3]}-{each.stem}")
def test_partial_solution_earns_expected_points(file: Path) -> None:
    """A half-right submission earns the points that its first line expects."""
    scene = KIT.scene(file.parts[-3])
    source = read_solution(KIT, file)
    expected = int(file.read_text(encoding="utf-8").removeprefix("# expected: ").split()[0])
    result = grade(KIT, Submission(scene.id, scene.file, source), in_process=True).result
    assert result.score == expected, [(check.name, check.verdict) for check in result.checks if check.verdict != "ok"]
