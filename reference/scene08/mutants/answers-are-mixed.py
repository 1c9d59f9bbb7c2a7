# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Takes an answer about any snapshot as one about this."""

    replace("handleInstallSnapshotReply", "reply.lastIncludedIndex == index and reply.offset", "reply.offset")
