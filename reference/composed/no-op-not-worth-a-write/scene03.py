from raftlab.server import Entry


class Election(Server):
    """Begins a leadership with a no-op: legal. It must be durable like any entry."""

    replace(
        "becomeLeader",
        "self.role = LEADER",
        "self.role = LEADER\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
