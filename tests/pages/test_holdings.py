"""What the machines hold in a run: asked of the servers that ran it, told in words, on strips and in the table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import Opened

from raftlab.cli.main import run
from raftlab.kit import Kit, LayerSource
from raftlab.pages.abreast import abreast, first_difference
from raftlab.pages.holdings import Holdings, Machines, holdings
from raftlab.pages.moments import moments
from raftlab.pages.player import player_page
from raftlab.pages.storyboard import storyboard_page
from raftlab.pages.tellings import tell
from raftlab.records import Submission
from raftlab.runs import opened, run_scenario
from raftlab.timeline.lines import lines
from raftlab.timeline.stepper import screen
from raftlab.trace import Crash, Trace, to_json
from raftlab.worker.host import WorkerHosts

SCENE, FILE = "scene01", "state_machine.py"


@pytest.fixture(scope="module")
def twice(kit: Kit) -> Submission:
    """Return a server on which each copy of a call takes effect."""
    text = (kit.reference / SCENE / "mutants" / "retry-executed-twice.py").read_text(encoding="utf-8")
    return Submission(SCENE, FILE, text)


@pytest.fixture(scope="module")
def copies(kit: Kit, twice: Submission) -> Trace:
    """Return its run of the scenario with two copies of a call."""
    scene = kit.scene(SCENE)
    return run_scenario(kit, scene, scene.folder / "scenarios" / "two-copies.txt", twice, None).trace


def held(kit: Kit, trace: Trace, whose: Submission | None, same: bool = True) -> Holdings:
    """Return what the machines of `whose` servers hold in the run."""
    with opened(kit, kit.scene(SCENE), whose) as (host, codec):
        return holdings(host, codec, trace, same)


@pytest.fixture(scope="module")
def machines(kit: Kit, copies: Trace, twice: Submission) -> Machines:
    """Return what its machines hold, and the reference's beside it."""
    return Machines(held(kit, copies, twice), held(kit, copies, None, same=False))


def test_each_server_is_told_after_each_event(copies: Trace, machines: Machines) -> None:
    """At the end every machine holds what both copies made of it; a server that is down holds nothing."""
    assert len(machines.mine) == len(copies.events)
    assert {each.machine for each in machines.mine[-1].values()} == {"x=112"}
    assert {each.machine for each in machines.theirs[-1].values()} == {"x=12"}
    assert {each.sessions for each in machines.theirs[-1].values()} == {"c1: 2 ok –"}
    crash = next(n for n, event in enumerate(copies.events) if isinstance(event.act, Crash))
    assert str(machines.mine[crash]["S1"]) == "nothing"


def test_other_servers_are_not_taken_for_these(kit: Kit, copies: Trace) -> None:
    """Where the servers at hand come to another state than the run's, nothing is told of it from there on."""
    told = held(kit, copies, None)
    first = next(n for n, event in enumerate(copies.events) if event.view and event.view.digest)
    assert len(told) == first


def test_difference_of_machines_is_a_difference(kit: Kit, copies: Trace, machines: Machines) -> None:
    """Two runs that differ in what the machines hold alone do differ, from the first event that shows it."""
    with opened(kit, kit.scene(SCENE), None) as (host, codec):
        beside = abreast(host, codec, copies)
    assert first_difference(copies.events, beside) is None
    position = first_difference(copies.events, beside, machines)
    assert position is not None and copies.events[position].server == "S2"


def test_terminal_tells_what_changed(copies: Trace, machines: Machines) -> None:
    """Printed, each event that changed a machine says what it then holds; a screen says it of each server."""
    told = [line.plain.strip() for line in lines(copies, holdings=machines.mine)]
    assert [line for line in told if "holds" in line][:2] == ["S2 holds x=11", "S3 holds x=11"]
    shown = [line.plain for line in screen(copies, moments(copies), len(copies.events) - 1, machines.mine)]
    assert sum(line.endswith("holds x=112") for line in shown) == 3


def test_strips_and_table_show_both_machines(kit: Kit, copies: Trace, machines: Machines, open_page: Opened) -> None:
    """The player shows under each log what the machine holds, mine and the reference's, and opens where it failed."""
    with opened(kit, kit.scene(SCENE), None) as (host, codec):
        beside = abreast(host, codec, copies)
    page: Any = open_page(player_page(copies, beside, machines=machines))
    assert copies.failure is not None
    assert page.inner_text("#now").startswith(f"Step {copies.failure.step} of")
    page.keyboard.press("End")
    assert page.locator("#mine .held-there").all_text_contents() == ["holds x=112"] * 3
    assert page.locator("#theirs .held-there").all_text_contents() == ["holds x=12"] * 3
    assert page.locator("#state tbody tr").nth(2).locator("td").last.inner_text() == "x=112"
    assert "They differ since step" in page.inner_text("#differs")


def test_panels_and_their_words_tell_the_machines(kit: Kit, twice: Submission, open_page: Opened) -> None:
    """The storyboard of a story about machines shows what they hold, the reference's and the reader's."""
    scene = kit.scene(SCENE)
    own = LayerSource(twice.file, twice.source, scene.layer)
    page = open_page(storyboard_page(tell(kit, scene, scene.folder / "scenarios" / "lost-reply.txt", own, WorkerHosts)))
    for whose, holds in (("reference", "x=1"), ("yours", "x=11")):
        page.click(f"input[value={whose}]")
        last = page.locator("#panels > figure:not([hidden])").last
        assert last.locator(".held-there").all_text_contents() == [f"holds {holds}"] * 3
        assert f"holds {holds}." in last.locator("svg.panel desc").text_content()
        assert f"<td>{holds}" in last.locator("table").inner_html()


def test_strange_values_cannot_drive_the_terminal(kit: Kit) -> None:
    """What a machine holds is data: escapes and reordering are shown by their code points."""
    source = kit.solution(kit.scene(SCENE)).source
    strange = source.replace('(old or "") + command.value', '(old or "") + "\\x1b[31m\\u202e\\n"')
    assert strange != source
    submission, scene = Submission(SCENE, FILE, strange), kit.scene(SCENE)
    trace = run_scenario(kit, scene, scene.folder / "scenarios" / "behind.txt", submission, None).trace
    told = "".join(line.plain.strip("\n") for line in lines(trace, holdings=held(kit, trace, submission)))
    assert "holds x=" in told
    assert not re.search("[\x00-\x1f\u202a-\u202e]", told)


def test_replay_asks_the_file_at_hand(
    kit: Kit, copies: Trace, twice: Submission, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    """A kept run is told with the workspace's file where that is the one that ran it; else what is missing is said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAFTLAB_KIT", str(kit.root))
    (tmp_path / "run.json").write_bytes(to_json(copies))
    run(["replay", "run.json"])
    assert "What the machines hold is not shown here" in capsys.readouterr().out
    (tmp_path / SCENE).mkdir()
    (tmp_path / SCENE / FILE).write_text(twice.source, encoding="utf-8")
    run(["replay", "run.json"])
    out = capsys.readouterr().out
    assert "S2 holds x=11" in out and "is not shown" not in out
    (tmp_path / SCENE / FILE).write_text(kit.solution(kit.scene(SCENE)).source, encoding="utf-8")
    run(["replay", "run.json"])
    out = capsys.readouterr().out
    assert "S2 holds" not in out and "is not shown from step 6 on" in out
