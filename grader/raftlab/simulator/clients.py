"""Clients of a random run: each has one call at a time, and repeats it until it hears, or gives up."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from raftlab.server import LEADER, OK, UNKNOWN, Command, Reply
from raftlab.worker.responses import ObservedState

CLIENT_NAMES = ("c1", "c2", "c3")
OPERATIONS = ("put", "put", "append", "append", "get", "cas")
GIVE_UP_CHANCE = 0.15
"""How often a client that would repeat its call starts another instead; the old one may still take effect."""


@dataclass
class Clients:
    """What each client waits for. `turn` says which command goes to which server next."""

    rng: random.Random
    lost_reply_chance: float
    pending_commands: dict[str, Command] = field(default_factory=dict)
    last_sequence: dict[str, int] = field(default_factory=dict)

    def next_request(
        self, retry_chance: float, running_servers: Mapping[str, ObservedState], servers: tuple[str, ...]
    ) -> tuple[str, Command] | None:
        """Return (server, command) for a client picked by chance, None where it waits on."""
        client = self.rng.choice(CLIENT_NAMES)
        command = self.pending_commands.get(client)
        if command is not None and self.rng.random() >= retry_chance:
            return None
        if command is None or self.rng.random() < GIVE_UP_CHANCE:
            command = self.new_command(client)
        return self.pick_server(running_servers, servers), command

    def new_command(self, client: str) -> Command:
        """Return the client's next command, which it then waits for."""
        sequence = self.last_sequence[client] = self.last_sequence.get(client, 0) + 1
        operation, key = self.rng.choice(OPERATIONS), self.rng.choice("xy")
        value = "" if operation == "get" else f"{client}{sequence}"
        expected = self.rng.choice(("", "c11", "c21")) if operation == "cas" else ""
        command = self.pending_commands[client] = Command(operation, key, value, expected, client, sequence)
        return command

    def receive_reply(self, reply: Reply) -> None:
        """Take an answer, unless it is lost on its way. An unknown outcome is asked again, as is a wrong server's."""
        command = self.pending_commands.get(reply.client)
        if command is None or command.sequence != reply.sequence or self.rng.random() < self.lost_reply_chance:
            return
        if reply.outcome == OK or (reply.outcome == UNKNOWN and self.rng.random() < GIVE_UP_CHANCE):
            del self.pending_commands[reply.client]

    def pick_server(self, running_servers: Mapping[str, ObservedState], servers: tuple[str, ...]) -> str:
        """Return a server to ask: mostly one that leads, now and then any."""
        leaders = [server for server, seen in sorted(running_servers.items()) if seen.role == LEADER]
        anywhere = self.rng.random() < 0.1 or not leaders
        return self.rng.choice(servers if anywhere else leaders)
