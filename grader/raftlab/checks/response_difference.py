"""How two responses to one request differ, in words."""

from __future__ import annotations

import msgspec

from raftlab.checks.transcript import Response
from raftlab.checks.worker_request_text import message_text
from raftlab.errors import SubmissionError
from raftlab.worker.responses import (
    DiskImage,
    Effect,
    PersistEffect,
    ReturnValue,
    SendEffect,
    SnapshotEffect,
    StepResponse,
)
from raftlab.worker.wire import Codec


def response_difference(expected: Response, actual: Response, codec: Codec) -> str:
    """Return the first difference of two responses that matters; "" if there is none."""
    if isinstance(expected, SubmissionError) or isinstance(actual, SubmissionError):
        return difference_text("", ending_text(expected), ending_text(actual))
    if not isinstance(expected, StepResponse) or not isinstance(actual, StepResponse):
        return ""
    return (
        effect_difference(expected, actual, codec)
        or state_difference(expected, actual)
        or result_difference(expected.result, actual.result)
    )


def difference_text(subject: str, expected: object, actual: object) -> str:
    """Return the words for a difference, "" for none."""
    return "" if expected == actual else f"{subject}{expected} the first time, and {actual} the second"


def ending_text(response: Response) -> str:
    """Return how an event ended."""
    return f"it ended in {response}" if isinstance(response, SubmissionError) else "it ran to its end"


def effect_difference(expected: StepResponse, actual: StepResponse, codec: Codec) -> str:
    """Return the first action that differs."""
    for number in range(max(len(expected.effects), len(actual.effects))):
        told = [effect_text(each.effects, number, codec) for each in (expected, actual)]
        if words := difference_text(f"its action {number + 1} was ", *told):
            return words
    return ""


def effect_text(effects: tuple[Effect, ...], index: int, codec: Codec) -> str:
    """Return one action in words, without the id of a durable image."""
    if index >= len(effects):
        return "none"
    effect = effects[index]
    if isinstance(effect, SendEffect):
        return f"send to {effect.to}: {decoded_message_text(effect.message, codec)}"
    if isinstance(effect, DiskImage):
        log = " ".join(str(entry) for entry in effect.log)
        name = "persist" if isinstance(effect, PersistEffect) else "persist_in_background"
        return f"{name}: currentTerm {effect.currentTerm}, votedFor {effect.votedFor}, log [{log}]"
    if isinstance(effect, SnapshotEffect):
        effect = msgspec.structs.replace(effect, image=0, image_hash=b"")
    fields = ", ".join(f"{name} {getattr(effect, name)}" for name in effect.__struct_fields__)
    return f"{type(effect).__name__}({fields})"


def decoded_message_text(data: bytes, codec: Codec) -> str:
    """Return a message in words. A process of the submission may send any bytes."""
    try:
        return message_text(codec.decode(data))
    except msgspec.DecodeError as error:
        return f"bytes that are no message ({error})"


def state_difference(expected: StepResponse, actual: StepResponse) -> str:
    """Return the first of the server's variables that differs."""
    for name in expected.observed.__struct_fields__:
        before, after = getattr(expected.observed, name), getattr(actual.observed, name)
        if before != after:
            return difference_text(f"{name} was ", short_value_text(before), short_value_text(after))
    return ""


def result_difference(expected: ReturnValue, actual: ReturnValue) -> str:
    """Return how the results differ; the order of a dict is no part of it."""
    first, second = (sorted(map(repr, each)) if isinstance(each, tuple) else each for each in (expected, actual))
    return (
        "" if first == second else difference_text("it returned ", short_value_text(expected), short_value_text(actual))
    )


def short_value_text(value: object) -> str:
    """Return a value on one line, at most 200 characters of it."""
    text = msgspec.json.encode(value).decode() if isinstance(value, tuple) else repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
