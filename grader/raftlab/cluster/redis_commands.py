"""The commands of Redis that the cluster knows, as operations of the replicated state machine.

A connection is a client of its own, with a session (dissertation §6.3). A key that holds the empty text counts as
absent for NX and IFEQ, as in the state machine's compare-and-set.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from raftlab.cluster.operator_commands import (
    CHANGE_COMMAND,
    COMPACT_COMMAND,
    MEMBERS_COMMAND,
    TRANSFER_COMMAND,
    OperatedNode,
    SendAnswer,
    answer_change,
    answer_compaction,
    answer_members,
    answer_transfer,
)
from raftlab.cluster.redis_introspection import describe_cluster, describe_commands, info_text
from raftlab.cluster.request_limits import WrongArgumentsError, check_words, require_value_length
from raftlab.cluster.resp_encoding import OK_LINE, RespValue, encode_error, encode_status, encode_value, key_slot
from raftlab.server import NOT_LEADER, OK, REFUSED, Command, Reply

TakeReply = Callable[[Reply | None], None]
CALL_COMMAND = "RAFTLAB.CALL"
OPERATIONS = ("put", "get", "append", "cas", "delete", "expire")
SWAP_ATTEMPTS = 16


class NodeInterface(OperatedNode, Protocol):
    """What the commands need of their node."""

    def call(self, command: Command, take_reply: TakeReply) -> None:
        """Let the server handle a call; `take_reply` gets its reply, or None if it gives none in time."""
        ...

    def leader(self) -> str | None:
        """Return the leader that this server knows."""
        ...

    def facts(self) -> dict[str, RespValue]:
        """Return what INFO shows."""
        ...

    def value_bytes(self, key: str) -> int:
        """Return how long a key's value is at most, once the log is applied."""
        ...


