"""What runs beside the submission: composes its server and carries out requests, one at a time.

The same servant serves inside the jailed worker and, for debugging, inside the grader's process.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from raftlab.server import (
    ClientRequest,
    Log,
    Persist,
    Send,
    Server,
)
from raftlab.worker.answers import (
    Answer,
    Batched,
    Done,
    Effect,
    Exported,
    Failed,
    Inspected,
    Kept,
    Loaded,
    Persisted,
    Result,
    Sent,
    Stepped,
)
from raftlab.worker.arguments import mistyped, wrong
from raftlab.worker.faults import Printed, describe
from raftlab.worker.layers import LayerError, Made, compose
from raftlab.worker.leftovers import Held, changed, held
from raftlab.worker.showing import observe, plain
from raftlab.worker.snapshots import LOOK_EVERY, Snapshots, check_explorable, fingerprint, has_room
from raftlab.worker.wire import (
    Advance,
    Batch,
    Begin,
    Boot,
    Call,
    Codec,
    Deliver,
    Event,
    Export,
    Forget,
    Given,
    Handle,
    Inspect,
    Load,
    Request,
    Timeout,
)

ENCODER = msgspec.msgpack.Encoder()
NO_MEMORY = Failed("raised", MemoryError.__name__, "")
"""What is told where there is no memory to tell more."""
FULL = Failed("full", "", "")
"""What is told where there is none for more snapshots."""


@dataclass(frozen=True)
class Ready:
    """What is made once for many servants: the classes of the kit's own layers, and the messages of `modules`."""

    made: Made
    modules: tuple[str, ...]
    codec: Codec


