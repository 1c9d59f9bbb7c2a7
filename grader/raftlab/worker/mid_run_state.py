"""Setting the variables of a server that starts in the middle of a run."""

from __future__ import annotations

from raftlab.server import Log, Server
from raftlab.worker.wire import InitialState


def set_initial_state(server: Server, initial_state: InitialState) -> None:
    """Set the variables of `server` that `initial_state` has. A snapshot is on its disk then."""
    for name in initial_state.__struct_fields__:
        value = getattr(initial_state, name)
        if value is None or name == "log_start":
            continue
        if name == "snapshot":
            server.saveSnapshot(value)
            continue
        if name == "log":
            value = Log(value, *(initial_state.log_start or ()))
        elif name == "votesGranted":
            value = set(value)
        elif isinstance(value, dict):
            value = dict(value)
        setattr(server, name, value)
