"""How far a search goes, as data, and in words."""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.server import Options

FROZEN = Options(preVote=False, checkQuorum=False)
"""What is explored unless said otherwise: time stands still, so nothing may depend on when a leader was heard."""


@dataclass(frozen=True)
class Bounds:
    """What a search may use up. Budgets are counted in states, never in seconds.

    terms and log bound currentTerm and the last index of every server; crashes is how often servers may crash in one
    run, between any two effects too. coarse: a step is an exchange (requests and their replies), else one event.
    The network of the fine steps keeps every message for ever: loss, delay, duplication and reordering need no budget.
    """

    servers: int = 3
    terms: int = 4
    log: int = 1
    crashes: int = 0
    coarse: bool = True
    states: int = 1_000_000
    depth: int | None = None
    options: Options = FROZEN

    @property
    def names(self) -> tuple[str, ...]:
        """Return the servers, S1 first."""
        return tuple(f"S{number}" for number in range(1, self.servers + 1))

    @property
    def words(self) -> str:
        """Return the bound as one line."""
        steps = "coarse steps (an exchange each)" if self.coarse else "fine steps (each message apart)"
        deep = f", depth {self.depth}" if self.depth is not None else ""
        return (
            f"{self.servers} servers, terms to {self.terms}, log to {self.log}, {self.crashes} crashes, {steps}{deep}"
        )
