"""A wheel without the solutions of the earlier scenes says how to go on, and goes on with the student's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.kit import Kit

pytestmark = pytest.mark.usefixtures("shared_zygotes")


@pytest.fixture
def bare_kit(
    kit: Kit, raftlab: RunCommand, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Kit:
    """Return a kit of labs and skeletons only, as in the wheel of the whole course; commands use it."""
    root = tmp_path_factory.mktemp("bare")
    for part in ("labs", "skeletons"):
        (root / part).symlink_to(kit.root / part)
    monkeypatch.setenv("RAFTLAB_KIT", str(root))
    return Kit(root)


def write_own(kit: Kit, scene_id: str) -> None:
    """Write the solution of a scene as the student's own."""
    scene = kit.scene(scene_id)
    Path(scene_id).mkdir()
    Path(scene_id, scene.file).write_text(kit.solution_layer(scene).source, encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        *("start", "scene", "storyboard", "play", "explore", "grade", "watch", "hint", "failover"),
        *("play --reference", "storyboard --scenario partition-and-recover"),
    ],
)
def test_first_message_names_what_helps(bare_kit: Kit, raftlab: RunCommand, command: str) -> None:
    """Each command says at once which solutions are missing and the two ways to go on, and writes nothing."""
    name, *options = command.split()
    ended = raftlab(name, "scene05" if name != "failover" else "scene03", *options)
    assert ended.code == 2
    assert "this kit has no solution of scene01 to " in ended.err
    assert "install the kit of " in ended.err and "from `raftlab start scene01` on" in ended.err
    assert "--below mine" in ended.err and "name your file" not in ended.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("command", ["start", "grade", "design"])
def test_design_needs_the_kit(bare_kit: Kit, raftlab: RunCommand, command: str) -> None:
    """A design is measured on the kit's servers: one's own are no way to go on."""
    ended = raftlab(command, "scene11")
    assert ended.code == 2 and "install the kit of scene11" in ended.err and "--below" not in ended.err
    assert list(Path().iterdir()) == []


def test_own_scene_carries_the_next_one(kit: Kit, bare_kit: Kit, raftlab: RunCommand) -> None:
    """On one's own scene 01, scene 02 is started, graded and remembered; scene 03 waits for scene 02."""
    write_own(kit, "scene01")
    ended = raftlab("start", "scene02", "--below", "mine")
    assert ended.code == 0 and "raftlab grade scene02 --below mine" in ended.out
    assert raftlab("hint", "scene02").code == 0
    Path("scene02/terms.py").write_text(kit.solution_layer(kit.scene("scene02")).source, encoding="utf-8")
    assert raftlab("grade", "scene02", "--below", "mine", "--check", "candidate_begins_a_newer_term").code == 0
    assert json.loads(Path(".raftlab/scene02/result.json").read_bytes())["scene"] == "scene02"
    refused = raftlab("start", "scene04", "--below", "mine")
    assert refused.code == 2 and "write scene03 first" in refused.err
    assert not Path("scene04").exists()


def test_whole_server_needs_each_scene(kit: Kit, bare_kit: Kit, raftlab: RunCommand) -> None:
    """`grade all` names the first scene that is missing, and a command that begins it."""
    write_own(kit, "scene01")
    ended = raftlab("grade", "all")
    assert ended.code == 2 and "`raftlab start scene02 --below mine`" in ended.err
