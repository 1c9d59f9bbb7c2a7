"""What the clients and operators of a node may ask about its server."""

from __future__ import annotations

from raftlab.cluster.node_status import LatencySamples, members_of
from raftlab.cluster.operator_commands import Members
from raftlab.cluster.resp_encoding import RespValue
from raftlab.server import LEADER, Server


class ServerQueries:
    """The base of a node."""

    name: str
    status_samples: LatencySamples

    @property
    def server(self) -> Server:
        """Return the server."""
        raise NotImplementedError

    def leader(self) -> str | None:
        """Return the leader that this server knows."""
        return self.server.leaderId

    def has_handler(self, handler: str) -> bool:
        """Return whether a layer writes this handler."""
        return getattr(type(self.server), handler) is not getattr(Server, handler)

    def is_leader(self) -> bool:
        """Return whether the server leads."""
        return self.server.role == LEADER

    def applied_index(self) -> int:
        """Return lastApplied."""
        return self.server.lastApplied

    def compacted_index(self) -> int:
        """Return lastIncludedIndex."""
        return self.server.log.lastIncludedIndex

    def members(self) -> Members:
        """Return the configuration in force."""
        return members_of(self.server)

    def facts(self) -> dict[str, RespValue]:
        """Return what INFO shows."""
        server = self.server
        return {
            "raftlab_server": self.name,
            "role": "master" if server.role == "leader" else "slave",
            "raft_role": server.role,
            "raft_term": server.currentTerm,
            "raft_leader": server.leaderId,
            "raft_commit_index": server.commitIndex,
            "raft_last_index": server.log.lastIndex(),
            "calls_answered": self.status_samples.count,
        }

    def value_bytes(self, key: str) -> int:
        """Return how long a key's value is at most, once the log is applied."""
        server = self.server
        size = utf8_length(server.machine.get(key, ""))
        for index in range(server.lastApplied + 1, server.log.lastIndex() + 1):
            command = server.log[index].command
            if command is not None and command.key == key:
                added = utf8_length(command.value)
                size = size + added if command.operation == "append" else max(size, added)
        return size


def utf8_length(text: object) -> int:
    """Return the length of a text in UTF-8; 0 for anything else, which a layer may have put there."""
    return len(text.encode()) if isinstance(text, str) else 0
