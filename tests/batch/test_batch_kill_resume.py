"""A batch killed at any moment continues where it was: same table, nothing graded twice, nothing lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from marked_processes import marked_processes

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from command_runner import CHEAP_SCENE, COMMAND, run_batch, stored_results, stored_statuses, write_small_class

KILL_COUNT = 10
STUDENT_COUNT = 16


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_ten_kills_at_random_moments_change_nothing(tmp_path: Path) -> None:
    """After each kill the stored rows are unchanged; the last run ends with the table of an undisturbed batch."""
    folder = write_small_class(tmp_path / "class", STUDENT_COUNT)
    began = time.monotonic()
    assert run_batch(folder, tmp_path / "whole").returncode == 0
    whole_s = time.monotonic() - began
    out, rng = tmp_path / "out", random.Random(5)
    before: dict[tuple[str, int], tuple[str, str]] = {}
    for _ in range(KILL_COUNT):
        kill_batch_after(rng.uniform(0.02, 0.35) * whole_s, folder, out)
        now = stored_statuses(out)
        assert before.items() <= now.items(), "an outcome that was kept is gone, or was graded again"
        before = now
    assert run_batch(folder, out, "--resume").returncode == 0
    assert before.items() <= stored_statuses(out).items()
    assert stored_results(out) == stored_results(tmp_path / "whole")
    assert (out / "grades.csv").read_bytes() == (tmp_path / "whole" / "grades.csv").read_bytes()
    assert not [name for name in os.listdir(out) if name.endswith(".tmp")]


def kill_batch_after(delay_s: float, folder: Path, out: Path) -> None:
    """Start to grade the class, kill the batch after so long, and wait for all that it had started to end."""
    command = [*COMMAND, "batch", folder, "--scene", CHEAP_SCENE, "--out", out, "--jobs", "2"]
    mark = {"RAFTLAB_KILLED": str(out)}
    running = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | mark
    )
    try:
        running.wait(delay_s)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
    running.wait()
    while marked_processes(f"RAFTLAB_KILLED={out}".encode()):
        time.sleep(0.05)
