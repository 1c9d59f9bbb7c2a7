"""A path of moves told as acts, so that a run of live servers can do the same."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from raftlab.explorer.local import ASK, CRASH, RESTART, Fire, Local, Stimulus
from raftlab.explorer.moves import Done, Moving
from raftlab.explorer.search import explain
from raftlab.server import Command, Entry, Message
from raftlab.trace import Act, Boot, Crash, Deliver, Duplicate, Propose, Restart, Timeout

KEYS = "xyzuvwabcdefghijklmnopqrst"


def acts_along(moving: Moving, states: tuple[int, ...], broken: str = "") -> list[Act]:
    """Return the acts of a path from the initial state: every server boots, then each event of each move.

    broken: the property that the last move breaks.
    """
    cluster = moving.space.cluster
    locals_ = moving.space.locals(states[0])
    events = [done for move in explain(moving, states, broken) for done in move]
    boots: list[Act] = [Boot(name) for name in cluster.names]
    return boots + named_plainly([act for done in spaced(moving, events) for act in told(moving, locals_, done)])


def spaced(moving: Moving, events: list[Done]) -> Iterable[tuple[Done, bool]]:
    """Return each event, and whether the message that it delivers is delivered again later."""
    for position, (server, stimulus) in enumerate(events):
        later = {whole(other) for _, other in events[position + 1 :]}
        yield (server, stimulus), isinstance(whole(stimulus), int) and whole(stimulus) in later


def whole(stimulus: Stimulus) -> Stimulus:
    """Return the stimulus without the crash that may follow it."""
    return stimulus[0] if isinstance(stimulus, tuple) else stimulus


def told(moving: Moving, locals_: list[Local], event: tuple[Done, bool]) -> list[Act]:
    """Return the acts of one event, and move `locals_` on."""
    (server, stimulus), again = event
    cluster = moving.space.cluster
    local, name = locals_[server], cluster.names[server]
    locals_[server] = cluster.step(local, stimulus).after
    after = stimulus[1] if isinstance(stimulus, tuple) else None
    stimulus = whole(stimulus)
    if stimulus == CRASH:
        return [Crash(name)]
    if stimulus == RESTART:
        return [Restart(name)]
    if stimulus == ASK:
        return [Propose(name, cluster.command(local), after)]
    if isinstance(stimulus, Fire):
        return [Timeout(name, stimulus.timer, after)]
    assert isinstance(stimulus, int)
    post = cluster.posts[stimulus]
    source, message = cluster.names[post.source], cluster.codec.message(post.data)
    copies: list[Act] = [Duplicate(source, name, message)] if again else []
    return [*copies, Deliver(source, name, message, crash_after=after)]


def named_plainly(acts: list[Act]) -> list[Act]:
    """Return the acts with the clients' commands named x=1, y=2, … in the order of their calls."""
    plain: dict[Command, Command] = {}
    for act in acts:
        if isinstance(act, Propose) and act.command not in plain:
            number = len(plain) + 1
            plain[act.command] = Command(
                "put", KEYS[(number - 1) % len(KEYS)], str(number), client=f"c{number}", sequence=1
            )
    return [renamed(act, plain) for act in acts]


def renamed(act: Act, plain: dict[Command, Command]) -> Act:
    """Return `act` with its commands renamed, those inside its message too."""
    if isinstance(act, Propose):
        return msgspec.structs.replace(act, command=plain[act.command])
    if isinstance(act, Deliver | Duplicate):
        return msgspec.structs.replace(act, message=with_commands(act.message, plain))
    return act


def with_commands(message: Message, plain: dict[Command, Command]) -> Message:
    """Return `message` with the commands of its entries renamed."""
    changed: dict[str, object] = {}
    for field in message.__struct_fields__:
        value = getattr(message, field)
        if isinstance(value, tuple) and any(isinstance(each, Entry) for each in value):
            changed[field] = tuple(with_command(each, plain) for each in value)
    return msgspec.structs.replace(message, **changed) if changed else message


def with_command(value: object, plain: dict[Command, Command]) -> object:
    """Return an entry with its command renamed, anything else as it is."""
    if isinstance(value, Entry) and value.command in plain:
        return Entry(value.term, plain[value.command])
    return value
