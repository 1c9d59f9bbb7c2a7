"""Living a server's life again, alone, in a fresh process: what it did once it must do again."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from raftlab.checks.difference import difference
from raftlab.checks.lives import Answered, Life
from raftlab.errors import BadFrame, Died, NotDeterministic, Raised, Rejected, SubmissionFault, Unwritten
from raftlab.worker.answers import Exported
from raftlab.worker.host import Host, Hosts
from raftlab.worker.wire import Codec, Export, Request


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
            for request in life.asked:
                answer(host, request)
        return [answer(host, request) for request in lives[-1].asked]
    finally:
        host.close()


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
        if isinstance(first, Died | BadFrame | Rejected) or isinstance(second, Died | BadFrame | Rejected):
            return None
        words = difference(first, second, codec)
        if words:
            return Parting(request, words)
    return None
