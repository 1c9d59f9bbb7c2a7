"""What the machines hold in a run: asked of the servers that ran it, told in words, on strips and in the table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browser_checks import OpenPage

from raftlab.cli.main import run
from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource
from raftlab.pages.player.page import player_page
from raftlab.pages.storyboard.page import storyboard_page
from raftlab.pages.storyboard.runs import play_storyboard
from raftlab.pages.trace_analysis.aligned_runs import first_difference, replay_on_host
from raftlab.pages.trace_analysis.cluster_states import cluster_states
from raftlab.pages.trace_analysis.state_machines import MachineHistory, PairedMachineHistories, replay_machines
from raftlab.run_execution import open_host, run_scenario
from raftlab.solutions.named_solutions import read_solution
from raftlab.timeline.run_lines import run_lines
from raftlab.timeline.stepper import screen_lines
from raftlab.trace import Crash, Trace, to_json
from raftlab.worker.worker_hosts import WorkerHosts

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENE, FILE = "scene01", "state_machine.py"


@pytest.fixture(scope="module")
def double_apply_submission(kit: Kit) -> Submission:
    """Return a server on which each copy of a call takes effect."""
    text = read_solution(kit, kit.reference / SCENE / "mutants" / "retry-executed-twice.py")
    return Submission(SCENE, FILE, text)


@pytest.fixture(scope="module")
def duplicate_call_trace(kit: Kit, double_apply_submission: Submission) -> Trace:
    """Return its run of the scenario with two copies of a call."""
    scene = kit.scene(SCENE)
    return run_scenario(kit, scene, scene.folder / "scenarios" / "two-copies.txt", double_apply_submission, None).trace


def state_machines_of(
    kit: Kit, trace: Trace, submission: Submission | None, is_same_server: bool = True
) -> MachineHistory:
    """Return what the machines of `whose` servers hold in the run."""
    with open_host(kit, kit.scene(SCENE), submission) as (host, codec):
        return replay_machines(host, codec, trace, is_same_server)


@pytest.fixture(scope="module")
def compared_machines(
    kit: Kit, duplicate_call_trace: Trace, double_apply_submission: Submission
) -> PairedMachineHistories:
    """Return what its machines hold, and the reference's beside it."""
    return PairedMachineHistories(
        state_machines_of(kit, duplicate_call_trace, double_apply_submission),
        state_machines_of(kit, duplicate_call_trace, None, is_same_server=False),
    )


def test_each_server_is_told_after_each_event(
    duplicate_call_trace: Trace, compared_machines: PairedMachineHistories
) -> None:
    """At the end every machine holds what both copies made of it; a server that is down holds nothing."""
    assert len(compared_machines.run) == len(duplicate_call_trace.events)
    assert {each.machine for each in compared_machines.run[-1].values()} == {"x=aab"}
    assert {each.machine for each in compared_machines.reference[-1].values()} == {"x=ab"}
    assert {each.sessions for each in compared_machines.reference[-1].values()} == {"c1: 2 ok –"}
    crash = next(n for n, event in enumerate(duplicate_call_trace.events) if isinstance(event.act, Crash))
    assert str(compared_machines.run[crash]["S1"]) == "nothing"


def test_other_servers_are_not_taken_for_these(kit: Kit, duplicate_call_trace: Trace) -> None:
    """Where the servers at hand come to another state than the run's, nothing is told of it from there on."""
    told = state_machines_of(kit, duplicate_call_trace, None)
    first = next(n for n, event in enumerate(duplicate_call_trace.events) if event.view and event.view.digest)
    assert len(told) == first


def test_difference_of_machines_is_a_difference(
    kit: Kit, duplicate_call_trace: Trace, compared_machines: PairedMachineHistories
) -> None:
    """Two runs that differ in what the machines hold alone do differ, from the first event that shows it."""
    with open_host(kit, kit.scene(SCENE), None) as (host, codec):
        beside = replay_on_host(host, codec, duplicate_call_trace)
    assert first_difference(duplicate_call_trace.events, beside) is None
    position = first_difference(duplicate_call_trace.events, beside, compared_machines)
    assert position is not None and duplicate_call_trace.events[position].server == "S2"


