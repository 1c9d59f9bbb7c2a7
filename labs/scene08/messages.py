"""The messages of InstallSnapshot. (Raft §7, Figure 13)"""

from __future__ import annotations

from raftlab.server import Configuration, Message, ServerId

CHUNK_CHARACTERS = 32
"""The most characters of a snapshot's data in one message. Real systems send a megabyte or so."""


class InstallSnapshot(Message, frozen=True):
    """A leader sends a part of its snapshot: `data` begins at character `offset`. The last part is `done`.

    The snapshot covers the log up to lastIncludedIndex; `configuration` is the last one up to there, None for the
    initial one. All parts of one transfer have the same term and the same lastIncludedIndex.
    """

    leaderId: ServerId
    lastIncludedIndex: int
    lastIncludedTerm: int
    configuration: Configuration | None
    offset: int
    data: str
    done: bool

    def refusal(self, term: int, sender: ServerId) -> Message:
        return InstallSnapshotReply(term=term, followerId=sender, lastIncludedIndex=self.lastIncludedIndex)


class InstallSnapshotReply(Message, frozen=True):
    """The reply to InstallSnapshot. lastIncludedIndex is the request's.

    While the snapshot is not complete, `offset` is how many characters of it the follower has, and matchIndex is 0.
    Once the follower has everything that the snapshot covers, matchIndex is lastIncludedIndex.
    """

    followerId: ServerId
    lastIncludedIndex: int
    offset: int = 0
    matchIndex: int = 0
