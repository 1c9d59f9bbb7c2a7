"""The grader's side of a worker: makes hosts of one submission, in the best jail available or in process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self

import msgspec

from raftlab.errors import KitError, SubmissionError, UsageError
from raftlab.kit import LayerSource
from raftlab.layer_names import own_names
from raftlab.worker.clashing_names import layer_below, layer_beside
from raftlab.worker.cpu_affinity import CpuReservation
from raftlab.worker.derive_hash_seeds import FIRST_HASH_SEED, OTHER_HASH_SEED, THIRD_HASH_SEED
from raftlab.worker.request_handler import RequestHandler
from raftlab.worker.responses import JailResponse
from raftlab.worker.wire import Layer, LoadLayers, PrepareZygote, Request
from raftlab.worker.worker_connection import SHOWN_RUN_LIMITS, RequestLimits, WorkerHost, unpack_batch, unpack_response
from raftlab.worker.worker_connection import SuccessResponse as SuccessResponse
from raftlab.worker.zygote_client import ZygoteClient
from raftlab.worker.zygote_pool import ZygotePool

STANDARD_LIMITS = RequestLimits()


class Host(Protocol):
    """Live servers of one submission, jailed or not."""

    def request(self, request: Request) -> SuccessResponse:
        """Carry out `request`. SubmissionError for everything the submission does wrong."""
        ...

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out several requests in order and return their responses.

        SubmissionError if the responses cannot be told apart: one request ended the process.
        """
        ...

    def close(self) -> None:
        """End it; nothing runs inside when this returns."""
        ...


class Hosts(Protocol):
    """Makes fresh hosts of one submission."""

    @property
    def level(self) -> str:
        """Return the isolation level: measured, not promised."""
        ...

    def open(self, front_layers: tuple[LayerSource, ...] = ()) -> Host:
        """Return a fresh host with the submission and `front_layers` loaded. SubmissionRejectedError if that fails."""
        ...

    def close(self) -> None:
        """Close every host that this made."""
        ...


def make_load_request(layers: tuple[LayerSource, ...], message_modules: tuple[str, ...]) -> LoadLayers:
    """Return the request that loads `layers`, lowest first; the last is the submission's.

    So are all layers from the lowest that a student wrote. UsageError for a text without a class: a design is data.
    """
    for each in layers:
        if not each.class_name:
            raise UsageError(f"{each.file_name}: a design is no server to run here; `raftlab design` measures it")
    lowest = next((number for number, each in enumerate(layers) if each.is_student), len(layers) - 1)
    given = [each.source for each in layers if each.private_names]
    names = own_names([each.source for each in layers if not each.private_names], given)
    texts = tuple(layer_below(layer_beside(each, names), each, layers[at:]) for at, each in enumerate(layers, 1))
    submission = next((each for each in layers if each.scene_methods is not None), None)
    return LoadLayers(
        texts,
        message_modules,
        len(layers) - lowest,
        scene_methods=submission.scene_methods if submission else None,
        holes=submission.holes if submission else (),
        own_names=tuple(sorted(names)),
    )


def with_front_layers(front_layers: tuple[LayerSource, ...], load: LoadLayers) -> LoadLayers:
    """Return `load` with the kit's `front_layers`, which override the submission."""
    return msgspec.structs.replace(
        load, front_layers=tuple(layer_beside(each, frozenset(load.own_names)) for each in front_layers)
    )


