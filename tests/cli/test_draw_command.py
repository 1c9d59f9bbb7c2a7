"""`raftlab draw`: what a scene draws of a submission, in words and as a page, whatever the submission returns."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.kit import Kit
from raftlab.solutions.named_solutions import read_solution

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENE = "scene01"
FILE = "state_machine.py"
SCHEDULE = "return (a_round * (steps // len(a_round) + 1))[:steps]"
NO_WINDOW = ("return 0, 60", "return 60, 0")
"""A window that is none: then no clusters run to measure it, which is nearly all that a drawing costs."""


def write_changed_solution(kit: Kit, folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Return a copy of the reference's file `name` with some of its text replaced."""
    text = read_solution(kit, kit.reference / SCENE / name)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / FILE
    file.write_text(text, encoding="utf-8")
    return file


def test_undecided_schedule_is_listed_and_drawn(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """A right schedule is shown step by step to its end, with a way from there to each decision."""
    ended = raftlab("draw", SCENE, write_changed_solution(kit, empty_folder, FILE))
    assert ended.code == 0, ended
    assert "After step 36 nobody has decided" in ended.out
    assert ended.out.count(" is decided if next ") == 2
    assert "Of 100 runs 100 decided within 20 s" in ended.out
    page = (empty_folder / "drawing.html").read_text(encoding="utf-8")
    assert "<svg" in page and "Step 36, S2 -&gt; S4" in page and "After step 36 nobody" in page


def test_deciding_schedule_ends_at_deciding_step(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """A wrong schedule is shown up to the step that settles the outcome, and why it does."""
    file = write_changed_solution(kit, empty_folder, "mutants/stall-in-order-of-names.py", NO_WINDOW)
    ended = raftlab("draw", SCENE, file, "-o", "p.html")
    assert ended.code == 0, ended
    assert "With step 8, S2 -> S3, the outcome is fixed" in ended.out
    assert "    9  " not in ended.out
    assert "1 can be decided no more" in (empty_folder / "p.html").read_text(encoding="utf-8")


def test_unwritten_holes_are_named(raftlab: RunCommand, kit: Kit) -> None:
    """The file that one starts with is looked at too: it says what is still to be written."""
    ended = raftlab("draw", SCENE, kit.skeletons / SCENE / FILE)
    assert ended.code == 0, ended
    assert "stall is still to be written" in ended.out
    assert "timeout_window is still to be written" in ended.out


@pytest.mark.parametrize(
    ("schedule", "window", "expected"),
    [
        ("return ['\\x1b[31m']", "return 60, 0", ("Step 1 is '\\x1b[31m'", "returned (60, 0)")),
        ("return 7", "return 'ab'", ("returned 7", "returned 'ab'")),
        (SCHEDULE, "raise KeyError('x')", ("KeyError",)),
    ],
)
def test_invalid_schedule_is_reported(
    raftlab: RunCommand, kit: Kit, empty_folder: Path, schedule: str, window: str, expected: tuple[str, ...]
) -> None:
    """A schedule or a window that is none is told as data, and nothing ends in a traceback."""
    changes = ((SCHEDULE, schedule), ("return 0, 60", window))
    ended = raftlab("draw", SCENE, write_changed_solution(kit, empty_folder, FILE, *changes))
    assert ended.code == 0, ended
    for text in expected:
        assert text in ended.out
    assert "\x1b" not in ended.out


def test_raising_stall_is_reported(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """A schedule that cannot be made is a line, with where to go."""
    ended = raftlab(
        "draw", SCENE, write_changed_solution(kit, empty_folder, FILE, ("a_round = []", "raise KeyError('x')"))
    )
    assert ended.code == 2
    assert "KeyError" in ended.err and "raftlab grade scene01" in ended.err


def test_scene_that_draws_nothing_says_so(raftlab: RunCommand) -> None:
    """A scene without a drawing of its own names the commands that show something."""
    ended = raftlab("draw", "scene02")
    assert ended.code == 2
    assert "raftlab storyboard scene02" in ended.err
