# caught by: test_target_catches_up_first
class Operations(Server):
    """Tells only a target that acknowledges something after the request."""

    replace("transferLeadership", "self.hand_over()", "")
    replace("handleHeartbeatTimeout", "self.hand_over()", "")
