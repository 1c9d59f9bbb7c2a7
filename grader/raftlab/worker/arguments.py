"""What a layer gives to an action, and keeps in the variables of Figure 2: told in words where it is of a wrong type.

A frame carries exact types and nothing else. What is wrong is said here, at the line that acts, and not by the frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, get_origin

import msgspec

from raftlab.server import NOT_LEADER, OK, REFUSED, UNKNOWN, Command, Entry, Log, Message, Outcome, Server, ServerId

OUTCOMES = (OK, NOT_LEADER, UNKNOWN, REFUSED)
A_NAME = "a server's name (a str)"
NAMES, NUMBERS, NAME_OR_NONE = frozenset({str}), frozenset({int}), frozenset({str, type(None)})


class Exact(Server):
    """Server, whose actions raise TypeError, with the argument and the type it must have, where it has another."""

    __slots__ = ()

    def send(self, to: ServerId, message: Message) -> None:
        if type(to) is not str or not isinstance(message, Message):
            must(is_text(to), "send(to, message)", "to", to, A_NAME)
            must(isinstance(message, Message), "send(to, message)", "message", message, "a message")
        check_fields(message)
        super().send(to, message)

    def persist(self) -> None:
        if type(self.currentTerm) is not int or type(self.votedFor) not in NAME_OR_NONE or type(self.log) is not Log:
            for name in ("currentTerm", "votedFor", "log"):
                if not FIGURE_2[name][0](getattr(self, name)):
                    raise TypeError(wrong(self, name))
        super().persist()

    def setTimer(self, name: str, low_ms: int, high_ms: int) -> None:
        if type(name) is not str or type(low_ms) is not int or type(high_ms) is not int:
            must(is_text(name), "setTimer(name, low_ms, high_ms)", "name", name, "a str")
            must(is_number(low_ms), "setTimer(name, low_ms, high_ms)", "low_ms", low_ms, "an int")
            must(is_number(high_ms), "setTimer(name, low_ms, high_ms)", "high_ms", high_ms, "an int")
        super().setTimer(name, low_ms, high_ms)

    def cancelTimer(self, name: str) -> None:
        must(is_text(name), "cancelTimer(name)", "name", name, "a str")
        super().cancelTimer(name)

    def reply(self, client: str, sequence: int, outcome: Outcome, value: str | None = None) -> None:
        must(is_text(client), "reply(client, sequence, outcome)", "client", client, "a client's name (a str)")
        must(is_number(sequence), "reply(client, sequence, outcome)", "sequence", sequence, "an int")
        outcomes = "OK, NOT_LEADER, UNKNOWN or REFUSED"
        must(outcome in OUTCOMES, "reply(client, sequence, outcome)", "outcome", outcome, outcomes)
        must(value is None or is_text(value), "reply(…, value)", "value", value, "a str or None")
        super().reply(client, sequence, outcome, value)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        is_command = command is None or isinstance(command, Command)
        must(is_command, "apply(command)", "command", command, "a Command, or None for a no-op")
        return super().apply(command)


def must(holds: bool, action: str, name: str, value: object, wanted: str) -> None:
    """Raise TypeError, unless it `holds`, that what an action was given as `name` must be `wanted`."""
    if not holds:
        raise TypeError(f"{action}: {name} is {told(value)}; it must be {wanted}")


def is_number(value: object) -> bool:
    """Tell whether `value` is a whole number, which True and False are not."""
    return type(value) is int or (isinstance(value, int) and not isinstance(value, bool))


def is_text(value: object) -> bool:
    """Tell whether `value` is a str."""
    return isinstance(value, str)


def told(value: object) -> str:
    """Return a short value with its type, of any other its type: 2.5 (a float), None, a list."""
    kind = type(value).__name__
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    if value is None:
        return "None"
    return f"{value!r:.40} ({article} {kind})" if isinstance(value, bool | int | float | str) else f"{article} {kind}"


# ---- messages ---------------------------------------------------------------------------------------------------


def check_fields(message: Message) -> None:
    """Raise TypeError for the first field of `message` that has another type than its message's type declares."""
    kind, values = type(message), msgspec.structs.astuple(message)
    if are_right(kind, tuple(map(type, values))):
        for position, one in rows(kind):
            if not one.issuperset(map(type, values[position])):
                break
        else:
            return  # as nearly always: no value needs a look
    for (name, wanted), value in zip(declared(kind), values, strict=True):
        if not is_of(value, wanted):
            raise TypeError(f"{kind.__name__}.{name} is {holding(value)}; it must be {in_words(wanted)}")


