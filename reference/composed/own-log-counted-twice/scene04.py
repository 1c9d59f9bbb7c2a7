class Replication(Server):
    """Keeps its own last index in matchIndex too: harmless where only the followers are counted."""

    replace(
        "handleClientRequest",
        "self.persist()",
        "self.persist()\nself.matchIndex[self.id] = self.log.lastIndex()",
    )
