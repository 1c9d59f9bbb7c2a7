"""How two answers to one question differ, in words."""

from __future__ import annotations

import msgspec

from raftlab.checks.lives import Answered
from raftlab.checks.words import message_in_words
from raftlab.errors import SubmissionFault
from raftlab.worker.answers import Effect, Persisted, Result, Sent, Stepped
from raftlab.worker.wire import Codec


def difference(once: Answered, again: Answered, codec: Codec) -> str:
    """Return what is not the same in two answers, once and again; "" where all that matters is."""
    if isinstance(once, SubmissionFault) or isinstance(again, SubmissionFault):
        return unlike("", ending(once), ending(again))
    if not isinstance(once, Stepped) or not isinstance(again, Stepped):
        return ""
    return in_effects(once, again, codec) or in_state(once, again) or in_result(once.result, again.result)


def unlike(what: str, once: object, again: object) -> str:
    """Return the words for a difference, "" for none."""
    return "" if once == again else f"{what}{once} the first time, and {again} the second"


def ending(answered: Answered) -> str:
    """Return how an event ended."""
    return f"it ended in {answered}" if isinstance(answered, SubmissionFault) else "it ran to its end"


def in_effects(once: Stepped, again: Stepped, codec: Codec) -> str:
    """Return the first action that differs."""
    for number in range(max(len(once.effects), len(again.effects))):
        told = [action(each.effects, number, codec) for each in (once, again)]
        if words := unlike(f"its action {number + 1} was ", *told):
            return words
    return ""


def action(effects: tuple[Effect, ...], number: int, codec: Codec) -> str:
    """Return one action in words; where a durable image lies in its process is not part of it."""
    if number >= len(effects):
        return "none"
    effect = effects[number]
    if isinstance(effect, Sent):
        return f"send to {effect.to}: {message_in_words(codec.message(effect.message))}"
    if isinstance(effect, Persisted):
        log = " ".join(str(entry) for entry in effect.log)
        return f"persist: currentTerm {effect.currentTerm}, votedFor {effect.votedFor}, log [{log}]"
    fields = ", ".join(f"{name} {getattr(effect, name)}" for name in effect.__struct_fields__)
    return f"{type(effect).__name__}({fields})"


def in_state(once: Stepped, again: Stepped) -> str:
    """Return the first of the server's variables that differs."""
    for name in once.observed.__struct_fields__:
        before, after = getattr(once.observed, name), getattr(again.observed, name)
        if before != after:
            return unlike(f"{name} was ", shown(before), shown(after))
    return ""


def in_result(once: Result, again: Result) -> str:
    """Return how what was returned differs; the order in which a dict is listed is not part of it."""
    first, second = (sorted(map(repr, each)) if isinstance(each, tuple) else each for each in (once, again))
    return "" if first == second else unlike("it returned ", shown(once), shown(again))


def shown(value: object) -> str:
    """Return a value on one line, cut where it is long."""
    text = msgspec.json.encode(value).decode() if isinstance(value, tuple) else repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
