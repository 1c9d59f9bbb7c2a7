"""Hosts in the grader's own process that stop in pdb where the submission raises."""

from __future__ import annotations

from typing import Any

from raftlab.kit import LayerSource
from raftlab.worker.request_handler import RequestHandler
from raftlab.worker.responses import Response
from raftlab.worker.wire import BootServer, CallMethod, HandleEvent, LoadLayers
from raftlab.worker.worker_hosts import InProcessHost, InProcessHosts, with_front_layers


class DebuggerRequestHandler(RequestHandler):
    """Opens pdb at the line that raised, then goes on as usual. Unwritten holes do not stop it."""

    def _boot_server(self, request: BootServer) -> Response:
        return self._run_under_pdb(super()._boot_server, request)

    def _handle_event(self, request: HandleEvent) -> Response:
        return self._run_under_pdb(super()._handle_event, request)

    def _call_method(self, request: CallMethod) -> Response:
        return self._run_under_pdb(super()._call_method, request)

    def _run_under_pdb(self, carry_out: Any, request: Any) -> Response:
        try:
            answer: Response = carry_out(request)
        except Exception as fault:
            if not isinstance(fault, NotImplementedError):
                import pdb  # takes a while to import, and few need it

                print(f"\n{type(fault).__name__}: {fault}    (pdb: `p self`, `u`p, `c`ontinue, `q`uit)")
                pdb.post_mortem(fault.__traceback__)
            raise
        return answer


class DebuggerHost(InProcessHost):
    """A host with a debugged request handler."""

    def __init__(self, load: LoadLayers) -> None:
        self._handler = DebuggerRequestHandler(captures_prints=False)
        self.request(load)


class DebuggerHosts(InProcessHosts):
    """Makes debugged hosts. A context manager."""

    def open(self, front_layers: tuple[LayerSource, ...] = ()) -> DebuggerHost:
        return DebuggerHost(with_front_layers(front_layers, self._load))
