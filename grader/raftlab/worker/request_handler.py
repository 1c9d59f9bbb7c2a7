"""Runs in the worker: composes the submission's server class and carries out requests, one at a time.

The same handler runs inside the jailed worker and, for debugging, inside the grader's process.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from raftlab.server import Options, Persist, SaveSnapshot, Send, Server, StartWrite
from raftlab.worker.action_type_checks import find_mistyped_variable, mistyped_variable_text
from raftlab.worker.custom_object_codec import PlainObjectReducer
from raftlab.worker.event_handlers import handle_local_event
from raftlab.worker.failure_report import PrintCapture, describe_failure
from raftlab.worker.global_state import CHANGED_NAMES_LIMIT, GlobalState, changed_names, read_global_state
from raftlab.worker.initial_state import set_initial_state, set_variables
from raftlab.worker.mid_run_state import ElectionMethods, find_election_methods, start_mid_run
from raftlab.worker.responses import (
    BatchResponse,
    Effect,
    EmptyResponse,
    FailureResponse,
    GlobalsResponse,
    ImageResponse,
    LoadResponse,
    PersistEffect,
    Response,
    ReturnValue,
    SendEffect,
    SnapshotEffect,
    SnapshotResponse,
    StepResponse,
    WriteEffect,
)
from raftlab.worker.server_composition import LayerClasses, LayerError, compose_server
from raftlab.worker.server_observation import observe_server, plain_value
from raftlab.worker.snapshots import (
    MEMORY_CHECK_INTERVAL,
    SnapshotStore,
    fingerprint,
    has_free_memory,
    image_hash,
    require_explorable,
)
from raftlab.worker.wire import (
    BootAndSnapshot,
    BootServer,
    CallMethod,
    Codec,
    DiscardServer,
    ExportImage,
    FindChangedGlobals,
    FindVaryingAttributes,
    HandleEvent,
    LoadLayers,
    MessageEvent,
    Request,
    RequestBatch,
    ServerEvent,
    StepSnapshot,
)

ENCODER = msgspec.msgpack.Encoder()
OUT_OF_MEMORY = FailureResponse("raised", MemoryError.__name__, "")
"""The response if there is no memory for a better one."""
METHODS: dict[type[Request], str] = {
    LoadLayers: "_load_layers",
    BootServer: "_boot_server",
    BootAndSnapshot: "_boot_snapshot",
    StepSnapshot: "_step_snapshot",
    HandleEvent: "_handle_event",
    CallMethod: "_call_method",
    DiscardServer: "_drop_server",
    FindChangedGlobals: "_inspect_globals",
    FindVaryingAttributes: "_inspect_snapshots",
    ExportImage: "_export_image",
}
"""The method that carries out each kind of request."""
SNAPSHOTS_FULL = FailureResponse("full", "", "")
"""The response if there is no memory for more snapshots."""


@dataclass(frozen=True)
class PreparedLayers:
    """Parts that many workers share: the classes of the kit's own layers, and the codec of `message_modules`."""

    layer_classes: LayerClasses
    message_modules: tuple[str, ...]
    codec: Codec


