class PreVoting(Server):
    """Notes its own last index with each answer: harmless where only the followers are counted."""

    replace(
        "receive",
        "self.active.add(message.sender)",
        "self.active.add(message.sender)\nself.matchIndex[self.id] = self.log.lastIndex()",
    )