@lru_cache(maxsize=1000)
def are_right(kind: type[Message], given: tuple[type, ...]) -> bool:
    """Tell whether `given` are the types that the fields of `kind` are declared with; a tuple's is tuple."""
    return given == tuple(get_origin(wanted) or wanted for _, wanted in declared(kind))


@lru_cache(maxsize=100)
def rows(kind: type[Message]) -> tuple[tuple[int, frozenset[type]], ...]:
    """Return the positions of the fields that are tuples, each with the one type of what they hold."""
    wanted = enumerate(wanted for _, wanted in declared(kind))
    return tuple((position, frozenset(each.__args__[:1])) for position, each in wanted if get_origin(each) is tuple)


@lru_cache(maxsize=100)
def declared(kind: type[Message]) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a message's type, with the type of each."""
    return tuple((field.name, field.type) for field in msgspec.structs.fields(kind))


def is_of(value: object, wanted: Any) -> bool:
    """Tell whether `value` is of the declared type `wanted` as it is, with nothing made of it."""
    try:
        made = msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        return False
    return type(made) is type(value) and bool(made == value)


def holding(value: object) -> str:
    """Return `value` in words, with the type of the first thing that a tuple holds and a message does not."""
    strange = [each for each in value if not isinstance(each, Entry)] if isinstance(value, tuple) else []
    return f"{told(value)} that holds {told(strange[0])}" if strange else told(value)


def in_words(kind: Any) -> str:
    """Return a declared type as a sentence names it: an int, a tuple of Entry."""
    if isinstance(kind, type):
        return f"{'an' if kind.__name__[0] in 'aeiou' else 'a'} {kind.__name__}"
    if get_origin(kind) is tuple:
        return f"a tuple of {kind.__args__[0].__name__}"
    return str(kind)


# ---- state ------------------------------------------------------------------------------------------------------


def is_name_or_none(value: object) -> bool:
    """Tell whether `value` is a name, or None."""
    return value is None or is_text(value)


def are_indexes(value: object) -> bool:
    """Tell whether `value` is a dict of servers' names and numbers."""
    return isinstance(value, dict) and all(map(is_text, value)) and all(map(is_number, value.values()))


def are_names(value: object) -> bool:
    """Tell whether `value` holds names and nothing else."""
    return isinstance(value, Iterable) and not is_text(value) and all(map(is_text, value))


FIGURE_2: dict[str, tuple[Callable[[object], bool], str]] = {
    "role": (is_text, "FOLLOWER, PRE_CANDIDATE, CANDIDATE or LEADER"),
    "currentTerm": (is_number, "an int"),
    "votedFor": (is_name_or_none, f"{A_NAME} or None"),
    "log": (lambda value: isinstance(value, Log), "the Log: append(entry) and truncateFrom(index) change it"),
    "commitIndex": (is_number, "an int"),
    "lastApplied": (is_number, "an int"),
    "leaderId": (is_name_or_none, f"{A_NAME} or None"),
    "nextIndex": (are_indexes, "a dict of servers' names to ints"),
    "matchIndex": (are_indexes, "a dict of servers' names to ints"),
    "votesGranted": (are_names, "a set of servers' names"),
}
"""What each variable must hold: how to tell, and in words."""


def is_exact(server: Server) -> bool:
    """Tell whether what `server` shows is of the exact types, which is nearly always; else it needs a look."""
    return (
        type(server.currentTerm) is type(server.commitIndex) is type(server.lastApplied) is int
        and type(server.role) is str
        and type(server.votedFor) in NAME_OR_NONE
        and type(server.leaderId) in NAME_OR_NONE
        and NAMES.issuperset(map(type, server.nextIndex))
        and NUMBERS.issuperset(map(type, server.nextIndex.values()))
        and NAMES.issuperset(map(type, server.matchIndex))
        and NUMBERS.issuperset(map(type, server.matchIndex.values()))
        and NAMES.issuperset(map(type, server.votesGranted))
    )


def mistyped(server: Server) -> str | None:
    """Return the first variable that holds what it must not, None where none does."""
    held = vars(server)
    return next((name for name, (holds, _) in FIGURE_2.items() if name in held and not holds(held[name])), None)


def wrong(server: Server, name: str) -> str:
    """Return what the variable `name` holds, and what it must be."""
    value = getattr(server, name)
    what = f"self.{name} is {told(value)}"
    if isinstance(value, dict | set | list | tuple) and name != "log":
        parts = [*value, *value.values()] if isinstance(value, dict) else [*value]
        strange = [each for each in parts if not (is_text(each) or (isinstance(value, dict) and is_number(each)))]
        what += f" that holds {told(strange[0])}" if strange else ""
    return f"{what}; it must be {FIGURE_2[name][1]}"
