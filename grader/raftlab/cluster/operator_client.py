"""An operator of a running cluster: asks for the members, changes them step by step, and waits until it is done."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import hiredis

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.operator_commands import (
    CHANGE_COMMAND,
    COMPACT_COMMAND,
    MEMBERS_COMMAND,
    TRANSFER_COMMAND,
    Members,
)
from raftlab.errors import UsageError

ANSWER_S = 2.0
PAUSE_S = 0.1
SayLine = Callable[[str], None]


def ask_server(plan: ClusterPlan, name: str, arguments: Sequence[str]) -> Any:
    """Return what one server answers: a value, or a hiredis.ReplyError; None if it does not answer."""
    reader = hiredis.Reader(encoding="utf-8", notEnoughData=False)
    with (
        contextlib.suppress(OSError, hiredis.ProtocolError),
        socket.create_connection((plan.host, plan.server(name).client_port), ANSWER_S) as connection,
    ):
        connection.sendall(hiredis.pack_command(tuple(arguments)))
        while data := connection.recv(65536):
            reader.feed(data)
            if (answer := reader.gets()) is not False:
                return answer
    return None


@dataclass
class Operator:
    """An operator. Each task ends within `limit_s`, or raises UsageError with what the cluster said last."""

    plan: ClusterPlan
    limit_s: float
    say: SayLine
    _last_answer: str = "no server answers"
    _deadline: float = field(default_factory=time.monotonic)

    def members(self) -> Members:
        """Return the members, as the leader sees them."""
        self._deadline = time.monotonic() + self.limit_s
        return self._members()

    def add(self, name: str, is_voter: bool) -> Members:
        """Make a server a learner; then, if `is_voter` and once it has what is committed, a voter."""
        self._deadline = time.monotonic() + self.limit_s
        members = self._settled_members()
        if name not in (*members.voters, *members.learners):
            self._ask(CHANGE_COMMAND, "learner", name)
            members = self._settled_members()
            self.say(f"{name} is a learner: it gets the log, and has no vote")
        if is_voter and name not in members.voters:
            self._ask(CHANGE_COMMAND, "voter", name)
            members = self._settled_members()
            self.say(f"{name} is a voter")
        return members

    def remove(self, name: str) -> Members:
        """Remove a server from the members. A leader steps down when that is committed."""
        self._deadline = time.monotonic() + self.limit_s
        members = self._settled_members()
        if name in (*members.voters, *members.learners):
            self._ask(CHANGE_COMMAND, "remove", name)
            members = self._settled_members()
            self.say(f"{name} is no member")
        return members

    def transfer(self, name: str) -> str:
        """Let the leader hand over to a server, which may take several requests; return the leader then."""
        self._deadline = time.monotonic() + self.limit_s
        while self._find_leader() != name:
            self._ask(TRANSFER_COMMAND, name)
            time.sleep(5 * PAUSE_S)
        return name

    def compact(self) -> dict[str, int]:
        """Let each server that answers take a snapshot; return where its log begins now."""
        indexes = {}
        for name in self.plan.names:
            answer = ask_server(self.plan, name, (COMPACT_COMMAND,))
            if isinstance(answer, hiredis.ReplyError):
                raise UsageError(str(answer))
            if answer is not None:
                indexes[name] = int(answer)
        return indexes

    def _settled_members(self) -> Members:
        """Return the members when no change is under way."""
        while not (members := self._members()).is_settled:
            self._last_answer = "the last change is not committed"
            time.sleep(PAUSE_S)
        return members

    def _members(self) -> Members:
        voters, learners, old_voters, index, is_committed = self._ask(MEMBERS_COMMAND)[1::2]
        return Members(tuple(voters), tuple(learners), tuple(old_voters), int(index), bool(is_committed))

    def _ask(self, *arguments: str) -> Any:
        """Return what the leader answers, when it does not refuse any more. UsageError for a wrong request."""
        while time.monotonic() < self._deadline:
            leader = self._find_leader()
            answer = ask_server(self.plan, leader, arguments) if leader else None
            if answer is not None and not isinstance(answer, hiredis.ReplyError):
                return answer
            text = str(answer) if answer is not None else self._last_answer
            if text.startswith("ERR"):
                raise UsageError(text)
            self._last_answer = text
            time.sleep(PAUSE_S)
        raise UsageError(f"not done within {self.limit_s:g} s: {self._last_answer}")

    def _find_leader(self) -> str:
        """Return the server that says that it leads the newest term; "" if none does."""
        found = []
        for name in self.plan.names:
            text = ask_server(self.plan, name, ("INFO",))
            if isinstance(text, str):
                facts = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
                if facts.get("raft_role") == "leader":
                    found.append((int(facts["raft_term"]), name))
        return max(found)[1] if found else ""
