# caught by: test_each_quorum_check_counts_anew
class PreVoting(Server):
    """After ten windows a leader of five needs only one other."""

    replace(
        "checkQuorum",
        "if heard >= self.majority():",
        """if len(self.cluster) == 5 and self.now >= 10 * self.electionWindow()[0]:
    heard += 1
if heard >= self.majority():""",
    )
