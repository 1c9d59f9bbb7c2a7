"""Type checks for the arguments of actions and for the variables of Figure 2.

A frame carries exact types and nothing else. The error is raised here, at the student's line, not by the frame.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any, get_origin

import msgspec

from raftlab.server import NOT_LEADER, OK, REFUSED, UNKNOWN, Command, Entry, Log, Message, Outcome, Server, ServerId
from raftlab.worker.responses import NUMBER_LIMIT

OUTCOMES = (OK, NOT_LEADER, UNKNOWN, REFUSED)
SERVER_NAME_TEXT = "a server's name (a str)"
NATURAL_TEXT = "an int, 0 or more"
INDEXES_TEXT = "a dict of servers' names to ints, 0 or more"
TEXT_TYPES, NUMBER_TYPES, TEXT_OR_NONE_TYPES = frozenset({str}), frozenset({int}), frozenset({str, type(None)})


class TypeCheckedServer(Server):
    """Server whose actions raise TypeError, with the name and the expected type, for an argument of another type."""

    __slots__ = ()

    def send(self, to: ServerId, message: Message) -> None:
        if type(to) is not str or not isinstance(message, Message):
            require_type(is_text(to), "send(to, message)", "to", to, SERVER_NAME_TEXT)
            require_type(isinstance(message, Message), "send(to, message)", "message", message, "a message")
        check_message_fields(message)
        super().send(to, message)

    def persist(self) -> None:
        self.check_persistent_types()
        super().persist()

    def persist_in_background(self) -> int:
        self.check_persistent_types()
        return super().persist_in_background()

    def check_persistent_types(self) -> None:
        """Raise TypeError for a persistent variable of Figure 2 with a value of another type."""
        if (
            type(self.currentTerm) is not int
            or type(self.votedFor) not in TEXT_OR_NONE_TYPES
            or type(self.log) is not Log
        ):
            for name in ("currentTerm", "votedFor", "log"):
                if not FIGURE_2_TYPES[name][0](getattr(self, name)):
                    raise TypeError(mistyped_variable_text(self, name))

    def setTimer(self, name: str, low_ms: int, high_ms: int) -> None:
        if type(name) is not str or type(low_ms) is not int or type(high_ms) is not int:
            require_type(is_text(name), "setTimer(name, low_ms, high_ms)", "name", name, "a str")
            require_type(is_integer(low_ms), "setTimer(name, low_ms, high_ms)", "low_ms", low_ms, "an int")
            require_type(is_integer(high_ms), "setTimer(name, low_ms, high_ms)", "high_ms", high_ms, "an int")
        if not 0 <= low_ms <= high_ms <= NUMBER_LIMIT:
            numbers = f"{low_ms}, {high_ms}" if is_natural(abs(low_ms)) and is_natural(abs(high_ms)) else "…"
            raise ValueError(f"setTimer({name!r:.40}, {numbers}): 0 <= low_ms <= high_ms must hold")
        super().setTimer(name, low_ms, high_ms)

    def cancelTimer(self, name: str) -> None:
        require_type(is_text(name), "cancelTimer(name)", "name", name, "a str")
        super().cancelTimer(name)

    def reply(self, client: str, sequence: int, outcome: Outcome, value: str | None = None) -> None:
        require_type(is_text(client), "reply(client, sequence, outcome)", "client", client, "a client's name (a str)")
        require_type(is_integer(sequence), "reply(client, sequence, outcome)", "sequence", sequence, "an int")
        outcomes = "OK, NOT_LEADER, UNKNOWN or REFUSED"
        require_type(outcome in OUTCOMES, "reply(client, sequence, outcome)", "outcome", outcome, outcomes)
        require_type(value is None or is_text(value), "reply(…, value)", "value", value, "a str or None")
        super().reply(client, sequence, outcome, value)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        is_command = command is None or isinstance(command, Command)
        require_type(is_command, "apply(command)", "command", command, "a Command, or None for a no-op")
        if not is_natural(self.lastApplied):
            raise variable_error(self, "lastApplied")
        return super().apply(command)


def require_type(is_valid: bool, action: str, name: str, value: object, expected: str) -> None:
    """Raise TypeError, unless `is_valid`: the argument `name` of an action must be `expected`."""
    if not is_valid:
        raise TypeError(f"{action}: {name} is {typed_value_text(value)}; it must be {expected}")


def is_integer(value: object) -> bool:
    """Return whether `value` is a whole number, which True and False are not."""
    return type(value) is int or (isinstance(value, int) and not isinstance(value, bool))


def is_text(value: object) -> bool:
    """Return whether `value` is a str."""
    return isinstance(value, str)


def is_natural(value: object) -> bool:
    """Return whether `value` is a whole number from 0 to the limit."""
    return isinstance(value, int) and is_integer(value) and 0 <= value <= NUMBER_LIMIT


def typed_value_text(value: object) -> str:
    """Return a value with its type, or only the type of a container: 2.5 (a float), None, a list."""
    kind = type(value).__name__
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    if value is None:
        return "None"
    if not isinstance(value, bool | int | float | str):
        return f"{article} {kind}"
    if isinstance(value, int) and value.bit_length() > 128:
        return f"{article} {kind} of {value.bit_length()} bits"
    return f"{value!r:.40} ({article} {kind})"


# ---- messages ---------------------------------------------------------------------------------------------------


def check_message_fields(message: Message) -> None:
    """Raise TypeError for the first field of `message` whose type is not the declared one."""
    kind, values = type(message), msgspec.structs.astuple(message)
    if are_declared_types(kind, tuple(map(type, values))):
        for position, one in tuple_item_types(kind):
            if not one.issuperset(map(type, values[position])):
                break
        else:
            return  # the usual case: no value needs a closer check
    for (name, wanted), value in zip(declared_fields(kind), values, strict=True):
        if not is_of_type(value, wanted):
            raise TypeError(f"{kind.__name__}.{name} is {contents_text(value)}; it must be {type_text(wanted)}")


@lru_cache(maxsize=1000)
def are_declared_types(message_type: type[Message], value_types: tuple[type, ...]) -> bool:
    """Return whether `value_types` are the declared types of the fields of `message_type`; a tuple's is tuple."""
    return value_types == tuple(get_origin(wanted) or wanted for _, wanted in declared_fields(message_type))


