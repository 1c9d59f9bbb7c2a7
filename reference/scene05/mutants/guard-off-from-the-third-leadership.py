# caught by: test_hidden_former_leadership
from raftlab.server import Options, ServerId


class Commit(Server):
    """Counts copies alone from its third leadership on."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.terms_led: set[int] = set()

    replace(
        "tryAdvanceCommit",
        "def tryAdvanceCommit(self) -> bool:",
        "def tryAdvanceCommit(self) -> bool:\n    self.terms_led.add(self.currentTerm)",
    )
    replace("tryAdvanceCommit", "if self.log[", "if len(self.terms_led) < 3 and self.log[")
