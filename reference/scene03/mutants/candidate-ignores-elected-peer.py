# caught by: test_candidate_concedes
class Election(Server):
    """A candidate hears no leader."""

    replace(
        "handleAppendEntries",
        "def handleAppendEntries(self, req: AppendEntries) -> None:",
        "def handleAppendEntries(self, req: AppendEntries) -> None:\n    if self.role == CANDIDATE:\n        return",
    )
