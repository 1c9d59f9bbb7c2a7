"""Calls the handler of an event that is no message."""

from __future__ import annotations

from raftlab.server import ClientRequest, CompactionRequest, ConfigurationRequest, Server
from raftlab.worker.wire import TimeoutEvent

LocalEvent = TimeoutEvent | ClientRequest | ConfigurationRequest | CompactionRequest
"""An event that no other server sent."""


def call_handler(server: Server, event: LocalEvent) -> None:
    """Let `server` handle a timeout, a client's call, or an operator's request."""
    if isinstance(event, TimeoutEvent):
        getattr(server, f"handle{event.name.capitalize()}Timeout")()
    elif isinstance(event, ClientRequest):
        server.handleClientRequest(event)
    elif isinstance(event, ConfigurationRequest):
        server.handleConfigurationRequest(event)
    else:
        server.handleCompactionRequest(event)
