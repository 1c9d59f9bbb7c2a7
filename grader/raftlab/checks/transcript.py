"""Recorded requests and responses of each server, from each start to its end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from raftlab.errors import BadFrameError, SubmissionError, WorkerDiedError
from raftlab.worker.host import SuccessResponse
from raftlab.worker.responses import PersistEffect, StepResponse
from raftlab.worker.wire import BootServer, CallMethod, HandleEvent, Request

Response = SuccessResponse | SubmissionError
TRANSCRIPT_LIMIT = 64
"""How many transcripts are kept per process: a check by examples starts thousands of servers."""


@dataclass
class Transcript:
    """One server from its start: its requests, the first a BootServer, and their responses."""

    boot: BootServer
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    @property
    def server(self) -> str:
        """Return the id of the server."""
        return self.boot.server

    @property
    def is_restarted(self) -> bool:
        """Tell whether the server started from a durable image."""
        return self.boot.image_id is not None


class TranscriptRecorder:
    """The latest transcripts of one process, in the order of their starts."""

    def __init__(self) -> None:
        self._transcripts: deque[Transcript] = deque(maxlen=TRANSCRIPT_LIMIT)
        self._current: dict[tuple[int, str], Transcript] = {}
        self._latest: Transcript | None = None
        self._image_hashes: dict[int, bytes] = {}

    def record(self, request: Request, response: Response) -> None:
        """Keep one request to a live server and its response. Requests about snapshots are not kept."""
        if not isinstance(request, BootServer | HandleEvent | CallMethod):
            return
        whose = request.run_id, request.server
        if isinstance(request, BootServer):
            self._current[whose] = Transcript(request)
            self._transcripts.append(self._current[whose])
        life = self._latest = self._current.get(whose)
        if life is not None:
            life.requests.append(request)
            life.responses.append(response)
        if isinstance(response, StepResponse):
            for effect in response.effects:
                if isinstance(effect, PersistEffect):
                    self._image_hashes.setdefault(effect.image, effect.image_hash)

    def image_hash_of(self, transcript: Transcript) -> bytes | None:
        """Return the hash of the image that `transcript` started from, as it was persisted; None if it is unknown."""
        image_id = transcript.boot.image_id
        return None if image_id is None else self._image_hashes.get(image_id)

    def __len__(self) -> int:
        return len(self._transcripts)

    @property
    def is_cluster(self) -> bool:
        """Tell whether several servers ran here: then a random run or a scenario drove them."""
        return len({life.server for life in self._transcripts}) > 1

    @property
    def latest(self) -> Transcript | None:
        """Return the transcript of the last request."""
        return self._latest

    def earlier_transcripts(self, transcript: Transcript) -> list[Transcript]:
        """Return the earlier transcripts of the same server, oldest first."""
        earlier = list(self._transcripts)
        earlier = earlier[: earlier.index(transcript)] if transcript in earlier else []
        return [each for each in earlier if each.server == transcript.server]

    def complete_transcripts(self) -> list[Transcript]:
        """Return the transcripts that did not end with their process, in the order of their starts."""
        return [life for life in self._transcripts if life.responses and not ended_with_process(life)]

    def sample(self) -> list[Transcript]:
        """Return the longest transcript of a first start, and the longest of a restart."""
        fresh = [life for life in self.complete_transcripts() if not life.is_restarted]
        restored = [life for life in self.complete_transcripts() if life.is_restarted]
        return [max(each, key=lambda life: len(life.requests)) for each in (fresh, restored) if each]


def ended_with_process(transcript: Transcript) -> bool:
    """Tell whether the process ended in this transcript: how far it came depends on the machine."""
    return isinstance(transcript.responses[-1], WorkerDiedError | BadFrameError)
