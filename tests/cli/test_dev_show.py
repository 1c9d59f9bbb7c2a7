"""`raftlab dev show`, and the commands of students on a file of the kit that says only what differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.kit import Kit
from raftlab.solutions.named_solutions import read_solution

pytestmark = pytest.mark.usefixtures("shared_zygotes")

NAME = "scene05/figure8-count-old-term"
FILE = "scene05/mutants/figure8-count-old-term.py"


def test_whole_is_shown_and_then_what_differs(raftlab: RunCommand, kit: Kit) -> None:
    """The text is the whole one; the difference shows the lines that the mutant lacks, without colour in a pipe."""
    ended = raftlab("dev", "show", NAME)
    assert (ended.code, ended.err) == (0, "")
    text = read_solution(kit, kit.reference / FILE)
    assert ended.out.startswith(text)
    assert "def answerClients" in text and "def answerClients" not in (kit.reference / FILE).read_text()
    difference = ended.out.removeprefix(text).strip().splitlines()
    assert difference[:2] == ["--- reference/scene05/commit.py", f"+++ reference/{FILE}"]
    assert "-            if self.log[index].term != self.currentTerm:" in difference
    assert "\x1b" not in ended.out


def test_whole_is_written_where_it_is_asked_for(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """-o writes the text, and leaves the difference on the output."""
    ended = raftlab("dev", "show", kit.reference / FILE, "-o", "naive.py")
    assert ended.code == 0
    assert (empty_folder / "naive.py").read_text() == read_solution(kit, kit.reference / FILE)
    assert ended.out.startswith("wrote   naive.py") and "def answerClients" not in ended.out


def test_unknown_name_is_told_with_the_nearest(raftlab: RunCommand, empty_folder: Path) -> None:
    """A name that no solution has, and a place that cannot be written to, are wrong usage."""
    ended = raftlab("dev", "show", "scene05/figure8-count-old-trem")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "raftlab: scene05/figure8-count-old-trem: no such mutant, variant or partial answer; "
        "did you mean scene05/mutants/figure8-count-old-term?\n"
    )
    (empty_folder / "file").write_text("mine")
    ended = raftlab("dev", "show", NAME, "-o", "file/naive.py")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "raftlab: -o file/naive.py: file is no folder; name another place\n"


def test_grade_takes_a_mutant_as_the_whole_that_it_stands_for(raftlab: RunCommand, kit: Kit) -> None:
    """`raftlab grade` puts a file of the kit together; its points are those of the whole."""
    ended = raftlab("grade", "scene05", kit.reference / FILE, "--check", "figure8_overwrite")
    assert ended.code == 1, ended
    assert "FAIL" in ended.out and "entry 2" in ended.out
    ended = raftlab("grade", "scene04", kit.reference / FILE)
    assert ended.code == 2 and "Replication" in ended.err