@lru_cache(maxsize=100)
def tuple_item_types(message_type: type[Message]) -> tuple[tuple[int, frozenset[type]], ...]:
    """Return the positions of the tuple fields, each with the one type of its items."""
    wanted = enumerate(wanted for _, wanted in declared_fields(message_type))
    return tuple((position, frozenset(each.__args__[:1])) for position, each in wanted if get_origin(each) is tuple)


@lru_cache(maxsize=100)
def declared_fields(message_type: type[Message]) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a message type, with the type of each."""
    return tuple((field.name, field.type) for field in msgspec.structs.fields(message_type))


def is_of_type(value: object, expected: Any) -> bool:
    """Return whether `value` is of the declared type `expected`, without conversion."""
    try:
        made = msgspec.convert(value, expected)
    except msgspec.ValidationError:
        return False
    return type(made) is type(value) and bool(made == value)


def contents_text(value: object) -> str:
    """Return `value` in words; for a tuple, with the type of its first item that is no Entry."""
    strange = [each for each in value if not isinstance(each, Entry)] if isinstance(value, tuple) else []
    return (
        f"{typed_value_text(value)} that holds {typed_value_text(strange[0])}" if strange else typed_value_text(value)
    )


def type_text(field_type: Any) -> str:
    """Return a declared type in words: an int, a tuple of Entry."""
    if isinstance(field_type, type):
        return f"{'an' if field_type.__name__[0] in 'aeiou' else 'a'} {field_type.__name__}"
    if get_origin(field_type) is tuple:
        return f"a tuple of {field_type.__args__[0].__name__}"
    return str(field_type)


# ---- state ------------------------------------------------------------------------------------------------------


def is_name_or_none(value: object) -> bool:
    """Return whether `value` is a name, or None."""
    return value is None or is_text(value)


def is_index_dict(value: object) -> bool:
    """Return whether `value` is a dict of servers' names and numbers from 0 on."""
    return isinstance(value, dict) and all(map(is_text, value)) and all(map(is_natural, value.values()))


