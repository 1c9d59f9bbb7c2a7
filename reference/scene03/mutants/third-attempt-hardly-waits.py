# caught by: test_candidate_tries_again
"""From the third attempt on a candidate hardly waits, with Pre-Vote."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.attempts = 0

    replace(
        "startElection",
        "self.resetElectionTimer()",
        "self.attempts += 1\nself.resetElectionTimer()\n"
        "if self.attempts > 2 and self.options.preVote:\n    self.setTimer('election', 10, 40)",
    )