class WorkerHosts:
    """A zygote process and the workers forked from it. A context manager.

    From the first host until `close`, the thread that opened it shares one CPU with the workers. `maximum_level` is
    the best level to try. The thread that opens the first host must outlive this: the kernel ends the zygote with it.
    With a `pool` the zygotes and the CPU are the pool's and outlive this.
    """

    def __init__(
        self,
        load: LoadLayers,
        maximum_level: str = "L3",
        *,
        hash_seed: int = FIRST_HASH_SEED,
        other_hash_seed: int = OTHER_HASH_SEED,
        third_hash_seed: int = THIRD_HASH_SEED,
        limits: RequestLimits = STANDARD_LIMITS,
        pool: ZygotePool | None = None,
        is_second: bool = False,
    ) -> None:
        self._load = load
        self._maximum_level = maximum_level
        self._hash_seed = hash_seed
        self.other_hash_seed = other_hash_seed
        self.third_hash_seed = third_hash_seed
        self._limits = limits
        self._second_hosts: dict[int, WorkerHosts] = {}
        self._pool = pool
        prepare = PrepareZygote(load.layers[: -load.submission_layer_count], load.message_modules)
        self._zygote = (
            pool.zygote(prepare, maximum_level, hash_seed, is_second=is_second)
            if pool
            else ZygoteClient(prepare, maximum_level, hash_seed)
        )
        self._cpu = pool.cpu if pool else CpuReservation()
        self._hosts: list[WorkerHost] = []
        self._hello: JailResponse | None = None

    @property
    def submission_layers(self) -> tuple[Layer, ...]:
        """Return the layers that are the submission's."""
        return self._load.layers[-self._load.submission_layer_count :]

    def second_hosts(self, hash_seed: int | None = None) -> WorkerHosts:
        """Return the maker of hosts of the same submission from another zygote; it is closed with this.

        Memory addresses differ there, and so does the order of sets under another hash seed.
        """
        seed = self._hash_seed if hash_seed is None else hash_seed
        if seed not in self._second_hosts:
            twin = self._second_hosts[seed] = WorkerHosts(
                self._load, self._maximum_level, hash_seed=seed, limits=self._limits, pool=self._pool, is_second=True
            )
            twin._hello = self.hello  # its workers must reach the same level
        return self._second_hosts[seed]

    @contextlib.contextmanager
    def inherited(self) -> Iterator[WorkerHosts]:
        """Yield this in a process that was forked from the one that opened it, which does not use it meanwhile."""
        self._cpu.take_over()
        try:
            yield self
        finally:
            for twin in self._second_hosts.values():
                twin.close()

    @contextlib.contextmanager
    def sibling(self) -> Iterator[WorkerHosts]:
        """Yield a maker of hosts of the same submission, with a zygote and a CPU of its own, in a forked process."""
        self._cpu.leave()
        with WorkerHosts(
            self._load,
            self._maximum_level,
            hash_seed=self._hash_seed,
            other_hash_seed=self.other_hash_seed,
            third_hash_seed=self.third_hash_seed,
            limits=self._limits,
        ) as hosts:
            hosts._hello = self.hello  # its workers must reach the same level
            yield hosts

    @property
    def is_pooled(self) -> bool:
        """Return whether the zygotes serve other submissions too."""
        return self._pool is not None

    @property
    def level(self) -> str:
        """Return the level that a worker measured in itself."""
        return self.hello.level

    @property
    def hello(self) -> JailResponse:
        """Return what the first worker measured in its jail."""
        if self._hello is None:
            self.fork().close()
        assert self._hello is not None
        return self._hello

    @property
    def cpu_used_s(self) -> float:
        """Return the CPU time of the zygotes and of their workers that have ended, in seconds."""
        return self._zygote.cpu_used_s + sum(twin.cpu_used_s for twin in self._second_hosts.values())

    def open(self, front_layers: tuple[LayerSource, ...] = ()) -> WorkerHost:
        host = self.fork()
        host.request(with_front_layers(front_layers, self._load))
        if not self._load.skip_import_check:
            self._load = msgspec.structs.replace(self._load, skip_import_check=True)
        return host

    def fork(self, limits: RequestLimits | None = None) -> WorkerHost:
        """Return a jailed worker with nothing loaded. KitError if its jail differs from the first."""
        if not self._hosts:
            self._cpu.reserve()
        elif self._cpu.is_contended:
            self._cpu.release(self._zygote_pids())
        host = WorkerHost(self._zygote, limits or self._limits)
        self._hosts.append(host)
        self._hello = self._hello or host.hello
        if host.hello != self._hello:
            raise KitError(
                f"a worker's jail is {host.hello}, the first one's was {self._hello}; `raftlab doctor` tells more"
            )
        return host

    def close(self) -> None:
        try:
            for host in self._hosts:
                host.close()
            self._hosts = []
            for twin in self._second_hosts.values():
                twin.close()
            self._second_hosts = {}
            if self._pool is None:
                self._zygote.close()
        finally:
            if self._pool is None:
                self._cpu.release()

    def _zygote_pids(self) -> tuple[int, ...]:
        """Return the processes that hold the zygotes."""
        if self._pool is not None:
            return self._pool.pids
        return *self._zygote.pids, *(pid for twin in self._second_hosts.values() for pid in twin._zygote_pids())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def make_time_limited_hosts(load: LoadLayers) -> WorkerHosts:
    """Return hosts for runs that a command shows: a run without end is ended."""
    return WorkerHosts(load, limits=SHOWN_RUN_LIMITS)


class InProcessHost:
    """Servers in the grader's own process: for pdb and print, never for grading others' code."""

    def __init__(self, load: LoadLayers) -> None:
        self._handler = RequestHandler(captures_prints=False)
        self.request(load)

    def request(self, request: Request) -> SuccessResponse:
        return unpack_response(request, self._handler.handle(request))

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        return unpack_batch(requests, [self._handler.handle(request) for request in requests])

    def close(self) -> None:
        """Do nothing: there is no process to end."""


class InProcessHosts:
    """Makes hosts inside the grader's process. A context manager."""

    level = "L0"
    cpu_used_s = 0.0  # it is the grader's own

    def __init__(self, load: LoadLayers) -> None:
        self._load = load

    def open(self, front_layers: tuple[LayerSource, ...] = ()) -> InProcessHost:
        return InProcessHost(with_front_layers(front_layers, self._load))

    def close(self) -> None:
        """Do nothing: there is no process to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
