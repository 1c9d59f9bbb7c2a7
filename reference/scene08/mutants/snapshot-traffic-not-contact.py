# caught by: test_part_counts_as_hearing_the_leader
from raftlab.server import Message


class Snapshots(Server):
    """Answers about parts do not count as contact: CheckQuorum deposes the leader."""

    def receive(self, message: Message) -> None:
        active = set(self.active)
        super().receive(message)
        if isinstance(message, InstallSnapshotReply):
            self.active = active
