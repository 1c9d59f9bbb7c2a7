"""A command that is killed, by whatever signal, leaves none of its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marked_processes import marked_processes
from raftlab.kit import Kit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")

PROCESS_COUNT = 3
"""The command, and two that it started: then it is killed."""


@pytest.mark.parametrize(
    ("command", "kill"),
    [
        ("grade scene05", signal.SIGKILL),
        ("grade scene05", signal.SIGTERM),
        ("dev check scene01 --seeds 2 --jobs 2", signal.SIGKILL),
        pytest.param("dev check scene01 --seeds 2 --jobs 2", signal.SIGTERM, marks=pytest.mark.long),
    ],
)
def test_killed_command_leaves_no_process(kit: Kit, tmp_path: Path, command: str, kill: signal.Signals) -> None:
    """The checks that run side by side, and the trials of an inspection, end with the command."""
    (tmp_path / "scene05").mkdir()
    (tmp_path / "scene05" / "commit.py").write_text(kit.solution_layer(kit.scene("scene05")).source)
    mark = f"{tmp_path}/{kill.name}"
    line = [sys.executable, "-m", "raftlab", *command.split()]
    running = subprocess.Popen(
        line,
        cwd=tmp_path,
        env=os.environ | {"RAFTLAB_KILLED": mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while len(marked_processes(mark.encode())) < PROCESS_COUNT:
            assert running.poll() is None, "the command ended before it had started others"
            time.sleep(0.02)
        running.send_signal(kill)
        running.wait()
        while marked_processes(mark.encode()):  # the time limit of a test ends this
            time.sleep(0.02)
    finally:
        for pid in marked_processes(mark.encode()):
            os.kill(int(pid), signal.SIGKILL)
        running.wait()
