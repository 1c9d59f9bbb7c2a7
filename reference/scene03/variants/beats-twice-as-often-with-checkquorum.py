# variant: a leader may send more heartbeats than the deployment asks
class Election(Server):
    """With CheckQuorum heartbeats come twice as often."""

    replace(
        "handleHeartbeatTimeout",
        "interval = self.options.heartbeatInterval",
        "interval = self.options.heartbeatInterval // (2 if self.options.checkQuorum else 1)",
    )
