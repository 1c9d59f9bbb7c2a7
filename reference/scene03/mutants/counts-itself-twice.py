# caught by: test_majority_elects
class Election(Server):
    """Adds its own vote to votes that hold it."""

    replace("handleRequestVoteReply", ".votesGranted) >= self", ".votesGranted) + 1 >= self")
