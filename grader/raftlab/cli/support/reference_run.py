"""The reference's run of the same schedule, which a page shows beside the student's."""

from __future__ import annotations

from raftlab.errors import UsageError
from raftlab.kit import Kit
from raftlab.pages.trace_analysis.state_machines import MachineHistory, replay_machines
from raftlab.rerun import open_host
from raftlab.trace import Event, Trace

AlignedEvents = tuple[Event | None, ...]


def reference_run(kit: Kit, trace: Trace) -> tuple[AlignedEvents | None, str, MachineHistory]:
    """Return the reference's run of the same events, a note, and its state machines; without one None and why."""
    from raftlab.pages.trace_analysis.aligned_runs import replay_aligned

    if trace.scene not in {scene.id for scene in kit.scenes}:
        return None, "This run is of no scene in this kit, so the reference's run is not shown.", ()
    try:
        with open_host(kit, kit.scene(trace.scene), None) as (host, codec):
            return replay_aligned(host, codec, trace), "", replay_machines(host, codec, trace, must_match=False)
    except UsageError:
        return None, "This kit does not contain the reference of this scene, so only your run is shown.", ()
