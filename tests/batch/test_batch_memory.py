"""A class is graded in less than a gigabyte, whatever memory two submissions at a time take."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from command_runner import COMMAND, KIT, TIMEOUT_S, grades_by_submission

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

SCENE = "scene05"
"""Its checks have the most processes at a time, and its search keeps the most states."""
LIMIT_BYTES = 1000 << 20
HOARDING_SOURCE = """
KEPT = []
try:
    while True:
        KEPT.append(b"x" * (1 << 20))
except MemoryError:
    del KEPT[-10:]
"""
"""Takes what it gets in every process, keeps it, and leaves just enough to go on."""


def memory_bytes(pid: int) -> int:
    """Return what a process and all below it hold; what several share is counted once (PSS)."""
    total = 0
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total = next(int(line.split()[1]) << 10 for line in rollup.splitlines() if line.startswith("Pss:"))
        files = list(Path(f"/proc/{pid}/task").glob("*/children"))
        children = [int(child) for file in files for child in file.read_text().split()]
    except (OSError, StopIteration):  # it has just ended
        return total
    return total + sum(memory_bytes(child) for child in children)


@pytest.mark.long
def test_two_memory_hogs_stay_below_a_gigabyte(tmp_path: Path) -> None:
    """Two right solutions that hoard memory in each process, graded together, stay below the limit."""
    for name in ("one", "two"):
        (tmp_path / "class" / name).mkdir(parents=True)
        text = KIT.solution_layer(KIT.scene(SCENE)).source + HOARDING_SOURCE + f"# {name}\n"
        (tmp_path / "class" / name / KIT.scene(SCENE).file).write_text(text)
    options = ["--scene", SCENE, "--out", str(tmp_path / "out"), "--jobs", "2"]
    command = [*COMMAND, "batch", str(tmp_path / "class"), *options]
    most, ends_at = 0, time.monotonic() + TIMEOUT_S
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and time.monotonic() < ends_at:
            most = max(most, memory_bytes(running.pid))
            time.sleep(0.05)
        running.kill()
    assert {row["fate"] for row in grades_by_submission(tmp_path / "out").values()} == {"graded"}
    assert 200 << 20 < most < LIMIT_BYTES, f"{most >> 20} MB"
