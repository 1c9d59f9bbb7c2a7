"""The process of a placed server as a host, in which a scene's drawing can run a whole cluster."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.checks.placed_server import PlacedServer
from raftlab.errors import SubmissionError
from raftlab.worker.message_codec import Codec
from raftlab.worker.wire import Request
from raftlab.worker.worker_hosts import SuccessResponse


class PlacedProcess:
    """The process in which a placed server runs, and its codec."""

    def __init__(self, server: PlacedServer) -> None:
        self._send_request = server._send_request
        self.codec: Codec = server._codec

    def request(self, request: Request) -> SuccessResponse:
        """Carry out `request`. SubmissionError for everything the submission does wrong."""
        response: SuccessResponse = self._send_request(request)
        return response

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out several requests in order and return their responses."""
        return [self.request(request) for request in requests]

    def close(self) -> None:
        """Leave the process to the server that it belongs to."""
