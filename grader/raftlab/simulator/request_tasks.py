"""Work that asks servers in its midst: it yields each question and is sent the answer.

So the same work can go on alone, one question after the other, or abreast with others like it, a question of each in
one frame: the way to a server's process and back costs more than what the server does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Generic, TypeVar

from raftlab.errors import SubmissionError
from raftlab.worker.host import Host, SuccessResponse
from raftlab.worker.wire import Request

T = TypeVar("T")
RequestTask = Generator[Request, SuccessResponse, T]
"""Work that comes to a T. A question that the submission fails in is thrown into it as the SubmissionError."""


def run_task(host: Host, task: RequestTask[T]) -> T:
    """Do the work by itself and return what it comes to. SubmissionError where it does not catch that."""
    try:
        request = next(task)
        while True:
            try:
                answer = host.request(request)
            except SubmissionError as fault:
                request = task.throw(fault)
            else:
                request = task.send(answer)
    except StopIteration as ended:
        result: T = ended.value
        return result


def run_tasks(
    host: Host, tasks: Sequence[RequestTask[T]], is_final: Callable[[T | SubmissionError], bool]
) -> list[T | SubmissionError]:
    """Do several pieces of work side by side and return what each came to, up to the first result that `settles`.

    What comes after that one is given up; so the results are those of one after the other. SubmissionError where the
    submission ended the process: it is not known in whose question.
    """
    work = TaskGroup(tasks)
    while work.pending_requests:
        work.accept_responses(host.request_all(list(work.pending_requests.values())))
        work.cancel_after(work.first_final_number(is_final))
    return [work.results[number] for number in sorted(work.results) if number <= work.first_final_number(is_final)]


class TaskGroup(Generic[T]):
    """Pieces of work side by side: what each asks now, and what those that ended came to."""

    def __init__(self, tasks: Sequence[RequestTask[T]]) -> None:
        self._tasks = tasks
        self.pending_requests: dict[int, Request] = {}
        self.results: dict[int, T | SubmissionError] = {}
        for number, asking in enumerate(tasks):
            self._resume(number, partial(next, asking))

    def first_final_number(self, is_final: Callable[[T | SubmissionError], bool]) -> int:
        """Return the number of the first result that settles the matter, that of none where none does yet."""
        return min((number for number, each in self.results.items() if is_final(each)), default=len(self._tasks))

    def accept_responses(self, responses: Sequence[SuccessResponse | SubmissionError]) -> None:
        """Hand each piece that asks its answer."""
        for number, answer in zip(list(self.pending_requests), responses, strict=True):
            del self.pending_requests[number]
            asking = self._tasks[number]
            if isinstance(answer, SubmissionError):
                self._resume(number, partial(asking.throw, answer))
            else:
                self._resume(number, partial(asking.send, answer))

    def cancel_after(self, number: int) -> None:
        """Give up the tasks behind `number`."""
        for later in [each for each in self.pending_requests if each > number]:
            del self.pending_requests[later]
            self._tasks[later].close()

    def _resume(self, number: int, next_request: Callable[[], Request]) -> None:
        """Let one piece go on to its next question, or to its end."""
        try:
            self.pending_requests[number] = next_request()
        except StopIteration as ended:
            self.results[number] = ended.value
        except SubmissionError as fault:
            self.results[number] = fault
