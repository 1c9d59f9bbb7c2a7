"""Servers of the model for a long run: the class of grading, observed after each event, with few images kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import msgspec

from raftlab.cluster.server_core import layer_failure_text
from raftlab.errors import SubmissionError, SubmissionRaisedError
from raftlab.server import (
    AppendEntries,
    Entry,
    Message,
    Persist,
    SaveSnapshot,
    Send,
    Server,
    Snapshot,
    StartWrite,
    WriteCompletion,
    copy_value,
)
from raftlab.worker.event_handlers import handle_local_event
from raftlab.worker.message_codec import Codec
from raftlab.worker.responses import (
    Effect,
    EmptyResponse,
    ObservedState,
    PersistEffect,
    SendEffect,
    SnapshotEffect,
    StepResponse,
    WriteEffect,
)
from raftlab.worker.server_composition import compose_server
from raftlab.worker.server_observation import observed_state, state_machine_digest
from raftlab.worker.wire import BootServer, DiscardServer, HandleEvent, LoadLayers, MessageEvent, Request
from raftlab.worker.worker_hosts import SuccessResponse

KEPT_IMAGES = 32
"""How many durable images of a server are kept: a restart needs the last one that happened."""


class LowMemoryHost:
    """Live servers in this process, for the user's own runs. It carries out the requests of the simulator's world."""

    def __init__(self, load: LoadLayers, codec: Codec) -> None:
        self._class = compose_server(load, is_jailed=True)
        self._files = tuple(layer.file_name for layer in load.layers)
        self._codec = codec
        self._servers: dict[tuple[int, str], Server] = {}
        self._snapshots: dict[tuple[int, str], dict[int, Snapshot]] = {}
        self._images: dict[tuple[int, str], OrderedDict[int, dict[str, Any]]] = {}
        self._written: dict[tuple[int, str], dict[int, int]] = {}  # the images that a disk will hold
        self._held: dict[tuple[int, str], int] = {}  # the image that it holds
        self._image_count = 0
        self._entries: dict[Entry, Entry] = {}
        self._logs: dict[str, tuple[Any, ...]] = {}
        self._digests: dict[str, str] = {}

    def request(self, request: Request) -> SuccessResponse:
        """Carry out one request. SubmissionError if a layer raises."""
        if isinstance(request, DiscardServer):
            self._servers.pop((request.run_id, request.server), None)
            return EmptyResponse()
        assert isinstance(request, BootServer | HandleEvent)
        try:
            server = self._boot(request) if isinstance(request, BootServer) else self._handle(request)
        except Exception as error:
            raise SubmissionRaisedError(type(error).__name__, layer_failure_text(error, self._files), ()) from None
        actions, server._actions = server._actions, []
        key = (request.run_id, request.server)
        effects = tuple(self._effect_of(key, action) for action in actions)
        return StepResponse(effects, self._observe(server, has_changed=bool(actions)))

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out the requests in order."""
        return [self.request(request) for request in requests]

    def close(self) -> None:
        """Forget the servers."""
        self._servers.clear()

    def _boot(self, request: BootServer) -> Server:
        key = (request.run_id, request.server)
        server = self._class(request.server, request.cluster, request.options)
        server.now = request.now
        if request.image_id is not None:
            image = self._images[key][request.image_id]
            for name, value in image.items():
                setattr(server, name, copy_value(value))
            if request.snapshot_image_id is not None:
                server.snapshot = self._snapshots[key][request.snapshot_image_id]
        else:
            self._images[key], self._snapshots[key] = OrderedDict(), {}
        self._written[key] = {}
        self._held[key] = request.image_id or 0
        self._servers[key] = server
        server.started()
        return server

    def _handle(self, request: HandleEvent) -> Server:
        server = self._servers[request.run_id, request.server]
        server.now = request.now
        event = request.event
        if isinstance(event, MessageEvent):
            server.receive(self._with_known_entries(self._codec.decode(event.message)))
        else:
            if isinstance(event, WriteCompletion):
                self._end_write((request.run_id, request.server), event.number)
            handle_local_event(server, event)
        server.settle()
        return server

    def _with_known_entries(self, message: Message) -> Message:
        """Return the message with the very entries that other logs hold: comparing two logs then takes no time."""
        if not isinstance(message, AppendEntries) or not message.entries:
            return message
        entries = tuple(self._entries.setdefault(entry, entry) for entry in message.entries)
        return msgspec.structs.replace(message, entries=entries)

    def _effect_of(self, key: tuple[int, str], action: Any) -> Effect:
        if isinstance(action, Send):
            self._with_known_entries(action.message)
            return SendEffect(action.to, self._codec.encode(action.message))
        if isinstance(action, Persist | StartWrite):
            fields, log = action.fields, action.fields["log"]
            image = self._keep_image(key, fields, action.number if isinstance(action, StartWrite) else 0)
            start = (log.lastIncludedIndex, log.lastIncludedTerm)
            content = (image, fields["currentTerm"], fields["votedFor"], tuple(log), b"", start)
            return WriteEffect(*content, action.number) if isinstance(action, StartWrite) else PersistEffect(*content)
        if isinstance(action, SaveSnapshot):
            saved = action.snapshot
            self._image_count += 1
            self._snapshots[key][self._image_count] = saved
            return SnapshotEffect(
                self._image_count, saved.lastIncludedIndex, saved.lastIncludedTerm, saved.configuration
            )
        effect: Effect = action
        return effect

    def _keep_image(self, key: tuple[int, str], fields: dict[str, Any], write: int) -> int:
        """Keep a durable image, and drop the oldest that no disk can hold any more; return its id."""
        images, written = self._images[key], self._written[key]
        self._image_count += 1
        images[self._image_count] = fields
        if write:
            written[write] = self._image_count
        else:
            self._held[key] = self._image_count
        oldest_needed = min([self._held[key], *written.values()])
        while len(images) > KEPT_IMAGES and next(iter(images)) < oldest_needed:
            images.popitem(last=False)
        return self._image_count

    def _end_write(self, key: tuple[int, str], number: int) -> None:
        """Note which image the disk holds when a write has ended: never an older one than before."""
        self._held[key] = max(self._held[key], self._written[key].pop(number, 0))

    def _observe(self, server: Server, has_changed: bool) -> ObservedState:
        """Return the declared state; a log that did not change is the same tuple as before."""
        log = tuple(server.log)
        if self._logs.get(server.id) == log:
            log = self._logs[server.id]
        else:
            self._logs[server.id] = log
        if has_changed or server.id not in self._digests:
            self._digests[server.id] = state_machine_digest(server)
        return observed_state(server, log, self._digests[server.id])
