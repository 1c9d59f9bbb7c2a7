# variant: two no-ops of one term do no harm
class Operations(Server):
    """Appends a second no-op after the first."""

    replace("becomeLeader", "self.persist()", "self.log.append(Entry(self.currentTerm))\nself.persist()")
