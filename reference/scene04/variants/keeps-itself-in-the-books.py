# variant: a leader may keep its own end of the log in the books
class Replication(Server):
    """Keeps itself in the books."""

    replace(
        "handleClientRequest",
        "self.log.append(Entry(self.currentTerm, command))",
        "self.log.append(Entry(self.currentTerm, command))\nself.matchIndex[self.id] = self.log.lastIndex()",
    )
