# caught by: test_vote_stands_after_a_crash
"""In a term that was just written it writes no vote."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.writtenTerm = 0

    replace(
        "becomeFollower",
        "led = self.role == LEADER",
        "led = self.role == LEADER\nif term > self.currentTerm:\n    self.writtenTerm = term",
    )

    replace("handleRequestVote", "self.persist()", "if self.writtenTerm != self.currentTerm:\n    self.persist()")
