"""What a client's request may hold: the words of a known command, none too long, and no value that grows too long."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Protocol

from raftlab.cluster.cluster_plan import KEY_LIMIT_BYTES, VALUE_LIMIT_BYTES
from raftlab.cluster.redis_introspection import command_table


class WrongArgumentsError(Exception):
    """A request that has no effect; the text is the error that its client gets."""


class LimitedNode(Protocol):
    """What the limits need of a node."""

    def is_leader(self) -> bool:
        """Return whether the server leads."""
        ...

    def value_bytes(self, key: str) -> int:
        """Return how long a key's value is at most, once the log is applied."""
        ...


def require_value_length(node: LimitedNode, key: str, text: str) -> None:
    """Raise WrongArgumentsError if a value would be too long with `text` behind it. Another server than the leader says
    nothing.

    A call that is repeated may have taken effect before: the error says so.
    """
    if node.is_leader() and (size := node.value_bytes(key) + len(text.encode())) > VALUE_LIMIT_BYTES:
        raise WrongArgumentsError(
            f"ERR the value would have {size:,} bytes, and this lab takes at most {VALUE_LIMIT_BYTES:,}: nothing is"
            " appended now"
        )


def check_words(name: str, request: Sequence[str]) -> None:
    """Raise WrongArgumentsError for an unknown command, too few words, or a word that is too long."""
    arity = command_table().get(name)
    if arity is None:
        known = " ".join(each for each in command_table() if "." not in each)
        raise WrongArgumentsError(f"ERR unknown command '{request[0][:40]}'; this lab knows {known}")
    if len(request) < abs(arity) or (arity > 0 and len(request) != arity):
        raise WrongArgumentsError(f"ERR wrong number of arguments for '{name.lower()}'")
    for word, limit in itertools.zip_longest(request[1:], (KEY_LIMIT_BYTES,), fillvalue=VALUE_LIMIT_BYTES):
        if isinstance(word, str) and len(word.encode()) > limit and name != "PING":
            what = "a key" if limit == KEY_LIMIT_BYTES else "a value"
            raise WrongArgumentsError(f"ERR {what} of {len(word.encode()):,} bytes; this lab takes at most {limit:,}")
