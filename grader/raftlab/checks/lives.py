"""What each server of a process was asked and answered, from each of its starts to its end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from raftlab.errors import BadFrame, Died, SubmissionFault
from raftlab.worker.host import PlainAnswer
from raftlab.worker.wire import Boot, Call, Handle, Request

Answered = PlainAnswer | SubmissionFault
KEPT = 64
"""How many lives are remembered of one process: a check by examples starts thousands."""


@dataclass
class Life:
    """One server from its start on: the questions, the first of them its Boot, and what came of each."""

    boot: Boot
    asked: list[Request] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)

    @property
    def server(self) -> str:
        """Return whose life it is."""
        return self.boot.server

    @property
    def is_restored(self) -> bool:
        """Tell whether it began from what an earlier life had made durable."""
        return self.boot.image is not None


class Lives:
    """The latest lives in one process, in the order of their starts."""

    def __init__(self) -> None:
        self._lives: deque[Life] = deque(maxlen=KEPT)
        self._going: dict[tuple[int, str], Life] = {}
        self._last: Life | None = None

    def note(self, request: Request, answered: Answered) -> None:
        """Keep one question about a live server, and what came of it. Searches keep servers elsewhere: not theirs."""
        if not isinstance(request, Boot | Handle | Call):
            return
        whose = request.run, request.server
        if isinstance(request, Boot):
            self._going[whose] = Life(request)
            self._lives.append(self._going[whose])
        life = self._last = self._going.get(whose)
        if life is not None:
            life.asked.append(request)
            life.answered.append(answered)

    def __len__(self) -> int:
        return len(self._lives)

    @property
    def is_cluster(self) -> bool:
        """Tell whether several servers lived here: then chance, or a scenario, drove them."""
        return len({life.server for life in self._lives}) > 1

    @property
    def last(self) -> Life | None:
        """Return the life that was asked last."""
        return self._last

    def before(self, life: Life) -> list[Life]:
        """Return the earlier lives of the same server, oldest first."""
        earlier = list(self._lives)
        earlier = earlier[: earlier.index(life)] if life in earlier else []
        return [each for each in earlier if each.server == life.server]

    def whole(self) -> list[Life]:
        """Return the lives that did not end with their process, in the order of their starts."""
        return [life for life in self._lives if life.answered and not ended_in_death(life)]

    def sample(self) -> list[Life]:
        """Return the longest life from a first start, and the longest from a restart."""
        fresh = [life for life in self.whole() if not life.is_restored]
        restored = [life for life in self.whole() if life.is_restored]
        return [max(each, key=lambda life: len(life.asked)) for each in (fresh, restored) if each]


def ended_in_death(life: Life) -> bool:
    """Tell whether the process ended in this life, or was ended: how far it came then depends on the machine."""
    return isinstance(life.answered[-1], Died | BadFrame)
