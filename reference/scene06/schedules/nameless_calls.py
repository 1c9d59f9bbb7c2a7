"""Servers whose log says nothing about who called."""

from raftlab.server import ClientRequest, Command, Server


class Front(Server):
    """Takes each call without the name of its client: two calls differ by what they do alone."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        called = req.command
        super().handleClientRequest(ClientRequest(Command(called.operation, called.key, called.value, called.expected)))
