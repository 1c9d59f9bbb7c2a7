from raftlab.server import Entry


class Election(Server):
    """Begins a leadership with a no-op: legal. The last entry decides an election, whatever it holds."""

    replace(
        "becomeLeader",
        "self.role = LEADER",
        "self.role = LEADER\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
