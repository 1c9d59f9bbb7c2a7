# caught by: test_restart_in_the_same_term
"""Writes the first vote that it gives, and no later one."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.wrote = False

    replace("started", "super().started()", "super().started()\nself.wrote = self.votedFor not in (None, self.id)")

    replace("handleRequestVote", "self.persist()", "if not self.wrote:\n    self.persist()\nself.wrote = True")
