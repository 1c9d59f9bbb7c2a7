# variant: the vote that makes the majority comes once
class Election(Server):
    """Leads at exactly the majority."""

    replace("handleRequestVoteReply", ".votesGranted) >= self.", ".votesGranted) == self.")
