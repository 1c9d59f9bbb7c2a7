"""`raftlab failover`: measured in the jail, the same each time, and one line for whatever cannot be measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.kit import Kit

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENE = "scene03"
FEW_RUNS = ("--seeds", "3", "--window", "150-155", "--window", "150-300")


@pytest.fixture
def solution_file(kit: Kit, empty_folder: Path) -> Path:
    """Return a right solution's file."""
    file = empty_folder / "election.py"
    file.write_text(kit.solution_layer(kit.scene(SCENE)).source, encoding="utf-8")
    return file


def test_page_and_figures_are_written(raftlab: RunCommand, solution_file: Path, empty_folder: Path) -> None:
    """The command writes a page with every window, the figures as JSON, and a line for each window."""
    ended = raftlab("failover", SCENE, solution_file, *FEW_RUNS, "-o", "w.html", "--json", "w.json")
    assert ended.code == 0, ended
    page = (empty_folder / "w.html").read_text(encoding="utf-8")
    figures = json.loads((empty_folder / "w.json").read_text(encoding="utf-8"))
    assert [each["asked"] for each in figures["curves"]] == [[150, 155], [150, 300]]
    assert "150 to 155 ms" in page
    assert "150 to 300 ms" in page
    assert "150-300  ms" in ended.out


def test_same_file_gives_the_same_figures(raftlab: RunCommand, solution_file: Path) -> None:
    """Two runs print the same JSON, byte for byte, and nothing else."""
    first = raftlab("failover", SCENE, solution_file, *FEW_RUNS, "--json", "-")
    again = raftlab("failover", SCENE, solution_file, *FEW_RUNS, "--json", "-")
    assert first.code == 0, first
    assert first.out == again.out
    assert json.loads(first.out)["seeds"] == 3


def test_name_ending_in_svg_gets_the_picture_alone(
    raftlab: RunCommand, solution_file: Path, empty_folder: Path
) -> None:
    """With -o NAME.svg the file is the picture."""
    assert raftlab("failover", SCENE, solution_file, *FEW_RUNS, "-o", "w.svg").code == 0
    assert (empty_folder / "w.svg").read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize("window", ["150", "300-150", "0-10", "a-b", "150-99999", "-5-10", "١٥٠-٣٠٠"])
def test_invalid_window_is_refused(raftlab: RunCommand, solution_file: Path, window: str) -> None:
    """A window that cannot be is named, with the form that was meant."""
    ended = raftlab("failover", SCENE, solution_file, f"--window={window}")
    assert ended.code == 2
    assert ended.err.startswith("raftlab: --window ")
    assert ended.err.count("\n") == 1


def test_unwritten_scene_is_told_what_is_missing(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """On an untouched skeleton the command names what is still to be written."""
    ended = raftlab("failover", SCENE, kit.skeletons / SCENE / "election.py", *FEW_RUNS)
    assert ended.code == 2
    assert "electionWindow" in ended.err
    assert ended.err.count("\n") == 1
    assert not list(empty_folder.glob("failover.html"))


def test_server_that_never_leads_is_reported(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """Where no server ever leads there is no leader to crash, and the message says where to look."""
    file = empty_folder / "election.py"
    text = kit.solution_layer(kit.scene(SCENE)).source
    file.write_text(text.replace("self.role = LEADER", "self.role = CANDIDATE"), encoding="utf-8")
    ended = raftlab("failover", SCENE, file, *FEW_RUNS)
    assert ended.code == 2
    assert "raftlab grade scene03" in ended.err


def test_server_without_an_election_timer_is_no_fault_of_the_kit(raftlab: RunCommand, kit: Kit) -> None:
    """A scene before the election has no timer: the message says what is missing, and where to see it."""
    ended = raftlab("failover", "scene02", kit.skeletons / "scene02" / "terms.py", *FEW_RUNS)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "scene02: cannot be measured: no election timer is running on S1; `raftlab grade scene02`" in ended.err
