# variant: two no-ops of one term do no harm
class Operations(Server):
    """Appends its no-op also where scene 09 has appended one."""

    replace("becomeLeader", " and self.log.lastTerm() != self.currentTerm", "")
