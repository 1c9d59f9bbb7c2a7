"""Watches a run: every safety property, after every event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.simulator import run_properties
from raftlab.simulator.commitments import Commitments
from raftlab.simulator.event_properties import EVENT_PROPERTIES, Memory, Property
from raftlab.simulator.linearizable import check_linearizability
from raftlab.simulator.world import Step, World
from raftlab.trace import Violation

RUN_PROPERTIES = (
    run_properties.StateMachineSafety,
    run_properties.AppliedInOrder,
    run_properties.SameState,
    run_properties.OneVotePerTerm,
    run_properties.ElectedByMajority,
    run_properties.AnsweredOnce,
)

SEVERITY_ORDER = (
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

RULE_PROPERTIES = frozenset({"NeverCommitPrevTerm"})
"""Properties that are a rule of the paper, not a harm: a run that breaks only these has lost nothing yet."""

ALL_PROPERTIES = (
    *(local.__name__ for local in (*EVENT_PROPERTIES, *RUN_PROPERTIES)),
    "LeaderCompleteness",
    "CommittedNeverChanges",
    "SuccessImpliesCommitted",
    "FailureImpliesNever",
    "Linearizability",
)
"""The name of every property that a run is held to."""


@dataclass
class Monitor:
    """The properties' memory of one run, the first violation of each, and what could not be decided."""

    commitments: Commitments = field(default_factory=Commitments)
    violations: list[Violation] = field(default_factory=list)
    undecided_reason: str = ""  # why `conclude` could not decide; a run with violations is judged by those
    _success_memory: Memory = field(default_factory=dict)
    _failure_memory: Memory = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._property_memories: list[tuple[Property, Memory]] = [
            (local, {}) for local in (*EVENT_PROPERTIES, *RUN_PROPERTIES)
        ]

    def observe(self, step: Step, world: World) -> tuple[Violation, ...]:
        """Take one event; return the violations that are new in it."""
        known = {violation.property for violation in self.violations}
        found: list[Violation] = []
        for violation in self._check_properties(step, world):
            if violation.property not in known:
                known.add(violation.property)
                found.append(violation)
        self.violations += found
        return tuple(found)

    def check_linearizability(self, world: World) -> Violation | None:
        """Judge what the clients were told in the whole run; return the violation that this adds."""
        result = check_linearizability(world.events)
        self.undecided_reason, found = result.undecided_reason, result.violation
        if found is None or any(known.property == found.property for known in self.violations):
            return None
        self.violations.append(found)
        return found

    def _check_properties(self, step: Step, world: World) -> Iterator[Violation]:
        new = self.commitments.add_event(step, world)
        found = [local(step, world, memory) for local, memory in self._property_memories]
        found += [
            run_properties.LeaderCompleteness(step, world, self.commitments, new),
            run_properties.CommittedNeverChanges(step, world, self.commitments, new),
            run_properties.SuccessImpliesCommitted(step, world, self.commitments, self._success_memory),
            run_properties.FailureImpliesNever(step, world, self.commitments, new, self._failure_memory),
        ]
        return (violation for violation in found if violation is not None)


def worst_violation(violations: tuple[Violation, ...] | list[Violation]) -> Violation:
    """Return the violation to tell first: by harm, then by step."""
    order = {name: place for place, name in enumerate(SEVERITY_ORDER)}
    return min(violations, key=lambda v: (order.get(v.property, len(SEVERITY_ORDER)), v.step))
