# variant: a client that never called has no session that could end; its first call opens one
class StateMachine(Server):
    """An expire of a client that has no session yet does nothing."""

    replace(
        "execute",
        "self.sessions[key] = EXPIRED",
        """if key in self.sessions:
    self.sessions[key] = EXPIRED""",
    )
