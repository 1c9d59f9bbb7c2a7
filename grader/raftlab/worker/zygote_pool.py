"""Zygotes that serve several submissions, one after the other: starting one costs more than a short check."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import msgspec

from raftlab.worker.cpu_affinity import CpuReservation
from raftlab.worker.wire import PrepareZygote
from raftlab.worker.zygote_client import ZygoteClient


class ZygotePool:
    """The zygotes by what they have prepared, and the processor that they share. A context manager, of one thread.

    A zygote holds no submission: its workers do, and they end with theirs. Only for the kit's own code: in the weakest
    jail a worker can end its zygote, and the next submission would need that one.
    """

    def __init__(self) -> None:
        self.cpu = CpuReservation()
        self._zygotes: dict[tuple[bytes, str, int, bool], ZygoteClient] = {}

    def zygote(self, prepare: PrepareZygote, maximum_level: str, hash_seed: int, *, is_second: bool) -> ZygoteClient:
        """Return the zygote for the next submission; it counts only the CPU time of this submission.

        is_second: the zygote of the second hosts, which is another process.
        """
        key = (msgspec.msgpack.encode(prepare), maximum_level, hash_seed, is_second)
        if key not in self._zygotes:
            self._zygotes[key] = ZygoteClient(prepare, maximum_level, hash_seed)
        self._zygotes[key].reset_cpu_count()
        return self._zygotes[key]

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the processes that hold the zygotes."""
        return tuple(pid for zygote in self._zygotes.values() for pid in zygote.pids)

    def close(self) -> None:
        """End the zygotes."""
        try:
            for zygote in self._zygotes.values():
                zygote.close()
            self._zygotes = {}
        finally:
            self.cpu.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
