"""Recorded requests and responses of each server, from each start to its end."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field

from raftlab.errors import BadFrameError, SubmissionError, WorkerDiedError
from raftlab.worker.responses import DiskImage, SnapshotEffect, StepResponse
from raftlab.worker.wire import BootServer, CallMethod, HandleEvent, Request
from raftlab.worker.worker_hosts import SuccessResponse

Response = SuccessResponse | SubmissionError
TRANSCRIPT_LIMIT = 64
"""How many transcripts are kept per process: a check by examples starts thousands of servers."""


@dataclass(frozen=True)
class ImageOrigin:
    """Where a durable image was persisted: in `transcript`, as an effect of the response to a request."""

    transcript: Transcript
    request_index: int
    effect_index: int

    def effect_in(self, responses: list[Response]) -> DiskImage | SnapshotEffect | None:
        """Return the effect at this place of other responses to the same requests; None if none persists there."""
        response = responses[self.request_index]
        effects = response.effects if isinstance(response, StepResponse) else ()
        found = effects[self.effect_index] if self.effect_index < len(effects) else None
        return found if isinstance(found, DiskImage | SnapshotEffect) else None


@dataclass(eq=False)
class Transcript:
    """One server from its start: its requests, the first a BootServer, and their responses.

    image_origin, snapshot_origin: for a restart, where its image and the snapshot on its disk were persisted; None if
    no effect announced it.
    """

    boot: BootServer
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    image_origin: ImageOrigin | None = None
    snapshot_origin: ImageOrigin | None = None
    number: int = 0  # of the start, among those of its process

    @property
    def server(self) -> str:
        """Return the id of the server."""
        return self.boot.server

    @property
    def is_restarted(self) -> bool:
        """Return whether the server started from a durable image or a snapshot."""
        return self.boot.image_id is not None or self.boot.snapshot_image_id is not None

    @property
    def is_announced(self) -> bool:
        """Return whether everything that the server started from was persisted by a recorded effect."""
        return (self.boot.image_id is None or self.image_origin is not None) and (
            self.boot.snapshot_image_id is None or self.snapshot_origin is not None
        )

    @property
    def origins(self) -> list[ImageOrigin]:
        """Return where the images that it started from were persisted."""
        return [origin for origin in (self.image_origin, self.snapshot_origin) if origin is not None]

    @property
    def restart_chain(self) -> list[Transcript]:
        """Return the transcripts of this server from its first start to this one, each after those it restarted from.

        Empty if one of them restarted from an image that no effect announced.
        """
        line, waiting = [self], [self]
        while waiting:
            life = waiting.pop()
            if not life.is_announced:
                return []
            for origin in life.origins:
                if origin.transcript not in line:
                    line.append(origin.transcript)
                    waiting.append(origin.transcript)
        return sorted(line, key=lambda life: life.number)


class TranscriptRecorder:
    """The latest transcripts of one process, in the order of their starts."""

    def __init__(self) -> None:
        self._transcripts: deque[Transcript] = deque(maxlen=TRANSCRIPT_LIMIT)
        self._current: dict[tuple[int, str], Transcript] = {}
        self._latest: Transcript | None = None
        self._image_origins: dict[tuple[int, str], dict[int, ImageOrigin]] = {}
        self._starts = itertools.count()

    def record(self, request: Request, response: Response) -> None:
        """Keep one request to a live server and its response. Requests about snapshots are not kept."""
        if not isinstance(request, BootServer | HandleEvent | CallMethod):
            return
        whose = request.run_id, request.server
        if isinstance(request, BootServer):
            state, saved = (self._find_origin(request, id) for id in (request.image_id, request.snapshot_image_id))
            self._current[whose] = Transcript(request, [], [], state, saved, next(self._starts))
            self._transcripts.append(self._current[whose])
        life = self._latest = self._current.get(whose)
        if life is not None:
            life.requests.append(request)
            life.responses.append(response)
            if isinstance(response, StepResponse):
                persisted = self._image_origins.setdefault(whose, {})
                for index, effect in enumerate(response.effects):
                    if isinstance(effect, DiskImage | SnapshotEffect):
                        persisted[effect.image] = ImageOrigin(life, len(life.responses) - 1, index)

    def _find_origin(self, boot: BootServer, image: int | None) -> ImageOrigin | None:
        """Return where `image`, from which `boot` starts, was last persisted, by this server if it did."""
        if image is None:
            return None
        own = self._image_origins.get((boot.run_id, boot.server), {}).get(image)
        others = (persisted.get(image) for persisted in self._image_origins.values())
        return own or next((origin for origin in others if origin is not None), None)

    def __len__(self) -> int:
        return len(self._transcripts)

    @property
    def is_cluster(self) -> bool:
        """Return whether several servers ran here: then a random run or a scenario drove them."""
        return len({life.server for life in self._transcripts}) > 1

    @property
    def latest(self) -> Transcript | None:
        """Return the transcript of the last request."""
        return self._latest

    def earlier_first_starts(self, transcript: Transcript) -> list[Transcript]:
        """Return the earlier first starts of the same server, oldest first."""
        earlier = list(itertools.takewhile(lambda each: each is not transcript, self._transcripts))
        return [each for each in earlier if each.server == transcript.server and not each.is_restarted]

    def complete_transcripts(self) -> list[Transcript]:
        """Return the transcripts that did not end with their process, in the order of their starts."""
        return [life for life in self._transcripts if life.responses and not has_process_ended(life)]

    def sample(self) -> list[Transcript]:
        """Return the longest transcript of a first start, and the longest of a restart."""
        fresh = [life for life in self.complete_transcripts() if not life.is_restarted]
        restored = [life for life in self.complete_transcripts() if life.is_restarted]
        return [max(each, key=lambda life: len(life.requests)) for each in (fresh, restored) if each]


def has_process_ended(transcript: Transcript) -> bool:
    """Return whether the process ended in this transcript: how far it came depends on the machine."""
    return isinstance(transcript.responses[-1], WorkerDiedError | BadFrameError)
