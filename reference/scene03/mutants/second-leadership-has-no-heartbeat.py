# caught by: test_leader_sends_heartbeats_to_everyone
"""Heartbeats for the first leadership alone."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.leaderships = set()

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.leaderships.add(self.currentTerm)
        if len(self.leaderships) == 1:
            self.setTimer("heartbeat", interval, interval)
