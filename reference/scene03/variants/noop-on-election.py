# variant: a leader may begin its term with an entry of its own (Raft §8)
"""Appends a no-op when it wins."""

from raftlab.server import Entry


class Election(Server):
    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        "self.matchIndex = dict.fromkeys(self.followers, 0)\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
