"""Replays transcripts in fresh processes, where the responses must be the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from raftlab.checks.response_difference import response_difference
from raftlab.checks.transcript import Response, Transcript
from raftlab.errors import (
    BadFrameError,
    NondeterminismError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    WorkerDiedError,
)
from raftlab.worker.responses import DiskImage, GlobalsResponse, ImageResponse, SnapshotEffect
from raftlab.worker.snapshots import image_hash
from raftlab.worker.wire import Codec, ExportImage, FindChangedGlobals, Request
from raftlab.worker.worker_hosts import Host, Hosts

REQUEST_MINIMUM = 4_000
"""How many requests a shared replay sends at least: state that rarely changes then changes too."""


@dataclass(frozen=True)
class ReplayDifference:
    """The first request whose two responses differ, and how they differ."""

    request: Request
    text: str


def replay_restart_chains(hosts: Hosts, transcripts: list[Transcript]) -> Iterator[tuple[Transcript, list[Response]]]:
    """Replay each of `transcripts` after all that it restarted from, each once, in a fresh process of its own.

    A restart gets the durable image that the replay of the life before made: nothing of the recorded process reaches
    another one. Yield each life as it was replayed, with its image, and the responses. The caller must stop at a
    difference. NondeterminismError if an image is not, byte for byte, what was persisted. A restart from an image that
    no effect announced is left out.
    """
    needed = {id(life): life for recorded in transcripts for life in recorded.restart_chain}
    images: dict[tuple[int, int], bytes] = {}
    for life in sorted(needed.values(), key=lambda each: each.number):
        replayed = restart_with_carried_images(life, images) if life.is_restarted else life
        host, responses = replay_on_fresh_host(hosts, replayed)
        try:
            yield replayed, responses
            for child in needed.values():
                for origin in child.origins:
                    place = (id(life), id(origin))
                    if origin.transcript is life:
                        images[place] = export_durable_image(child.server, host, origin.effect_in(responses))
        finally:
            host.close()


def restart_with_carried_images(life: Transcript, images: dict[tuple[int, int], bytes]) -> Transcript:
    """Return a restart that gets its durable images from `images`, by the ids of (transcript, origin)."""
    state, saved = (
        images.get((id(origin.transcript), id(origin))) if origin is not None else None
        for origin in (life.image_origin, life.snapshot_origin)
    )
    boot = msgspec.structs.replace(
        life.boot, image_id=None, snapshot_image_id=None, carried_image=state, carried_snapshot=saved
    )
    return Transcript(boot, [boot, *life.requests[1:]], life.responses)


def replay_on_fresh_host(hosts: Hosts, transcript: Transcript) -> tuple[Host, list[Response]]:
    """Return a fresh process, and its responses to all requests of `transcript`."""
    host = open_fresh_host(hosts)
    try:
        return host, [*host.request_all(transcript.requests)]
    except SubmissionError:  # one request at a time, it is known which one ended the process
        host.close()
        host = open_fresh_host(hosts)
        return host, [response_to(host, request) for request in transcript.requests]


def export_durable_image(server: str, host: Host, effect: DiskImage | SnapshotEffect | None) -> bytes:
    """Return the durable image that `effect` of `host` announced.

    NondeterminismError unless it is what it was when it was persisted: what the process learnt later must not reach
    another one.
    """
    try:
        exported = host.request(ExportImage(effect.image)) if effect is not None else None
    except SubmissionError as error:
        raise NondeterminismError(f"{server} restarted, and what it had persisted is gone: {error}.") from None
    if effect is None or not isinstance(exported, ImageResponse) or image_hash(exported.data) != effect.image_hash:
        raise NondeterminismError(f"What {server} restarted from is not what it had persisted.")
    return exported.data


def replay_in_order(hosts: Hosts, *transcripts: Transcript) -> list[Response]:
    """Replay `transcripts` in order in one fresh process; return the responses of the last."""
    host = open_fresh_host(hosts)
    try:
        for life in transcripts[:-1]:
            host.request_all(life.requests)
        return [*host.request_all(transcripts[-1].requests)]
    except SubmissionError:
        return replay_by_request(hosts, *transcripts)
    finally:
        host.close()


def replay_by_request(hosts: Hosts, *transcripts: Transcript) -> list[Response]:
    """Replay one request at a time: if the process ends, the request that ended it is known."""
    host = open_fresh_host(hosts)
    try:
        return [response_to(host, request) for life in transcripts for request in life.requests][
            -len(transcripts[-1].requests) :
        ]
    finally:
        host.close()


def replay_both_orders(hosts: Hosts, transcripts: list[Transcript]) -> Iterator[tuple[Transcript, list[Response]]]:
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
        told = host.request(FindChangedGlobals())
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
) -> ReplayDifference | None:
    """Return where the responses differ, None if they do not, or only after the first process ended.

    A second process that ends, or has no memory, where the first one responded, differs.
    """
    for request, first, second in zip(transcript.requests, expected, actual, strict=False):
        if is_response_missing(first):
            return None
        words = response_difference(first, second, codec)
        if words:
            return ReplayDifference(request, words)
    return None


def is_response_missing(response: Response) -> bool:
    """Return whether the process ended or had no memory left instead of a response: that depends on the machine."""
    if isinstance(response, SubmissionRaisedError):
        return response.kind == "MemoryError"
    return isinstance(response, WorkerDiedError | BadFrameError | SubmissionRejectedError)
