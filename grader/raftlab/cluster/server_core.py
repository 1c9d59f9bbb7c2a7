"""The composed server of one node: takes one event at a time and returns the effects in their order.

It runs in the node's own process: the layers are the user's own, or the kit's. Imports and built-ins are guarded as in
grading, and an event that takes too long is stopped; nothing here jails a stranger's code.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import msgspec

from raftlab.cluster.change_tracking_server import ChangeTrackingServer, restore_durable_state
from raftlab.cluster.durable_changes import DurableState
from raftlab.errors import RaftlabError, SubmissionError, UsageError
from raftlab.server import Options, Server
from raftlab.worker.event_handlers import LocalEvent, handle_local_event
from raftlab.worker.event_watchdog import StoppedEventError
from raftlab.worker.failure_report import PrintCapture, describe_failure
from raftlab.worker.message_codec import Codec
from raftlab.worker.server_composition import LayerError, compose_server
from raftlab.worker.wire import LoadLayers
from raftlab.worker.worker_connection import error_from_response

EVENT_CPU_S = 2.0
"""The CPU time that one event may take, as in grading."""


class BrokenLayerError(RaftlabError):
    """A layer raised, or did not end an event; the text has the layer's own line."""

    exit_code = 2


def compose_tracked_server(load: LoadLayers) -> type[ChangeTrackingServer]:
    """Return the class of the servers of a cluster. UsageError if a layer cannot be loaded, or nothing answers."""
    try:
        kind = compose_server(load, is_jailed=True, base=ChangeTrackingServer)
    except LayerError as error:
        raise UsageError(str(error)) from None
    except Exception as error:
        files = tuple(layer.file_name for layer in load.layers)
        raise UsageError(layer_failure_text(error, files)) from None
    if kind.answerClients is Server.answerClients:
        raise UsageError(
            "no layer writes answerClients, so no client would get an answer: a cluster needs the layers up to it;"
            " `raftlab scenes` shows which scene writes it"
        )
    assert issubclass(kind, ChangeTrackingServer)
    return kind


@dataclass
class ServerCore:
    """One server of `cluster`. `start` must be the first call; each call returns the effects of one event."""

    server_class: type[ChangeTrackingServer]
    codec: Codec
    layer_files: tuple[str, ...]
    server: ChangeTrackingServer = field(init=False)
    _event_number: int = 0
    _is_busy: bool = False

    def start(
        self, name: str, cluster: tuple[str, ...], options: Options, state: DurableState, now_ms: float
    ) -> list[Any]:
        """Make the server, restore what is durable, and start it."""

        def start() -> None:
            self.server = self.server_class(name, cluster, options)
            self.server.now = now_ms
            if state.number:
                restore_durable_state(self.server, state)
            self.server.started()

        return self._run(start)

    def take_message(self, data: bytes, now_ms: float) -> list[Any]:
        """Handle a message. msgspec.DecodeError for bytes that are none."""
        message = self.codec.decode(data)
        return self._handle(now_ms, lambda: self.server.receive(message))

    def take_event(self, event: LocalEvent, now_ms: float) -> list[Any]:
        """Handle a timeout, a client's call, or an operator's request."""
        return self._handle(now_ms, lambda: handle_local_event(self.server, event))

    def _handle(self, now_ms: float, event: Callable[[], None]) -> list[Any]:
        def handle() -> None:
            self.server.now = now_ms
            event()
            self.server.settle()

        return self._run(handle)

    def _run(self, event: Callable[[], None]) -> list[Any]:
        """Run one event to its end and return its effects. BrokenLayerError if a layer raises."""
        self._event_number += 1
        self._is_busy = True
        try:
            event()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise BrokenLayerError(layer_failure_text(error, self.layer_files)) from None
        finally:
            self._is_busy = False
        effects, self.server._actions = self.server._actions, []
        return effects

    def limit_event_cpu(self) -> None:
        """Stop an event that takes longer than EVENT_CPU_S. Only the main thread of a process can ask for it."""
        seen = [0, 0]

        def check(signal_number: int, frame: FrameType | None) -> None:
            if not self._is_busy or seen[0] != self._event_number:
                seen[:] = self._event_number, 0
                return
            seen[1] += 1
            if seen[1] >= 4:
                raise StoppedEventError

        signal.signal(signal.SIGPROF, check)
        signal.setitimer(signal.ITIMER_PROF, EVENT_CPU_S / 4, EVENT_CPU_S / 4)


def layer_failure_text(error: BaseException, layer_files: tuple[str, ...]) -> str:
    """Return what went wrong in a layer, with its line, in one line."""
    response = describe_failure(error, layer_files, PrintCapture(False).take())
    if response.error == StoppedEventError.__name__:
        where = f" ({response.lines[-1]})" if response.lines else ""
        return f"an event did not end within {EVENT_CPU_S:g} s of CPU time{where}; the loop there needs an end"
    told: SubmissionError = error_from_response(response)
    where = f" ({response.lines[-1]})" if response.lines else ""
    return f"{told}{where}"


def invalid_message_text(error: msgspec.DecodeError) -> str:
    """Return why bytes of a peer are no message."""
    return f"a message that cannot be read ({error})"
