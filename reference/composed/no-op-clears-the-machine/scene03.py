from raftlab.server import Entry


class Election(Server):
    """Begins a leadership with a no-op: legal. The state machine must not care."""

    replace(
        "becomeLeader",
        "self.role = LEADER",
        "self.role = LEADER\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
