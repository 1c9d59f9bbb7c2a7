"""Work that asks servers in its midst: it yields each question and is sent the answer.

So the same work can go on alone, one question after the other, or abreast with others like it, a question of each in
one frame: the way to a server's process and back costs more than what the server does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Generic, TypeVar

from raftlab.errors import SubmissionFault
from raftlab.worker.host import Host, PlainAnswer
from raftlab.worker.wire import Request

T = TypeVar("T")
Asking = Generator[Request, PlainAnswer, T]
"""Work that comes to a T. A question that the submission fails in is thrown into it as the SubmissionFault."""


def alone(host: Host, asking: Asking[T]) -> T:
    """Do the work by itself and return what it comes to. SubmissionFault where it does not catch that."""
    try:
        request = next(asking)
        while True:
            try:
                answer = host.ask(request)
            except SubmissionFault as fault:
                request = asking.throw(fault)
            else:
                request = asking.send(answer)
    except StopIteration as ended:
        result: T = ended.value
        return result


def abreast(
    host: Host, askings: Sequence[Asking[T]], settles: Callable[[T | SubmissionFault], bool]
) -> list[T | SubmissionFault]:
    """Do several pieces of work side by side and return what each came to, up to the first result that `settles`.

    What comes after that one is given up; so the results are those of one after the other. SubmissionFault where the
    submission ended the process: it is not known in whose question.
    """
    work = Abreast(askings)
    while work.asked:
        work.take(host.ask_all(list(work.asked.values())))
        work.give_up(work.settled(settles))
    return [work.results[number] for number in sorted(work.results) if number <= work.settled(settles)]


class Abreast(Generic[T]):
    """Pieces of work side by side: what each asks now, and what those that ended came to."""

    def __init__(self, askings: Sequence[Asking[T]]) -> None:
        self._askings = askings
        self.asked: dict[int, Request] = {}
        self.results: dict[int, T | SubmissionFault] = {}
        for number, asking in enumerate(askings):
            self._go_on(number, partial(next, asking))

    def settled(self, settles: Callable[[T | SubmissionFault], bool]) -> int:
        """Return the number of the first result that settles the matter, that of none where none does yet."""
        return min((number for number, each in self.results.items() if settles(each)), default=len(self._askings))

    def take(self, answers: Sequence[PlainAnswer | SubmissionFault]) -> None:
        """Hand each piece that asks its answer."""
        for number, answer in zip(list(self.asked), answers, strict=True):
            del self.asked[number]
            asking = self._askings[number]
            if isinstance(answer, SubmissionFault):
                self._go_on(number, partial(asking.throw, answer))
            else:
                self._go_on(number, partial(asking.send, answer))

    def give_up(self, after: int) -> None:
        """Give up the work behind number `after`."""
        for number in [number for number in self.asked if number > after]:
            del self.asked[number]
            self._askings[number].close()

    def _go_on(self, number: int, go_on: Callable[[], Request]) -> None:
        """Let one piece go on to its next question, or to its end."""
        try:
            self.asked[number] = go_on()
        except StopIteration as ended:
            self.results[number] = ended.value
        except SubmissionFault as fault:
            self.results[number] = fault
