"""Whether a submission acts in one way only, and what decides where it does not.

A handler depends on its server's state and on the event alone. So a server that lives a recorded life again, alone, in
another process and with another hash seed, does the same again. Where it does not, changing one thing at a time tells
which of them decides.
"""

from __future__ import annotations

import re

from raftlab.checks.again import Parting, carried, in_company, lived, outlived, parting
from raftlab.checks.lives import Answered, Life, Lives
from raftlab.checks.suspects import Cause, remembers, suspects
from raftlab.checks.words import in_words
from raftlab.errors import NotDeterministic
from raftlab.worker.host import Host, WorkerHosts
from raftlab.worker.wire import Codec

WHY: dict[Cause, str] = {
    "clock": "each time is another, with everything else the same: a clock or a random number decides",
    "address": "each process is another, with everything else the same: where an object lies in memory decides, as "
    "id(), hash() or repr() tell it",
    "order": "the hash seed decides: the order of a set, or hash() of a text",
    "shared": "what else ran in its process decides: something belongs to all servers together (a global of the "
    "module, an attribute of the class, a default)",
    "kept": "what it did in an earlier life decides: something outlives the server (a global of the module, an "
    "attribute of the class, a default), and a restart does not lose it",
    "hidden": "something outside of the server's attributes decides (a global of the module, an attribute of the "
    "class, a default, a closure)",
}
OTHER_SEED = 286
"""Under this hash seed every two of S1 to S5 come out of a set in the other order than under 0, the usual one here."""
LINES = 3
"""How many lines of the text are named."""
NAMES = 3
"""How many names of what outlived the servers are told."""
OUTSIDE: frozenset[Cause] = frozenset({"shared", "kept", "hidden"})
"""The causes that lie outside of the server's attributes."""
WORD = re.compile(r"\w+")


class Examiner:
    """Lives recorded lives again on fresh processes of one submission."""

    def __init__(self, hosts: WorkerHosts, codec: Codec) -> None:
        self._hosts = hosts
        self._codec = codec

    def examine(self, lives: Lives, host: Host, chosen: list[Life]) -> None:
        """Live each of `chosen`, recorded in `host`, again; NotDeterministic for the first that comes out otherwise."""
        for recorded in chosen:
            life = carried(recorded, host)
            if life is None:
                continue
            found = parting(life, life.answered, lived(self._hosts.twin(OTHER_SEED), life), self._codec)
            if found is not None:
                cause = self._cause(life, lives, [carried(each, host) for each in lives.before(recorded)])
                raise NotDeterministic(self._seen(life, found, cause, outlived(host)), cause)

    def confirm(self, lives: Lives, host: Host) -> tuple[str, ...]:
        """Live a sample of the lives again, alone; and all of them, where anything outlives the servers.

        Return the names of what does, and decides nothing. A worker can keep them back; the text is looked at as well.
        """
        self.examine(lives, host, lives.sample())
        names = outlived(host)
        if names or any(remembers(layer.source) for layer in self._hosts.own_layers):
            self.examine(lives, host, lives.whole())
            self._examine_in_company(lives, host)
        return names

    def _examine_in_company(self, lives: Lives, host: Host) -> None:
        """Live all of the lives again in one process, in another order: each finds there what others have left."""
        known = list(filter(None, (carried(each, host) for each in lives.whole())))
        for life, again in in_company(self._hosts, known):
            found = parting(life, life.answered, again, self._codec)
            if found is not None:
                cause = self._cause(life, lives, [])
                raise NotDeterministic(self._seen(life, found, cause, outlived(host)), cause)

    def explained(self, fault: NotDeterministic, outlive: tuple[str, ...]) -> NotDeterministic:
        """Return `fault`, which a search met, with what can be the reason: what outlived the servers, and lines."""
        return NotDeterministic(f"{fault}\n{self._why('hidden', outlive)}", "hidden")

    def _cause(self, life: Life, lives: Lives, earlier: list[Life | None]) -> Cause:
        """Return what decides. Each try changes one thing more than the one before."""
        alone = lived(self._hosts, life)
        if self._part(life, alone, lived(self._hosts, life)):
            return "clock"
        if self._part(life, alone, lived(self._hosts.twin(), life)):
            return "address"
        if self._part(life, alone, lived(self._hosts.twin(OTHER_SEED), life)):
            return "order"
        if not self._part(life, life.answered, alone):
            return "shared"
        with_its_past = lived(self._hosts, *filter(None, earlier), life)
        by_its_past = not lives.is_cluster or not self._part(life, life.answered, with_its_past)
        return "kept" if by_its_past else "shared"

    def _part(self, life: Life, once: list[Answered], again: list[Answered]) -> bool:
        return parting(life, once, again, self._codec) is not None

    def _seen(self, life: Life, found: Parting, cause: Cause, outlive: tuple[str, ...]) -> str:
        return (
            f"{life.server} acted in two ways on the same events: {in_words(found.request, self._codec)}, and "
            f"{found.words}.\n{self._why(cause, outlive)}"
        )

    def _why(self, cause: Cause, outlive: tuple[str, ...]) -> str:
        """Return what decides, and the lines of the submission that can be the reason."""
        lines = self._lines(cause, outlive)
        where = "; ".join(lines[:LINES]) if lines else "no line of the text shows where"
        meanwhile = f" Changed meanwhile: {', '.join(outlive[:NAMES])}." if outlive and cause in OUTSIDE else ""
        return f"Not deterministic: {WHY[cause]}. {where}.{meanwhile}"

    def _lines(self, cause: Cause, outlive: tuple[str, ...]) -> list[str]:
        """Return the lines that can be the reason, those first that speak of what outlived the servers."""
        found = [(layer.name, *each) for layer in self._hosts.own_layers for each in suspects(layer.source, cause)]
        names = {part for told in outlive for part in WORD.findall(told.partition(" (")[0])}
        found.sort(key=lambda each: not names & {*WORD.findall(each[2])})
        return [f"{file} line {line}: {words}" for file, line, words in found]
