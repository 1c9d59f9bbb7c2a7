# variant: a term that has an entry already needs no other one
class Operations(Server):
    """Appends its no-op only where its log has no entry of this term."""

    replace(
        "becomeLeader", "if self.options.no_op:", "if self.options.no_op and self.log.lastTerm() < self.currentTerm:"
    )
