# variant: a session is an object of a data class of the layer, with a deque; the machine is a defaultdict
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass
class Session:
    last: deque = field(default_factory=lambda: deque(maxlen=1))
    ended: bool = False


class StateMachine(Server):
    """Keeps an object for each client, and changes it in place."""

    def __init__(self, id, cluster, options) -> None:
        super().__init__(id, cluster, options)
        self.machine = defaultdict(str)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        session = self.sessions.setdefault(command.client, Session())
        if session.ended:
            return REFUSED, None
        for sequence, value in session.last:
            if command.sequence <= sequence:
                return OK, value
        value = self.execute(command)
        session.last.append((command.sequence, value))
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions.setdefault(key, Session()).ended = True")
    replace("execute", 'self.machine[key] = (old or "") + command.value', "self.machine[key] += command.value")
