"""A host that records the requests of a check and the responses, for the report and for the determinism check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from raftlab.checks.check_run_record import CheckUsage
from raftlab.checks.determinism_diagnosis import DeterminismExaminer
from raftlab.checks.transcript import Transcript, TranscriptRecorder
from raftlab.checks.transcript_replay import read_changed_globals
from raftlab.errors import BadFrameError, SubmissionError, WorkerDiedError
from raftlab.worker.responses import SendEffect, SnapshotResponse, StepResponse
from raftlab.worker.wire import BootAndSnapshot, Request, StepSnapshot
from raftlab.worker.worker_hosts import Host, Hosts, SuccessResponse, WorkerHosts

SNAPSHOT_REQUESTS = (BootAndSnapshot, StepSnapshot)
"""Requests of a search, which has a budget of its own."""


class RecordingHost:
    """A host that records responses, prints and failures. Once its process is gone, every request says why."""

    def __init__(self, host: Host, hosts: Hosts, record: CheckUsage, is_replayable: bool = True) -> None:
        self._host = host
        self._hosts = hosts
        self._record = record
        self._is_replayable = is_replayable  # no front layer overrides the submission: other processes can do the same
        self.end_error: SubmissionError | None = None
        self.transcripts = TranscriptRecorder()
        self.request_count = 0

    def request(self, request: Request) -> SuccessResponse:
        """Carry out `request`. SubmissionError for everything the submission does wrong."""
        self._raise_if_stopped()
        self._record.count_events(1)
        try:
            answer = self._host.request(request)
        except SubmissionError as fault:
            self._record_failure(request, fault)
            if isinstance(fault, WorkerDiedError | BadFrameError):
                self.end_error = fault
            raise
        self._record_response(request, answer)
        return answer

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out several requests in order and return their responses.

        SubmissionError if the responses cannot be told apart; this host is then unusable.
        """
        self._raise_if_stopped()
        self._record.count_events(sum(not isinstance(each, SNAPSHOT_REQUESTS) for each in requests))
        try:
            answers = self._host.request_all(requests)
        except SubmissionError:
            self.close()
            raise
        for request, answer in zip(requests, answers, strict=True):
            if isinstance(answer, SubmissionError):
                self._record_failure(request, answer)
            else:
                self._record_response(request, answer)
        return answers

    def _raise_if_stopped(self) -> None:
        """Raise the reason if no more requests are possible."""
        stopped = self._record.stop_error or self.end_error
        if stopped is not None:
            raise stopped
        if self._record.pending_time_check is not None:
            due, self._record.pending_time_check = self._record.pending_time_check, None
            due()

    def _record_failure(self, request: Request, error: SubmissionError) -> None:
        """Keep the failed request and the output until then."""
        self.transcripts.record(request, error)
        self._record.record_failed_request(request)
        self._record.record_printed(error.printed)

    def _record_response(self, request: Request, response: SuccessResponse) -> None:
        """Keep a response and its output. BadFrameError for bytes that are no message."""
        self.transcripts.record(request, response)
        self.request_count += 1
        self._record.last_request = request
        if isinstance(response, StepResponse | SnapshotResponse):
            self._record.count_effects(len(response.effects))
            self._check_messages(request, response)

    def _check_messages(self, request: Request, response: StepResponse | SnapshotResponse) -> None:
        """Keep the output. BadFrameError for bytes that are no message: later readers need no check."""
        if response.printed:
            self._record.record_printed(response.printed)
        for effect in response.effects:
            if isinstance(effect, SendEffect):
                try:
                    self._record.codec.decode(effect.message)
                except msgspec.DecodeError as fault:
                    self._record.record_failed_request(request)
                    raise BadFrameError(f"what was sent to {effect.to} is no message: {fault}") from None

    def check_transcripts(self, transcripts: list[Transcript]) -> None:
        """Replay transcripts in fresh processes. NondeterminismError if one has other responses."""
        if self._is_replayable and isinstance(self._hosts, WorkerHosts):  # else there is none to compare with
            DeterminismExaminer(self._hosts, self._record.codec).check_transcripts(
                self.transcripts, self._host, transcripts
            )

    def read_changed_globals(self) -> tuple[str, ...]:
        """Return the names of globals that changed in its process, as the worker reports them."""
        return read_changed_globals(self._host)

    def check_determinism(self) -> tuple[str, ...]:
        """Replay as many transcripts as needed. NondeterminismError if one has other responses.

        Return the names of globals that changed without effect.
        """
        if not (self._is_replayable and isinstance(self._hosts, WorkerHosts)):
            return ()
        return DeterminismExaminer(self._hosts, self._record.codec).check_sample(self.transcripts, self._host)

    def cpu_s(self) -> float:
        """Return the CPU time that its process has used, in seconds; 0 where it has none of its own."""
        told: Callable[[], float] | None = getattr(self._host, "cpu_s", None)
        return told() if told is not None else 0.0

    def close(self) -> None:
        """End it."""
        self._host.close()
