"""What `raftlab replay` says of a run is what the grade saw: a property, a scenario's line, or an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.kit import Kit
from raftlab.pages.player.page import player_page
from raftlab.trace import Trace, from_json

pytestmark = pytest.mark.usefixtures("shared_zygotes")

CHECK_NAME = "figure8_overwrite"
RUN_FILE = Path(".raftlab/scene05") / f"{CHECK_NAME}.json"
HOLE_SIGNATURE = "    def tryAdvanceCommit(self) -> bool:\n"


RUNS_BY_BODY: dict[str, bytes] = {}
"""The run that the check left of each body: a body is graded once, and its run written again for the next test."""


def grade_failing_body(raftlab: RunCommand, kit: Kit, body: str) -> Trace:
    """Grade the reference with `body` before all else in tryAdvanceCommit; return the run that a check left."""
    source = (kit.reference / "scene05" / "commit.py").read_text(encoding="utf-8")
    Path("commit.py").write_text(source.replace(HOLE_SIGNATURE, f"{HOLE_SIGNATURE}        {body}\n"), encoding="utf-8")
    if body not in RUNS_BY_BODY:
        assert raftlab("grade", "scene05", "commit.py", "--check", CHECK_NAME).code == 1
        RUNS_BY_BODY[body] = RUN_FILE.read_bytes()
    RUN_FILE.parent.mkdir(parents=True, exist_ok=True)
    RUN_FILE.write_bytes(RUNS_BY_BODY[body])
    return from_json(RUNS_BY_BODY[body])


def test_replay_tells_the_scenarios_line_that_failed(raftlab: RunCommand, kit: Kit) -> None:
    """A run that broke no property ends with the scenario's line that failed, and what was seen."""
    trace = grade_failing_body(raftlab, kit, "return False")
    assert trace.failure is not None and not trace.violations
    told = raftlab("replay", str(RUN_FILE)).out
    assert "No property broke" not in told
    failed = f"line {trace.failure.line} of figure8.txt failed: {trace.failure.text}"
    assert f">> {failed}\n     {trace.failure.seen}" in told
    assert f"After step {trace.failure.step} of {len(trace.events)}: {failed}." in told
    written = (kit.scene("scene05").folder / "scenarios" / "figure8.txt").read_text().splitlines()
    assert trace.failure.text in written[trace.failure.line - 1]


def test_replay_tells_the_error_and_the_lines_that_it_went_through(raftlab: RunCommand, kit: Kit) -> None:
    """A run that the submission's code ended shows the error at its event, with the submission's own lines."""
    trace = grade_failing_body(raftlab, kit, "raise KeyError('S9')")
    told = raftlab("replay", str(RUN_FILE)).out
    last = len(trace.events)
    assert f"\n{last:>4} " in told
    assert ">> KeyError: 'S9'\n" in told
    assert "in tryAdvanceCommit: raise KeyError('S9')" in told
    assert f"Failed at step {last} of {last}: KeyError: 'S9'." in told
    again = raftlab("replay", str(RUN_FILE), "--submission", "commit.py").out
    assert "Failed at step" in again and "raise KeyError('S9')" in again


def test_replay_of_acts_alone_judges_no_scenario_line(raftlab: RunCommand, kit: Kit) -> None:
    """Where only the acts are done again, it is said that the scenario's line is not judged, and what does that."""
    grade_failing_body(raftlab, kit, "return False")
    ended = raftlab("replay", str(RUN_FILE), "--submission", "commit.py")
    assert "of figure8.txt expects: raftlab replay scene05/figure8 --submission commit.py" in ended.err


def test_run_of_an_older_kit_still_loads(raftlab: RunCommand, kit: Kit) -> None:
    """A trace without the field is one that says nothing of what it failed by."""
    grade_failing_body(raftlab, kit, "return False")
    plain = json.loads(RUN_FILE.read_bytes())
    del plain["failure"]
    assert from_json(json.dumps(plain).encode()).failure is None


@pytest.mark.parametrize("body", ["return False", "raise KeyError('S9')"])
def test_page_shows_the_failure(raftlab: RunCommand, kit: Kit, body: str) -> None:
    """The drawn run tells the same, and opens where it failed."""
    trace = grade_failing_body(raftlab, kit, body)
    page = player_page(trace)
    assert trace.failure is not None
    assert "No safety property was broken" not in page
    for word in (trace.failure.text or "in tryAdvanceCommit", f"step {trace.failure.step}.", ">failure<"):
        assert word in page


@pytest.mark.parametrize(
    "name", ["scene05/figure8", "scene05/figure8.txt", "figure8", "labs/scene05/scenarios/figure8.txt"]
)
def test_scenario_of_the_kit_is_named_from_any_folder(raftlab: RunCommand, name: str) -> None:
    """A folder that `raftlab start` made has no labs in it: a scenario is found by its scene and name all the same."""
    ended = raftlab("replay", name)
    assert ended.code == 0
    assert ended.out.startswith("Figure 8: an entry on a majority that is not yet safe")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "nofile.txt",
            "nofile.txt: no such file, and no scenario of that name; `raftlab replay SCENE` lists a scene's",
        ),
        ("scene05/nope", "scene05/nope: no such file or scenario; name a scenario: scene05/figure8, "),
        ("nope.json", "nope.json: No such file or directory; `raftlab grade` writes the runs of failed checks"),
    ],
)
def test_unknown_scenario_is_named(raftlab: RunCommand, name: str, expected: str) -> None:
    """A name of nothing is called that, whatever its folders are called."""
    ended = raftlab("replay", name)
    assert ended.code == 2
    assert expected in ended.err


def test_scene_alone_lists_its_scenarios_and_the_saved_ones(raftlab: RunCommand, kit: Kit) -> None:
    """`replay SCENE` names each scenario with its title and endings, also those in the student's folder."""
    saved = Path("scene05/scenarios/mine.txt")
    saved.parent.mkdir(parents=True)
    saved.write_text('title "My run"\npaper "§5.3"\nservers S1 S2 S3\n', encoding="utf-8")
    ended = raftlab("replay", "scene05")
    assert (ended.code, ended.err) == (0, "")
    names = {f"scene05/{file.stem}" for file in (kit.scene("scene05").folder / "scenarios").glob("*.txt")}
    assert names | {str(saved)} <= set(ended.out.split())
    assert "endings: d1, d2" in ended.out and "My run" in ended.out
    folder = str(kit.scene("scene05").folder / "scenarios")
    folder = kit.scene("scene05").folder / "scenarios"
    assert f"their files: {folder}; " in " ".join(ended.out.split()) and "copy one into scene05/scenarios/" in ended.out
    assert raftlab("replay", "scene05/figure8", "--fork", "d2", "--plain").code == 0
    listed = json.loads(raftlab("replay", "scene05", "--json").out)
    assert {row["name"] for row in listed} == names | {str(saved)}
