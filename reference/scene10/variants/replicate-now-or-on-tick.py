# variant: only the latency differs
class Operations(Server):
    """Gathers calls and sends them with the next heartbeat."""

    replace(
        "__init__",
        "super().__init__(id, cluster, options)",
        "super().__init__(id, cluster, options)\nself.gathers = False",
    )
    replace(
        "handleClientRequest",
        "super().handleClientRequest(req)",
        "self.gathers = bool(self.options.window_messages)\nsuper().handleClientRequest(req)\nself.gathers = False",
    )
    replace(
        "replicateTo",
        "sent = self.in_flight.setdefault(follower, [])",
        "sent = self.in_flight.setdefault(follower, [])\nif self.gathers:\n    return",
    )
