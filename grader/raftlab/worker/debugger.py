"""Hosts in the grader's own process that stop in pdb where the submission raises."""

from __future__ import annotations

from typing import Any

from raftlab.kit import LayerSource
from raftlab.worker.answers import Answer
from raftlab.worker.host import InProcessHost, InProcessHosts, in_front
from raftlab.worker.servant import Servant
from raftlab.worker.wire import Boot, Call, Handle, Load


class DebuggedServant(Servant):
    """A servant that opens pdb at the line that raised, then goes on as any servant does. Holes do not stop it."""

    def _boot(self, request: Boot) -> Answer:
        return self._stopping(super()._boot, request)

    def _handle(self, request: Handle) -> Answer:
        return self._stopping(super()._handle, request)

    def _call(self, request: Call) -> Answer:
        return self._stopping(super()._call, request)

    def _stopping(self, carry_out: Any, request: Any) -> Answer:
        try:
            answer: Answer = carry_out(request)
        except Exception as fault:
            if not isinstance(fault, NotImplementedError):
                import pdb  # takes a while to import, and few need it

                print(f"\n{type(fault).__name__}: {fault}    (pdb: `p self`, `u`p, `c`ontinue, `q`uit)")
                pdb.post_mortem(fault.__traceback__)
            raise
        return answer


class DebuggedHost(InProcessHost):
    """One debugged servant."""

    def __init__(self, load: Load) -> None:
        self._servant = DebuggedServant(capture=False)
        self.ask(load)


class DebuggedHosts(InProcessHosts):
    """Makes debugged hosts. A context manager."""

    def open(self, above: tuple[LayerSource, ...] = ()) -> DebuggedHost:
        return DebuggedHost(in_front(above, self._load))
