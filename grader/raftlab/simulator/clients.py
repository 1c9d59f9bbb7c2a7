"""Clients of a random run: each has one call at a time, and repeats it until it hears, or gives up."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from raftlab.server import LEADER, OK, UNKNOWN, Command, Reply
from raftlab.worker.answers import Observed

NAMES = ("c1", "c2", "c3")
OPERATIONS = ("put", "put", "append", "append", "get", "cas")
GIVE_UP = 0.15
"""How often a client that would repeat its call starts another instead; the old one may still take effect."""


@dataclass
class Clients:
    """What each client waits for. `turn` says which command goes to which server next."""

    chance: random.Random
    lost_reply: float
    waiting: dict[str, Command] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def turn(self, retry: float, up: Mapping[str, Observed], servers: tuple[str, ...]) -> tuple[str, Command] | None:
        """Return (server, command) for a client picked by chance, None where it waits on."""
        client = self.chance.choice(NAMES)
        command = self.waiting.get(client)
        if command is not None and self.chance.random() >= retry:
            return None
        if command is None or self.chance.random() < GIVE_UP:
            command = self.new(client)
        return self.server(up, servers), command

    def new(self, client: str) -> Command:
        """Return the client's next command, which it then waits for."""
        sequence = self.asked[client] = self.asked.get(client, 0) + 1
        operation, key = self.chance.choice(OPERATIONS), self.chance.choice("xy")
        value = "" if operation == "get" else f"{client}{sequence}"
        expected = self.chance.choice(("", "c11", "c21")) if operation == "cas" else ""
        command = self.waiting[client] = Command(operation, key, value, expected, client, sequence)
        return command

    def hear(self, reply: Reply) -> None:
        """Take an answer, unless it is lost on its way. An unknown outcome is asked again, as is a wrong server's."""
        command = self.waiting.get(reply.client)
        if command is None or command.sequence != reply.sequence or self.chance.random() < self.lost_reply:
            return
        if reply.outcome == OK or (reply.outcome == UNKNOWN and self.chance.random() < GIVE_UP):
            del self.waiting[reply.client]

    def server(self, up: Mapping[str, Observed], servers: tuple[str, ...]) -> str:
        """Return a server to ask: mostly one that leads, now and then any."""
        leaders = [server for server, seen in sorted(up.items()) if seen.role == LEADER]
        anywhere = self.chance.random() < 0.1 or not leaders
        return self.chance.choice(servers if anywhere else leaders)
