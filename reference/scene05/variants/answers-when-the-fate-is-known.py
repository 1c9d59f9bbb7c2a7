# variant: a deposed leader may wait until the entry commits or is replaced, and then tell the truth
class Commit(Server):
    """On losing leadership waits for the entry's fate: ok if it commits after all, unknown if it is replaced."""

    replace(
        "answerClients",
        "kept = self.log.holds(index, call.term)\nif kept and index <= self.lastApplied:",
        "if not self.log.holds(index, call.term):\n    outcome, value = UNKNOWN, None\nelif index <= self.lastApplied:",
    )
    replace("answerClients", "elif not kept or self.role != LEADER:\n    outcome, value = UNKNOWN, None", "")
