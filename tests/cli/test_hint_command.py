"""Hints come one rung at a time, for the check that is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.errors import KitError
from raftlab.hints import read_hints, take_next_hint
from raftlab.kit import Scene
from raftlab.state_dir import first_open_check, read_first_open_check

HINTS_TOML = """
[first]
rungs = ["a nudge", "a paragraph", "nearly the answer"]

[test_second]
rungs = ["look"]
"""
SCENE_TOML = 'title = "Counting"\nfile = "counting.py"\nlayer = "Counting"\nholes = []\npaper = "§5"\n'


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene with hints for two checks."""
    (tmp_path / "hints.toml").write_text(HINTS_TOML)
    return Scene("scene90", "Counting", "counting.py", "Counting", (), "§5", tmp_path, {})


def test_rungs_come_in_order_and_the_last_stays(scene: Scene) -> None:
    """Each call shows the next rung; after the last one it stays."""
    taken: dict[str, int] = {}
    shown = [take_next_hint(scene, "test_first", taken) for _ in range(4)]
    assert [rung.number for rung in shown] == [1, 2, 3, 3]
    assert [rung.text for rung in shown][:3] == ["a nudge", "a paragraph", "nearly the answer"]


def test_each_check_has_its_own_rung(scene: Scene) -> None:
    """A hint for one check does not move another's; the test_ of a name may be left out on either side."""
    taken: dict[str, int] = {}
    take_next_hint(scene, "first", taken)
    assert take_next_hint(scene, "second", taken).number == 1
    assert taken == {"first": 1, "second": 1}


@pytest.mark.parametrize("text", ["[first]\nrungs = 3", "first = 3", "[first]\nother = []", "not toml"])
def test_broken_hints_are_a_kit_error(scene: Scene, text: str) -> None:
    """A hints.toml of another form is named, with what it must be."""
    (scene.folder / "hints.toml").write_text(text)
    with pytest.raises(KitError, match=r"scene90: hints\.toml"):
        read_hints(scene)


def test_hint_without_a_grading_says_what_to_do_first(raftlab: RunCommand, empty_folder: Path) -> None:
    """There is no open check to hint at before the first grading, which needs a file."""
    ended = raftlab("hint", "scene05")
    assert ended.code == 2 and "raftlab start scene05" in ended.err
    (empty_folder / "scene05").mkdir()
    (empty_folder / "scene05" / "commit.py").touch()
    ended = raftlab("hint", "scene05")
    assert ended.code == 2 and "raftlab grade scene05" in ended.err


def test_hint_follows_the_last_grading(
    raftlab: RunCommand, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name the hint is for the first failed check of the last result, else the first to be written."""
    folder = empty_folder / "kit" / "labs" / "scene90"
    folder.mkdir(parents=True)
    (folder / "scene.toml").write_text(SCENE_TOML)
    (folder / "hints.toml").write_text(HINTS_TOML)
    monkeypatch.setenv("RAFTLAB_KIT", str(empty_folder / "kit"))
    notes = Path(".raftlab/scene90")
    notes.mkdir(parents=True)
    checks = [("ok", "test_third"), ("todo", "test_second"), ("FAIL", "test_first")]
    told = ", ".join(f'{{"name": "{name}", "verdict": "{verdict}"}}' for verdict, name in checks)
    (notes / "result.json").write_text(f'{{"checks": [{told}]}}')
    first = raftlab("hint", "scene90")
    assert first.code == 0, first.err
    assert first.out.startswith("first · hint 1 of 3\n  a nudge\n")
    assert "`raftlab hint scene90 first` shows the next" in first.out
    assert raftlab("hint", "scene90").out.startswith("first · hint 2 of 3\n  a paragraph\n")
    assert raftlab("hint", "scene90", "test_second").out == "second · hint 1 of 1\n  look\n"


@pytest.mark.parametrize(
    ("grade", "rerun", "open_check"),
    [
        (None, None, None),
        (None, {"a": "FAIL"}, "a"),
        (None, {"a": "ok"}, ""),
        ({"a": "FAIL", "b": "FAIL"}, {"b": "FAIL"}, "b"),
        ({"a": "FAIL", "b": "FAIL"}, {"a": "ok"}, "b"),
        ({"a": "FAIL"}, {"a": "ok"}, ""),
    ],
)
def test_hint_knows_what_ran_again_since_the_last_grade(
    scene: Scene,
    tmp_path: Path,
    grade: dict[str, str] | None,
    rerun: dict[str, str] | None,
    open_check: str | None,
) -> None:
    """An open check that ran again comes first; one that passed when it ran again is open no more."""
    folder = tmp_path / ".raftlab" / scene.id
    folder.mkdir(parents=True)
    for name, verdicts in (("result.json", grade), ("rerun_result.json", rerun)):
        if verdicts is not None:
            checks = [{"name": name, "verdict": verdict} for name, verdict in verdicts.items()]
            (folder / name).write_text(json.dumps({"checks": checks}))
    assert read_first_open_check(scene, tmp_path) == open_check


def test_broken_state_file_is_ignored(raftlab: RunCommand) -> None:
    """A note that was damaged is as good as none."""
    notes = Path(".raftlab/scene05")
    notes.mkdir(parents=True)
    (notes / "result.json").write_text("{")
    assert raftlab("hint", "scene05").code == 2


def test_unknown_check_is_said_with_where_its_name_is(raftlab: RunCommand) -> None:
    """A word that is no check is called that: the near one is named, else the command that names them."""
    near, far = (raftlab("hint", "scene05", word) for word in ("minority_wait", "nonsense"))
    assert (near.code, far.code) == (2, 2)
    assert "did you mean minority_waits?" in near.err
    assert "no check with hints is called nonsense; `raftlab grade scene05` names it" in far.err


def test_hint_is_for_the_failure_that_the_report_shows_in_full() -> None:
    """Of several failures it is the one that most checks wait for; without a failure the first that is open."""
    failed = [("first", "FAIL", None), ("second", "FAIL", None), ("third", "blocked", "second"), ("fourth", "ok", None)]
    assert first_open_check(failed) == "second"
    assert first_open_check([("first", "ok", None), ("second", "todo", None), ("third", "todo", None)]) == "second"
    assert first_open_check([("first", "ok", None)]) == ""
