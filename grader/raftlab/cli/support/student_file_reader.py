"""The student's own file: read for a page, or as a substitute for the course's server."""

from __future__ import annotations

from pathlib import Path

from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.submission_reader import read_submission, workspace_folder


def read_student_layer(kit: Kit, scene: Scene, submission_path: Path | None) -> LayerSource | None:
    """Return the student's layer: the named file, else the one in the workspace, else None."""
    if submission_path is None and not (workspace_folder(scene) / scene.file).is_file():
        return None
    submission = read_submission(kit, scene, submission_path)
    return kit.submission_layer(scene, submission.file, submission.source)


def submission_without_reference(kit: Kit, scene: Scene) -> Submission | None:
    """Return the workspace's file if this kit has no reference for the scene, None if it has one.

    UsageError with neither: it names the command that creates the file.
    """
    try:
        kit.solution_layer(scene)
    except UsageError:
        return read_submission(kit, scene)
    return None
