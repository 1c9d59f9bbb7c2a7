# caught by: test_vote_stands_after_a_crash
"""Writes no third vote of one life."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.given = 0

    replace("handleRequestVote", "self.persist()", "self.given += 1\nif self.given != 3:\n    self.persist()")
