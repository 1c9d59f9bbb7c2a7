"""Requests to a worker in words: what a server was doing when it failed."""

from __future__ import annotations

from typing import Any

import msgspec

from raftlab.server import (
    ClientRequest,
    CompactionRequest,
    ConfigurationRequest,
    Entry,
    TransferRequest,
    WriteCompletion,
)
from raftlab.trace import command_label
from raftlab.worker.wire import (
    BootAndSnapshot,
    BootServer,
    CallMethod,
    Codec,
    HandleEvent,
    MessageEvent,
    Request,
    StepSnapshot,
    TimeoutEvent,
)


def request_text(request: Request, codec: Codec) -> str:
    """Return `request` as the end of a sentence: "S1 took AppendEntries(term 4, …)"."""
    if isinstance(request, BootServer | BootAndSnapshot):
        return f"{request.server} started"
    if isinstance(request, CallMethod):
        with_what = "" if request.message is None else message_text(codec.decode(request.message))
        if request.history is not None:
            with_what = f"the history of run {request.history.name}"
        return f"{request.server} ran {request.method}({with_what})"
    if isinstance(request, HandleEvent):
        return f"{request.server} took {event_text(request.event, codec)}"
    if isinstance(request, StepSnapshot):
        return f"a server took {event_text(request.event, codec)}"
    return "the file was loaded"


def event_text(event: object, codec: Codec) -> str:
    """Return one event in words."""
    if isinstance(event, MessageEvent):
        return message_text(codec.decode(event.message))
    if isinstance(event, TimeoutEvent):
        return f"its {event.name} timeout"
    if isinstance(event, ClientRequest):
        return f"a client's call ({command_label(event.command)})"
    if isinstance(event, ConfigurationRequest):
        way = ", by way of a joint configuration" if event.joint else ""
        return f"an operator's request: {', '.join(f'{c.action} {c.server}' for c in event.changes)}{way}"
    if isinstance(event, CompactionRequest):
        return f"an operator's request to compact the log up to {event.index}"
    if isinstance(event, TransferRequest):
        return f"an operator's request to hand over to {event.target}"
    if isinstance(event, WriteCompletion):
        return f"the {'error' if event.failed else 'end'} of write {event.number}"
    return "an event"


def message_text(message: msgspec.Struct) -> str:
    """Return a message as its type and fields: AppendEntries(term 4, leaderId S1, …, entries of terms 2 2)."""
    told = ", ".join(field_text(name, getattr(message, name)) for name in message.__struct_fields__)
    return f"{type(message).__name__}({told})"


def field_text(name: str, value: Any) -> str:
    """Return one field in words."""
    if isinstance(value, tuple) and all(isinstance(each, Entry) for each in value):
        return f"{name} of terms {' '.join(str(each.term) for each in value)}" if value else f"no {name}"
    if isinstance(value, bool):
        return f"{name} {str(value).lower()}"
    return f"{name} {value}"


def value_text(value: object) -> str:
    """Return a result or attribute as Python text; for a value that no frame carries, its type."""
    if isinstance(value, tuple):
        parts = ", ".join(map(value_text, value))
        return f"({parts},)" if len(value) == 1 else f"({parts})"
    if isinstance(value, str) and value.startswith("<") and value.endswith(">"):
        return value[1:-1]
    return repr(value)
