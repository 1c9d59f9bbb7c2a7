"""Asks a submission's methods whose arguments no frame carries: sets of servers, and changes."""

from raftlab.server import Change, ConfigurationRequest, Server


class Spy(Server):
    """Takes the arguments as text."""

    def decides(self, servers: str) -> bool:
        return bool(self.quorum(set(servers.split())))

    def becomes(self, changes: str, joint: int) -> str:
        words = changes.split()
        parts = tuple(Change(action, server) for action, server in zip(words[::2], words[1::2], strict=True))
        found = self.next_configuration(ConfigurationRequest(parts, bool(joint)))
        if found is None:
            return "refused"
        old = "" if found.old_voters is None else f"{' '.join(found.old_voters)} | "
        learners = f" + {' '.join(found.learners)}" if found.learners else ""
        return f"{old}{' '.join(found.voters)}{learners}"
