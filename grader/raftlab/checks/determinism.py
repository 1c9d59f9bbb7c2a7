"""Whether a submission acts in one way only, and what decides where it does not.

A handler depends on its server's state and on the event alone. So a server that lives a recorded life again, alone, in
another process and with another hash seed, does the same again. Where it does not, changing one thing at a time tells
which of them decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.checks.again import Parting, carried, lived, parting
from raftlab.checks.lives import Answered, Life, Lives
from raftlab.checks.suspects import Cause, suspects
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
            elsewhere = lived(self._hosts.twin(OTHER_SEED), life)
            found = parting(life, life.answered, elsewhere, self._codec)
            if found is not None:
                cause = self._cause(life, lives, [carried(each, host) for each in lives.before(recorded)])
                raise NotDeterministic(self._seen(life, found, cause), cause)

    def explained(self, fault: NotDeterministic) -> NotDeterministic:
        """Return `fault`, which a search met, with what can be the reason."""
        return NotDeterministic(f"{fault}\n{self._why('hidden')}", "hidden")

    def _cause(self, life: Life, lives: Lives, earlier: list[Life | None]) -> Cause:
        """Return what decides. Each try changes one thing more than the one before."""
        alone = lived(self._hosts, life)
        if self._part(life, alone, lived(self._hosts, life)):
            return "clock"
        if self._part(life, alone, lived(self._hosts.twin(), life)):
            return "address"
        if self._part(life, alone, lived(self._hosts.twin(OTHER_SEED), life)):
            return "order"
        with_its_past = lived(self._hosts, *filter(None, earlier), life)
        by_its_past = not lives.is_cluster or not self._part(life, life.answered, with_its_past)
        return "kept" if by_its_past else "shared"

    def _part(self, life: Life, once: list[Answered], again: list[Answered]) -> bool:
        return parting(life, once, again, self._codec) is not None

    def _seen(self, life: Life, found: Parting, cause: Cause) -> str:
        return (
            f"{life.server} acted in two ways on the same events: {in_words(found.request, self._codec)}, and "
            f"{found.words}.\n{self._why(cause)}"
        )

    def _why(self, cause: Cause) -> str:
        """Return what decides, and the lines of the submission that can be the reason."""
        lines = list(self._lines(cause))
        where = "; ".join(lines[:LINES]) if lines else "no line of the text shows where"
        return f"Not deterministic: {WHY[cause]}. {where}."

    def _lines(self, cause: Cause) -> Iterator[str]:
        for layer in self._hosts.own_layers:
            for line, words in suspects(layer.source, cause):
                yield f"{layer.name} line {line}: {words}"
