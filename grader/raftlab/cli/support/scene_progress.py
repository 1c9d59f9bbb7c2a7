"""How far a student is in each scene: from the files here and the last results in .raftlab/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from raftlab.cli.support.console import strip_control_characters
from raftlab.cli.support.layers_below import required_layers
from raftlab.errors import UsageError
from raftlab.grading_models import Result
from raftlab.kit import Kit, Scene
from raftlab.nofollow_files import RUN_LIMIT_BYTES, read_file_below
from raftlab.report.advice import next_step
from raftlab.report.command_options import CommandOptions
from raftlab.report.result_json import from_json
from raftlab.state_dir import RERUN_FILE, RESULT_FILE
from raftlab.submission_reader import find_submission_file, submission_digest

State = Literal["not started", "not graded", "changed", "partly graded", "open", "full marks"]
"""not graded: the file is here, without a result. changed: it has changed since its grade. partly graded: some checks
ran, and never all. open: points are missing."""


class SceneProgress(msgspec.Struct, frozen=True):
    """Where a student is in one scene. score, max: of the last grade, of all checks; next_command: what goes on.

    other_file: the file that was graded, if its name is not that of the scene's file.
    """

    scene: str
    title: str
    state: State
    score: int | None
    max: int | None
    open_checks: dict[str, int]
    next_command: str
    other_file: str = ""


def course_progress(kit: Kit, root: Path) -> list[SceneProgress]:
    """Return the progress in each scene, in course order."""
    return [scene_progress(kit, scene, root) for scene in kit.scenes]


def scene_progress(kit: Kit, scene: Scene, root: Path) -> SceneProgress:
    """Return the progress in one scene, for work in the folder `root`."""
    options = CommandOptions(below=required_layers(kit, scene))
    grade = f"raftlab grade {scene.id}{options.grade_text}"
    digest = student_file_digest(scene, root)
    state: State
    result = stored_result(scene, root, RESULT_FILE)
    if result is None or not result.is_grade:  # an older kit stored every grading as result.json
        rerun = result or stored_result(scene, root, RERUN_FILE)
        state = "not started" if digest is None else "not graded"
        state = state if rerun is None or rerun.is_whole else "partly graded"
        command = f"raftlab start {scene.id}{options.below_text}" if state == "not started" else grade
        return SceneProgress(scene.id, scene.title, state, None, None, {}, command)
    most = result.max + result.hidden_elsewhere_points
    state = "full marks" if result.score == result.max else "open"
    command = next_step(result, options=options) if state == "open" else ""
    if digest is not None and digest != result.submission.sha256:
        state, command = "changed", grade
    command = strip_control_characters(command)
    file = strip_control_characters(result.submission.file)
    other_file = "" if file == scene.file else file
    return SceneProgress(
        scene.id, scene.title, state, result.score, most, count_open_checks(result), command, other_file
    )


def count_open_checks(result: Result) -> dict[str, int]:
    """Return verdict -> the number of its checks, for the verdicts that leave a check open."""
    verdicts = [check.verdict for check in result.checks]
    return {name: verdicts.count(name) for name in ("FAIL", "todo", "blocked", "unknown", "error") if name in verdicts}


def student_file_digest(scene: Scene, root: Path) -> str | None:
    """Return the digest of the student's text, as a result states it; None without a readable file."""
    try:
        return submission_digest(scene, find_submission_file(scene, root / scene.id))
    except (UsageError, OSError):
        return None


def stored_result(scene: Scene, root: Path, name: str) -> Result | None:
    """Return the result of the scene in the state file `name`; None if there is none that can be read."""
    try:
        result = from_json(read_file_below(root, f".raftlab/{scene.id}/{name}", RUN_LIMIT_BYTES))
    except (OSError, msgspec.DecodeError):
        return None
    return result if result.scene == scene.id else None


def next_scene_command(rows: Sequence[SceneProgress]) -> str | None:
    """Return the command that goes on: in the first scene that is begun and open, else the start of the next one."""
    begun = [row for row in rows if row.state not in ("not started", "full marks")]
    unstarted = [row for row in rows if row.state == "not started"]
    finished = [number for number, row in enumerate(rows) if row.state == "full marks"]
    later = [row for row in rows[finished[-1] + 1 :] if row in unstarted] if finished else []
    return next((row.next_command for row in (*begun, *later, *unstarted)), None)
