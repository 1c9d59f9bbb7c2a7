# variant: the next heartbeat sends the target what it lacks
class Operations(Server):
    replace("transferLeadership", "self.replicateTo(target)", "pass")
