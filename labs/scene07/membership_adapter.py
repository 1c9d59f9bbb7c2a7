"""Asks a submission's methods whose arguments no frame carries: sets of servers, and changes."""

from raftlab.server import Change, ConfigurationRequest, Server


class FrontLayer(Server):
    """Takes the arguments as text."""

    def decides(self, servers: str) -> bool | str:
        """Return what quorum() answers, or the servers that are left where it has changed the set."""
        asked = set(servers.split())
        found = self.quorum(asked)
        return bool(found) if asked == set(servers.split()) else " ".join(sorted(asked))

    def proposes(self, changes: str) -> bool:
        """Return what proposeConfiguration() answers."""
        return bool(self.proposeConfiguration(parse_change_request(changes)))

    def becomes_each(self, changes: str, joint: int) -> str:
        """Return what each of several requests makes of the configuration: "voter S4; remove S2"."""
        return "; ".join(self.becomes(each, joint) for each in changes.split(";"))

    def becomes(self, changes: str, joint: int) -> str:
        found = self.next_configuration(parse_change_request(changes, joint))
        if found is None:
            return "refused"
        old = "" if found.old_voters is None else f"{' '.join(found.old_voters)} | "
        learners = f" + {' '.join(found.learners)}" if found.learners else ""
        return f"{old}{' '.join(found.voters)}{learners}"


def parse_change_request(changes: str, joint: int = 0) -> ConfigurationRequest:
    """Return the request of an operator: "voter S4 remove S2"."""
    words = changes.split()
    parts = tuple(Change(action, server) for action, server in zip(words[::2], words[1::2], strict=True))
    return ConfigurationRequest(parts, bool(joint))
