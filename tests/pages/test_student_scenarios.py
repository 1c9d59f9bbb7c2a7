"""A session saved in the laboratory becomes a test: every grading runs it, for no points."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_checks import SCENE

from raftlab.cli.main import run
from raftlab.cli.support.local_scenarios import report_local_scenarios
from raftlab.grading_models import Submission
from raftlab.kit import Kit
from raftlab.pages.laboratory.http_server import LaboratoryService, RequestBody
from raftlab.pages.laboratory.page import laboratory_page
from raftlab.pages.laboratory.session import Session
from raftlab.submission_reader import read_submission
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENARIO_LINES = ("elect S1", "propose S1 x=1", "replicate S1 -> S2 S3", "heartbeat S1 -> S2 S3")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kit: Kit) -> Path:
    """Return a workspace with the reference as the student's file, and one session saved by the laboratory."""
    monkeypatch.chdir(tmp_path)
    scene = kit.scene(SCENE)
    folder = tmp_path / SCENE
    folder.mkdir()
    (folder / scene.file).write_text(kit.solution_layer(scene).source, encoding="utf-8")
    load = make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), kit.message_modules(scene))
    with InProcessHosts(load) as hosts:
        session = Session(hosts.open, Codec(load.message_modules), SCENE, ("servers S1 S2 S3",))
        desk = LaboratoryService(session, laboratory_page(session, "the reference"), Path(SCENE) / "scenarios")
        for line in SCENARIO_LINES:
            desk.handle("do", RequestBody(line=line))
        desk.handle("save", RequestBody(name="my-run", expect=True))
        desk.close()
    return folder


@pytest.mark.long
def test_every_grading_runs_saved_session(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`raftlab grade` runs the saved scenario, and names a file that is none; neither costs a point."""
    (workspace / "scenarios" / "broken.txt").write_text("servers S1\nflee S1\n", encoding="utf-8")
    assert run(["grade", SCENE]) == 0
    told = capsys.readouterr().out.partition("your scenarios")[2]
    assert "ok        my-run" in told
    assert "broken.txt line 2: `flee` is not a step" in told
    assert "FAIL" not in told


def test_failed_student_scenario_is_reported_and_replays(
    workspace: Path, naive_submission: Submission, kit: Kit, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a saved scenario breaks, the grading says what was seen and gives a command that shows it."""
    (workspace / naive_submission.file).write_text(naive_submission.source, encoding="utf-8")
    story = (kit.scene(SCENE).folder / "scenarios" / "figure8.txt").read_text(encoding="utf-8")
    (workspace / "scenarios" / "trap.txt").write_text(story, encoding="utf-8")
    scene = kit.scene(SCENE)
    report_local_scenarios(kit, scene, read_submission(kit, scene), None)
    told = capsys.readouterr().out
    assert "ok        my-run" in told
    assert "FAIL      trap · d1" in told
    assert "LeaderCompleteness" in told
    command = told.partition("replay  raftlab ")[2].splitlines()[0]
    assert run([*command.split(), "--plain"]) == 0
    assert "LeaderCompleteness" in capsys.readouterr().out
