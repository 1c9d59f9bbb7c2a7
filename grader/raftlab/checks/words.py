"""Requests to a worker in a student's words: what a server was doing when it failed."""

from __future__ import annotations

from typing import Any

import msgspec

from raftlab.server import ClientRequest, Entry
from raftlab.trace import label
from raftlab.worker.wire import Advance, Begin, Boot, Call, Codec, Deliver, Handle, Request, Timeout


def in_words(request: Request, codec: Codec) -> str:
    """Return what `request` asks of a server, as the end of a sentence: "S1 took AppendEntries(term 4, …)"."""
    if isinstance(request, Boot | Begin):
        return f"{request.server} started"
    if isinstance(request, Call):
        with_what = "" if request.message is None else message_in_words(codec.message(request.message))
        return f"{request.server} ran {request.method}({with_what})"
    if isinstance(request, Handle):
        return f"{request.server} took {event_in_words(request.event, codec)}"
    if isinstance(request, Advance):
        return f"a server took {event_in_words(request.event, codec)}"
    return "the file was loaded"


def event_in_words(event: object, codec: Codec) -> str:
    """Return one event in words."""
    if isinstance(event, Deliver):
        return message_in_words(codec.message(event.message))
    if isinstance(event, Timeout):
        return f"its {event.name} timeout"
    if isinstance(event, ClientRequest):
        return f"a client's call ({label(event.command)})"
    return "an event"


def message_in_words(message: msgspec.Struct) -> str:
    """Return a message as its type and fields: AppendEntries(term 4, leaderId S1, …, entries of terms 2 2)."""
    told = ", ".join(field_in_words(name, getattr(message, name)) for name in message.__struct_fields__)
    return f"{type(message).__name__}({told})"


def field_in_words(name: str, value: Any) -> str:
    """Return one field in words."""
    if isinstance(value, tuple) and all(isinstance(each, Entry) for each in value):
        return f"{name} of terms {' '.join(str(each.term) for each in value)}" if value else f"no {name}"
    if isinstance(value, bool):
        return f"{name} {str(value).lower()}"
    return f"{name} {value}"


def returned(value: object) -> str:
    """Return what a method returned, or an attribute held, as it is written; of what no frame carries, its type."""
    if isinstance(value, tuple):
        parts = ", ".join(map(returned, value))
        return f"({parts},)" if len(value) == 1 else f"({parts})"
    if isinstance(value, str) and value.startswith("<") and value.endswith(">"):
        return value[1:-1]
    return repr(value)
