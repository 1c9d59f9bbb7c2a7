"""The timeline in a terminal: lines when piped, keys on a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from raftlab.grading_models import Submission
from raftlab.kit import Kit
from raftlab.pages.trace_analysis.cluster_states import cluster_states
from raftlab.run_execution import run_scenario
from raftlab.solutions.named_solutions import read_solution
from raftlab.timeline.run_lines import run_lines
from raftlab.timeline.stepper import fitting_screen_lines, print_screen_line, screen_lines
from raftlab.trace import Trace, to_json

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 120


@pytest.fixture(scope="module")
def figure8_trace() -> Trace:
    """Return Figure 8 with the ending d1, as the server plays it that counts copies of any term."""
    kit = Kit(ROOT)
    scene = kit.scene("scene05")
    wrong = read_solution(kit, kit.reference / scene.id / "mutants" / "figure8-count-old-term.py")
    file = scene.folder / "scenarios" / "figure8.txt"
    return run_scenario(kit, scene, file, Submission(scene.id, "commit.py", wrong), "d1").trace


def test_lines_end_with_the_two_commands_that_lost_each_other(figure8_trace: Trace) -> None:
    """Printed, the run ends at the violation that harms, and names the two commands."""
    told = [line.plain for line in run_lines(figure8_trace)]
    assert "LeaderCompleteness broke at step 82 of 120: at index 2, y=2 replaced x=1." in told[-2]
    assert any(line.startswith("  >> LeaderCompleteness") for line in told)
    assert not any(line.lstrip().startswith("83 ") for line in told)


def test_whole_shows_every_event(figure8_trace: Trace) -> None:
    """With whole, each event has its line, also the quiet ones and those after the violation."""
    starts = {line.plain.split()[0] for line in run_lines(figure8_trace, show_all=True) if line.plain.strip()}
    assert {str(event.step) for event in figure8_trace.events} <= starts


def test_strips_print_the_term_in_each_cell(figure8_trace: Trace) -> None:
    """Where panel c ends, the logs read as in Figure 8, with the commit mark behind what is committed."""
    told = [line.plain for line in run_lines(figure8_trace)]
    assert any("S1* 1  2 |   S2  1 | 2    S3  1 | 2    S4  1 |   S5✗ 1  3" in line for line in told)


def test_screen_shows_the_moment_and_its_neighbours(figure8_trace: Trace) -> None:
    """A screen marks the event at hand, and tells each server's role, term and log after it."""
    every = cluster_states(figure8_trace)
    told = "\n".join(line.plain for line in screen_lines(figure8_trace, every, 81))
    assert "\n>   82 " in told
    assert "LeaderCompleteness" in told
    assert "S5  leader        term 5    1  3" in told


@pytest.mark.parametrize("size", [(80, 24), (60, 24), (120, 50)])
def test_screen_fits_the_terminal(figure8_trace: Trace, size: tuple[int, int]) -> None:
    """No state needs more lines than the terminal has, and the current event is whole; a large one has room for all."""
    console = Console(width=size[0], height=size[1], file=io.StringIO(), legacy_windows=False)
    every = cluster_states(figure8_trace)
    for position in range(len(every)):
        for line in fitting_screen_lines(console, figure8_trace, every, position):
            print_screen_line(console, line)
        shown = console.file.getvalue().splitlines()
        assert len(shown) <= size[1] and max(map(len, shown)) <= size[0]
        assert any(line.startswith(f"> {every[position].event.step:>4} ") for line in shown)
        console.file = io.StringIO()
    assert len(fitting_screen_lines(Console(width=120, height=50), figure8_trace, every, 81)) == len(
        list(screen_lines(figure8_trace, every, 81))
    )


def test_same_vote_in_a_newer_term_is_told() -> None:
    """A server that votes for the same candidate again, in a newer term, is said to vote."""
    kit = Kit(ROOT)
    scene = kit.scene("scene03")
    run = run_scenario(kit, scene, scene.folder / "scenarios" / "split-vote.txt", None, None)
    assert any(
        "S1 → S3 asks for a vote in t3" in line.plain and "votes S1" in line.plain for line in run_lines(run.trace)
    )


