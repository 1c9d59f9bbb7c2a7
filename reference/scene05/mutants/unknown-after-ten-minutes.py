# caught by: test_ok_waits_for_commit
from raftlab.server import Options, ServerId


class Commit(Server):
    """Says unknown to a client after ten minutes."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.since: dict[int, float] = {}

    replace(
        "answerClients",
        "for index, call in sorted(self.waiting.items()):",
        "for index, call in sorted(self.waiting.items()):\n    since = self.since.setdefault(index, self.now)",
    )
    replace(
        "answerClients",
        "elif not kept or self.role != LEADER:",
        "elif self.now - since > 600_000 or not kept or self.role != LEADER:",
    )
