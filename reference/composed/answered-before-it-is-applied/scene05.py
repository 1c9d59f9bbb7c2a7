from raftlab.server import OK


class Commit(Server):
    """Answers once the entry is committed: harmless where all that is committed is applied first."""

    replace("answerClients", "if kept and index <= self.lastApplied:", "if kept and index <= self.commitIndex:")
    replace("answerClients", "self.results[index]", "self.results.get(index, (OK, None))")
