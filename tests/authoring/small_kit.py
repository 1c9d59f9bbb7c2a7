"""A kit of two small scenes, sound in every way: each test then spoils one thing and looks who notices."""

from __future__ import annotations

from pathlib import Path

from raftlab.kit import Kit

SCENE_TOML = """\
title = "Counting"
file = "counting.py"
layer = "Counting"
holes = ["tryAdvanceCommit"]
paper = "§5"
"""
LATER_SCENE_TOML = """\
title = "Counting further"
file = "further.py"
layer = "Further"
holes = ["answerClients"]
paper = "§6"
"""
REFERENCE = '''\
"""Scene 90: counting."""

from raftlab.server import LEADER, Server


class Counting(Server):
    """Counts."""

    def tryAdvanceCommit(self) -> bool:
        """Raise commitIndex by one. About 2 lines."""
        if self.role != LEADER:
            return False
        self.commitIndex += 1
        return True
'''
LATER_REFERENCE = '''\
"""Scene 91: counting further."""

from raftlab.server import Server


class Further(Server):
    """Answers."""

    def answerClients(self) -> None:
        """Forget those that wait. About 1 line."""
        self.waiting = {}
'''
CHECKS = '''\
from raftlab.checks import check


@check(points=60, paper="§5", gate_reason="nothing moves where it does not count")
def test_leader_counts(lab):
    """A leader counts."""
    server = lab.place("S1", role="leader", term=1, log=[1])
    server.call("tryAdvanceCommit")
    assert server.commitIndex == 1, f"commitIndex is {server.commitIndex}"


@check(points=40, depends_on=[test_leader_counts], paper="§5")
def test_tells_that_it_moved(lab):
    """Counting tells that it moved."""
    server = lab.place("S1", role="leader", term=1 + lab.seed, log=[1])
    assert server.call("tryAdvanceCommit").result is True, "it told nothing"
'''
LATER_CHECKS = '''\
from raftlab.checks import check


@check(points=100, paper="§6")
def test_forgets(lab):
    """Nobody waits in the end."""
    server = lab.place("S1", role="leader", term=1, log=[1])
    server.call("answerClients")
'''
HINTS = '[leader_counts]\nrungs = ["a", "b", "c"]\n[tells_that_it_moved]\nrungs = ["a", "b", "c"]\n'
VARIANT = '''\
# variant: it is the same
"""Looks at its role once."""


class Counting(Server):
    def tryAdvanceCommit(self) -> bool:
        leads = self.role == LEADER
        if leads:
            self.commitIndex += 1
        return leads
'''
MUTANT = '''\
# caught by: {check}
"""Is wrong."""


class Counting(Server):
    def tryAdvanceCommit(self) -> bool:
        if self.role != LEADER:
            return False
        self.commitIndex += 1
        return True
'''
MUTANTS = {
    "counts-nothing": ("test_leader_counts", "self.commitIndex += 1", "pass"),
    "tells-nothing": ("test_tells_that_it_moved", "return True", "return None"),
}


HALF_ANSWER = """\
# expected: 60 points
class Counting(Server):
    replace("tryAdvanceCommit", "return True", "return None")
"""


def make_small_kit(root: Path) -> Kit:
    """Return the kit below `root`. Its second scene has no mutants, hints or handout: it is there to come later."""
    write_file(root / "labs/scene90/scene.toml", SCENE_TOML)
    write_file(root / "labs/scene90/README.md", "# Counting\n")
    write_file(root / "labs/scene90/hints.toml", HINTS)
    write_file(root / "labs/scene90/tests/test_counting.py", CHECKS)
    write_file(root / "reference/scene90/counting.py", REFERENCE)
    write_file(root / "reference/scene90/variants/same.py", VARIANT)
    write_file(root / "reference/scene90/partial/tells-no-move.py", HALF_ANSWER)
    for name, (check, was, becomes) in MUTANTS.items():
        write_file(root / f"reference/scene90/mutants/{name}.py", MUTANT.format(check=check).replace(was, becomes))
    write_file(root / "labs/scene91/scene.toml", LATER_SCENE_TOML)
    write_file(root / "labs/scene91/tests/test_further.py", LATER_CHECKS)
    write_file(root / "reference/scene91/further.py", LATER_REFERENCE)
    from raftlab.skeleton import make_skeleton

    kit = Kit(root)
    for scene in kit.scenes:
        write_file(kit.skeletons / scene.id / scene.file, make_skeleton(kit, scene))
    return kit


def write_file(path: Path, text: str) -> None:
    """Write a file, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def replace_text(path: Path, old: str, new: str) -> None:
    """Replace a part of a file that is there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