@dataclass
class RedisCommands:
    """The commands of one connection. `client` is the name of its session."""

    node: NodeInterface
    client: str
    version: int = 2
    _sequence: int = 0
    _has_session: bool = False
    _log_read: tuple[str, str, str] = ("get", "", "")
    _handlers: dict[str, Callable[[list[str], SendAnswer], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A get may be answered without an entry, and so out of its place in the log. A swap that never happens, since
        # nobody can guess what it expects, reads in its place.
        self._log_read = ("cas", "", secrets.token_hex(16))
        self._handlers = {
            "PING": lambda request, answer: answer(
                self._value(request[1]) if len(request) > 1 else encode_status("PONG")
            ),
            "ECHO": lambda request, answer: answer(self._value(request[1])),
            "GET": self._get,
            "SET": self._set,
            "APPEND": self._append,
            "DEL": self._delete,
            "INFO": lambda request, answer: answer(self._value(info_text(self.node.facts()))),
            "CLUSTER": self._cluster,
            "HELLO": self._hello,
            "COMMAND": lambda request, answer: answer(self._value(describe_commands(request))),
            "CONFIG": lambda request, answer: answer(self._value({})),
            "CLIENT": lambda request, answer: answer(OK_LINE),
            "READONLY": lambda request, answer: answer(OK_LINE),
            "READWRITE": lambda request, answer: answer(OK_LINE),
            CALL_COMMAND: self._call_session,
            MEMBERS_COMMAND: lambda request, answer: answer(answer_members(self.node, self.version)),
            CHANGE_COMMAND: lambda request, answer: answer(answer_change(self.node, request[1:], self._moved)),
            TRANSFER_COMMAND: lambda request, answer: answer(answer_transfer(self.node, request[1], self._moved)),
            COMPACT_COMMAND: lambda request, answer: answer(answer_compaction(self.node)),
        }

    def execute(self, request: list[str], answer: SendAnswer) -> bool:
        """Carry out one request; `answer` gets its one answer. Return False for QUIT."""
        name = request[0].upper()
        if name == "QUIT":
            answer(OK_LINE)
            return False
        try:
            check_words(name, request)
            self._handlers[name](request, answer)
        except WrongArgumentsError as error:
            answer(encode_error(str(error)))
        return True

    def end(self) -> None:
        """End the session, so that the servers do not keep it forever."""
        if self._has_session and self.node.leader() == self.node.name:
            self._sequence += 1
            self.node.call(Command("expire", key=self.client, client="", sequence=self._sequence), lambda reply: None)

    # ---- keys ------------------------------------------------------------------------------------------------------

    def _get(self, request: list[str], answer: SendAnswer) -> None:
        self._operate(request[1], [("get", "", "")], answer, lambda values: self._value(values[0]))

    def _set(self, request: list[str], answer: SendAnswer) -> None:
        key, value, options = request[1], request[2], [word.upper() for word in request[3:4]] + request[4:]
        if not options:
            self._operate(key, [("put", value, "")], answer, lambda values: OK_LINE)
        elif options == ["NX"]:
            swapped = [("cas", value, "")]
            self._operate(key, swapped, answer, lambda values: self._value(None) if values[0] else OK_LINE)
        elif options == ["XX"]:
            self._set_existing(key, value, answer, SWAP_ATTEMPTS)
        elif options[0] == "IFEQ" and len(options) == 2 and options[1]:
            expected = options[1]
            swapped = [("cas", value, expected)]
            self._operate(key, swapped, answer, lambda values: OK_LINE if values[0] == expected else self._value(None))
        else:
            raise WrongArgumentsError("ERR syntax error: SET key value, and one of NX, XX, IFEQ text (not empty)")

    def _set_existing(self, key: str, value: str, answer: SendAnswer, attempts: int) -> None:
        """Set a key that is there: read it, and swap it if it is still the same."""

        def swap(values: Sequence[str | None]) -> bytes | None:
            old = values[0]
            if old is None:
                return self._value(None)
            if attempts == 0:
                return encode_error("TRYAGAIN other clients change this key all the time")
            self._operate(key, [("cas", value, old)], answer, lambda values: check(values, old))
            return None

        def check(values: Sequence[str | None], old: str) -> bytes | None:
            if values[0] == old:
                return OK_LINE
            self._set_existing(key, value, answer, attempts - 1)
            return None

        self._operate(key, [("get", "", "")], answer, swap)

    def _append(self, request: list[str], answer: SendAnswer) -> None:
        require_value_length(self.node, request[1], request[2])
        # Two calls in one event of the node: no other client's entry comes between them.
        calls = [("append", request[2], ""), self._log_read]
        self._operate(request[1], calls, answer, lambda values: encode_value(len((values[1] or "").encode())))

    def _delete(self, request: list[str], answer: SendAnswer) -> None:
        counts: list[int] = []
        errors: list[bytes] = []

        def add(data: bytes) -> None:
            errors.extend([data] if data.startswith(b"-") else [])
            counts.append(data == b":1\r\n")
            if len(counts) == len(request) - 1:
                answer(errors[0] if errors else encode_value(sum(counts)))

        for key in request[1:]:
            calls = [self._log_read, ("delete", "", "")]
            self._operate(key, calls, add, lambda values: encode_value(int(values[0] is not None)))

    def _operate(
        self,
        key: str,
        calls: Sequence[tuple[str, str, str]],
        answer: SendAnswer,
        show: Callable[[Sequence[str | None]], bytes | None],
    ) -> None:
        """Make calls (operation, value, expected) on one key, one after the other; `show` makes the answer of values.

        If any of them has no result, the answer is its error.
        """
        replies: list[Reply | None] = []

        def take(reply: Reply | None) -> None:
            replies.append(reply)
            if len(replies) < len(calls):
                return
            failed = [each for each in replies if each is None or each.outcome != OK]
            if failed:
                answer(self._error(failed[0], key))
                return
            self._has_session = True
            data = show([each.value for each in replies if each is not None])
            if data is not None:
                answer(data)

        for operation, value, expected in calls:
            self._sequence += 1
            self.node.call(Command(operation, key, value, expected, self.client, self._sequence), take)

    def _error(self, reply: Reply | None, key: str) -> bytes:
        """Return the error for a call without a result."""
        if reply is None:
            return encode_error("TRYAGAIN no answer in time: the call may still take effect, or never")
        if reply.outcome == NOT_LEADER:
            return moved_error(self.node, reply.leader, key)
        if reply.outcome == REFUSED:
            return encode_error("ERR the session of this connection has ended; connect again")
        return encode_error("TRYAGAIN the server no longer leads: the call may still take effect, or never")

    # ---- sessions of their own ---------------------------------------------------------------------------------------

    def _call_session(self, request: list[str], answer: SendAnswer) -> None:
        """RAFTLAB.CALL client sequence operation key value expected: a call that may be repeated on any server."""
        _, client, sequence, operation, key, value, expected = request
        if not sequence.isdigit() or len(sequence) > 9 or operation not in OPERATIONS or not client:
            raise WrongArgumentsError(f"ERR syntax error: {CALL_COMMAND} client sequence operation key value expected")
        if operation == "append":
            require_value_length(self.node, key, value)

        def take(reply: Reply | None) -> None:
            if reply is None:
                answer(self._value(["unknown", None, None]))
            else:
                answer(self._value([reply.outcome, reply.value, reply.leader]))

        self.node.call(Command(operation, key, value, expected, client, int(sequence)), take)

    # ---- about the cluster -------------------------------------------------------------------------------------------

    def _cluster(self, request: list[str], answer: SendAnswer) -> None:
        part = request[1].upper()
        if part == "KEYSLOT" and len(request) == 3:
            answer(encode_value(key_slot(request[2])))
            return
        leader = self.node.leader()
        if leader is None and part in ("SLOTS", "SHARDS"):
            leader = (
                self.node.name
            )  # a client that finds no master at all gives up; here it hears CLUSTERDOWN, and waits
        shown = describe_cluster(part, self.node.plan, self.node.name, leader)
        if shown is None:
            raise WrongArgumentsError(
                f"ERR unknown part {part[:40]!r}: CLUSTER SLOTS, SHARDS, NODES, INFO, MYID, KEYSLOT"
            )
        answer(self._value(shown))

    def _hello(self, request: list[str], answer: SendAnswer) -> None:
        if len(request) > 1:
            if request[1] not in ("2", "3"):
                raise WrongArgumentsError("NOPROTO this server speaks RESP 2 and 3")
            if "AUTH" in (word.upper() for word in request[2:]):
                raise WrongArgumentsError("ERR this lab has no passwords; leave AUTH out")
            self.version = int(request[1])
        is_leader = self.node.leader() == self.node.name
        shown: dict[str, RespValue] = {
            "server": "raftlab",
            "version": "7.0.0",
            "proto": self.version,
            "id": 1,
            "mode": "cluster",
            "role": "master" if is_leader else "replica",
            "modules": [],
        }
        answer(self._value(shown))

    def _moved(self) -> bytes:
        return moved_error(self.node, self.node.leader(), "")

    def _value(self, value: RespValue) -> bytes:
        return encode_value(value, self.version)


def moved_error(node: NodeInterface, leader: str | None, key: str) -> bytes:
    """Return where a client of a server that does not lead finds the leader."""
    if leader is None or leader == node.name or leader not in node.plan.names:
        return encode_error("CLUSTERDOWN no leader is known; try again")
    return encode_error(f"MOVED {key_slot(key)} {node.plan.host}:{node.plan.server(leader).client_port}")
