class Election(Server):
    """Notes its own last index with each heartbeat: harmless where only the followers are counted."""

    replace(
        "handleHeartbeatTimeout",
        "interval = self.options.heartbeatInterval",
        "self.matchIndex[self.id] = self.log.lastIndex()\ninterval = self.options.heartbeatInterval",
    )
