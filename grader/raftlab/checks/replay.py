"""Living a server's life again, alone, in a fresh process: what it did once it must do again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from raftlab.checks.response_diff import response_difference
from raftlab.checks.transcript import Response, Transcript
from raftlab.errors import (
    BadFrameError,
    NondeterminismError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    UnwrittenHoleError,
    WorkerDiedError,
)
from raftlab.worker.host import Host, Hosts
from raftlab.worker.responses import GlobalsResponse, ImageResponse
from raftlab.worker.wire import Codec, ExportImage, InspectGlobals, Request

REQUEST_MINIMUM = 4_000
"""As many questions are asked at least where lives are lived again in company: what changes seldom changes then."""


@dataclass(frozen=True)
class Divergence:
    """Where two ways to live one life part: the question, and how the answers differ."""

    request: Request
    text: str


def with_exported_image(transcript: Transcript, host: Host) -> Transcript | None:
    """Return `life` with what it was restored from, taken out of its process; None where that cannot be had."""
    if not transcript.is_restarted:
        return transcript
    assert transcript.boot.image_id is not None
    try:
        exported = host.request(ExportImage(transcript.boot.image_id))
    except SubmissionError:
        return None
    assert isinstance(exported, ImageResponse)
    boot = msgspec.structs.replace(transcript.boot, image_id=None, carried_image=exported.data)
    return Transcript(boot, [boot, *transcript.requests[1:]], transcript.responses)


def replay(hosts: Hosts, *transcripts: Transcript) -> list[Response]:
    """Live `lives` one after the other in one fresh process; return what came of each question of the last."""
    host = open_fresh_host(hosts)
    try:
        for life in transcripts[:-1]:
            host.request_all(life.requests)
        return [*host.request_all(transcripts[-1].requests)]
    except (WorkerDiedError, BadFrameError):
        return replay_one_by_one(hosts, *transcripts)
    finally:
        host.close()


def replay_one_by_one(hosts: Hosts, *transcripts: Transcript) -> list[Response]:
    """Do as `lived` does with one question at a time: where the process ends in one of them it is known in which."""
    host = open_fresh_host(hosts)
    try:
        return [response_to(host, request) for life in transcripts for request in life.requests][
            -len(transcripts[-1].requests) :
        ]
    finally:
        host.close()


def replay_together(hosts: Hosts, transcripts: list[Transcript]) -> Iterator[tuple[Transcript, list[Response]]]:
    """Live all of `lives` in one fresh process, last first, then in their order, and so on; yield what came of each.

    It ends early where the answers of a life cannot be told from each other: the process ended, or they are too long.
    """
    host = open_fresh_host(hosts)
    asked, turn = 0, 0
    try:
        while transcripts and asked < REQUEST_MINIMUM:
            turn += 1
            for life in reversed(transcripts) if turn % 2 else transcripts:
                asked += len(life.requests)
                yield life, [*host.request_all(life.requests)]
    except SubmissionError:
        return
    finally:
        host.close()


def read_changed_globals(host: Host) -> tuple[str, ...]:
    """Return the names of what changed in the process of `host` outside of the servers, as it tells them itself."""
    try:
        told = host.request(InspectGlobals())
    except SubmissionError:
        return ()
    assert isinstance(told, GlobalsResponse)
    return told.changed


def open_fresh_host(hosts: Hosts) -> Host:
    """Return a fresh process. NondeterminismError where the file does not load there: it did before."""
    try:
        return hosts.open()
    except (SubmissionRaisedError, SubmissionRejectedError, UnwrittenHoleError) as fault:
        raise NondeterminismError(f"The file was loaded in one process, and in another it was not: {fault}.") from None


def response_to(host: Host, request: Request) -> Response:
    """Return what comes of `request`."""
    try:
        return host.request(request)
    except SubmissionError as fault:
        return fault


def find_divergence(
    transcript: Transcript, expected: list[Response], actual: list[Response], codec: Codec
) -> Divergence | None:
    """Return where the answers part, None where they are the same or where a process ended: that is no answer."""
    for request, first, second in zip(transcript.requests, expected, actual, strict=False):
        if is_missing(first) or is_missing(second):
            return None
        words = response_difference(first, second, codec)
        if words:
            return Divergence(request, words)
    return None


def is_missing(response: Response) -> bool:
    """Tell whether this is no answer: the process ended, or had no more memory. How much there is, is no event."""
    if isinstance(response, SubmissionRaisedError):
        return response.kind == "MemoryError"
    return isinstance(response, WorkerDiedError | BadFrameError | SubmissionRejectedError)
