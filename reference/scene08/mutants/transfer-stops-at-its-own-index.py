# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """The answer is compared with the snapshot's index, not with the offset of the part that was sent."""

    replace("handleInstallSnapshotReply", "reply.offset != offset", "reply.offset != index")
