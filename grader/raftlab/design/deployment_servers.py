"""Servers of the kit's own layers in this process, for the run of a design.

Nothing is checked: no code of a submission runs here. Messages are handed over as they are, for they are frozen, and
a durable image is the copy that `persist` makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from raftlab.errors import SubmissionError
from raftlab.server import Message, Persist, SaveSnapshot, Send, Server, StartWrite, copy_value
from raftlab.worker.event_handlers import handle_local_event
from raftlab.worker.message_codec import Codec
from raftlab.worker.responses import (
    Effect,
    EmptyResponse,
    PersistEffect,
    SendEffect,
    SnapshotEffect,
    StepResponse,
    WriteEffect,
)
from raftlab.worker.server_composition import compose_server
from raftlab.worker.server_observation import observed_state
from raftlab.worker.wire import BootServer, DiscardServer, HandleEvent, LoadLayers, MessageEvent, Request
from raftlab.worker.worker_hosts import SuccessResponse


class IdentityCodec(Codec):
    """A codec for servers that share a process: a message stands for its own bytes."""

    def encode(self, message: Message) -> Any:
        return message

    def decode(self, data: Any) -> Message:
        message: Message = data
        return message


class DeploymentServers:
    """Live servers by name. It carries out the requests of one `World`."""

    def __init__(self, load: LoadLayers) -> None:
        self._class = compose_server(load, is_jailed=False)
        self._servers: dict[str, Server] = {}
        self._images: list[dict[str, Any]] = []

    def request(self, request: Request) -> SuccessResponse:
        """Carry out one request."""
        if isinstance(request, DiscardServer):
            self._servers.pop(request.server, None)
            return EmptyResponse()
        assert isinstance(request, BootServer | HandleEvent)
        server = self._boot(request) if isinstance(request, BootServer) else self._handle(request)
        actions, server._actions = server._actions, []
        effects = tuple(map(self._effect_of, actions))
        return StepResponse(effects, observed_state(server, tuple(server.log), ""))

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out the requests in order."""
        return [self.request(request) for request in requests]

    def close(self) -> None:
        """Forget the servers."""
        self._servers.clear()

    def _boot(self, request: BootServer) -> Server:
        server = self._servers[request.server] = self._class(request.server, request.cluster, request.options)
        server.now = request.now
        for image in (request.image_id, request.snapshot_image_id):
            if image is not None:
                vars(server).update({name: copy_value(value) for name, value in self._images[image].items()})
        server.started()
        return server

    def _handle(self, request: HandleEvent) -> Server:
        server = self._servers[request.server]
        server.now = request.now
        if isinstance(request.event, MessageEvent):
            message: Any = request.event.message  # as MessagesAsTheyAre encodes it
            server.receive(message)
        else:
            handle_local_event(server, request.event)
        server.settle()
        return server

    def _keep_image(self, fields: dict[str, Any]) -> int:
        """Keep the fields that a disk holds; return the number of the image."""
        self._images.append(fields)
        return len(self._images) - 1

    def _effect_of(self, action: Any) -> Effect:
        if isinstance(action, Send):
            message: Any = action.message
            return SendEffect(action.to, message)
        if isinstance(action, Persist | StartWrite):
            fields, log = action.fields, action.fields["log"]
            content = (self._keep_image(fields), fields["currentTerm"], fields["votedFor"], tuple(log), b"")
            start = (log.lastIncludedIndex, log.lastIncludedTerm)
            if isinstance(action, Persist):
                return PersistEffect(*content, start)
            return WriteEffect(*content, start, action.number)
        if isinstance(action, SaveSnapshot):
            saved = action.snapshot
            place = (saved.lastIncludedIndex, saved.lastIncludedTerm, saved.configuration)
            return SnapshotEffect(self._keep_image({"snapshot": saved}), *place)
        effect: Effect = action
        return effect
