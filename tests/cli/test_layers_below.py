"""`--below mine` runs a scene on the student's own earlier scenes, and says where the kit's stand in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.cli.support.layers_below import LayersBelow, choose_layers_below
from raftlab.cli.support.scene_page_writer import play_scene_storyboard
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.pages.storyboard.choices import STUDENT_SERVER
from raftlab.worker.worker_hosts import make_load_request

pytestmark = pytest.mark.usefixtures("shared_zygotes")

CHECK = "partition_and_recover"
SCENE = "scene05"
BELOW = "scene04"


def write_layer(kit: Kit, scene_id: str, *, changed: tuple[str, str] = ("", ""), is_skeleton: bool = False) -> None:
    """Write the reference or the skeleton of a scene into the student's folder, with one change."""
    scene = kit.scene(scene_id)
    source = (kit.skeletons if is_skeleton else kit.reference) / scene_id / scene.file
    Path(scene_id).mkdir()
    (Path(scene_id) / scene.file).write_text(source.read_text(encoding="utf-8").replace(*changed), encoding="utf-8")


@pytest.fixture
def scene(kit: Kit, raftlab: RunCommand) -> Scene:
    """Return the scene to grade; its file and an earlier scene's, which stores no entry, are in the folder."""
    write_layer(kit, SCENE)
    write_layer(kit, BELOW, changed=("self.storeEntries(req)", "pass"))
    return kit.scene(SCENE)


def test_own_layers_decide_the_result(raftlab: RunCommand, scene: Scene) -> None:
    """A mistake in scene 04 shows in scene 05 on one's own layers alone; the stored result is not replaced."""
    assert raftlab("grade", SCENE, "--check", CHECK).code == 0
    stored = {file.name: file.read_bytes() for file in (Path(".raftlab") / SCENE).glob("*result.json")}
    ended = raftlab("grade", SCENE, "--check", CHECK, "--below", "mine", "--json", "-")
    result = json.loads(ended.out)
    assert ended.code == 1 and result["checks"][0]["verdict"] == "FAIL"
    assert "graded on your own scene04" in result["warnings"][-1]
    assert "scene05 runs on your own scene04" in ended.err and "scene01 is not started" in ended.err
    assert {file.name: file.read_bytes() for file in (Path(".raftlab") / SCENE).glob("*result.json")} == stored
    assert stored.keys() == {"rerun_result.json"}


def test_unfinished_scenes_are_said(kit: Kit, scene: Scene, capfd: pytest.CaptureFixture[str]) -> None:
    """An untouched skeleton, a half-written file and a scene without a file are named; the kit's layers stand in."""
    write_layer(kit, "scene01", is_skeleton=True)
    write_layer(kit, "scene02", is_skeleton=True)
    file = Path("scene02") / kit.scene("scene02").file
    file.write_text(file.read_text().replace("raise NotImplementedError", "return None", 1))
    layers = choose_layers_below(kit, scene, "mine")
    assert [name for name, _ in layers.kit.student_layers] == [BELOW]
    for said in ("scene01 is untouched", "scene02 still has ", "scene03 is not started"):
        assert said in layers.text
    assert layers.text in capfd.readouterr().err


def test_own_layers_are_the_submissions_in_the_jail(kit: Kit, scene: Scene) -> None:
    """What a student wrote below is loaded where the submission is, and in no process before the jail."""
    own_kit = choose_layers_below(kit, scene, "mine").kit
    layers = (*own_kit.given_layers(scene), own_kit.solution_layer(scene))
    load = make_load_request(layers, ())
    first = load.layers[-load.submission_layer_count].file_name
    assert first == f"{BELOW}/replication.py"
    assert make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), ()).submission_layer_count == 1
    assert own_kit.without_student_layers.given_layers(scene) == kit.given_layers(scene)


def test_replay_runs_on_own_layers(raftlab: RunCommand, scene: Scene) -> None:
    """A scenario is replayed on one's own layers: what scene 04 does not store is not there."""
    other = raftlab("replay", f"{SCENE}/partition-and-recover", "--plain")
    own = raftlab("replay", f"{SCENE}/partition-and-recover", "--plain", "--below", "mine")
    assert (other.err, own.code) == ("", 0)
    assert "scene05 runs on your own scene04" in own.err and "does not hold" in own.err


