# expected: 19 points
class Snapshots(Server):
    """A server saves snapshots and starts from them; nothing is sent yet."""

    def replicateTo(self, follower: ServerId) -> None:
        raise NotImplementedError

    def handleAppendEntries(self, req: AppendEntries) -> None:
        raise NotImplementedError

    def handleInstallSnapshot(self, req: InstallSnapshot) -> None:
        raise NotImplementedError

    def handleInstallSnapshotReply(self, reply: InstallSnapshotReply) -> None:
        raise NotImplementedError
