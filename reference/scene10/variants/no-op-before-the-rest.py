# variant: a follower refuses what comes after an entry that it lacks, and the leader goes back
class Operations(Server):
    """Appends its no-op before it takes the role: nextIndex begins behind the no-op."""

    replace(
        "becomeLeader",
        "super().becomeLeader()\nif self.options.no_op:\n    self.log.append(Entry(self.currentTerm))\n    self.persist()",
        "if self.options.no_op:\n    self.log.append(Entry(self.currentTerm))\n    self.persist()\nsuper().becomeLeader()\nif self.options.no_op:",
    )
