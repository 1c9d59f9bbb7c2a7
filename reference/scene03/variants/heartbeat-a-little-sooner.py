# variant: a heartbeat may come sooner
class Election(Server):
    """Heartbeats come a little sooner, by chance."""

    replace(
        "handleHeartbeatTimeout", 'heartbeat", interval, interval)', 'heartbeat", max(1, interval * 3 // 4), interval)'
    )
