"""Living a server's life again, alone, in a fresh process: what it did once it must do again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from raftlab.checks.difference import difference
from raftlab.checks.lives import Answered, Life
from raftlab.errors import BadFrame, Died, NotDeterministic, Raised, Rejected, SubmissionFault, Unwritten
from raftlab.worker.answers import Exported, Inspected
from raftlab.worker.host import Host, Hosts
from raftlab.worker.wire import Codec, Export, Inspect, Request

QUESTIONS = 4_000
"""As many questions are asked at least where lives are lived again in company: what changes seldom changes then."""


@dataclass(frozen=True)
class Parting:
    """Where two ways to live one life part: the question, and how the answers differ."""

    request: Request
    words: str


def carried(life: Life, host: Host) -> Life | None:
    """Return `life` with what it was restored from, taken out of its process; None where that cannot be had."""
    if not life.is_restored:
        return life
    assert life.boot.image is not None
    try:
        exported = host.ask(Export(life.boot.image))
    except SubmissionFault:
        return None
    assert isinstance(exported, Exported)
    boot = msgspec.structs.replace(life.boot, image=None, carried=exported.data)
    return Life(boot, [boot, *life.asked[1:]], life.answered)


def lived(hosts: Hosts, *lives: Life) -> list[Answered]:
    """Live `lives` one after the other in one fresh process; return what came of each question of the last."""
    host = opened(hosts)
    try:
        for life in lives[:-1]:
            host.ask_all(life.asked)
        return [*host.ask_all(lives[-1].asked)]
    except (Died, BadFrame):
        return one_by_one(hosts, *lives)
    finally:
        host.close()


def one_by_one(hosts: Hosts, *lives: Life) -> list[Answered]:
    """Do as `lived` does with one question at a time: where the process ends in one of them it is known in which."""
    host = opened(hosts)
    try:
        return [answer(host, request) for life in lives for request in life.asked][-len(lives[-1].asked) :]
    finally:
        host.close()


def in_company(hosts: Hosts, lives: list[Life]) -> Iterator[tuple[Life, list[Answered]]]:
    """Live all of `lives` in one fresh process, last first, then in their order, and so on; yield what came of each.

    It ends early where the answers of a life cannot be told from each other: the process ended, or they are too long.
    """
    host = opened(hosts)
    asked, turn = 0, 0
    try:
        while lives and asked < QUESTIONS:
            turn += 1
            for life in reversed(lives) if turn % 2 else lives:
                asked += len(life.asked)
                yield life, [*host.ask_all(life.asked)]
    except SubmissionFault:
        return
    finally:
        host.close()


def outlived(host: Host) -> tuple[str, ...]:
    """Return the names of what changed in the process of `host` outside of the servers, as it tells them itself."""
    try:
        told = host.ask(Inspect())
    except SubmissionFault:
        return ()
    assert isinstance(told, Inspected)
    return told.changed


def opened(hosts: Hosts) -> Host:
    """Return a fresh process. NotDeterministic where the file does not load there: it did before."""
    try:
        return hosts.open()
    except (Raised, Rejected, Unwritten) as fault:
        raise NotDeterministic(f"The file was loaded in one process, and in another it was not: {fault}.") from None


def answer(host: Host, request: Request) -> Answered:
    """Return what comes of `request`."""
    try:
        return host.ask(request)
    except SubmissionFault as fault:
        return fault


def parting(life: Life, once: list[Answered], again: list[Answered], codec: Codec) -> Parting | None:
    """Return where the answers part, None where they are the same or where a process ended: that is no answer."""
    for request, first, second in zip(life.asked, once, again, strict=False):
        if is_none(first) or is_none(second):
            return None
        words = difference(first, second, codec)
        if words:
            return Parting(request, words)
    return None


def is_none(answered: Answered) -> bool:
    """Tell whether this is no answer: the process ended, or had no more memory. How much there is, is no event."""
    if isinstance(answered, Raised):
        return answered.kind == "MemoryError"
    return isinstance(answered, Died | BadFrame | Rejected)
