# variant: unknown is always true
class Commit(Server):
    """A deposed leader says unknown to all, also to the applied."""

    replace(
        "answerClients",
        "if kept and index <= self.lastApplied:",
        "if self.role == LEADER and kept and index <= self.lastApplied:",
    )
