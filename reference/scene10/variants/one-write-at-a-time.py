# variant: a write may wait for the one before it, and then holds all that came meanwhile
class Operations(Server):
    """Group commit: one background write at a time."""

    replace(
        "persist",
        "self.writes[self.persist_in_background()] = (self.log.lastIndex(), self.now)",
        "if not self.writes:\n    self.writes[self.persist_in_background()] = (self.log.lastIndex(), self.now)",
    )
    replace(
        "onPersisted",
        "index, begun = self.writes.pop(completion.number)",
        "index, begun = self.writes.pop(completion.number)\n"
        "if not completion.failed and self.log.lastIndex() > index:\n"
        "    self.persist()",
    )
