from raftlab.server import Log


class Commit(Server):
    """Truncates by making a new, shorter log: harmless where everyone reads self.log anew."""

    replace("truncateConflicts", "self.log.truncateFrom(index)", "self.log = Log(list(self.log)[: index - 1])")
