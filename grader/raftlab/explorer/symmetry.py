"""Symmetry reduction: of the states that differ only by a renaming of the servers, one is enough.

A submission's state is opaque, so a renamed state cannot be computed. Instead the renamed events build it, step by
step, beside the original; the kit knows which fields of a message are server ids. Each renamed step is compared with
the original. This checks that ids are treated alike up to there; it is trusted after a state that is skipped. Only the
first levels of a search are reduced: later the servers' histories differ, few states are renamings of each other, and
finding them would cost more than it saves.
"""

from __future__ import annotations

import inspect
from itertools import permutations

import msgspec

from raftlab.explorer.local_state import StepResult, Stimulus
from raftlab.explorer.move_generator import MoveEvent
from raftlab.explorer.search_tree import SearchTree, ViolationPath
from raftlab.explorer.transitions import TransitionCache
from raftlab.server import Command, Entry, Message
from raftlab.worker.responses import ObservedState

RENAMING_LIMIT = 600
"""A level is reduced only if its states, times the number of renamings, are at most this many."""

Renaming = tuple[int, ...]
"""By position: the server that each server is renamed to."""


class AsymmetricError(Exception):
    """The submission does not treat server ids alike; the text says where."""


class Renamer:
    """Renames the events of one cluster, and checks that a step of the renamed server is the renamed step."""

    def __init__(self, transitions: TransitionCache, renaming: Renaming) -> None:
        self._transitions = transitions
        self.renaming = renaming
        self._new_names = {
            name: transitions.server_names[renaming[i]] for i, name in enumerate(transitions.server_names)
        }
        self._new_messages: dict[int, int] = {}
        self._checked_pairs: set[tuple[StepResult, StepResult]] = set()

    def rename_stimulus(self, stimulus: Stimulus) -> Stimulus:
        """Return the renamed stimulus."""
        if isinstance(stimulus, tuple):
            return self.rename_stimulus(stimulus[0]), stimulus[1]
        return self.rename_message(stimulus) if isinstance(stimulus, int) else stimulus

    def rename_message(self, number: int) -> int:
        """Return the number of the renamed message. AsymmetricError if that was never sent."""
        known = self._new_messages.get(number)
        if known is None:
            numbered = self._transitions.messages[number]
            message = self._rename_in_message(self._transitions.codec.decode(numbered.data))
            data = self._transitions.codec.encode(message)
            renamed_number = self._transitions.find_message(
                self.renaming[numbered.source], self.renaming[numbered.to], data
            )
            if renamed_number is None:
                raise AsymmetricError(f"not all servers send {type(message).__name__} in the same way")
            known = self._new_messages[number] = renamed_number
        return known

    def check_step(self, result: StepResult, renamed_result: StepResult) -> None:
        """Raise AsymmetricError unless `renamed_result` is the renaming of `result`. Each pair is compared once."""
        if (result, renamed_result) in self._checked_pairs:
            return
        self._compare_steps(result, renamed_result)
        self._checked_pairs.add((result, renamed_result))

    def _compare_steps(self, result: StepResult, renamed_result: StepResult) -> None:
        name = self._transitions.server_names[result.before.server]
        if sorted(self.rename_message(number) for number in result.sent_messages) != sorted(
            renamed_result.sent_messages
        ):
            raise AsymmetricError(f"{name} and a renamed copy of it send different messages")
        a, b = result.after, renamed_result.after
        if a.timers != b.timers or (a.observed is None) != (b.observed is None):
            raise AsymmetricError(f"{name} and a renamed copy of it keep different timers")
        if (
            a.observed is not None
            and b.observed is not None
            and self._rename_observed(a.observed) != without_machine_digest(b.observed)
        ):
            raise AsymmetricError(f"{name} and a renamed copy of it have different states")

    def _rename_observed(self, observed: ObservedState) -> ObservedState:
        return msgspec.structs.replace(
            observed,
            votedFor=self._rename_server(observed.votedFor),
            leaderId=self._rename_server(observed.leaderId),
            log=tuple(map(self._rename_in_entry, observed.log)),
            nextIndex=tuple(sorted((self._new_names.get(each, each), index) for each, index in observed.nextIndex)),
            matchIndex=tuple(sorted((self._new_names.get(each, each), index) for each, index in observed.matchIndex)),
            votesGranted=tuple(sorted(self._new_names.get(each, each) for each in observed.votesGranted)),
            digest="",
        )

    def _rename_server(self, name: str | None) -> str | None:
        return self._new_names.get(name, name) if name is not None else None

    def _rename_in_message(self, message: Message) -> Message:
        """Return the message with all server ids renamed, also those in the commands of its entries."""
        changed = {field: self._rename_field(message, field) for field in message.__struct_fields__}
        return msgspec.structs.replace(message, **changed)

    def _rename_field(self, message: Message, field_name: str) -> object:
        value: object = getattr(message, field_name)
        if "ServerId" in str(field_annotation(type(message), field_name)):
            return self._rename_nested(value)
        if isinstance(value, tuple):
            return tuple(self._rename_in_entry(each) if isinstance(each, Entry) else each for each in value)
        return value

    def _rename_nested(self, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(self._rename_nested(each) for each in value)
        return self._new_names.get(value, value) if isinstance(value, str) else value

    def _rename_in_entry(self, entry: Entry) -> Entry:
        command = entry.command
        if command is None:
            return entry
        name, _, rest = command.client.partition(".")
        client = f"{self._new_names.get(name, name)}.{rest}"
        return Entry(
            entry.term, Command(command.operation, command.key, client, client=client, sequence=command.sequence)
        )


def field_annotation(message_type: type, field_name: str) -> object:
    """Return the annotation of a field."""
    kinds = (each for each in message_type.__mro__ if field_name in inspect.get_annotations(each))
    return next((inspect.get_annotations(each)[field_name] for each in kinds), "")


def without_machine_digest(observed: ObservedState) -> ObservedState:
    """Return the observed state without its digest, which cannot be renamed."""
    return msgspec.structs.replace(observed, digest="")


class SymmetryReducedLevels:
    """The first levels of a breadth-first search, without the states that are renamings of others."""

    def __init__(self, record: SearchTree) -> None:
        generator = record.move_generator
        self.record = record
        self.move_generator = generator
        servers = range(generator.encoder.server_count)
        self.renamers = [
            Renamer(generator.encoder.transitions, each) for each in permutations(servers) if each != tuple(servers)
        ]
        self.levels = 0

    def search(self) -> ViolationPath | None:
        """Expand the first levels; the unexpanded states are then the last ones in the record."""
        record = self.record
        root = record.states[0]
        level = {0: [root] * len(self.renamers)}
        while (
            level
            and len(level) * (len(self.renamers) + 1) <= RENAMING_LIMIT
            and record.depth != self.move_generator.bounds.depth
        ):
            following: dict[int, list[int]] = {}
            record.depth += 1
            if record.prefetcher is not None:
                record.prefetcher.prefetch(
                    each for at, renamed_states in level.items() for each in (record.states[at], *renamed_states)
                )
            for position, renamed_states in level.items():
                found = self._expand_state(position, renamed_states, following)
                if found is not None:
                    return found
            level = following
            record.expanded_count = len(record.states) - len(level)
        return None

    def _expand_state(
        self, position: int, renamed_states: list[int], next_level: dict[int, list[int]]
    ) -> ViolationPath | None:
        record, generator = self.record, self.move_generator
        state = record.states[position]
        for move in generator.build_all_moves(state):
            if not move.is_effective:
                continue
            record.steps += 1
            after, loud = state ^ move.flip_bits | move.add_bits, move.checked_move
            if after in record.visited_states and not move.broken_properties:
                continue
            broken = generator.checker.broken_property(state, after, loud) if loud is not None else None
            record.states.append(after)
            record.parents.append(position)
            if broken is not None:
                return ViolationPath(broken, record.path_to(len(record.states) - 1))
            results, _ = generator.replay_events(state, move.events)
            next_level[len(record.states) - 1] = beside = [
                self._renamed_state(renamed_state, move.events, results, renamer)
                for renamed_state, renamer in zip(renamed_states, self.renamers, strict=True)
            ]
            record.visited_states.add(after)
            record.visited_states.update(beside)
        return None

    def _renamed_state(
        self, renamed_before: int, events: list[MoveEvent], results: list[StepResult], renamer: Renamer
    ) -> int:
        """Return the renamed state after the renamed events; compare each step with the original's."""
        renamed_events = ((renamer.renaming[server], renamer.rename_stimulus(stimulus)) for server, stimulus in events)
        renamed, after = self.move_generator.replay_events(renamed_before, renamed_events)
        for result, other in zip(results, renamed, strict=True):
            renamer.check_step(result, other)
        return after
