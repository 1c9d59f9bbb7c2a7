"""Watches a run: every safety property, after every event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.simulator import history
from raftlab.simulator.facts import Facts
from raftlab.simulator.linearizable import nonlinearizable
from raftlab.simulator.properties import LOCAL, Memory
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
    _memories: dict[str, Memory] = field(default_factory=dict)

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
        for local in (*LOCAL, *HISTORY):
            yield from present(local(step, world, self._memory(local.__name__)))
        yield from present(history.LeaderCompleteness(step, world, self.facts, new))
        yield from present(history.CommittedNeverChanges(step, world, self.facts, new))
        yield from present(history.SuccessImpliesCommitted(step, world, self.facts, self._memory("success")))
        yield from present(history.FailureImpliesNever(step, world, self.facts, new, self._memory("failure")))

    def _memory(self, name: str) -> Memory:
        return self._memories.setdefault(name, {})


def present(violation: Violation | None) -> tuple[Violation, ...]:
    """Return the violation alone, or nothing."""
    return () if violation is None else (violation,)


def worst(violations: tuple[Violation, ...] | list[Violation]) -> Violation:
    """Return the violation to tell first: by harm, then by step."""
    order = {name: place for place, name in enumerate(RANK)}
    return min(violations, key=lambda v: (order.get(v.property, len(RANK)), v.step))
