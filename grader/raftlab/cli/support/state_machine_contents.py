"""What the state machines hold in a run, computed again on the server that ran it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from raftlab.cli.support.student_file_reader import submission_without_reference
from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit
from raftlab.pages.trace_analysis.state_machines import MachineHistory, has_machine_contents, replay_machines
from raftlab.run_execution import open_host
from raftlab.submission_reader import read_submission
from raftlab.trace import Trace


def state_machine_history(kit: Kit, trace: Trace, file: Path, submission_path: Path | None) -> MachineHistory:
    """Return the state machines of a run after each event; () if the server that ran it is not here.

    A trace does not name its server; the workspace's file is used as long as the digests agree.
    """
    if not has_machine_contents(trace) or trace.scene not in {scene.id for scene in kit.scenes}:
        return ()
    scene = kit.scene(trace.scene)
    try:
        submission = (
            read_submission(kit, scene, submission_path)
            if submission_path or file.suffix != ".txt"
            else submission_without_reference(kit, scene)
        )
    except UsageError:  # no such file: show the run without the machines
        return ()
    return replay_state_machines(kit, trace, submission)


def replay_state_machines(kit: Kit, trace: Trace, submission: Submission | None) -> MachineHistory:
    """Return the state machines in a run of the submission (None: the reference); () if it cannot run.

    It cannot run alone what a hidden check ran below the kit's later layers, whose messages it does not know.
    """
    if not has_machine_contents(trace):
        return ()
    try:
        with open_host(kit, kit.gradable(trace.scene), submission) as (host, codec):
            return replay_machines(host, codec, trace)
    except (UsageError, msgspec.ValidationError):
        return ()
