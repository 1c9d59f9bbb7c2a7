"""A grader that is killed leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "grader_killer.py"


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "kills", [3, pytest.param(20, marks=pytest.mark.long), pytest.param(60, marks=pytest.mark.night)]
)
@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_killed_grader_leaves_no_process(level: str, kills: int) -> None:
    """A grader killed at any moment takes its zygote and its workers with it, even one that loops."""
    command = [sys.executable, str(SCRIPT), level, str(kills)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=850)
    told = json.loads(done.stdout)
    assert told["running"] > 0
    assert told["left"] == []
