"""The clients of a workload: each makes its calls one at a time, at a rate of its own, and repeats what is unanswered.

A call counts from the time at which it was due, also if its client was still busy with the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.design.simulated_deployment import Deployment
from raftlab.design.workload import ClientGroup
from raftlab.server import OK, REFUSED, Command, Reply
from raftlab.trace import Propose

BACK_OFF_MS = 5.0
"""How long a client waits after a server said that it does not lead."""
GRACE_MS = 1500.0
"""How long after the last call is due the run goes on."""


@dataclass
class Call:
    """One call: when it was due, first sent and answered (None: not yet), and the value that it wrote or read."""

    client: str
    kind: str
    key: str
    value: str
    due: float
    sent: float = -1.0
    ended: float | None = None
    result: str | None = None
    sequence: int = 0
    sequences: list[int] = field(default_factory=list)


@dataclass
class Client:
    """One client: the call that it makes now, and those that are due."""

    name: str
    group: ClientGroup
    target: str
    calls: list[Call] = field(default_factory=list)
    current: int = 0  # the call that is made now, or next
    sequence: int = 0
    attempt: int = 0
    is_waiting: bool = False


class Clients:
    """All clients of a run. They use `deployment`; `calls` holds what they asked and heard."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._workload = deployment.workload
        self.clients = {client.name: client for client in self._make_clients()}
        self._reply_count = 0
        deployment.on_reply = self._answer_leaves

    @property
    def calls(self) -> list[Call]:
        """Return all calls, those of one client in their order."""
        return [call for client in self.clients.values() for call in client.calls]

    def start(self) -> None:
        """Let every call become due at its time."""
        for client in self.clients.values():
            for call in client.calls:
                self._deployment.schedule(call.due, lambda client=client: self._next(client))  # type: ignore[misc]

    def _make_clients(self) -> Iterator[Client]:
        """Yield the clients with the calls that they will make."""
        for group in self._workload.clients:
            for number in range(group.clients):
                client = Client(f"{group.name}{number + 1}", group, self._deployment.first_voters[0])
                client.calls = list(self._make_calls(client, number))
                yield client

    def _make_calls(self, client: Client, number: int) -> Iterator[Call]:
        """Yield the calls of a client, spread evenly over the run."""
        group, interval = client.group, 1000 / client.group.each
        due, count = interval * (number + 1) / group.clients, 0
        while due < self._workload.end_ms - GRACE_MS:
            count += 1
            if group.reads:
                keys = self._keys_of(group.reads)
                yield Call(client.name, "get", keys[(count + number) % len(keys)], "", due)
            else:
                yield Call(client.name, "put", client.name, str(count), due)
            due += interval

    def _keys_of(self, group_name: str) -> list[str]:
        """Return the keys that a group of writers writes."""
        group = next(each for each in self._workload.clients if each.name == group_name)
        return [f"{group.name}{number + 1}" for number in range(group.clients)]

    # ---- one call ----------------------------------------------------------------------------------------------------

    def _next(self, client: Client) -> None:
        """Make the next call that is due, if the client is free."""
        now = self._deployment.now
        if client.is_waiting or client.current >= len(client.calls) or client.calls[client.current].due > now + 1e-9:
            return
        client.is_waiting = True
        client.sequence += 1
        call = client.calls[client.current]
        call.sent = now
        call.sequence = client.sequence
        call.sequences.append(client.sequence)
        self._send(client, call)

    def _send(self, client: Client, call: Call) -> None:
        """Send a call to the client's server, or to all, and wait for the answer."""
        client.attempt += 1
        attempt, group = client.attempt, client.group
        command = Command(call.kind, call.key, call.value, client=client.name, sequence=call.sequence)
        targets = list(self._deployment.nodes) if group.scatter_ms else [client.target]
        for target in targets:
            self._deliver(client, target, command)
        wait = group.scatter_ms or float(self._deployment.design["client_timeout"])
        self._deployment.schedule(self._deployment.now + wait, lambda: self._time_out(client, call, attempt))

    def _deliver(self, client: Client, target: str, command: Command) -> None:
        """Let a call travel to a server."""
        latency = self._workload.latency(client.group.region, self._deployment.region_of(target))
        act = Propose(target, command)
        self._deployment.schedule(self._deployment.now + latency, lambda: self._deployment.enqueue(target, act))

    def _time_out(self, client: Client, call: Call, attempt: int) -> None:
        """Try the next server, if the call is still unanswered."""
        if client.attempt == attempt and call.ended is None:
            self._retry(client, call, self._other_server(client.target))

    def _retry(self, client: Client, call: Call, target: str) -> None:
        """Repeat a call at a server, under the number that the design says."""
        client.target = target
        if self._deployment.design["client_retry"] == "new number":
            client.sequence += 1
            call.sequence = client.sequence
            call.sequences.append(client.sequence)
        self._send(client, call)

    def _other_server(self, target: str) -> str:
        """Return the server after `target`, of those that were ever members."""
        names = list(self._deployment.nodes)
        return names[(names.index(target) + 1) % len(names)]

    # ---- answers -----------------------------------------------------------------------------------------------------

    def _answer_leaves(self, server: str, reply: Reply) -> None:
        """Let an answer travel to its client, unless it is lost."""
        client = self.clients.get(reply.client)
        if client is None or self._loses_reply():
            return
        latency = self._workload.latency(client.group.region, self._deployment.region_of(server))
        self._deployment.schedule(self._deployment.now + latency, lambda: self._hear(client, server, reply))

    def _loses_reply(self) -> bool:
        """Count an answer after the calm time, and tell whether it is one of those that get lost."""
        if not self._workload.lost_replies or self._deployment.now < self._workload.calm_until_ms:
            return False
        self._reply_count += 1
        return self._reply_count % self._workload.lost_replies == 0

    def _hear(self, client: Client, server: str, reply: Reply) -> None:
        """End the call, or try again where its answer says."""
        if not client.is_waiting or client.current >= len(client.calls):
            return
        call = client.calls[client.current]
        if reply.sequence != call.sequence or call.ended is not None:
            return
        if reply.outcome in (OK, REFUSED):
            call.ended, call.result = self._deployment.now, reply.value
            client.target = server
            client.attempt += 1
            client.current += 1
            client.is_waiting = False
            self._next(client)
        elif not client.group.scatter_ms:
            client.attempt += 1
            attempt = client.attempt
            hint = reply.leader if reply.leader in self._deployment.nodes and reply.leader != server else None
            target = hint or self._other_server(server)
            self._deployment.schedule(
                self._deployment.now + BACK_OFF_MS,
                lambda: self._retry(client, call, target) if client.attempt == attempt else None,
            )
