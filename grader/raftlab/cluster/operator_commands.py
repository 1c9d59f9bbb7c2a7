"""Commands for operators: who the members are, a change of the members, and a snapshot now.

RAFTLAB.MEMBERS
RAFTLAB.CHANGE learner S4            (or voter, remove; several pairs, and JOINT at the end)
RAFTLAB.COMPACT
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.resp_encoding import OK_LINE, RespValue, encode_error, encode_value
from raftlab.server import Change, CompactionRequest, ConfigurationRequest, Record, TransferRequest

TRANSFER_COMMAND = "RAFTLAB.TRANSFER"
MEMBERS_COMMAND, CHANGE_COMMAND, COMPACT_COMMAND = "RAFTLAB.MEMBERS", "RAFTLAB.CHANGE", "RAFTLAB.COMPACT"
ACTIONS = ("voter", "learner", "remove")
SendAnswer = Callable[[bytes], None]


class Members(Record, frozen=True):
    """The configuration in force at a server: `index` is its entry, 0 for the initial one or one in a snapshot."""

    voters: tuple[str, ...]
    learners: tuple[str, ...]
    old_voters: tuple[str, ...]
    index: int
    is_committed: bool

    @property
    def is_settled(self) -> bool:
        """Return whether no change is under way."""
        return self.is_committed and not self.old_voters


class OperatedNode(Protocol):
    """What these commands need of their node."""

    plan: ClusterPlan
    name: str

    def request(self, request: ConfigurationRequest | CompactionRequest | TransferRequest) -> None:
        """Let the server handle an operator's request."""
        ...

    def has_handler(self, handler: str) -> bool:
        """Return whether a layer writes this handler."""
        ...

    def members(self) -> Members:
        """Return the configuration in force."""
        ...

    def is_leader(self) -> bool:
        """Return whether the server leads."""
        ...

    def applied_index(self) -> int:
        """Return lastApplied."""
        ...

    def compacted_index(self) -> int:
        """Return lastIncludedIndex."""
        ...


def answer_members(node: OperatedNode, version: int) -> bytes:
    """Return the answer to RAFTLAB.MEMBERS."""
    members = node.members()
    shown: dict[str, RespValue] = {
        "voters": members.voters,
        "learners": members.learners,
        "old_voters": members.old_voters,
        "index": members.index,
        "is_committed": int(members.is_committed),
    }
    return encode_value(shown, version)


def answer_change(node: OperatedNode, arguments: Sequence[str], moved: Callable[[], bytes]) -> bytes:
    """Ask the server for a change of the members, and return the answer; `moved` makes that of a follower."""
    is_joint = bool(arguments) and arguments[-1].upper() == "JOINT"
    pairs = arguments[:-1] if is_joint else arguments
    actions, servers = pairs[::2], pairs[1::2]
    if len(actions) != len(servers) or set(actions) - set(ACTIONS) or set(servers) - set(node.plan.names):
        names = " ".join(node.plan.names)
        return encode_error(
            f"ERR syntax error: {CHANGE_COMMAND} voter|learner|remove SERVER … [JOINT]; servers: {names}"
        )
    if not node.has_handler("handleConfigurationRequest"):
        return encode_error("ERR no layer here changes the members")
    if not node.is_leader():
        return moved()
    before = node.members()
    changes = tuple(Change(action, server) for action, server in zip(actions, servers, strict=True))  # type: ignore[arg-type]
    node.request(ConfigurationRequest(changes, is_joint))
    if node.members().index == before.index:
        return encode_error(
            "TRYAGAIN the leader refused: the last change is not committed, a new voter lacks entries, or more than one"
            " voter changes without JOINT"
        )
    return OK_LINE


def answer_transfer(node: OperatedNode, target: str, moved: Callable[[], bytes]) -> bytes:
    """Ask the server to hand its leadership over, and return the answer: that it was asked."""
    if target not in node.plan.names:
        return encode_error(f"ERR no server {target[:20]!r}; servers: {' '.join(node.plan.names)}")
    if not node.has_handler("handleTransferRequest"):
        return encode_error("ERR no layer here hands the leadership over")
    if not node.is_leader():
        return moved()
    node.request(TransferRequest(target))
    return OK_LINE


def answer_compaction(node: OperatedNode) -> bytes:
    """Ask the server for a snapshot of all that it applied, and return the answer."""
    if not node.has_handler("handleCompactionRequest"):
        return encode_error("ERR no layer here takes snapshots")
    node.request(CompactionRequest(node.applied_index()))
    return encode_value(node.compacted_index())
