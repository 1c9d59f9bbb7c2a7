"""Replaying transcripts in fresh processes: the responses must be the same."""

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
    WorkerDiedError,
)
from raftlab.worker.host import Host, Hosts
from raftlab.worker.responses import GlobalsResponse, ImageResponse
from raftlab.worker.snapshots import image_hash
from raftlab.worker.wire import Codec, ExportImage, InspectGlobals, Request

REQUEST_MINIMUM = 4_000
"""How many requests a shared replay sends at least: state that rarely changes then changes too."""


@dataclass(frozen=True)
class Divergence:
    """The first request whose two responses differ, and how they differ."""

    request: Request
    text: str


def with_exported_image(transcript: Transcript, host: Host, expected_hash: bytes | None) -> Transcript | None:
    """Return `transcript` with its durable image exported from `host`; None for an image that no effect announced.

    NondeterminismError unless the image is, byte for byte, what it was when it was persisted: what the process learnt
    later must not reach another one.
    """
    if not transcript.is_restarted:
        return transcript
    assert transcript.boot.image_id is not None
    if expected_hash is None:
        return None
    try:
        exported = host.request(ExportImage(transcript.boot.image_id))
    except SubmissionError as error:
        raise NondeterminismError(
            f"{transcript.server} restarted, and what it had persisted is gone: {error}."
        ) from None
    assert isinstance(exported, ImageResponse)
    if image_hash(exported.data) != expected_hash:
        raise NondeterminismError(f"What {transcript.server} restarted from is not what it had persisted.")
    boot = msgspec.structs.replace(transcript.boot, image_id=None, carried_image=exported.data)
    return Transcript(boot, [boot, *transcript.requests[1:]], transcript.responses)


def replay(hosts: Hosts, *transcripts: Transcript) -> list[Response]:
    """Replay `transcripts` in order in one fresh process; return the responses of the last."""
    host = open_fresh_host(hosts)
    try:
        for life in transcripts[:-1]:
            host.request_all(life.requests)
        return [*host.request_all(transcripts[-1].requests)]
    except SubmissionError:
        return replay_one_by_one(hosts, *transcripts)
    finally:
        host.close()


def replay_one_by_one(hosts: Hosts, *transcripts: Transcript) -> list[Response]:
    """Replay one request at a time: if the process ends, the request that ended it is known."""
    host = open_fresh_host(hosts)
    try:
        return [response_to(host, request) for life in transcripts for request in life.requests][
            -len(transcripts[-1].requests) :
        ]
    finally:
        host.close()


def replay_together(hosts: Hosts, transcripts: list[Transcript]) -> Iterator[tuple[Transcript, list[Response]]]:
    """Replay `transcripts` in one fresh process, in reverse order, then in order, and so on; yield the responses.

    It ends early if the responses cannot be told apart: the process ended, or they are too long.
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
    """Return the names of globals that changed in the process of `host`, as the worker reports them."""
    try:
        told = host.request(InspectGlobals())
    except SubmissionError:
        return ()
    assert isinstance(told, GlobalsResponse)
    return told.changed


def open_fresh_host(hosts: Hosts) -> Host:
    """Return a fresh process. NondeterminismError if the file does not load there: it loaded before."""
    try:
        return hosts.open()
    except SubmissionError as fault:
        raise NondeterminismError(f"The file was loaded in one process, and in another it was not: {fault}.") from None


def response_to(host: Host, request: Request) -> Response:
    """Return the response to `request`, or the error."""
    try:
        return host.request(request)
    except SubmissionError as fault:
        return fault


def find_divergence(
    transcript: Transcript, expected: list[Response], actual: list[Response], codec: Codec
) -> Divergence | None:
    """Return where the responses differ, None if they do not, or only after the first process ended.

    A second process that ends, or has no memory, where the first one responded, differs.
    """
    for request, first, second in zip(transcript.requests, expected, actual, strict=False):
        if is_missing(first):
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
