"""A skeleton is the reference with its holes emptied: nothing of an answer in it, nothing of the given part lost."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.skeleton import empty_holes, make_skeleton

KIT = Kit(Path(__file__).parent.parent.parent)
REFERENCE_SOURCE = '''\
"""The module."""

import math
from itertools import chain, count
from raftlab.server import LEADER, Entry, Server

FIRST = 1  # only a hole uses it
GIVEN = 2


# Says how much.
# In two lines.
def helper(x):
    return math.floor(x) + FIRST


def tool(x):
    """Is a hole of the module."""
    return helper(x)  # why


class Layer(Server):
    """The layer."""

    limit: int = 3

    def hole(self, a: int,
             b=(1, 2)) -> Entry:  # odd layout stays
        """Do it.

        In some lines.
        """
        # a comment inside
        if a:
            return self.inner(chain(count()))
        # a comment at the end

    # This comment belongs to the next one.
    def given(self) -> int:
        return GIVEN if self.role == LEADER else self.limit

    def inner(self, x):
        return self.deeper(x)

    def deeper(self, x):
        return x

    @staticmethod
    def bare(x):
        return helper(x)

    def handleThing(self, req):
        return 1

    def tryAdvanceCommit(self):
        return True
'''
EXPECTED_SKELETON = '''\
"""The module."""

from raftlab.server import LEADER, Entry, Server

GIVEN = 2


def tool(x):
    """Is a hole of the module."""
    # TODO(scene90): replace the next line.
    raise NotImplementedError


class Layer(Server):
    """The layer."""

    limit: int = 3

    def hole(self, a: int,
             b=(1, 2)) -> Entry:  # odd layout stays
        """Do it.

        In some lines.
        """
        # TODO(scene90): replace the next line.
        raise NotImplementedError

    # This comment belongs to the next one.
    def given(self) -> int:
        return GIVEN if self.role == LEADER else self.limit

    @staticmethod
    def bare(x):
        # TODO(scene90): replace the next line.
        raise NotImplementedError

    def handleThing(self, req):
        return 1

    def tryAdvanceCommit(self):
        return True
'''


def make_scene(*holes: str, kept_helpers: tuple[str, ...] = ()) -> Scene:
    """Return a scene with these holes."""
    return Scene("scene90", "Counting", "layer.py", "Layer", holes, "§5", Path(), {"keep": kept_helpers})


def test_holes_are_emptied_and_what_only_they_used_is_gone() -> None:
    """Signatures, docstrings, layout and given parts stay; bodies, their helpers, constants and imports go."""
    assert empty_holes(REFERENCE_SOURCE, make_scene("tool", "hole", "bare")) == EXPECTED_SKELETON


def test_helper_is_kept_on_request() -> None:
    """scene.toml may keep a helper that only holes use, and with it what it uses."""
    kept = empty_holes(REFERENCE_SOURCE, make_scene("tool", "hole", "bare", kept_helpers=("helper",)))
    assert "# Says how much.\n# In two lines.\ndef helper(x):\n    return math.floor(x) + FIRST\n" in kept
    assert "import math\n" in kept


def test_skeleton_of_skeleton_is_unchanged() -> None:
    """A skeleton is its own skeleton."""
    holes = make_scene("tool", "hole", "bare")
    assert empty_holes(empty_holes(REFERENCE_SOURCE, holes), holes) == EXPECTED_SKELETON


def test_unknown_hole_is_the_kits_fault() -> None:
    """A hole of scene.toml that the file has not is named."""
    with pytest.raises(KitError, match=r"layer\.py has no nothing"):
        empty_holes(REFERENCE_SOURCE, make_scene("nothing"))


@pytest.mark.parametrize("scene_id", [each.id for each in KIT.scenes if each.file.endswith(".py")])
def test_committed_skeleton_is_the_generated_one(scene_id: str) -> None:
    """No skeleton is edited by hand, and none is older than its reference."""
    each = KIT.scene(scene_id)
    committed = (KIT.skeletons / each.id / each.file).read_text(encoding="utf-8")
    assert committed == make_skeleton(KIT, each), f"run `raftlab dev skeleton {each.id}`"


@pytest.mark.parametrize("scene_id", [each.id for each in KIT.scenes if each.file.endswith(".py")])
def test_every_hole_says_what_it_is_for_and_how_big(scene_id: str) -> None:
    """Each hole of a skeleton has a docstring with its scale, and nothing but the line to replace."""
    each = KIT.scene(scene_id)
    tree = ast.parse((KIT.skeletons / each.id / each.file).read_text(encoding="utf-8"))
    found = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for hole in each.holes:
        told = ast.get_docstring(found[hole]) or ""
        assert "About " in told and "line" in told, f"{hole}: its docstring says how many lines it takes"
        assert [type(node) for node in found[hole].body[1:]] == [ast.Raise]


def test_skeletons_are_formatted_and_clean() -> None:
    """A student starts from a file that the linter has nothing to say about."""
    for command in (["check", "-q"], ["format", "--check", "-q"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, str(KIT.skeletons)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