def test_reply_that_raises_match_index_is_never_folded(figure8_trace: Trace) -> None:
    """An acknowledgement that makes one copy more of an entry is shown, also where heartbeats are folded."""
    copies = [
        state
        for state in cluster_states(figure8_trace)
        if state.view_before and state.view_before.matchIndex != state.views[state.event.server].matchIndex
    ]
    assert copies
    assert not any(state.is_quiet for state in copies)


HOSTILE_TEXT = "a\n\x1b]0;owned\x07\x1b[31m\u202eb"


def test_strange_text_cannot_drive_the_terminal(figure8_trace: Trace) -> None:
    """Escapes and reordering in a trace's texts are shown by their code points, in lines and on a screen."""
    data = msgspec.to_builtins(figure8_trace)
    data["title"] = data["scene"] = HOSTILE_TEXT
    for violation in data["violations"]:
        violation |= {"seen": HOSTILE_TEXT, "property": HOSTILE_TEXT, "commands": [HOSTILE_TEXT, HOSTILE_TEXT]}
    for event in data["events"]:
        if event["act"]["type"] == "Propose":
            event["act"]["command"]["key"] = HOSTILE_TEXT
        for entry in event["view"]["log"] if event.get("view") else ():
            if entry["command"]:
                entry["command"]["key"] = HOSTILE_TEXT
    trace = msgspec.convert(data, Trace)
    every = cluster_states(trace)
    shown = [
        *run_lines(trace),
        *run_lines(trace, show_all=True),
        *screen_lines(trace, every, 22),
        *screen_lines(trace, every, len(every) - 1),
    ]
    told = "".join(line.plain.strip("\n") for line in shown)
    assert "owned" in told
    assert not re.search("[\x00-\x1f\u202a-\u202e]", told)


@pytest.fixture
def terminal(figure8_trace: Trace, tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Yield the other side of a terminal in which `raftlab replay` runs."""
    file = tmp_path / "run.json"
    file.write_bytes(to_json(figure8_trace))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from raftlab.cli.main import main; main()", "replay", str(file)]
    environment = dict(os.environ) | {"TERM": "xterm", "COLUMNS": "160", "LINES": "50"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    yield ours, process
    process.kill()
    process.wait()
    os.close(ours)
    os.close(theirs)


def read_until(terminal_fd: int, expected: str) -> None:
    """Read what the terminal shows until `wanted` is in it."""
    seen, until = "", time.monotonic() + TIMEOUT_S
    while expected not in seen:
        ready, _, _ = select.select([terminal_fd], [], [], max(0.0, until - time.monotonic()))
        assert ready, f"{expected!r} was never shown; the last was {seen[-2000:]}"
        seen += os.read(terminal_fd, 65536).decode("utf-8", "replace")


def test_keys_step_through_the_run(terminal: tuple[int, subprocess.Popen[bytes]]) -> None:
    """It opens at the violation; arrows step, Home, End and v jump, q ends, and the terminal is as before."""
    ours, process = terminal
    before = termios.tcgetattr(ours)
    read_until(ours, ">   82 ")
    arrows = ((b"\x1b[D", ">   81 "), (b"\x1b[C", ">   82 "))
    home_keys = [(key, ">    1 ") for key in (b"\x1b[H", b"\x1bOH", b"\x1b[1~", b"\x1b[7~")]
    end_keys = [(key, ">  120 ") for key in (b"\x1b[F", b"\x1bOF", b"\x1b[4~", b"\x1b[8~")]
    jumps = [step for pair in zip(home_keys, end_keys, strict=True) for step in pair]
    for key, wanted in (*arrows, *jumps, (b"v", ">   82 ")):
        os.write(ours, key)
        read_until(ours, wanted)
    os.write(ours, b"q")
    assert process.wait(TIMEOUT_S) == 0
    assert termios.tcgetattr(ours)[3] == before[3]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_events_around_the_current_one_are_cut_between_words(figure8_trace: Trace, width: int) -> None:
    """A line that is too long for the terminal ends after a whole word, with …."""
    states = cluster_states(figure8_trace)
    for position in range(0, len(states), 5):
        full = [line.plain for line in screen_lines(figure8_trace, states, position)]
        shown = [line.plain for line in screen_lines(figure8_trace, states, position, width=width)]
        for line, cut in zip(full, shown, strict=True):
            if cut != line:
                kept = cut.removesuffix(" …")
                assert len(cut) <= width and line.startswith(kept) and line[len(kept)] == " "
