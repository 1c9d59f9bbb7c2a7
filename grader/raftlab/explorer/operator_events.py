"""The operator's requests in a search: changes of the configuration, compactions, transfers."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.local_state import OperatorEvent
from raftlab.server import LEADER, Change, CompactionRequest, Configuration, ConfigurationRequest, TransferRequest
from raftlab.simulator.governing_configuration import governing_configuration
from raftlab.worker.responses import ObservedState


def operator_events(bounds: Bounds, observed: ObservedState) -> Iterator[OperatorEvent]:
    """Yield the events that an operator may cause on a server within the bounds.

    A leader is asked to add one server or to remove one: the last word on what is allowed is its own.
    """
    if bounds.changes and observed.role == LEADER:
        configuration = governing_configuration(observed.log, Configuration(bounds.initial_voters))
        for server in bounds.server_names:
            action: Change = Change("remove" if server in configuration.voters else "voter", server)
            yield OperatorEvent(ConfigurationRequest((action,), bounds.joint_changes))
    if bounds.transfers and observed.role == LEADER:
        for server in governing_configuration(observed.log, Configuration(bounds.initial_voters)).voters:
            yield OperatorEvent(TransferRequest(server))
    if bounds.compactions and observed.lastApplied > observed.log_start[0]:
        yield OperatorEvent(CompactionRequest(observed.lastApplied))
