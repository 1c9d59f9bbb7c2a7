"""Who cuts the links between servers: the nodes themselves, or the kernel in a network namespace of its own.

In the namespace each server sends from an address of its own, and a routing rule lets nothing through from one to the
other: real TCP sees a network that is cut, in one direction if need be. It ends with the process that entered it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.node_orders import NodeOrder
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import UsageError
from raftlab.jail.kernel_calls import enter_empty_network

ADDRESS = "10.77.0.{}"
REPAIR = "leave --kernel-network out, and the nodes cut their links themselves"


class LinkCutter(Protocol):
    """Cuts links, each in one direction, and heals them."""

    def cut(self, source: str, targets: Sequence[str]) -> None:
        """Let nothing through from a server to others."""
        ...

    def heal(self, source: str, targets: Sequence[str]) -> None:
        """Let everything through again."""
        ...


@dataclass
class NodeLinkCutter:
    """The node that sends drops what it sends."""

    supervisor: Supervisor

    def cut(self, source: str, targets: Sequence[str]) -> None:
        """Let nothing through from a server to others."""
        self.supervisor.order(source, NodeOrder(cut=tuple(targets)))

    def heal(self, source: str, targets: Sequence[str]) -> None:
        """Let everything through again."""
        self.supervisor.order(source, NodeOrder(heal=tuple(targets)))


@dataclass
class KernelLinkCutter:
    """The kernel's routing drops it. The process must be in a namespace that `enter_network_namespace` made."""

    plan: ClusterPlan
    _cut_links: set[tuple[str, str]] = field(default_factory=set)

    def cut(self, source: str, targets: Sequence[str]) -> None:
        """Let nothing through from a server to others."""
        for target in targets:
            if (source, target) not in self._cut_links:
                self._cut_links.add((source, target))
                run_ip("rule", "add", "pref", "1", *self._rule(source, target))

    def heal(self, source: str, targets: Sequence[str]) -> None:
        """Let everything through again."""
        for target in targets:
            if (source, target) in self._cut_links:
                self._cut_links.remove((source, target))
                run_ip("rule", "del", "pref", "1", *self._rule(source, target))

    def _rule(self, source: str, target: str) -> tuple[str, ...]:
        addresses = (self.plan.server(source).peer_host, self.plan.server(target).peer_host)
        return "from", addresses[0], "to", addresses[1], "blackhole"


def enter_network_namespace(server_count: int) -> tuple[str, ...]:
    """Move this process, and all that it starts, into an empty network; return an address for each server.

    UsageError without root, the program ip, or a kernel that can do it.
    """
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise UsageError(f"--kernel-network needs root and the program ip (apt install iproute2); {REPAIR}")
    if reason := enter_empty_network():
        raise UsageError(f"--kernel-network: this system gives no network namespace ({reason}); {REPAIR}")
    run_ip("link", "set", "lo", "up")
    addresses = tuple(ADDRESS.format(number + 1) for number in range(server_count))
    for address in addresses:
        run_ip("addr", "add", f"{address}/32", "dev", "lo")
    run_ip("rule", "add", "pref", "5", "lookup", "local")  # behind the rules that cut links
    run_ip("rule", "del", "pref", "0")
    return addresses


def run_ip(*arguments: str) -> None:
    """Run the program ip. UsageError if it fails."""
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise UsageError(f"ip {' '.join(arguments)}: {done.stderr.strip()[:200]}; {REPAIR}")
