# caught by: test_refusal_goes_back
class Operations(Server):
    """A refusal of the server that it was to hand over to leaves the window as it is."""

    replace("transferLeadership", "self.transfer_target = target", "self.transfer_target = self.former = target")
    replace(
        "handleAppendEntriesReply",
        "self.in_flight[follower] = []",
        "if vars(self).get('former') != follower or self.transfer_target is not None:\n"
        "    self.in_flight[follower] = []",
    )
