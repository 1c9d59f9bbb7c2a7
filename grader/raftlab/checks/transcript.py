"""What each server of a process was asked and answered, from each of its starts to its end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from raftlab.errors import BadFrameError, SubmissionError, WorkerDiedError
from raftlab.worker.host import SuccessResponse
from raftlab.worker.wire import BootServer, CallMethod, HandleEvent, Request

Response = SuccessResponse | SubmissionError
TRANSCRIPT_LIMIT = 64
"""How many lives are remembered of one process: a check by examples starts thousands."""


@dataclass
class Transcript:
    """One server from its start on: the questions, the first of them its Boot, and what came of each."""

    boot: BootServer
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    @property
    def server(self) -> str:
        """Return whose life it is."""
        return self.boot.server

    @property
    def is_restarted(self) -> bool:
        """Tell whether it began from what an earlier life had made durable."""
        return self.boot.image_id is not None


class TranscriptRecorder:
    """The latest lives in one process, in the order of their starts."""

    def __init__(self) -> None:
        self._transcripts: deque[Transcript] = deque(maxlen=TRANSCRIPT_LIMIT)
        self._current: dict[tuple[int, str], Transcript] = {}
        self._latest: Transcript | None = None

    def record(self, request: Request, response: Response) -> None:
        """Keep one question about a live server, and what came of it. Searches keep servers elsewhere: not theirs."""
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

    def __len__(self) -> int:
        return len(self._transcripts)

    @property
    def is_cluster(self) -> bool:
        """Tell whether several servers lived here: then chance, or a scenario, drove them."""
        return len({life.server for life in self._transcripts}) > 1

    @property
    def latest(self) -> Transcript | None:
        """Return the life that was asked last."""
        return self._latest

    def earlier_transcripts(self, transcript: Transcript) -> list[Transcript]:
        """Return the earlier lives of the same server, oldest first."""
        earlier = list(self._transcripts)
        earlier = earlier[: earlier.index(transcript)] if transcript in earlier else []
        return [each for each in earlier if each.server == transcript.server]

    def complete_transcripts(self) -> list[Transcript]:
        """Return the lives that did not end with their process, in the order of their starts."""
        return [life for life in self._transcripts if life.responses and not ended_with_process(life)]

    def sample(self) -> list[Transcript]:
        """Return the longest life from a first start, and the longest from a restart."""
        fresh = [life for life in self.complete_transcripts() if not life.is_restarted]
        restored = [life for life in self.complete_transcripts() if life.is_restarted]
        return [max(each, key=lambda life: len(life.requests)) for each in (fresh, restored) if each]


def ended_with_process(transcript: Transcript) -> bool:
    """Tell whether the process ended in this life, or was ended: how far it came then depends on the machine."""
    return isinstance(transcript.responses[-1], WorkerDiedError | BadFrameError)
