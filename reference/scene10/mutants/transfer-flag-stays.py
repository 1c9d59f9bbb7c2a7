# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Every later election carries the flag."""

    replace("send", "message.term == self.transfer_term", "0 < self.transfer_term <= message.term")
