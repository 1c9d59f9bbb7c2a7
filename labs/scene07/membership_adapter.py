"""Asks a submission's methods whose arguments no frame carries: sets of servers, and changes."""

from __future__ import annotations

from raftlab.server import Change, Configuration, ConfigurationRequest, Server, ServerId


class FrontLayer(Server):
    """Takes the arguments of three methods as text. It adds no name: a student's own names are free."""

    def quorum(self, servers: set[ServerId] | str) -> bool | str:
        """Return what quorum() answers, or the servers that are left where it has changed the set."""
        if not isinstance(servers, str):
            return super().quorum(servers)
        asked = set(servers.split())
        found = super().quorum(asked)
        return bool(found) if asked == set(servers.split()) else " ".join(sorted(asked))

    def proposeConfiguration(self, req: ConfigurationRequest | str) -> bool:
        """Return what proposeConfiguration() answers."""
        if not isinstance(req, str):
            return super().proposeConfiguration(req)
        return bool(super().proposeConfiguration(parse_change_request(req)))

    def next_configuration(self, req: ConfigurationRequest | str, joint: int = 0) -> Configuration | str | None:
        """Return what each of the requests makes of the configuration: "voter S4; remove S2"."""
        answer = super().next_configuration
        if not isinstance(req, str):
            return answer(req)
        return "; ".join(configuration_text(answer(parse_change_request(each, joint))) for each in req.split(";"))


def configuration_text(configuration: Configuration | None) -> str:
    """Return a configuration as text."""
    if configuration is None:
        return "refused"
    old = "" if configuration.old_voters is None else f"{' '.join(configuration.old_voters)} | "
    learners = f" + {' '.join(configuration.learners)}" if configuration.learners else ""
    return f"{old}{' '.join(configuration.voters)}{learners}"


def parse_change_request(changes: str, joint: int = 0) -> ConfigurationRequest:
    """Return the request of an operator: "voter S4 remove S2"."""
    words = changes.split()
    parts = tuple(Change(action, server) for action, server in zip(words[::2], words[1::2], strict=True))
    return ConfigurationRequest(parts, bool(joint))
