class Terms(Server):
    """Leaves nextIndex in place when it steps down: harmless where becomeLeader starts it again."""

    replace("becomeFollower", "self.nextIndex = {}", "")
