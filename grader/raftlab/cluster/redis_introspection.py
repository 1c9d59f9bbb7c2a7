"""What a stock client asks about the cluster: one range of slots, whose master is the leader; and the commands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.resp_encoding import RespValue

LAST_SLOT = 16_383
COMMAND_ARITY: Mapping[str, int] = {
    "PING": -1,
    "GET": 2,
    "SET": -3,
    "APPEND": 3,
    "DEL": -2,
    "INFO": -1,
    "CLUSTER": -2,
    "HELLO": -1,
    "COMMAND": -1,
    "QUIT": -1,
    "ECHO": 2,
    "CLIENT": -2,
    "CONFIG": -2,
    "READONLY": 1,
    "READWRITE": 1,
    "RAFTLAB.CALL": 7,
    "RAFTLAB.MEMBERS": 1,
    "RAFTLAB.CHANGE": -3,
    "RAFTLAB.COMPACT": 1,
    "RAFTLAB.TRANSFER": 2,
}
"""The number of request of each command, itself included; negative: at least so many."""
KEYED = {"GET": ("readonly",), "SET": ("write",), "APPEND": ("write",), "DEL": ("write",)}


def command_table() -> Mapping[str, int]:
    """Return the number of request of each command, as in COMMAND."""
    return COMMAND_ARITY


def describe_commands(request: Sequence[str]) -> RespValue:
    """Return the answer to COMMAND, COMMAND COUNT, INFO or DOCS."""
    part = request[1].upper() if len(request) > 1 else ""
    names = [name for name in COMMAND_ARITY if "." not in name]
    if part == "COUNT":
        return len(names)
    if part == "DOCS":
        return {}
    if part == "INFO" and len(request) > 2:
        names = [name for name in names if name in {word.upper() for word in request[2:]}]
    return [command_row(name) for name in names]


def command_row(name: str) -> RespValue:
    """Return one command: name, number of request, flags, first and last key, step, and what later versions added."""
    keys = (1, -1 if name == "DEL" else 1, 1) if name in KEYED else (0, 0, 0)
    return [name.lower(), COMMAND_ARITY[name], KEYED.get(name, ("fast",)), *keys, [], [], [], []]


def node_id(name: str) -> str:
    """Return the id of a server, in the form of Redis."""
    return hashlib.sha1(name.encode()).hexdigest()


def describe_cluster(part: str, plan: ClusterPlan, name: str, leader: str | None) -> RespValue:
    """Return the answer to CLUSTER with this part; None for an unknown one."""
    ordered = sorted(plan.servers, key=lambda each: each.name != leader)
    if part == "SLOTS":
        return [[0, LAST_SLOT, *([plan.host, each.client_port, node_id(each.name), []] for each in ordered)]]
    if part == "SHARDS":
        nodes: list[RespValue] = [
            {
                "id": node_id(each.name),
                "port": each.client_port,
                "ip": plan.host,
                "endpoint": plan.host,
                "role": "master" if each.name == leader else "replica",
                "replication-offset": 0,
                "health": "online",
            }
            for each in ordered
        ]
        return [{"slots": [0, LAST_SLOT], "nodes": nodes}]
    if part == "NODES":
        return "".join(node_line(plan, each.name, name, leader) for each in plan.servers)
    if part == "MYID":
        return node_id(name)
    if part == "INFO":
        state = "ok" if leader else "fail"
        return f"cluster_state:{state}\r\ncluster_slots_assigned:16384\r\ncluster_known_nodes:{len(plan.servers)}\r\n"
    return None


def node_line(plan: ClusterPlan, name: str, asked_name: str, leader: str | None) -> str:
    """Return one line of CLUSTER NODES."""
    server = plan.server(name)
    flags = ("myself," if name == asked_name else "") + ("master" if name == leader else "slave")
    master = "-" if name == leader else node_id(leader or name)
    slots = f" 0-{LAST_SLOT}" if name == leader else ""
    address = f"{plan.host}:{server.client_port}@{server.peer_port}"
    return f"{node_id(name)} {address} {flags} {master} 0 0 1 connected{slots}\n"


def info_text(facts: dict[str, RespValue]) -> str:
    """Return the facts as INFO writes them."""
    return "# Raft\r\n" + "".join(f"{name}:{'' if value is None else value}\r\n" for name, value in facts.items())
