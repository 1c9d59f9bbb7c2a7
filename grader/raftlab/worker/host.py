"""The grader's side of the wall: makes hosts of one submission, behind the best wall there is or behind none."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

import msgspec

from raftlab.errors import KitFault, SubmissionFault
from raftlab.kit import LayerSource
from raftlab.worker.answers import Hello
from raftlab.worker.process import Limits, WorkerHost, each_unpacked, unpacked
from raftlab.worker.process import PlainAnswer as PlainAnswer
from raftlab.worker.processor import Processor
from raftlab.worker.servant import Servant
from raftlab.worker.wire import Layer, Load, Prepare, Request
from raftlab.worker.zygotes import Zygote

STANDARD_LIMITS = Limits()


class Host(Protocol):
    """Live servers of one submission, behind whatever wall."""

    def ask(self, request: Request) -> PlainAnswer:
        """Carry out `request`. SubmissionFault for everything the submission does wrong."""
        ...

    def ask_all(self, requests: Sequence[Request]) -> list[PlainAnswer | SubmissionFault]:
        """Carry out several, one after the other, and return what came of each.

        SubmissionFault where none of them can be told from the others: one of them ended the process.
        """
        ...

    def close(self) -> None:
        """End it; whatever runs inside is gone when this returns."""
        ...


class Hosts(Protocol):
    """Makes hosts of one submission, each as good as new."""

    @property
    def level(self) -> str:
        """Return the isolation level: measured, not promised."""
        ...

    def open(self, above: tuple[LayerSource, ...] = ()) -> Host:
        """Return a fresh host with the submission loaded, and `above` in front of it. Rejected where it cannot be."""
        ...

    def close(self) -> None:
        """Close every host that this made."""
        ...


def load_request(layers: tuple[LayerSource, ...], message_modules: tuple[str, ...]) -> Load:
    """Return the request that loads `layers`, lowest first; the last is the submission's."""
    return Load(tuple(Layer(each.name, each.source, each.layer) for each in layers), message_modules)


def in_front(above: tuple[LayerSource, ...], load: Load) -> Load:
    """Return `load` with the kit's layers `above` in front of the submission's."""
    return msgspec.structs.replace(load, above=tuple(Layer(each.name, each.source, each.layer) for each in above))


class WorkerHosts:
    """A zygote process and the workers forked from it. A context manager.

    From the first host on, the thread that opened it shares one processor with them, until this is closed.
    `ceiling` is the best level to aim at. The thread that opens the first host must outlive this: the kernel ends the
    zygote with it.
    """

    def __init__(
        self, load: Load, ceiling: str = "L3", *, hash_seed: int = 0, limits: Limits = STANDARD_LIMITS
    ) -> None:
        self._load = load
        self._ceiling = ceiling
        self._hash_seed = hash_seed
        self._limits = limits
        self._twins: dict[int, WorkerHosts] = {}
        self._zygote = Zygote(Prepare(load.layers[: -load.own], load.message_modules), ceiling, hash_seed)
        self._processor = Processor()
        self._hosts: list[WorkerHost] = []
        self._hello: Hello | None = None

    @property
    def own_layers(self) -> tuple[Layer, ...]:
        """Return the layers that are the submission's."""
        return self._load.layers[-self._load.own :]

    def twin(self, hash_seed: int | None = None) -> WorkerHosts:
        """Return what makes hosts of the same submission from another zygote; it is closed with this.

        What lies elsewhere in memory there, or is ordered by another hash seed, shows itself.
        """
        seed = self._hash_seed if hash_seed is None else hash_seed
        if seed not in self._twins:
            twin = self._twins[seed] = WorkerHosts(self._load, self._ceiling, hash_seed=seed, limits=self._limits)
            twin._hello = self.hello  # no lower wall there: its workers are held to it
        return self._twins[seed]

    @property
    def level(self) -> str:
        """Return the level that a worker measured in itself."""
        return self.hello.level

    @property
    def hello(self) -> Hello:
        """Return what the first worker found its jail to be."""
        if self._hello is None:
            self.fork().close()
        assert self._hello is not None
        return self._hello

    @property
    def spent_s(self) -> float:
        """Return the CPU time that the zygotes, and those of their workers that have ended, have used, in seconds."""
        return self._zygote.spent_s + sum(twin.spent_s for twin in self._twins.values())

    def open(self, above: tuple[LayerSource, ...] = ()) -> WorkerHost:
        host = self.fork()
        host.ask(in_front(above, self._load))
        if not self._load.known:
            self._load = msgspec.structs.replace(self._load, known=True)
        return host

    def fork(self, limits: Limits | None = None) -> WorkerHost:
        """Return a worker in its jail, with nothing loaded. KitFault where the jail is not as good as the first."""
        if not self._hosts:
            self._processor.take()
        elif self._processor.is_crowded:
            self._processor.leave(self._processes())
        host = WorkerHost(self._zygote, limits or self._limits)
        self._hosts.append(host)
        self._hello = self._hello or host.hello
        if host.hello != self._hello:
            raise KitFault(
                f"a worker's jail is {host.hello}, the first one's was {self._hello}; `raftlab doctor` tells more"
            )
        return host

    def close(self) -> None:
        try:
            for host in self._hosts:
                host.close()
            self._hosts = []
            for twin in self._twins.values():
                twin.close()
            self._twins = {}
            self._zygote.close()
        finally:
            self._processor.leave()

    def _processes(self) -> tuple[int, ...]:
        """Return the processes that hold the zygotes."""
        return *self._zygote.processes, *(pid for twin in self._twins.values() for pid in twin._processes())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class InProcessHost:
    """A servant in the grader's own process: for pdb and print, never for grading strangers."""

    def __init__(self, load: Load) -> None:
        self._servant = Servant(capture=False)
        self.ask(load)

    def ask(self, request: Request) -> PlainAnswer:
        return unpacked(request, self._servant.answer(request))

    def ask_all(self, requests: Sequence[Request]) -> list[PlainAnswer | SubmissionFault]:
        return each_unpacked(requests, [self._servant.answer(request) for request in requests])

    def close(self) -> None:
        """Do nothing: there is no process to end."""


class InProcessHosts:
    """Makes hosts inside the grader's process. A context manager."""

    level = "L0"
    spent_s = 0.0  # it is the grader's own

    def __init__(self, load: Load) -> None:
        self._load = load

    def open(self, above: tuple[LayerSource, ...] = ()) -> InProcessHost:
        return InProcessHost(in_front(above, self._load))

    def close(self) -> None:
        """Do nothing: there is no process to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
