# caught by: test_log_that_is_behind_is_refused
"""A deposed leader grants without the log check."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.led = False

    replace(
        "handleRequestVote",
        "free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
        "free and (self.isUpToDate(req.lastLogIndex, req.lastLogTerm) or self.led)",
    )

    replace("becomeLeader", "self.role = LEADER", "self.role = LEADER\nself.led = True")
