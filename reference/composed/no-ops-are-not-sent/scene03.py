from raftlab.server import Entry


class Election(Server):
    """Begins a leadership with a no-op: legal. Followers store it at its own index."""

    replace(
        "becomeLeader",
        "self.role = LEADER",
        "self.role = LEADER\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
