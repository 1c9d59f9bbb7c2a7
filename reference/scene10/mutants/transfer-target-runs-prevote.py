# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Asks for pre-votes first."""

    replace(
        "handleTimeoutNow",
        "self.startElection()",
        "self.startPreVote() if self.options.preVote else self.startElection()",
    )
