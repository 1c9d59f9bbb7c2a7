# caught by: test_ok_waits_for_commit
"""A leader answers unknown to a client that has waited for forty events."""

from raftlab.server import Options, ServerId


class Commit(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.ages: dict[int, int] = {}

    replace(
        "answerClients",
        "kept = self.log.holds(index, call.term)",
        "kept = self.log.holds(index, call.term)\nself.ages[index] = self.ages.get(index, 0) + 1",
    )
    replace("answerClients", "!= LEADER:", "!= LEADER or self.ages[index] > 40:")
