# expected: 89 points
class Operations(Server):
    """Everything but the stall: a write that hangs ends no leadership, and an error is not written again."""

    def disk_is_late(self) -> bool:
        return False

    replace("onPersisted", "self.persist()", "pass")