def test_terminal_tells_what_changed(duplicate_call_trace: Trace, compared_machines: PairedMachineHistories) -> None:
    """Printed, each event that changed a machine says what it then holds; a screen says it of each server."""
    told = [line.plain.strip() for line in run_lines(duplicate_call_trace, state_machines=compared_machines.run)]
    assert [line for line in told if "holds" in line][:2] == ["S2 holds x=aa", "S3 holds x=aa"]
    shown = [
        line.plain
        for line in screen_lines(
            duplicate_call_trace,
            cluster_states(duplicate_call_trace),
            len(duplicate_call_trace.events) - 1,
            compared_machines.run,
        )
    ]
    assert sum(line.endswith("holds x=aab") for line in shown) == 3


def test_strips_and_table_show_both_machines(
    kit: Kit, duplicate_call_trace: Trace, compared_machines: PairedMachineHistories, open_page: OpenPage
) -> None:
    """The player shows under each log what the machine holds, mine and the reference's, and opens where it failed."""
    with open_host(kit, kit.scene(SCENE), None) as (host, codec):
        beside = replay_on_host(host, codec, duplicate_call_trace)
    page: Any = open_page(player_page(duplicate_call_trace, beside, machines=compared_machines))
    assert duplicate_call_trace.failure is not None
    assert page.inner_text("#now").startswith(f"Step {duplicate_call_trace.failure.step} of")
    page.keyboard.press("End")
    assert page.locator("#mine .held-there").all_text_contents() == ["holds x=aab"] * 3
    assert page.locator("#theirs .held-there").all_text_contents() == ["holds x=ab"] * 3
    assert page.locator("#state tbody tr").nth(2).locator("td").last.inner_text() == "x=aab"
    assert "They differ since step" in page.inner_text("#differs")


def test_panels_and_their_words_tell_the_machines(
    kit: Kit, double_apply_submission: Submission, open_page: OpenPage
) -> None:
    """The storyboard of a story about machines shows what they hold, the reference's and the reader's."""
    scene = kit.scene(SCENE)
    own = LayerSource(double_apply_submission.file, double_apply_submission.source, scene.layer_class)
    page = open_page(
        storyboard_page(play_storyboard(kit, scene, scene.folder / "scenarios" / "lost-reply.txt", own, WorkerHosts))
    )
    for whose, holds in (("reference", "x=a"), ("yours", "x=aa")):
        page.click(f"input[value={whose}]")
        last = page.locator("#panels > figure:not([hidden])").last
        assert last.locator(".held-there").all_text_contents() == [f"holds {holds}"] * 3
        assert f"holds {holds}." in last.locator("svg.panel desc").text_content()
        assert f"<td>{holds}" in last.locator("table").inner_html()


def test_strange_values_cannot_drive_the_terminal(kit: Kit) -> None:
    """What a machine holds is data: escapes and reordering are shown by their code points."""
    source = kit.solution_layer(kit.scene(SCENE)).source
    strange = source.replace('(old or "") + command.value', '(old or "") + "\\x1b[31m\\u202e\\n"')
    assert strange != source
    submission, scene = Submission(SCENE, FILE, strange), kit.scene(SCENE)
    trace = run_scenario(kit, scene, scene.folder / "scenarios" / "behind.txt", submission, None).trace
    told = "".join(
        line.plain.strip("\n") for line in run_lines(trace, state_machines=state_machines_of(kit, trace, submission))
    )
    assert "holds x=" in told
    assert not re.search("[\x00-\x1f\u202a-\u202e]", told)


def test_replay_asks_the_file_at_hand(
    kit: Kit,
    duplicate_call_trace: Trace,
    double_apply_submission: Submission,
    tmp_path: Path,
    monkeypatch: Any,
    capsys: Any,
) -> None:
    """A kept run is told with the workspace's file where that is the one that ran it; else what is missing is said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAFTLAB_KIT", str(kit.root))
    (tmp_path / "run.json").write_bytes(to_json(duplicate_call_trace))
    run(["replay", "run.json"])
    assert "The state machines are not shown here" in capsys.readouterr().out
    (tmp_path / SCENE).mkdir()
    (tmp_path / SCENE / FILE).write_text(double_apply_submission.source, encoding="utf-8")
    run(["replay", "run.json"])
    out = capsys.readouterr().out
    assert "S2 holds x=aa" in out and "are not shown" not in out
    (tmp_path / SCENE / FILE).write_text(kit.solution_layer(kit.scene(SCENE)).source, encoding="utf-8")
    run(["replay", "run.json"])
    out = capsys.readouterr().out
    assert "S2 holds" not in out and "are not shown from step 6 on" in out
