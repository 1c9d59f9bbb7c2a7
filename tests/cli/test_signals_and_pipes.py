"""Commands as processes of their own: what a terminal, a pipe and Ctrl-C make of them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from raftlab.kit import Kit
from raftlab.solutions.named_solutions import read_solution

ROOT = Path(__file__).parent.parent.parent
SLOW_LOOP = "        for _ in range(10**7):\n            pass\n        for index in range"
TIMEOUT_S = 60
PROCESS_COUNT = 3
"""A command that grades, and two processes that it started: then it is in the middle of its work."""


def start_command(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """Start a command in a process group of its own, as a terminal does."""
    command = [sys.executable, "-c", "from raftlab.cli.main import main; main()", *arguments]
    environment = {**os.environ, "RAFTLAB_KIT": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        text=True,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_with_streams(
    *arguments: str, cwd: Path, shell: tuple[str, ...] = (), stdout: int | IO[str] = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run a command, started by `shell` if that is named, and return how it ended."""
    command = [*shell, sys.executable, "-c", "from raftlab.cli.main import main; main()", *arguments]
    environment = {**os.environ, "RAFTLAB_KIT": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, text=True, timeout=TIMEOUT_S, stdout=stdout, stderr=subprocess.PIPE
    )


@pytest.fixture
def solution_source() -> str:
    """Return the right solution of scene 05."""
    kit = Kit(ROOT)
    return kit.solution_layer(kit.scene("scene05")).source


def processes_of_group(group: int) -> list[int]:
    """Return the ids of the processes of a process group."""
    return [pid for entry in os.listdir("/proc") if entry.isdigit() and group_of(pid := int(entry)) == group]


def group_of(pid: int) -> int:
    """Return the process group of a process, 0 where it has gone."""
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Press Ctrl-C and return how the command ended."""
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=TIMEOUT_S)
    return process.returncode, out, err


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_ctrl_c_in_the_middle_of_grading_leaves_nothing_half_done(tmp_path: Path, solution_source: str) -> None:
    """Ctrl-C ends a grading with one line, no result, no process left behind."""
    slow = solution_source.replace("        for index in range", SLOW_LOOP)
    (tmp_path / "slow.py").write_text(slow)
    process = start_command("grade", "scene05", "slow.py", cwd=tmp_path)
    while len(processes_of_group(process.pid)) < PROCESS_COUNT:
        assert process.poll() is None, "the grading ended before it had started processes"
        time.sleep(0.02)
    code, out, err = interrupt(process)
    assert (code, out) == (130, "")
    assert err == "raftlab: stopped; no file was left half written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["slow.py"]
    while processes_of_group(process.pid):  # a worker ends after its parent; the time limit of a test ends this
        time.sleep(0.02)


def output_lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the lines of a command's output as they come; give up after a while."""
    assert process.stdout is not None
    timer = threading.Timer(TIMEOUT_S, process.kill)
    timer.start()
    yield from process.stdout
    timer.cancel()


def test_watch_grades_again_at_every_save(tmp_path: Path) -> None:
    """`watch` grades at once, then whenever the file is saved, also when it is then broken; Ctrl-C ends it."""
    kit = Kit(ROOT)
    scene = kit.scene("scene02")  # its grading costs least
    file = tmp_path / "mine.py"
    file.write_text((kit.skeletons / scene.id / scene.file).read_text())
    process = start_command("watch", scene.id, "mine.py", cwd=tmp_path)
    seen = output_lines(process)
    assert any("watching" in line for line in seen)
    fresh = tmp_path / "fresh"
    fresh.write_text(read_solution(kit, kit.reference / scene.id / "partial" / "first-half.py"))
    time.sleep(0.5)  # the watcher starts right after its first verdict
    fresh.replace(file)  # as editors save
    score = next(found for line in seen if (found := re.match(r"\s+(\d+) of (\d+) ·", line)))
    assert (score[1], score[2]) == ("23", "100")
    assert any("watching" in line for line in seen)
    file.write_text("class Commit(")
    assert any("watching" in line for line in seen)
    code, _, err = interrupt(process)
    assert code == 130
    assert "mine.py, line 1" in err
    assert "Traceback" not in err


def test_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    """`raftlab … | head` ends quietly, with the exit code that says so."""
    process = start_command("scenes", cwd=tmp_path)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(TIMEOUT_S) == 141
    process.stderr.close()


@pytest.mark.parametrize("encoding", ["ascii", "latin1"])
def test_output_of_another_encoding_is_no_fault(tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system's encoding lacks a character, a pipe gets UTF-8."""
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    process = start_command("status", cwd=tmp_path)
    out, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (0, "")
    assert "points · 0 of" in out


@pytest.mark.parametrize("arguments", ["status", "hint scene05 minority_waits", "replay scene05", "status --json"])
def test_full_disk_behind_the_output_is_no_fault_of_the_kit(tmp_path: Path, arguments: str) -> None:
    """A redirect to a full disk ends in one line that names the repair."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:
        ended = run_with_streams(*arguments.split(), cwd=tmp_path, stdout=full)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1 and "the output cannot be written (No space left on device)" in ended.stderr


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_closed_stream_is_no_fault(tmp_path: Path, closed: int) -> None:
    """`raftlab … >&-` runs as ever, and what it opens does not take the place of the stream."""
    command = 'exec "$@" ' + ("<&-" if closed == 0 else f"{closed}>&-")
    ended = run_with_streams("replay", "scene05/figure8", "--fork", "d1", cwd=tmp_path, shell=("sh", "-c", command, ""))
    assert ended.returncode == 0
    assert "Traceback" not in ended.stdout + ended.stderr and "fault" not in ended.stderr
    assert bool(ended.stdout) == (closed != 1)