class RequestHandler:
    """Live servers of one submission. `handle` never raises: a failure of the submission is a response."""

    def __init__(self, captures_prints: bool = True, prepared: PreparedLayers | None = None) -> None:
        self._prepared = prepared or PreparedLayers({}, (), Codec())
        self._server_class: type[Server] = Server
        self._submission_files: tuple[str, ...] = ()
        self._front_count = 0
        self._election_methods = ElectionMethods()
        self._codec = self._prepared.codec
        self._servers: dict[tuple[int, str], Server] = {}
        self._images = SnapshotStore()
        self._image_ids: dict[bytes, int] = {}
        self._image_hashes: dict[int, bytes] = {}
        self._snapshots = SnapshotStore()
        self._observed_fingerprints: dict[int, bytes] = {}
        self._initial_globals: GlobalState = {}
        self._printed = PrintCapture(captures_prints)
        self._current_server: Server | None = None

    def handle(self, request: Request) -> Response:
        """Carry out `request`; every failure of the submission's code becomes a FailureResponse."""
        if isinstance(request, RequestBatch):
            return BatchResponse(tuple(map(self.handle, request.requests)))  # type: ignore[arg-type]
        carry_out: Callable[[Any], Response] = getattr(self, METHODS[type(request)])
        with self._printed:
            try:
                return carry_out(request)
            except LayerError as fault:
                return FailureResponse("rejected", "", str(fault)[:2000])
            except BaseException as fault:  # the submission may raise anything
                return self._describe_error(fault)
            finally:
                self._current_server = None

    def _describe_error(self, error: BaseException) -> FailureResponse:
        """Return the response for `error`, or OUT_OF_MEMORY."""
        try:
            return describe_failure(error, self._submission_files, self._printed.take(), self._find_mistyped_variable())
        except MemoryError:
            return OUT_OF_MEMORY

    def _find_mistyped_variable(self) -> tuple[str, str] | None:
        """Return the first mistyped variable of the current server, and the words for it."""
        server = self._current_server
        try:
            name = find_mistyped_variable(server) if server is not None else None
            return None if server is None or name is None else (name, mistyped_variable_text(server, name))
        except BaseException:  # its values may raise anything when inspected
            return None

    def _load_layers(self, request: LoadLayers) -> Response:
        self._submission_files = tuple(layer.file_name for layer in request.layers[-request.submission_layer_count :])
        same = request.message_modules == self._prepared.message_modules
        self._codec = self._prepared.codec if same else Codec(request.message_modules)
        self._images = SnapshotStore(self._codec.message_types)
        self._server_class = compose_server(request, self._prepared.layer_classes, self._printed.is_capturing)
        self._front_count = len(request.front_layers)
        own_layers = self._server_class.__bases__[self._front_count :][: request.submission_layer_count]
        self._election_methods = find_election_methods(own_layers, request)
        modules = frozenset(layer.__module__ for layer in self._server_class.__bases__)
        self._snapshots = SnapshotStore(self._codec.message_types, PlainObjectReducer(modules))
        self._initial_globals = self._read_global_state()
        return LoadResponse()

    def _boot_server(self, request: BootServer) -> Response:
        server = self._create_server(request, request.now)
        self._servers[request.run_id, request.server] = server
        return self._step_response(server)

    def _create_server(self, request: BootServer | BootAndSnapshot, now: float) -> Server:
        server = self._current_server = self._server_class(request.server, request.cluster, request.options)
        server.now = now
        carried = (request.carried_image, request.carried_snapshot) if isinstance(request, BootServer) else (None, None)
        for image_id, pickled in zip((request.image_id, request.snapshot_image_id), carried, strict=True):
            if image_id is not None:
                set_variables(server, self._images.restore(image_id))
            elif pickled is not None:
                set_variables(server, pickle.loads(pickled))
        if request.initial_state is not None:
            start_mid_run(server, request.initial_state, self._election_methods)
        else:
            server.started()
        return server

    def _boot_snapshot(self, request: BootAndSnapshot) -> Response:
        require_explorable(self._server_class)
        return self._snapshot_response(self._create_server(request, request.now))

    def _step_snapshot(self, request: StepSnapshot) -> Response:
        server = self._current_server = self._server_class.__new__(self._server_class)
        vars(server).update(self._snapshots.restore(request.snapshot_id))
        server._actions = []
        self._run_event(server, request.event, request.now, request.disk_fails)
        return self._snapshot_response(server)

    def _snapshot_response(self, server: Server) -> SnapshotResponse | FailureResponse:
        effects, observed = self._take_effects(server), observe_server(server)
        state = self._snapshots.intern(vars(server))
        if state % MEMORY_CHECK_INTERVAL == MEMORY_CHECK_INTERVAL - 1 and not has_free_memory():
            return SNAPSHOTS_FULL
        try:
            shown = fingerprint(ENCODER.encode(observed))
        except (TypeError, ValueError, OverflowError):  # no frame can carry it: that is told where the frame is made
            return SnapshotResponse(effects, state, observed, self._printed.take())
        news = None if self._observed_fingerprints.get(state) == shown else observed
        self._observed_fingerprints[state] = shown
        return SnapshotResponse(effects, state, news, self._printed.take())

    def _handle_event(self, request: HandleEvent) -> Response:
        server = self._current_server = self._servers[request.run_id, request.server]
        self._run_event(server, request.event, request.now, request.disk_fails)
        return self._step_response(server)

    def _run_event(self, server: Server, event: ServerEvent, now: float, disk_fails: bool) -> None:
        """Let `server` take one event to its end."""
        server.now = now
        server._disk_fails = disk_fails
        if isinstance(event, MessageEvent):
            server.receive(self._codec.decode(event.message))
        else:
            handle_local_event(server, event)
        server.settle()

    def _call_method(self, request: CallMethod) -> Response:
        server = self._current_server = self._servers[request.run_id, request.server]
        server.now = request.now
        if request.initial_state is not None:
            set_initial_state(server, request.initial_state)
            server.persist()
        method = getattr(server, request.method)
        values = request.values if request.message is None else (self._codec.decode(request.message),)
        arguments = values if request.history is None else (request.history,)
        return self._step_response(server, plain_value(method(*arguments) if callable(method) else method))

    def _drop_server(self, request: DiscardServer) -> Response:
        self._servers.pop((request.run_id, request.server), None)
        return EmptyResponse()

    def _inspect_globals(self, request: FindChangedGlobals) -> Response:
        return GlobalsResponse(changed_names(self._initial_globals, self._read_global_state()))

    def _inspect_snapshots(self, request: FindVaryingAttributes) -> Response:
        declared = vars(Server("S1", ("S1",), Options()))
        return GlobalsResponse(tuple(self._snapshots.varying_attributes(declared)[:CHANGED_NAMES_LIMIT]))

    def _read_global_state(self) -> GlobalState:
        """Return the current state outside of the servers."""
        return read_global_state(
            self._server_class, slice(self._front_count, self._front_count + len(self._submission_files))
        )

    def _export_image(self, request: ExportImage) -> Response:
        return ImageResponse(self._images.saved_bytes(request.image_id))

    def _step_response(self, server: Server, result: ReturnValue = None) -> StepResponse:
        return StepResponse(self._take_effects(server), observe_server(server), result, self._printed.take())

    def _take_effects(self, server: Server) -> tuple[Effect, ...]:
        """Return the effects of the current event, in order."""
        actions, server._actions = server._actions, []
        return tuple(map(self._effect_of, actions))

    def _effect_of(self, action: Any) -> Effect:
        if isinstance(action, Send):
            return SendEffect(action.to, self._codec.encode(action.message))
        if isinstance(action, Persist | StartWrite):
            fields, log = action.fields, action.fields["log"]
            image, saved_hash = self._intern_image(fields)
            start = (log.lastIncludedIndex, log.lastIncludedTerm)
            content = (image, fields["currentTerm"], fields["votedFor"], tuple(log), saved_hash, start)
            return PersistEffect(*content) if isinstance(action, Persist) else WriteEffect(*content, action.number)
        if isinstance(action, SaveSnapshot):
            kept, told = action.snapshot, image_hash(action.snapshot.data.encode())
            image, saved_hash = self._intern_image({"snapshot": kept})
            place = (kept.lastIncludedIndex, kept.lastIncludedTerm)
            return SnapshotEffect(image, *place, kept.configuration, told, action.failed, saved_hash)
        effect: Effect = action
        return effect

    def _intern_image(self, fields: dict[str, Any]) -> tuple[int, bytes]:
        """Return the id and the hash of a durable image: known bytes at once, others by their canonical form."""
        try:
            data = pickle.dumps(fields, protocol=5)
        except (pickle.PicklingError, TypeError, AttributeError):  # this names what it is that is not plain data
            image = self._images.intern(fields)
        else:
            if data not in self._image_ids:
                self._image_ids[data] = self._images.intern(fields)
            image = self._image_ids[data]
        if image not in self._image_hashes:
            self._image_hashes[image] = image_hash(self._images.saved_bytes(image))
        return image, self._image_hashes[image]
