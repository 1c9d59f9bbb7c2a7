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

from raftlab.explorer.cluster import Cluster
from raftlab.explorer.local import Advance, Stimulus
from raftlab.explorer.moves import Done
from raftlab.explorer.search import Found, Record
from raftlab.server import Command, Entry, Message
from raftlab.worker.answers import Observed

MOST_RENAMINGS = 600
"""A level is reduced while its states, times the ways to rename the servers, are at most so many."""

Renaming = tuple[int, ...]
"""The server at each position takes the place of this one."""


class AsymmetricError(Exception):
    """The submission does not treat server ids alike; the text says where."""


class Renamer:
    """Renames the events of one cluster, and tells whether a step of the renamed server is the renamed step."""

    def __init__(self, cluster: Cluster, renaming: Renaming) -> None:
        self._cluster = cluster
        self.renaming = renaming
        self._names = {name: cluster.names[renaming[i]] for i, name in enumerate(cluster.names)}
        self._posts: dict[int, int] = {}
        self._alike: set[tuple[Advance, Advance]] = set()

    def stimulus(self, stimulus: Stimulus) -> Stimulus:
        """Return the renamed stimulus."""
        if isinstance(stimulus, tuple):
            return self.stimulus(stimulus[0]), stimulus[1]
        return self.post(stimulus) if isinstance(stimulus, int) else stimulus

    def post(self, number: int) -> int:
        """Return the number of the renamed message. AsymmetricError where it was never sent."""
        known = self._posts.get(number)
        if known is None:
            post = self._cluster.posts[number]
            message = self._message(self._cluster.codec.message(post.data))
            data = self._cluster.codec.encode(message)
            there = self._cluster.known_post(self.renaming[post.source], self.renaming[post.to], data)
            if there is None:
                raise AsymmetricError(f"{type(message).__name__} is not sent alike by all servers")
            known = self._posts[number] = there
        return known

    def check(self, advance: Advance, renamed: Advance) -> None:
        """Raise AsymmetricError unless `renamed` is the renamed `advance`. Each pair is looked at once."""
        if (advance, renamed) in self._alike:
            return
        self._compare(advance, renamed)
        self._alike.add((advance, renamed))

    def _compare(self, advance: Advance, renamed: Advance) -> None:
        name = self._cluster.names[advance.before.server]
        if sorted(self.post(number) for number in advance.sent) != sorted(renamed.sent):
            raise AsymmetricError(f"{name} and the server renamed to it do not send alike")
        a, b = advance.after, renamed.after
        if a.timers != b.timers or (a.seen is None) != (b.seen is None):
            raise AsymmetricError(f"{name} and the server renamed to it do not keep timers alike")
        if a.seen is not None and b.seen is not None and self._seen(a.seen) != plain(b.seen):
            raise AsymmetricError(f"{name} and the server renamed to it do not show alike")

    def _seen(self, seen: Observed) -> Observed:
        return msgspec.structs.replace(
            seen,
            votedFor=self._name(seen.votedFor),
            leaderId=self._name(seen.leaderId),
            log=tuple(map(self._entry, seen.log)),
            nextIndex=tuple(sorted((self._names.get(each, each), index) for each, index in seen.nextIndex)),
            matchIndex=tuple(sorted((self._names.get(each, each), index) for each, index in seen.matchIndex)),
            votesGranted=tuple(sorted(self._names.get(each, each) for each in seen.votesGranted)),
            digest="",
        )

    def _name(self, name: str | None) -> str | None:
        return self._names.get(name, name) if name is not None else None

    def _message(self, message: Message) -> Message:
        """Return the message with its server ids renamed, and the servers that its entries' commands name."""
        changed = {field: self._field(message, field) for field in message.__struct_fields__}
        return msgspec.structs.replace(message, **changed)

    def _field(self, message: Message, field: str) -> object:
        value: object = getattr(message, field)
        if "ServerId" in str(annotation(type(message), field)):
            return self._deep(value)
        if isinstance(value, tuple):
            return tuple(self._entry(each) if isinstance(each, Entry) else each for each in value)
        return value

    def _deep(self, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(self._deep(each) for each in value)
        return self._names.get(value, value) if isinstance(value, str) else value

    def _entry(self, entry: Entry) -> Entry:
        command = entry.command
        if command is None:
            return entry
        name, _, rest = command.client.partition(".")
        client = f"{self._names.get(name, name)}.{rest}"
        return Entry(
            entry.term, Command(command.operation, command.key, client, client=client, sequence=command.sequence)
        )


def annotation(kind: type, field: str) -> object:
    """Return the annotation of a field as it is written."""
    kinds = (each for each in kind.__mro__ if field in inspect.get_annotations(each))
    return next((inspect.get_annotations(each)[field] for each in kinds), "")


def plain(seen: Observed) -> Observed:
    """Return what a server shows but for the digest, which renaming changes in no simple way."""
    return msgspec.structs.replace(seen, digest="")


class Prefix:
    """The first levels of a breadth-first search, without the states that are others renamed."""

    def __init__(self, record: Record) -> None:
        moving = record.moving
        self.record = record
        self.moving = moving
        servers = range(moving.space.count)
        self.renamers = [
            Renamer(moving.space.cluster, each) for each in permutations(servers) if each != tuple(servers)
        ]
        self.levels = 0

    def search(self) -> Found | None:
        """Look at the first levels; the states still to be looked at are the last of the record's."""
        record = self.record
        root = record.order[0]
        level = {0: [root] * len(self.renamers)}
        while (
            level
            and len(level) * (len(self.renamers) + 1) <= MOST_RENAMINGS
            and record.depth != self.moving.bounds.depth
        ):
            following: dict[int, list[int]] = {}
            record.depth += 1
            if record.ahead is not None:
                record.ahead.look(each for at, images in level.items() for each in (record.order[at], *images))
            for position, images in level.items():
                found = self._expand(position, images, following)
                if found is not None:
                    return found
            level = following
            record.looks = len(record.order) - len(level)
        return None

    def _expand(self, position: int, images: list[int], following: dict[int, list[int]]) -> Found | None:
        record, moving = self.record, self.moving
        state = record.order[position]
        for passage in moving.every_passage(state):
            if not passage.counts:
                continue
            record.steps += 1
            after, loud = state ^ passage.flip | passage.add, passage.loud
            if after in record.seen and not passage.broken:
                continue
            broken = moving.judge.broken(state, after, loud) if loud is not None else None
            record.order.append(after)
            record.parents.append(position)
            if broken is not None:
                return Found(broken, record.trail(len(record.order) - 1))
            advances, _ = moving.follow(state, passage.done)
            following[len(record.order) - 1] = beside = [
                self._image(image, passage.done, advances, renamer)
                for image, renamer in zip(images, self.renamers, strict=True)
            ]
            record.seen.add(after)
            record.seen.update(beside)
        return None

    def _image(self, image: int, done: list[Done], advances: list[Advance], renamer: Renamer) -> int:
        """Return the renamed state after the renamed events, each compared with the original's."""
        events = ((renamer.renaming[server], renamer.stimulus(stimulus)) for server, stimulus in done)  # one by one
        renamed, after = self.moving.follow(image, events)
        for advance, other in zip(advances, renamed, strict=True):
            renamer.check(advance, other)
        return after
