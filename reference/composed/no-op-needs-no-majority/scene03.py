from raftlab.server import Entry


class Election(Server):
    """Begins a leadership with a no-op: legal. It is an entry like others: it needs a majority."""

    replace(
        "becomeLeader",
        "self.role = LEADER",
        "self.role = LEADER\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
