"""Servers that differ in nothing but their ids: of the states that renaming turns into each other, one is enough.

States are the submission's own and opaque, so a renamed state is not computed: the renamed events build it, step by
step, beside the original; the kit knows which fields of a message are server ids. Each step is compared: that ids are
treated alike is checked there, and trusted for what follows a state that is left out. Only the first levels of a search
are reduced so: once the servers' histories differ, hardly two states are alike, and looking for the alike ones would
cost more than it saves.
"""

from __future__ import annotations

import inspect
from itertools import permutations

import msgspec

from raftlab.explorer.local_state import StepResult, Stimulus
from raftlab.explorer.moves import MoveEvent
from raftlab.explorer.search_record import SearchRecord, ViolationPath
from raftlab.explorer.transitions import TransitionCache
from raftlab.server import Command, Entry, Message
from raftlab.worker.responses import ObservedState

RENAMING_LIMIT = 600
"""A level is reduced while its states, times the ways to rename the servers, are at most so many."""

Renaming = tuple[int, ...]
"""The server at each position takes the place of this one."""


class AsymmetricError(Exception):
    """The submission does not treat server ids alike; the text says where."""


class Renamer:
    """Renames the events of one cluster, and tells whether a step of the renamed server is the renamed step."""

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
        """Return the number of the renamed message. AsymmetricError where it was never sent."""
        known = self._new_messages.get(number)
        if known is None:
            post = self._transitions.messages[number]
            message = self._rename_in_message(self._transitions.codec.decode(post.data))
            data = self._transitions.codec.encode(message)
            there = self._transitions.find_message(self.renaming[post.source], self.renaming[post.to], data)
            if there is None:
                raise AsymmetricError(f"{type(message).__name__} is not sent alike by all servers")
            known = self._new_messages[number] = there
        return known

    def check_step(self, result: StepResult, renamed_result: StepResult) -> None:
        """Raise AsymmetricError unless `renamed` is the renamed `advance`. Each pair is looked at once."""
        if (result, renamed_result) in self._checked_pairs:
            return
        self._compare_steps(result, renamed_result)
        self._checked_pairs.add((result, renamed_result))

    def _compare_steps(self, result: StepResult, renamed_result: StepResult) -> None:
        name = self._transitions.server_names[result.before.server]
        if sorted(self.rename_message(number) for number in result.sent_messages) != sorted(
            renamed_result.sent_messages
        ):
            raise AsymmetricError(f"{name} and the server renamed to it do not send alike")
        a, b = result.after, renamed_result.after
        if a.timers != b.timers or (a.observed is None) != (b.observed is None):
            raise AsymmetricError(f"{name} and the server renamed to it do not keep timers alike")
        if (
            a.observed is not None
            and b.observed is not None
            and self._rename_observed(a.observed) != without_digest(b.observed)
        ):
            raise AsymmetricError(f"{name} and the server renamed to it do not show alike")

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
        """Return the message with its server ids renamed, and the servers that its entries' commands name."""
        changed = {field: self._rename_field(message, field) for field in message.__struct_fields__}
        return msgspec.structs.replace(message, **changed)

    def _rename_field(self, message: Message, field_name: str) -> object:
        value: object = getattr(message, field_name)
        if "ServerId" in str(annotation(type(message), field_name)):
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


def annotation(message_type: type, field_name: str) -> object:
    """Return the annotation of a field as it is written."""
    kinds = (each for each in message_type.__mro__ if field_name in inspect.get_annotations(each))
    return next((inspect.get_annotations(each)[field_name] for each in kinds), "")


def without_digest(observed: ObservedState) -> ObservedState:
    """Return what a server shows but for the digest, which renaming changes in no simple way."""
    return msgspec.structs.replace(observed, digest="")


class SymmetricPrefix:
    """The first levels of a breadth-first search, without the states that are others renamed."""

    def __init__(self, record: SearchRecord) -> None:
        moving = record.move_generator
        self.record = record
        self.move_generator = moving
        servers = range(moving.encoder.server_count)
        self.renamers = [
            Renamer(moving.encoder.transitions, each) for each in permutations(servers) if each != tuple(servers)
        ]
        self.levels = 0

    def search(self) -> ViolationPath | None:
        """Look at the first levels; the states still to be looked at are the last of the record's."""
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
                    each for at, images in level.items() for each in (record.states[at], *images)
                )
            for position, images in level.items():
                found = self._expand_state(position, images, following)
                if found is not None:
                    return found
            level = following
            record.expanded_count = len(record.states) - len(level)
        return None

    def _expand_state(
        self, position: int, renamed_states: list[int], next_level: dict[int, list[int]]
    ) -> ViolationPath | None:
        record, moving = self.record, self.move_generator
        state = record.states[position]
        for passage in moving.build_all_moves(state):
            if not passage.is_effective:
                continue
            record.steps += 1
            after, loud = state ^ passage.flip_bits | passage.add_bits, passage.checked_move
            if after in record.visited_states and not passage.broken_properties:
                continue
            broken = moving.checker.broken_property(state, after, loud) if loud is not None else None
            record.states.append(after)
            record.parents.append(position)
            if broken is not None:
                return ViolationPath(broken, record.path_to(len(record.states) - 1))
            advances, _ = moving.replay_events(state, passage.events)
            next_level[len(record.states) - 1] = beside = [
                self._renamed_state(image, passage.events, advances, renamer)
                for image, renamer in zip(renamed_states, self.renamers, strict=True)
            ]
            record.visited_states.add(after)
            record.visited_states.update(beside)
        return None

    def _renamed_state(
        self, renamed_before: int, events: list[MoveEvent], results: list[StepResult], renamer: Renamer
    ) -> int:
        """Return the renamed state after the renamed events, each compared with the original's."""
        renamed_events = ((renamer.renaming[server], renamer.rename_stimulus(stimulus)) for server, stimulus in events)
        renamed, after = self.move_generator.replay_events(renamed_before, renamed_events)
        for advance, other in zip(results, renamed, strict=True):
            renamer.check_step(advance, other)
        return after
