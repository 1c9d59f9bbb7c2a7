# variant: the transfer under way brings the follower further than the older answer says
class Snapshots(Server):
    replace(
        "handleInstallSnapshotReply",
        "if reply.matchIndex:",
        "if reply.lastIncludedIndex != index:\n    return\nif reply.matchIndex:",
    )
