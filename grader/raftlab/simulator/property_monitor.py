"""The monitor of a run: it checks every safety property after every event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.simulator import configuration_properties, durability_properties, event_properties, run_properties
from raftlab.simulator.committed_entries import Commitments
from raftlab.simulator.event_properties import Memory, Property
from raftlab.simulator.linearizability import check_linearizability
from raftlab.simulator.world import Step, World
from raftlab.trace import Violation, Wipe

EVENT_PROPERTIES: tuple[Property, ...] = (
    event_properties.ElectionSafety,
    event_properties.LeaderAppendOnly,
    event_properties.LogMatching,
    event_properties.LogTermsRise,
    event_properties.MonotonicTerm,
    event_properties.MonotonicCommit,
    event_properties.MonotonicMatch,
    durability_properties.MatchIsStored,
    event_properties.NextAboveMatch,
    event_properties.OnlyAppendsDelete,
    event_properties.NeverCommitPrevTerm,
    durability_properties.CommittedIsDurable,
    durability_properties.VoteIsDurable,
    durability_properties.AckIsDurable,
    configuration_properties.ConfigurationInForce,
    configuration_properties.OneChangeAtATime,
    configuration_properties.ChangeNeedsOwnTerm,
    configuration_properties.SnapshotIsDurable,
    configuration_properties.SnapshotIsApplied,
)
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
"""The worst properties to break, worst first: of several violations of a run, the worst is reported."""

SAFETY_PROPERTIES = (
    *SEVERITY_ORDER,
    "CommittedNeverChanges",
    "OneVotePerTerm",
    "ElectedByMajority",
    "CommittedIsDurable",
    "VoteIsDurable",
    "AckIsDurable",
    "SameState",
    "SnapshotIsDurable",
)
"""The properties whose violation loses or forges data, or gives a term two leaders, worst first."""

RULE_PROPERTIES = frozenset({"NeverCommitPrevTerm", "OneChangeAtATime", "ChangeNeedsOwnTerm"})
"""Rules of the paper that do no harm by themselves: a run that breaks only these has lost no data yet."""

ALL_PROPERTIES = (
    *(local.__name__ for local in (*EVENT_PROPERTIES, *RUN_PROPERTIES)),
    "LeaderCompleteness",
    "CommittedNeverChanges",
    "SuccessImpliesCommitted",
    "FailureImpliesNever",
    "Linearizability",
)
"""The name of every property that is checked in a run."""

LIVENESS_PROPERTIES = ("Progress", "CallsEnd")
"""What a random run requires after everything has healed."""

PROPERTY_NAMES = (*ALL_PROPERTIES, *LIVENESS_PROPERTIES)
"""The name of every property that a run can break."""


@dataclass
class Monitor:
    """The state of the properties in one run, the first violation of each, and those that could not be decided."""

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
        """Check one event; return its violations of properties that were not broken before."""
        known = {violation.property for violation in self.violations}
        new: list[Violation] = []
        for violation in self._check_properties(step, world):
            if violation.property not in known:
                known.add(violation.property)
                new.append(violation)
        self.violations += new
        return tuple(new)

    def check_linearizability(self, world: World) -> Violation | None:
        """Check the answers to the clients in the whole run; return the violation, if it is new."""
        result = check_linearizability(world.events)
        self.undecided_reason, violation = result.undecided_reason, result.violation
        if violation is None or any(known.property == violation.property for known in self.violations):
            return None
        self.violations.append(violation)
        return violation

    def _forget_server(self, server: str) -> None:
        """Forget what was on the disk of a server that was wiped."""
        for _, memory in self._property_memories:
            for key in [key for key in memory if key == server or (isinstance(key, tuple) and key[0] == server)]:
                del memory[key]

    def _check_properties(self, step: Step, world: World) -> Iterator[Violation]:
        new = self.commitments.add_event(step, world)
        if isinstance(step.event.act, Wipe):
            self._forget_server(step.event.act.server)
        results = [local(step, world, memory) for local, memory in self._property_memories]
        results += [
            run_properties.LeaderCompleteness(step, world, self.commitments, new),
            run_properties.CommittedNeverChanges(step, world, self.commitments, new),
            run_properties.SuccessImpliesCommitted(step, world, self.commitments, self._success_memory),
            run_properties.FailureImpliesNever(step, world, self.commitments, new, self._failure_memory),
        ]
        return (violation for violation in results if violation is not None)


def worst_violation(violations: tuple[Violation, ...] | list[Violation]) -> Violation:
    """Return the violation to report: the worst property, then the earliest step."""
    order = {name: place for place, name in enumerate(SEVERITY_ORDER)}
    return min(violations, key=lambda v: (order.get(v.property, len(SEVERITY_ORDER)), v.step))
