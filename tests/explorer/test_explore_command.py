"""The command `raftlab explore` and the benchmark, as they are used."""

from __future__ import annotations

import ast
import json
import os
import pty
import signal
import sys
from dataclasses import fields, replace
from inspect import signature
from pathlib import Path

import pytest
from tests.explorer.conftest import TERM_GUARD

from raftlab.authoring.engine_benchmark import BenchResult, bench_lines, measure_search
from raftlab.authoring.jail_cost import JailCost
from raftlab.cli.explore import explore, server_options
from raftlab.cli.main import run
from raftlab.cli.support.search_options import bounds_of_options
from raftlab.errors import KitError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.kit import Kit, find_kit

pytestmark = pytest.mark.usefixtures("shared_zygotes")


def test_command_shows_and_writes_the_counterexample(
    kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A violation is told with its run, kept for replay, written as JSON, and ends in exit code 1."""
    monkeypatch.chdir(tmp_path)
    source = kit.solution_layer(kit.scene("scene05")).source
    (tmp_path / "commit.py").write_text(source.replace(TERM_GUARD, ""))
    assert run(["explore", "scene05", "commit.py", "--json", "out.json"]) == 1
    told = json.loads((tmp_path / "out.json").read_text())
    wanted = {"verdict", "states", "steps", "depth", "cpu_s", "bytes_per_state", "bound", "trace"}
    assert wanted <= set(told)
    assert told["verdict"] == "violated"
    assert (tmp_path / ".raftlab/scene05/explored.json").is_file()
    assert "LeaderCompleteness" in capsys.readouterr().out


def test_each_bound_is_the_option_of_its_name() -> None:
    """Each value reaches the bound of its own name, wherever it stands among the options; the defaults agree."""
    defaults = {name: each.default for name, each in signature(explore).parameters.items()}
    assert bounds_of_options(defaults, UNTIMED_OPTIONS) == Bounds()
    named = [field.name for field in fields(Bounds) if field.name not in ("coarse", "options")]
    values = defaults | {name: number for number, name in enumerate(named, start=100)} | {"spares": 1, "fine": True}
    bounds = bounds_of_options(values, UNTIMED_OPTIONS)
    assert {name: getattr(bounds, name) for name in named} == {name: values[name] for name in named}
    assert not bounds.coarse


def test_ctrl_c_in_a_terminal_tells_what_was_covered(kit: Kit, tmp_path: Path) -> None:
    """Ctrl-C, which a terminal sends to every process of the command, ends the search with its outcome and exit 130."""
    (tmp_path / "commit.py").write_text(kit.solution_layer(kit.scene("scene05")).source)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        command = ["explore", "scene05", "commit.py", "--log", "3", "--json", "out.json"]
        os.environ |= {"TERM": "xterm", "RAFTLAB_KIT": str(kit.root)}
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell may have it ignored
        os.execv(sys.executable, [sys.executable, "-c", "from raftlab.cli.main import main; main()", *command])
    shown, pressed = b"", False
    while chunk := read_terminal(terminal):
        shown += chunk
        if not pressed and b" states, depth " in shown:
            os.write(terminal, b"\x03")
            pressed = True
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130, shown[-2000:]
    outcome = json.loads((tmp_path / "out.json").read_text())
    assert outcome["verdict"] == "bounded-clean"
    assert "stopped by Ctrl-C" in outcome["notes"]
    assert outcome["states"] > 0


def read_terminal(terminal: int) -> bytes:
    """Return what comes next from a terminal, nothing at its end."""
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other end is closed
        return b""


def test_unknown_property_is_wrong_usage(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A property that is none ends in exit code 2, before anything is searched."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "commit.py").write_text(kit.solution_layer(kit.scene("scene05")).source)
    assert run(["explore", "scene05", "commit.py", "--property", "Luck"]) == 2


def test_benchmark_prints_a_row_for_each_search(kit: Kit) -> None:
    """A search is measured in states, rates and bytes, and told on one line under the head."""
    scene = kit.scene("scene05")
    measured = measure_search(kit, scene, kit.solution_layer(scene), Bounds(terms=2))
    assert measured is not None
    assert measured.states_per_s > 0
    wall = JailCost("L2", 5.0, 9.0, "scene05", 4.0, 3.2, 1.25)
    told = bench_lines(BenchResult((measured,), (), (), wall))
    assert [line for line in told if f"{measured.states:,}" in line]
    assert told[-1] == "grade scene05: 4.0 s of CPU in the jail, 3.2 s without: 1.25 times"


SILENT_SCENES = ("scene01", "scene02")
"""Their servers set no timer: without an election no event can follow the start."""
EXPLORED_SCENES = [scene.id for scene in find_kit().scenes if scene.layer_class and scene.id not in SILENT_SCENES]
LAST_SHORT_SCENE = "scene03a"
"""The searches of the scenes after it take twenty-five seconds together, in the same code with other bounds."""


@pytest.mark.parametrize(
    "scene_id",
    [
        pytest.param(scene_id, marks=pytest.mark.long if scene_id > LAST_SHORT_SCENE else ())
        for scene_id in EXPLORED_SCENES
    ],
)
def test_references_are_explored_exhaustively(kit: Kit, tmp_path: Path, scene_id: str) -> None:
    """The reference of every scene, explored as a student explores, is exhausted and misses nothing: exit code 0."""
    scene = kit.scene(scene_id)
    (tmp_path / scene.file).write_text(kit.solution_layer(scene).source)
    assert run(["explore", scene_id, str(tmp_path / scene.file), "--json", str(tmp_path / "out.json")]) == 0
    assert json.loads((tmp_path / "out.json").read_text())["verdict"] == "exhausted"


@pytest.mark.parametrize("scene_id", SILENT_SCENES)
def test_nothing_is_said_to_be_exhausted_where_nothing_happens(
    kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str], scene_id: str
) -> None:
    """A search that can make no step proves nothing: it says so, and ends with exit code 2."""
    scene = kit.scene(scene_id)
    (tmp_path / scene.file).write_text(kit.solution_layer(scene).source)
    assert run(["explore", scene_id, str(tmp_path / scene.file)]) == 2
    ended = capsys.readouterr()
    assert ended.out == ""
    assert "nothing is explored: its servers set no timer" in ended.err and f"`raftlab replay {scene_id}`" in ended.err


@pytest.mark.parametrize("scene_id", ["scene01", "scene02", "scene03", "scene05", "scene06", "scene07"])
def test_unwritten_methods_are_named(
    kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str], scene_id: str
) -> None:
    """A search of an untouched skeleton names every method that is not written, and ends with exit code 2."""
    scene = kit.scene(scene_id)
    (tmp_path / scene.file).write_text((kit.skeletons / scene_id / scene.file).read_text())
    assert run(["explore", scene_id, str(tmp_path / scene.file)]) == 2
    ended = capsys.readouterr()
    assert ended.out == ""
    assert "are still to be written" in ended.err
    assert all(hole in ended.err for hole in scene.holes if hole[0].islower())


def test_a_method_that_no_run_calls_is_named_beside_the_result(
    kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the search covered is true, and it says which unwritten methods it did not cover."""
    scene = kit.scene("scene06")
    solution = ast.parse(kit.solution_layer(scene).source)
    methods = [node for node in ast.walk(solution) if isinstance(node, ast.FunctionDef)]
    (method,) = [each for each in methods if each.name == "logMatching"]
    method.body = ast.parse("raise NotImplementedError").body
    (tmp_path / scene.file).write_text(ast.unparse(solution))
    assert run(["explore", "scene06", str(tmp_path / scene.file), "--terms", "1"]) == 0
    assert "no run called what is still to be written, logMatching;" in capsys.readouterr().out


def test_wrong_key_of_a_scenes_bounds_is_named(kit: Kit) -> None:
    """A key that [explore] of a scene.toml does not have is told, not passed over."""
    scene = replace(kit.scene("scene03a"), settings={"explore": {"preVote": True}})
    with pytest.raises(KitError, match=r"scene03a/scene\.toml: \[explore\] has options and sometimes, not preVote"):
        server_options(scene)
