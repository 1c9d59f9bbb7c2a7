"""The clients of a random run: each makes one call at a time, and repeats it until it is answered or given up."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from raftlab.server import LEADER, OK, UNKNOWN, Command, Reply
from raftlab.worker.responses import ObservedState

CLIENT_NAMES = ("c1", "c2", "c3")
KEYS = "xy"
OPERATIONS = ("put", "put", "append", "append", "get", "cas")
GIVE_UP_CHANCE = 0.15
"""The chance that a client starts a new call instead of a retry; the old call may still take effect."""


@dataclass
class Clients:
    """The pending call of each client. `next_request` returns the next command and the server to send it to."""

    rng: random.Random
    lost_reply_chance: float
    pending_commands: dict[str, Command] = field(default_factory=dict)
    last_sequence: dict[str, int] = field(default_factory=dict)
    client_names: tuple[str, ...] = CLIENT_NAMES
    keys: str = KEYS
    operations: tuple[str, ...] = OPERATIONS

    def next_request(
        self, retry_chance: float, running_servers: Mapping[str, ObservedState], servers: tuple[str, ...]
    ) -> tuple[str, Command] | None:
        """Return (server, command) for a random client; None if that client keeps waiting."""
        client = self.rng.choice(self.client_names)
        command = self.pending_commands.get(client)
        if command is not None and self.rng.random() >= retry_chance:
            return None
        if command is None or self.rng.random() < GIVE_UP_CHANCE:
            command = self.new_command(client)
        return self.pick_server(running_servers, servers), command

    def new_command(self, client: str) -> Command:
        """Return a new command of the client, and record it as pending."""
        sequence = self.last_sequence[client] = self.last_sequence.get(client, 0) + 1
        operation, key = self.rng.choice(self.operations), self.rng.choice(self.keys)
        value = "" if operation in ("get", "delete") else f"{client}{sequence}"
        expected = self.rng.choice(("", "c11", "c21")) if operation == "cas" else ""
        command = self.pending_commands[client] = Command(operation, key, value, expected, client, sequence)
        return command

    def receive_reply(self, reply: Reply) -> None:
        """Handle an answer, unless it is lost. After an unknown outcome or "not leader" the call stays pending."""
        command = self.pending_commands.get(reply.client)
        if command is None or command.sequence != reply.sequence or self.rng.random() < self.lost_reply_chance:
            return
        if reply.outcome == OK or (reply.outcome == UNKNOWN and self.rng.random() < GIVE_UP_CHANCE):
            del self.pending_commands[reply.client]

    def pick_server(self, running_servers: Mapping[str, ObservedState], servers: tuple[str, ...]) -> str:
        """Return the server to send to: mostly a leader, sometimes any server."""
        leaders = [server for server, seen in sorted(running_servers.items()) if seen.role == LEADER]
        use_any = self.rng.random() < 0.1 or not leaders
        return self.rng.choice(servers if use_any else leaders)
