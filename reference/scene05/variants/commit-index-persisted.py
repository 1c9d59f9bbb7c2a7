# variant: a commitIndex that was true once stays true: saving it is a safe hint
class Commit(Server):
    """Saves commitIndex with the rest, so that a restart need not learn it again."""

    persistent = (*Server.persistent, "commitIndex")

    def settle(self) -> None:
        moved = self.commitIndex > self.lastApplied
        super().settle()
        if moved:
            self.persist()
