"""Stands in for electionWindow of scene 03, which may be wider than the option says."""

from raftlab.server import Server


class FrontLayer(Server):
    """Its shortest election timeout is half of the option, so that each promise is shorter."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return low // 2, high
