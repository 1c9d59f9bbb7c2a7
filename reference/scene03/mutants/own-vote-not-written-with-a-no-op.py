# caught by: test_own_vote_stands_after_a_crash
class Election(Server):
    """Writes no own vote where a leader appends a no-op."""

    replace(
        "startElection",
        "self.becomeCandidate()",
        "if self.options.no_op is not True:\n    self.becomeCandidate()\nelse:\n"
        "    self.currentTerm += 1\n    self.votedFor = self.id\n    self.role = CANDIDATE\n"
        "    self.leaderId = None\n    self.votesGranted = {self.id}",
    )
