# variant: hand_over runs with each heartbeat and answer
class Operations(Server):
    replace("transferLeadership", "self.hand_over()", "pass")
