# caught by: test_refusal_goes_back
class Operations(Server):
    """A refusal of one follower empties the windows of all."""

    replace(
        "handleAppendEntriesReply",
        "self.in_flight[follower] = []",
        "self.in_flight = {each: [] for each in self.followers}",
    )
