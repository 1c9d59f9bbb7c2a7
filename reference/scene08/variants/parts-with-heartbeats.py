# variant: the next part may be sent with the next heartbeat: each heartbeat sends the one that is wanted
class Snapshots(Server):
    """Sends the next part with the next heartbeat."""

    replace(
        "handleInstallSnapshotReply",
        "self.transfers[follower] = (index, reply.offset)\nself.replicateTo(follower)",
        "self.transfers[follower] = (index, reply.offset)",
    )
