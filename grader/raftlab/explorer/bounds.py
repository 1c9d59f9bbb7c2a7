"""How far a search goes, as data, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from raftlab.errors import UsageError
from raftlab.server import Options

UNTIMED_OPTIONS = Options(preVote=False, checkQuorum=False)
"""What is explored unless said otherwise: time stands still, so nothing may depend on when a leader was heard."""

Budget = Literal["requests", "crashes", "restarts", "duplicates", "drops"]
BUDGETS: tuple[Budget, ...] = ("requests", "crashes", "restarts", "duplicates", "drops")
"""What a run can use up."""


@dataclass(frozen=True)
class Bounds:
    """What a search may use up. Budgets are counted in states, never in seconds; None is no bound.

    terms and log bound currentTerm and the last index of every server. requests, crashes and restarts are how often
    clients may ask, and servers crash (between any two effects too) and start again, in one run.
    coarse: a step is an exchange (requests and their replies), else one event.

    The network of the fine steps keeps every message for ever, so that each may be lost, late, repeated and overtaken
    without limit. Any of duplicates, drops and in_flight bounds it: a message is then gone once it is delivered, but
    for so many copies; nothing happens after more than in_flight messages are on their way at once, so that one which
    never arrives must be dropped, and drops is how many may be. (Without in_flight a lost message is one that is late
    for ever, and takes nothing.) UsageError for bounds that contradict each other.
    """

    servers: int = 3
    terms: int = 4
    log: int = 1
    crashes: int = 0
    coarse: bool = True
    states: int = 1_000_000
    depth: int | None = None
    options: Options = UNTIMED_OPTIONS
    requests: int | None = None
    restarts: int | None = None
    duplicates: int | None = None
    drops: int | None = None
    in_flight: int | None = None

    def __post_init__(self) -> None:
        if self.coarse and self.removes_delivered_messages:
            raise UsageError("duplicates, drops and in-flight bound single messages; an exchange has none: add --fine")
        if self.drops is not None and self.in_flight is None:
            raise UsageError("drops bounds nothing without in-flight: a message that is late for ever is lost")

    @property
    def removes_delivered_messages(self) -> bool:
        """Tell whether a message leaves the network when it is delivered."""
        return any(each is not None for each in (self.duplicates, self.drops, self.in_flight))

    @property
    def server_names(self) -> tuple[str, ...]:
        """Return the servers, S1 first."""
        return tuple(f"S{number}" for number in range(1, self.servers + 1))

    def limit(self, budget: Budget) -> int | None:
        """Return how often a run may do what the budget is for; None for no limit."""
        limit: int | None = getattr(self, budget)
        return limit

    @property
    def text(self) -> str:
        """Return the bound as one line."""
        told = [f"{self.servers} servers", f"terms to {self.terms}", f"log to {self.log}"]
        told += [] if self.requests is None else [count_text(self.requests, "request")]
        told += [count_text(self.crashes, "crash", "es")]
        told += [] if self.restarts is None else [count_text(self.restarts, "restart")]
        told += (
            ["coarse steps (an exchange each)"]
            if self.coarse
            else ["fine steps (each message apart)", self._network_text]
        )
        told += [] if self.depth is None else [f"depth {self.depth}"]
        return ", ".join(told)

    @property
    def _network_text(self) -> str:
        """Return in words what may become of messages."""
        if not self.removes_delivered_messages:
            return "messages lost, late, repeated and reordered without limit"
        lost = "lost without limit" if self.drops is None else f"{self.drops} lost"
        again = "repeated without limit" if self.duplicates is None else f"{self.duplicates} repeated"
        at_once = "" if self.in_flight is None else f", at most {self.in_flight} on their way"
        return f"messages in any order, {lost}, {again}{at_once}"


def count_text(number: int, noun: str, plural: str = "s") -> str:
    """Return the number and what it counts, "1 crash" or "2 crashes"."""
    return f"{number} {noun if number == 1 else noun + plural}"
