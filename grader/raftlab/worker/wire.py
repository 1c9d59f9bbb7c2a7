"""The frames between grader and worker: requests, responses and their bytes.

A frame is a 4-byte little-endian length and that many bytes of msgpack. One request is in flight at a time, though it
may be a batch; each response repeats its sequence number. Everything read from a worker is decoded into bounded records
and nothing else.
"""

from __future__ import annotations

from raftlab.cluster_history import History
from raftlab.server import (
    ClientRequest,
    Command,
    CompactionRequest,
    ConfigurationRequest,
    Entry,
    Options,
    Record,
    Snapshot,
    TransferRequest,
    Waiting,
    WriteCompletion,
)
from raftlab.worker.message_codec import Codec as Codec
from raftlab.worker.responses import (
    BatchResponse,
    BoundedInt,
    EmptyResponse,
    FailureResponse,
    GlobalsResponse,
    ImageResponse,
    JailResponse,
    LoadResponse,
    Response,
    SnapshotResponse,
    StepResponse,
)

FRAME_LIMIT_BYTES = 1 << 20
LENGTH_BYTES = 4
# ---- requests ---------------------------------------------------------------------------------------------------


class Request(Record, frozen=True, tag=True):
    """Base of the requests."""


class Layer(Record, frozen=True):
    """One layer's text."""

    file_name: str
    source: str
    class_name: str


class LoadLayers(Request, frozen=True):
    """Compile the layers (lowest first) and compose the server. The last `submission_layer_count` are the submission's.

    front_layers: the kit's layers that a check puts in front, to see what the submission calls. skip_import_check:
    these texts passed the import check before. scene_methods, holes: as in LayerSource. own_names: the methods and
    attributes of the student's own; the kit's layers, also in front, keep clear of them.
    """

    layers: tuple[Layer, ...]
    message_modules: tuple[str, ...]
    submission_layer_count: int = 1
    front_layers: tuple[Layer, ...] = ()
    skip_import_check: bool = False
    scene_methods: tuple[str, ...] | None = None
    holes: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()


class PrepareZygote(Record, frozen=True):
    """The first frame to a zygote: the modules to import, and the kit's own layers to compile."""

    layers: tuple[Layer, ...]
    message_modules: tuple[str, ...]


class InitialState(Record, frozen=True, omit_defaults=True):
    """A server's state to start from; a field that is None keeps what a fresh server has."""

    role: str | None = None
    currentTerm: int | None = None
    votedFor: str | None = None
    log: tuple[Entry, ...] | None = None
    commitIndex: int | None = None
    lastApplied: int | None = None
    leaderId: str | None = None
    nextIndex: dict[str, int] | None = None
    matchIndex: dict[str, int] | None = None
    votesGranted: tuple[str, ...] | None = None
    machine: dict[str, str] | None = None
    waiting: dict[int, Waiting] | None = None
    log_start: tuple[int, int] | None = None  # lastIncludedIndex and lastIncludedTerm of a log behind a snapshot
    snapshot: Snapshot | None = None  # what is on the disk for it


class BootServer(Request, frozen=True):
    """Make a live server: fresh, or restored from a durable image, then set to `initial_state`. Runs `started`.

    The image is one of this worker, by `image_id`, or `carried_image`, from another worker; so is that of the snapshot
    on the disk, `snapshot_image_id` or `carried_snapshot`. run_id: the run that the
    server belongs to; servers of different runs are separate.
    """

    server: str
    cluster: tuple[str, ...]
    options: Options
    image_id: int | None = None
    initial_state: InitialState | None = None
    now: float = 0.0
    carried_image: bytes | None = None
    run_id: int = 0
    snapshot_image_id: int | None = None
    carried_snapshot: bytes | None = None


class MessageEvent(Record, frozen=True, tag=True):
    """The event: a message arrives. `message` is its canonical encoding."""

    message: bytes


class TimeoutEvent(Record, frozen=True, tag=True):
    """The event: the timer `name` fires."""

    name: str


ServerEvent = (
    MessageEvent
    | TimeoutEvent
    | ClientRequest
    | ConfigurationRequest
    | CompactionRequest
    | TransferRequest
    | WriteCompletion
)


class BootAndSnapshot(Request, frozen=True):
    """Boot a server as BootServer does, and keep it as a snapshot instead of a live server."""

    server: str
    cluster: tuple[str, ...]
    options: Options
    image_id: int | None = None
    initial_state: InitialState | None = None
    snapshot_image_id: int | None = None
    now: float = 0.0


class StepSnapshot(Request, frozen=True):
    """Let the server of the snapshot `snapshot_id` handle one event, and keep the result as a snapshot."""

    snapshot_id: int
    event: ServerEvent
    disk_fails: bool = False
    now: float = 0.0


class HandleEvent(Request, frozen=True):
    """Let a live server handle one event. disk_fails: a snapshot cannot be saved in it."""

    server: str
    event: ServerEvent
    now: float = 0.0
    run_id: int = 0
    disk_fails: bool = False


class CallMethod(Request, frozen=True):
    """Call one method of a live server, or read an attribute, after setting `initial_state`.

    The method takes `message`, or `history`, or `values`.
    """

    server: str
    method: str
    message: bytes | None = None
    now: float = 0.0
    values: tuple[int | str | Command | None, ...] = ()
    initial_state: InitialState | None = None
    run_id: int = 0
    history: History | None = None


class DiscardServer(Request, frozen=True):
    """Drop a live server: it crashed."""

    server: str
    run_id: int = 0


class FindChangedGlobals(Request, frozen=True):
    """Return the names of globals of the submission that changed since it was loaded."""


class FindVaryingAttributes(Request, frozen=True):
    """Return the names of attributes of the submission's own that had many values in a search."""


class ExportImage(Request, frozen=True):
    """Return a durable image, for another worker of the same submission."""

    image_id: int


class RequestBatch(Request, frozen=True):
    """Carry out several requests in order: a frame costs as much as a step."""

    requests: tuple[BootAndSnapshot | StepSnapshot | BootServer | HandleEvent | CallMethod | DiscardServer, ...]


AnyRequest = (
    LoadLayers
    | BootServer
    | BootAndSnapshot
    | StepSnapshot
    | HandleEvent
    | CallMethod
    | DiscardServer
    | ExportImage
    | FindChangedGlobals
    | FindVaryingAttributes
    | RequestBatch
)
AnyResponse = (
    JailResponse
    | LoadResponse
    | StepResponse
    | SnapshotResponse
    | FailureResponse
    | ImageResponse
    | GlobalsResponse
    | EmptyResponse
    | BatchResponse
)


RESPONSE_TYPES: dict[type[Request], type[Response]] = {
    LoadLayers: LoadResponse,
    ExportImage: ImageResponse,
    FindChangedGlobals: GlobalsResponse,
    FindVaryingAttributes: GlobalsResponse,
    DiscardServer: EmptyResponse,
    BootAndSnapshot: SnapshotResponse,
    StepSnapshot: SnapshotResponse,
    RequestBatch: BatchResponse,
}


def response_type(request: Request) -> type[Response]:
    """Return the one type of response, besides FailureResponse, that `request` can have."""
    return RESPONSE_TYPES.get(type(request), StepResponse)


class RequestFrame(Record, frozen=True):
    """One request with its sequence number."""

    sequence: int
    request: AnyRequest


class ResponseFrame(Record, frozen=True):
    """One response; `sequence` repeats the request's."""

    sequence: BoundedInt
    answer: AnyResponse
