from raftlab.server import Entry


class Election(Server):
    """Begins a leadership with a no-op: legal. A call's entry is not the first of the leadership."""

    replace(
        "becomeLeader",
        "self.role = LEADER",
        "self.role = LEADER\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
