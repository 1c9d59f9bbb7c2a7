# variant: what is cut conflicts with the leader's log, so a crash right after this write loses nothing that counts
class Commit(Server):
    """Writes the log after the cut; it is written again after the append."""

    replace("truncateConflicts", "self.log.truncateFrom(index)", "self.log.truncateFrom(index)\nself.persist()")
