"""Request tasks: generators that yield each request to a server and receive its response.

A task can run alone, one request after the other. Several tasks can also run side by side, with one request of each
in a single frame: a round trip to the server's process costs more than the server's own work.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Generic, TypeVar

from raftlab.errors import SubmissionError
from raftlab.worker.wire import Request
from raftlab.worker.worker_hosts import Host, SuccessResponse

T = TypeVar("T")
RequestTask = Generator[Request, SuccessResponse, T]
"""A task with a result T. If the submission fails in a request, the SubmissionError is thrown into the task."""


def run_task(host: Host, task: RequestTask[T]) -> T:
    """Run one task alone and return its result. SubmissionError if the task does not catch it."""
    try:
        request = next(task)
        while True:
            try:
                response = host.request(request)
            except SubmissionError as error:
                request = task.throw(error)
            else:
                request = task.send(response)
    except StopIteration as ended:
        result: T = ended.value
        return result


def run_tasks(
    host: Host, tasks: Sequence[RequestTask[T]], is_final: Callable[[T | SubmissionError], bool]
) -> list[T | SubmissionError]:
    """Run several tasks side by side; return their results up to the first one for which `is_final` is true.

    The tasks after that one are cancelled, so the results are the same as for one task after the other.
    SubmissionError if the submission ended the process: it is not known in which request.
    """
    group = TaskGroup(tasks)
    while group.pending_requests:
        group.accept_responses(host.request_all(list(group.pending_requests.values())))
        group.cancel_after(group.first_final_number(is_final))
    return [group.results[number] for number in sorted(group.results) if number <= group.first_final_number(is_final)]


class TaskGroup(Generic[T]):
    """Tasks side by side: the pending request of each, and the results of those that ended."""

    def __init__(self, tasks: Sequence[RequestTask[T]]) -> None:
        self._tasks = tasks
        self.pending_requests: dict[int, Request] = {}
        self.results: dict[int, T | SubmissionError] = {}
        for number, task in enumerate(tasks):
            self._resume(number, partial(next, task))

    def first_final_number(self, is_final: Callable[[T | SubmissionError], bool]) -> int:
        """Return the number of the first task with a final result; the number of tasks if there is none yet."""
        return min((number for number, each in self.results.items() if is_final(each)), default=len(self._tasks))

    def accept_responses(self, responses: Sequence[SuccessResponse | SubmissionError]) -> None:
        """Give each waiting task its response."""
        for number, response in zip(list(self.pending_requests), responses, strict=True):
            del self.pending_requests[number]
            task = self._tasks[number]
            if isinstance(response, SubmissionError):
                self._resume(number, partial(task.throw, response))
            else:
                self._resume(number, partial(task.send, response))

    def cancel_after(self, number: int) -> None:
        """Cancel the tasks after `number`."""
        for later in [each for each in self.pending_requests if each > number]:
            del self.pending_requests[later]
            self._tasks[later].close()

    def _resume(self, number: int, next_request: Callable[[], Request]) -> None:
        """Run one task to its next request, or to its end."""
        try:
            self.pending_requests[number] = next_request()
        except StopIteration as ended:
            self.results[number] = ended.value
        except SubmissionError as error:
            self.results[number] = error
