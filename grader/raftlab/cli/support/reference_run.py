"""The reference's run of the same schedule, which a page shows beside the student's."""

from __future__ import annotations

import msgspec

from raftlab.errors import UsageError
from raftlab.kit import COMPOSED_ID, Kit
from raftlab.pages.trace_analysis.state_machines import MachineHistory, replay_machines
from raftlab.run_execution import open_host
from raftlab.trace import Event, Trace

AlignedEvents = tuple[Event | None, ...]


def reference_run(kit: Kit, trace: Trace) -> tuple[AlignedEvents | None, str, MachineHistory]:
    """Return the reference's run of the same events, a note, and its state machines; without one None and why."""
    from raftlab.pages.storyboard.recorded_runs import recorded_reference_events
    from raftlab.pages.trace_analysis.aligned_runs import replay_on_host

    if trace.scene not in {COMPOSED_ID, *(scene.id for scene in kit.scenes)}:
        return None, "This run is of no scene in this kit, so the reference's run is not shown.", ()
    try:
        with open_host(kit.without_student_layers, kit.gradable(trace.scene), None) as (host, codec):
            return replay_on_host(host, codec, trace), "", replay_machines(host, codec, trace, must_match=False)
    except msgspec.ValidationError:  # a hidden check ran it below the kit's later layers
        return None, "This run has messages of a later scene, so the reference's run is not shown.", ()
    except UsageError:
        recorded_events = recorded_reference_events(kit, trace)
        if recorded_events is not None:
            return recorded_events, "", ()
        return None, "This kit does not contain the reference of this scene, so only your run is shown.", ()
