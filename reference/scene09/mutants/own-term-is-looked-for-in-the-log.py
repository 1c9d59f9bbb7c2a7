# caught by: test_own_term_first
class Reads(Server):
    """Looks for the first entry of its term in the log: after a compaction it waits for the next one."""

    replace(
        "read_point",
        "index = max(self.commitIndex, self.termStart)",
        "own = [at for at in range(self.log.firstIndex(), self.log.lastIndex() + 1) if "
        "self.log[at].term == self.currentTerm]\n"
        "index = max(self.commitIndex, own[0] if own else self.log.lastIndex() + 1)",
    )
