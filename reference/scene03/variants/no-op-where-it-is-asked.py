# variant: a leader may begin its term with an entry of its own (Raft §8)
"""Appends a no-op where the deployment asks for one."""

from raftlab.server import Entry


class Election(Server):
    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        "self.matchIndex = dict.fromkeys(self.followers, 0)\nif self.options.no_op is True:\n"
        "    self.log.append(Entry(self.currentTerm))\n    self.persist()",
    )