class Servant:
    """Live servers of one submission. `answer` never raises: what the submission does wrong is an answer."""

    def __init__(self, capture: bool = True, ready: Ready | None = None) -> None:
        self._ready = ready or Ready({}, (), Codec())
        self._kind: type[Server] = Server
        self._own: tuple[str, ...] = ()
        self._above = 0
        self._codec = self._ready.codec
        self._live: dict[tuple[int, str], Server] = {}
        self._images = Snapshots()
        self._image_ids: dict[bytes, int] = {}
        self._snapshots = Snapshots()
        self._shown: dict[int, bytes] = {}
        self._held: Held = {}
        self._printed = Printed(capture)
        self._at_hand: Server | None = None

    def answer(self, request: Request) -> Answer:
        """Carry out `request`; every failure of the submission's code becomes a Failed."""
        if isinstance(request, Batch):
            return Batched(tuple(map(self.answer, request.requests)))  # type: ignore[arg-type]
        carry_out: Callable[[Any], Answer] = getattr(self, "_" + type(request).__name__.lower())
        with self._printed:
            try:
                return carry_out(request)
            except LayerError as fault:
                return Failed("rejected", "", str(fault)[:2000])
            except BaseException as fault:  # the submission may raise anything
                return self._described(fault)
            finally:
                self._at_hand = None

    def _described(self, fault: BaseException) -> Failed:
        """Return what `fault` tells, or as much as there is memory for."""
        try:
            return describe(fault, self._own, self._printed.take(), self._mistyped())
        except MemoryError:
            return NO_MEMORY

    def _mistyped(self) -> tuple[str, str] | None:
        """Return the first variable of the server at hand that holds what it must not, and what is said of it."""
        server = self._at_hand
        try:
            name = mistyped(server) if server is not None else None
            return None if server is None or name is None else (name, wrong(server, name))
        except BaseException:  # what it holds may raise anything where it is looked at
            return None

    def _load(self, request: Load) -> Answer:
        self._own = tuple(layer.name for layer in request.layers[-request.own :])
        same = request.message_modules == self._ready.modules
        self._codec = self._ready.codec if same else Codec(request.message_modules)
        self._images = Snapshots(self._codec.kinds)
        self._snapshots = Snapshots(self._codec.kinds)
        self._kind = compose(request, self._ready.made, self._printed.captures)
        self._above = len(request.above)
        self._held = self._holds()
        return Loaded()

    def _boot(self, request: Boot) -> Answer:
        server = self._booted(request, request.now)
        self._live[request.run, request.server] = server
        return self._stepped(server)

    def _booted(self, request: Boot | Begin, now: float) -> Server:
        server = self._at_hand = self._kind(request.server, request.cluster, request.options)
        server.now = now
        if request.image is not None:
            vars(server).update(self._images.restore(request.image))
        elif isinstance(request, Boot) and request.carried is not None:
            vars(server).update(pickle.loads(request.carried))
        if request.given is not None:
            place(server, request.given)
            server.persist()
        server.started()
        return server

    def _begin(self, request: Begin) -> Answer:
        check_explorable(self._kind)
        return self._kept(self._booted(request, 0.0))

    def _advance(self, request: Advance) -> Answer:
        server = self._at_hand = self._kind.__new__(self._kind)
        vars(server).update(self._snapshots.restore(request.state))
        server._actions = []
        self._take(server, request.event, 0.0)
        return self._kept(server)

    def _kept(self, server: Server) -> Kept | Failed:
        effects, observed = self._effects(server), observe(server)
        state = self._snapshots.intern(vars(server))
        if state % LOOK_EVERY == LOOK_EVERY - 1 and not has_room():
            return FULL
        try:
            shown = fingerprint(ENCODER.encode(observed))
        except (TypeError, ValueError, OverflowError):  # no frame can carry it: that is told where the frame is made
            return Kept(effects, state, observed, self._printed.take())
        news = None if self._shown.get(state) == shown else observed
        self._shown[state] = shown
        return Kept(effects, state, news, self._printed.take())

    def _handle(self, request: Handle) -> Answer:
        server = self._at_hand = self._live[request.run, request.server]
        self._take(server, request.event, request.now)
        return self._stepped(server)

    def _take(self, server: Server, event: Event, now: float) -> None:
        """Let `server` take one event to its end."""
        server.now = now
        if isinstance(event, Deliver):
            server.receive(self._codec.message(event.message))
        elif isinstance(event, Timeout):
            getattr(server, f"handle{event.name.capitalize()}Timeout")()
        elif isinstance(event, ClientRequest):
            server.handleClientRequest(event)
        server.settle()

    def _call(self, request: Call) -> Answer:
        server = self._at_hand = self._live[request.run, request.server]
        server.now = request.now
        if request.given is not None:
            place(server, request.given)
            server.persist()
        method = getattr(server, request.method)
        values = request.values if request.message is None else (self._codec.message(request.message),)
        return self._stepped(server, plain(method(*values) if callable(method) else method))

    def _forget(self, request: Forget) -> Answer:
        self._live.pop((request.run, request.server), None)
        return Done()

    def _inspect(self, request: Inspect) -> Answer:
        return Inspected(changed(self._held, self._holds()))

    def _holds(self) -> Held:
        """Return what is held outside of the servers now."""
        return held(self._kind, slice(self._above, self._above + len(self._own)))

    def _export(self, request: Export) -> Answer:
        return Exported(pickle.dumps(self._images.restore(request.image), protocol=5))

    def _stepped(self, server: Server, result: Result = None) -> Stepped:
        return Stepped(self._effects(server), observe(server), result, self._printed.take())

    def _effects(self, server: Server) -> tuple[Effect, ...]:
        """Return what `server` did in the event at hand, in order."""
        actions, server._actions = server._actions, []
        return tuple(map(self._effect, actions))

    def _effect(self, action: Any) -> Effect:
        if isinstance(action, Send):
            return Sent(action.to, self._codec.encode(action.message))
        if isinstance(action, Persist):
            fields = action.fields
            image = self._image(fields)
            return Persisted(image, fields["currentTerm"], fields["votedFor"], tuple(fields["log"]))
        effect: Effect = action
        return effect

    def _image(self, fields: dict[str, Any]) -> int:
        """Return the id of a durable image: known bytes at once, others by their canonical form."""
        try:
            data = pickle.dumps(fields, protocol=5)
        except (pickle.PicklingError, TypeError, AttributeError):  # this names what it is that is not plain data
            return self._images.intern(fields)
        known = self._image_ids.get(data)
        if known is None:
            known = self._image_ids[data] = self._images.intern(fields)
        return known


def place(server: Server, given: Given) -> None:
    """Give `server` the state that `given` names."""
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if value is None:
            continue
        if name == "log":
            value = Log(value)
        elif name == "votesGranted":
            value = set(value)
        elif isinstance(value, dict):
            value = dict(value)
        setattr(server, name, value)
