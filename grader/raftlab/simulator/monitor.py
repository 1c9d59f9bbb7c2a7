"""Watches a run: every safety property, after every event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.simulator import history
from raftlab.simulator.facts import Facts
from raftlab.simulator.linearizable import nonlinearizable
from raftlab.simulator.properties import LOCAL, Memory, Property
from raftlab.simulator.world import Step, World
from raftlab.trace import Violation

HISTORY = (
    history.StateMachineSafety,
    history.AppliedInOrder,
    history.SameState,
    history.OneVotePerTerm,
    history.ElectedByMajority,
    history.AnsweredOnce,
)

RANK = (
    "ElectionSafety",
    "LeaderCompleteness",
    "StateMachineSafety",
    "LogMatching",
    "LeaderAppendOnly",
    "Linearizability",
    "SuccessImpliesCommitted",
    "FailureImpliesNever",
)
"""What harms most, first: of several violations of one run the first of these is the one to tell."""

RULES = frozenset({"NeverCommitPrevTerm"})
"""Properties that are a rule of the paper, not a harm: a run that breaks only these has lost nothing yet."""

WATCHED = (
    *(local.__name__ for local in (*LOCAL, *HISTORY)),
    "LeaderCompleteness",
    "CommittedNeverChanges",
    "SuccessImpliesCommitted",
    "FailureImpliesNever",
    "Linearizability",
)
"""The name of every property that a run is held to."""


@dataclass
class Monitor:
    """The properties' memory of one run, and the first violation of each."""

    facts: Facts = field(default_factory=Facts)
    violations: list[Violation] = field(default_factory=list)
    _success: Memory = field(default_factory=dict)
    _failure: Memory = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._locals: list[tuple[Property, Memory]] = [(local, {}) for local in (*LOCAL, *HISTORY)]

    def observe(self, step: Step, world: World) -> tuple[Violation, ...]:
        """Take one event; return the violations that are new in it."""
        known = {violation.property for violation in self.violations}
        found: list[Violation] = []
        for violation in self._judge(step, world):
            if violation.property not in known:
                known.add(violation.property)
                found.append(violation)
        self.violations += found
        return tuple(found)

    def conclude(self, world: World) -> Violation | None:
        """Judge what the clients were told in the whole run; return the violation that this adds."""
        found = nonlinearizable(world.events)
        if found is None or any(known.property == found.property for known in self.violations):
            return None
        self.violations.append(found)
        return found

    def _judge(self, step: Step, world: World) -> Iterator[Violation]:
        new = self.facts.learn(step, world)
        found = [local(step, world, memory) for local, memory in self._locals]
        found += [
            history.LeaderCompleteness(step, world, self.facts, new),
            history.CommittedNeverChanges(step, world, self.facts, new),
            history.SuccessImpliesCommitted(step, world, self.facts, self._success),
            history.FailureImpliesNever(step, world, self.facts, new, self._failure),
        ]
        return (violation for violation in found if violation is not None)


def worst(violations: tuple[Violation, ...] | list[Violation]) -> Violation:
    """Return the violation to tell first: by harm, then by step."""
    order = {name: place for place, name in enumerate(RANK)}
    return min(violations, key=lambda v: (order.get(v.property, len(RANK)), v.step))