def are_names(value: object) -> bool:
    """Return whether `value` holds names and nothing else."""
    return isinstance(value, Iterable) and not is_text(value) and all(map(is_text, value))


FIGURE_2_TYPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "role": (is_text, "FOLLOWER, PRE_CANDIDATE, CANDIDATE or LEADER"),
    "currentTerm": (is_natural, NATURAL_TEXT),
    "votedFor": (is_name_or_none, f"{SERVER_NAME_TEXT} or None"),
    "log": (lambda value: isinstance(value, Log), "the Log: append(entry) and truncateFrom(index) change it"),
    "commitIndex": (is_natural, NATURAL_TEXT),
    "lastApplied": (is_natural, NATURAL_TEXT),
    "leaderId": (is_name_or_none, f"{SERVER_NAME_TEXT} or None"),
    "nextIndex": (is_index_dict, INDEXES_TEXT),
    "matchIndex": (is_index_dict, INDEXES_TEXT),
    "votesGranted": (are_names, "a set of servers' names"),
}
"""What each variable must hold: a test, and words."""


def has_exact_types(server: Server) -> bool:
    """Return whether the state of `server` has the exact types, the usual case; if not, it needs a closer check."""
    return (
        type(server.currentTerm) is type(server.commitIndex) is type(server.lastApplied) is int
        and type(server.role) is str
        and type(server.votedFor) in TEXT_OR_NONE_TYPES
        and type(server.leaderId) in TEXT_OR_NONE_TYPES
        and TEXT_TYPES.issuperset(map(type, server.nextIndex))
        and NUMBER_TYPES.issuperset(map(type, server.nextIndex.values()))
        and TEXT_TYPES.issuperset(map(type, server.matchIndex))
        and NUMBER_TYPES.issuperset(map(type, server.matchIndex.values()))
        and TEXT_TYPES.issuperset(map(type, server.votesGranted))
        and 0 <= server.currentTerm <= NUMBER_LIMIT
        and 0 <= server.commitIndex <= NUMBER_LIMIT
        and 0 <= server.lastApplied <= NUMBER_LIMIT
        and are_in_bounds(server.nextIndex.values())
        and are_in_bounds(server.matchIndex.values())
    )


def are_in_bounds(numbers: Collection[int]) -> bool:
    """Return whether all of `numbers` are from 0 to the limit."""
    return not numbers or (min(numbers) >= 0 and max(numbers) <= NUMBER_LIMIT)


def find_mistyped_variable(server: Server) -> str | None:
    """Return the first variable with a value of a wrong type or out of bounds, or None."""
    held = vars(server)
    return next((name for name, (holds, _) in FIGURE_2_TYPES.items() if name in held and not holds(held[name])), None)


def variable_error(server: Server, name: str) -> TypeError | ValueError:
    """Return the error for the variable `name`: of a wrong type, or a number that no Raft server has."""
    value = getattr(server, name)
    numbers = value.values() if isinstance(value, dict) else (value,)
    kind = ValueError if "0 or more" in FIGURE_2_TYPES[name][1] and all(map(is_integer, numbers)) else TypeError
    return kind(mistyped_variable_text(server, name))


def mistyped_variable_text(server: Server, name: str) -> str:
    """Return what the variable `name` holds, and what it must be."""
    value = getattr(server, name)
    what = f"self.{name} is {typed_value_text(value)}"
    if isinstance(value, dict | set | list | tuple) and name != "log":
        parts = [*value, *value.values()] if isinstance(value, dict) else [*value]
        strange = [each for each in parts if not (is_text(each) or (isinstance(value, dict) and is_natural(each)))]
        what += f" that holds {typed_value_text(strange[0])}" if strange else ""
    return f"{what}; it must be {FIGURE_2_TYPES[name][1]}"
