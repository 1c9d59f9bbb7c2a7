"""`raftlab linearizable`: the verdict as an exit code, drawn in the terminal and on a page, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.grading_models import Submission
from raftlab.kit import Kit
from raftlab.run_execution import run_scenario
from raftlab.server import Reply
from raftlab.trace import to_json

PUTS = (
    {"client": "c1", "operation": "put", "key": "x", "start": 0, "end": 10, "value": "1"},
    {"client": "c1", "operation": "put", "key": "x", "start": 12, "end": 20, "value": "2"},
    {"client": "<b>c2", "operation": "get", "key": "x", "start": 22, "end": 25, "result": "2"},
)
STALE = {"client": "c3", "operation": "get", "key": "x", "start": 27, "end": 31, "result": "1"}


def write_history(folder: Path, *operations: dict[str, object]) -> Path:
    """Write a history into a folder."""
    file = folder / "h.json"
    file.write_text(json.dumps({"operations": operations}), encoding="utf-8")
    return file


def test_linearizable_history_exits_with_0(raftlab: RunCommand, empty_folder: Path) -> None:
    """Two lines say how much there is, and the verdict."""
    ended = raftlab("linearizable", write_history(empty_folder, *PUTS))
    assert ended.code == 0, ended
    assert "3 operations on 1 key by 2 clients" in ended.out
    assert "Linearizable: the operations on each key have an order" in ended.out


def test_stale_read_is_drawn(raftlab: RunCommand, empty_folder: Path) -> None:
    """Exit code 1, the first answer without an order, and its few operations on lines, a page and as a picture."""
    file = write_history(empty_folder, *PUTS, STALE)
    ended = raftlab("linearizable", file, "-o", "h.html")
    assert ended.code == 1, ended
    assert "The first answer that no order explains: c3, get x: 1, 27 to 31." in ended.out
    assert sum("├" in line for line in ended.out.splitlines()) == 4
    page = (empty_folder / "h.html").read_text(encoding="utf-8")
    assert "4 operations that have no order among themselves" in page
    assert "&lt;b&gt;c2" in page and "<b>c2" not in page
    assert raftlab("linearizable", file, "-o", "h.svg").code == 1
    assert (empty_folder / "h.svg").read_text(encoding="utf-8").startswith("<svg xmlns=")


def test_verdict_as_json_is_all_of_the_output(raftlab: RunCommand, empty_folder: Path) -> None:
    """With --json - standard output is the JSON, and the operations of the proof are a history again."""
    ended = raftlab("linearizable", write_history(empty_folder, *PUTS, STALE), "--json", "-")
    told = json.loads(ended.out)
    assert (ended.code, told["verdict"], told["illegal"]["answers_before"]) == (1, "illegal", 3)
    again = raftlab("linearizable", write_history(empty_folder, *told["illegal"]["operations"]))
    assert again.code == 1


def test_spent_budget_exits_with_2(raftlab: RunCommand, empty_folder: Path) -> None:
    """What --states does not decide is no verdict, and the message says what to do."""
    operations = [{"operation": "append", "key": "x", "start": n, "value": chr(97 + n)} for n in range(12)]
    swap = {"operation": "cas", "key": "x", "start": 20, "end": 21, "expected": "?", "value": "!", "result": "!"}
    ended = raftlab("linearizable", write_history(empty_folder, *operations, swap), "--states", "100")
    assert ended.code == 2
    assert "Not decided: 100 states were visited" in ended.out
    assert "Allow more with --states" in ended.out


def test_trace_of_the_kit_is_a_history(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """The clients' calls of a stored run are checked; their times are its steps."""
    scene = kit.scene("scene05")
    file = scene.folder / "scenarios" / "figure8.txt"
    submission = Submission(scene.id, scene.file, kit.solution_layer(scene).source)
    trace = run_scenario(kit, scene, file, submission, "d2").trace
    assert any(isinstance(effect, Reply) for event in trace.events for effect in event.effects)
    (empty_folder / "run.json").write_bytes(to_json(trace))
    ended = raftlab("linearizable", empty_folder / "run.json")
    assert ended.code == 0, ended


@pytest.mark.parametrize("text", ["", '{"operations": []}', "[]"])
def test_history_without_operations_is_no_pass(raftlab: RunCommand, empty_folder: Path, text: str) -> None:
    """A file without an operation is refused: there is nothing to check."""
    (empty_folder / "h.json").write_text(text, encoding="utf-8")
    ended = raftlab("linearizable", "h.json")
    assert ended.code == 2
    assert "no operation, so nothing to check" in ended.err
