"""nextIndex and matchIndex of a server that a check looks at."""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.checks.check_exceptions import CheckFailure


class FollowerIndexMap(dict[str, int]):
    """nextIndex or matchIndex of a server. CheckFailure, not KeyError, for a follower that it does not hold."""

    def __init__(self, name: str, indexes: Iterable[tuple[str, int]]) -> None:
        super().__init__(indexes)
        self._name = name

    def __missing__(self, follower: str) -> int:
        raise CheckFailure(f"{self._name} holds no value for {follower}.", safety="")
