"""Calls the handler of an event that is no message."""

from __future__ import annotations

from raftlab.server import (
    ClientRequest,
    CompactionRequest,
    ConfigurationRequest,
    Server,
    TransferRequest,
    WriteCompletion,
)
from raftlab.worker.wire import TimeoutEvent

LocalEvent = TimeoutEvent | ClientRequest | ConfigurationRequest | CompactionRequest | TransferRequest | WriteCompletion
"""An event that no other server sent."""


def handle_local_event(server: Server, event: LocalEvent) -> None:
    """Let `server` handle a timeout, a client's call, an operator's request, or the end of a write."""
    if isinstance(event, TimeoutEvent):
        getattr(server, f"handle{event.name.capitalize()}Timeout")()
    elif isinstance(event, ClientRequest):
        server.handleClientRequest(event)
    elif isinstance(event, ConfigurationRequest):
        server.handleConfigurationRequest(event)
    elif isinstance(event, CompactionRequest):
        server.handleCompactionRequest(event)
    elif isinstance(event, TransferRequest):
        server.handleTransferRequest(event)
    else:
        server.onPersisted(event)