def test_storyboard_runs_own_layers_below_the_students_code_only(kit: Kit, scene: Scene) -> None:
    """The student's server stores nothing; the course's server below the same choices is the kit's, as before."""
    file = scene.folder / "scenarios" / "partition-and-recover.txt"
    layers = choose_layers_below(kit, scene, "mine")
    board, note = play_scene_storyboard(layers, scene, file, None)
    assert note.startswith(f"Your code runs on your own {BELOW}. ")
    broken = {combination[0]: bool(run.misses) for combination, run in board.runs.items()}
    other, other_note = play_scene_storyboard(LayersBelow(kit), scene, file, None)
    assert (broken[STUDENT_SERVER], other_note) == (True, "")
    assert not any(run.misses for combination, run in other.runs.items() if combination[0] == STUDENT_SERVER)
    assert [run for key, run in board.runs.items() if key[0] != STUDENT_SERVER] == [
        run for key, run in other.runs.items() if key[0] != STUDENT_SERVER
    ]


def test_failover_runs_on_own_layers(raftlab: RunCommand, kit: Kit) -> None:
    """The experiment is of one's own cluster too: a scene below that never takes a vote finds no leader."""
    write_layer(kit, "scene03")
    write_layer(kit, "scene02", changed=("self.role = CANDIDATE", "self.role = FOLLOWER"))
    options = ("--window", "150-300", "--seeds", "2")
    assert raftlab("failover", "scene03", *options).code == 0
    ended = raftlab("failover", "scene03", *options, "--below", "mine")
    assert ended.code == 2 and "scene03 runs on your own scene02" in ended.err


@pytest.mark.parametrize("choice", ["yours", ""])
def test_another_word_is_refused(kit: Kit, scene: Scene, choice: str) -> None:
    """There are two choices."""
    with pytest.raises(UsageError, match="there are kit and mine"):
        choose_layers_below(kit, scene, choice)


def test_nothing_of_ones_own_is_an_error(raftlab: RunCommand, kit: Kit) -> None:
    """Without a finished scene below, nothing runs: the kit's layers are never given in silence."""
    write_layer(kit, SCENE)
    ended = raftlab("grade", SCENE, "--below", "mine")
    assert ended.code == 2
    assert "you have no finished scene before scene05: scene01 is not started" in ended.err


def test_printed_commands_keep_the_options(raftlab: RunCommand, scene: Scene) -> None:
    """What a report tells to run next names the same file and layers; without options it names none."""
    file = Path("my own") / scene.file
    file.parent.mkdir()
    file.write_bytes((Path(SCENE) / scene.file).read_bytes())
    chosen = ("grade", SCENE, str(file), "--below", "mine", "--check", "majority_commits")
    assert raftlab(*chosen).out.endswith(f"next: raftlab grade {SCENE} 'my own/commit.py' --below mine\n")
    assert raftlab("grade", SCENE, "--check", "majority_commits").out.endswith(f"next: raftlab grade {SCENE}\n")
    listed = raftlab("replay", SCENE, "--below", "mine").out
    assert listed.endswith(f"raftlab replay {SCENE}/figure8 --fork d2 --below mine\n")


def test_a_kit_without_layers_needs_the_option_in_each_command(
    raftlab: RunCommand, kit: Kit, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the kit gives no layer below, the next step, the list of schedules and the hint name --below mine."""
    bare = tmp_path / "bare kit"
    bare.mkdir()
    for part in ("labs", "skeletons"):
        (bare / part).symlink_to(kit.root / part)
    monkeypatch.setenv("RAFTLAB_KIT", str(bare))
    rows = json.loads(raftlab("status", "--json").out)
    commands = {row["scene"]: row["next_command"] for row in rows}
    assert commands["scene01"] == "raftlab start scene01"
    assert commands["scene03"] == "raftlab start scene03 --below mine"
    assert commands[SCENE] == f"raftlab grade {SCENE} --below mine"
    assert raftlab("replay", SCENE).out.endswith("--below mine\n")
    assert f"run `raftlab grade {SCENE} --below mine`" in raftlab("hint", SCENE).err
