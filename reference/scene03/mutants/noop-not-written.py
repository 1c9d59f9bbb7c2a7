# caught by: test_leader_resets_next_and_match_index
from raftlab.server import Entry


class Election(Server):
    """A new leader appends a no-op and does not make it durable."""

    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        "self.matchIndex = dict.fromkeys(self.followers, 0)\nself.log.append(Entry(self.currentTerm))",
    )
