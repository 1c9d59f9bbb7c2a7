"""A real cluster of the references serves redis-cli and redis-py, and answers bad requests in one line."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from pathlib import Path

import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader

from raftlab.errors import UsageError


def cli(program: str, port: int, *words: str) -> str:
    """Return what redis-cli prints for one command."""
    done = subprocess.run([program, "-p", str(port), *words], capture_output=True, text=True, timeout=30)
    return (done.stdout + done.stderr).strip()


def test_a_stock_client_reads_and_writes_through_any_server(make_cluster: MakeCluster, redis_cli: str) -> None:
    """A follower answers MOVED, redis-cli -c follows, and each command means what it means in Redis."""
    supervisor = make_cluster()
    leader = wait_for_leader(supervisor)
    other = next(name for name in supervisor.nodes if name != leader)
    port, leader_port = (supervisor.plan.server(name).client_port for name in (other, leader))

    assert cli(redis_cli, port, "set", "a", "1") == f"MOVED 15495 127.0.0.1:{leader_port}"
    steps = [
        ("set a 1", "OK"),
        ("get a", "1"),
        ("append a 23", "3"),
        ("get a", "123"),
        ("set a 9 NX", ""),
        ("set b 9 NX", "OK"),
        ("set c 1 XX", ""),
        ("set b 8 XX", "OK"),
        ("set b 7 IFEQ 9", ""),
        ("set b 7 IFEQ 8", "OK"),
        ("get b", "7"),
        ("del a b c", "2"),
        ("get a", ""),
        ("set a 1 EX 5", "ERR syntax error: SET key value, and one of NX, XX, IFEQ text (not empty)"),
    ]
    for line, expected in steps:
        assert cli(redis_cli, port, "-c", *line.split()) == expected, line
    assert f"raft_leader:{leader}" in cli(redis_cli, port, "info")
    assert "unknown command 'flushall'; this lab knows PING GET SET" in cli(redis_cli, port, "flushall")
    assert cli(redis_cli, port, "get") == "ERR wrong number of arguments for 'get'"
    assert "a value of 70,000 bytes; this lab takes at most 65,536" in cli(redis_cli, port, "set", "a", "x" * 70_000)
    assert cli(redis_cli, port, "-3", "hello").splitlines()[:2] == ["server", "raftlab"] or "raftlab" in cli(
        redis_cli, port, "-3", "hello"
    )


@pytest.mark.long
def test_redis_py_finds_the_leader_and_goes_on_after_kill_9(make_cluster: MakeCluster) -> None:
    """The cluster client of redis-py writes, the leader is killed, and every acknowledged write is still there."""
    redis = pytest.importorskip("redis")
    from redis.cluster import ClusterNode

    supervisor = make_cluster()
    leader = wait_for_leader(supervisor)
    nodes = [ClusterNode("127.0.0.1", each.client_port) for each in supervisor.plan.servers]
    client = redis.RedisCluster(startup_nodes=nodes)
    written = {}
    for number in range(200):
        if number == 100:
            supervisor.kill(leader)
        while f"k{number}" not in written:
            with contextlib.suppress(redis.exceptions.RedisError, redis.exceptions.RedisClusterException):
                if client.set(f"k{number}", number):
                    written[f"k{number}"] = str(number).encode()
    supervisor.start(leader)
    assert {key: client.get(key) for key in written} == written


def test_no_value_grows_past_the_limit(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """Of appends sent together the ones that fit take effect, the others get an error in one line; so do sessions."""
    from raftlab.cluster.session_client import SessionClient

    supervisor = make_cluster(count=1)
    wait_for_leader(supervisor)
    append = resp_request("APPEND", "key", "x" * 20_000)
    requests = [*[append] * 5, resp_request("SET", "key", "y"), append]
    with socket.create_connection(("127.0.0.1", supervisor.plan.servers[0].client_port), 30) as connection:
        connection.sendall(b"".join(requests))
        answers = [next(lines) for lines in [iter(connection.makefile("rb"))] for _ in requests]
    refused = b"-ERR the value would have 80,000 bytes, and this lab takes at most 65,536: nothing is appended now\r\n"
    assert answers == [b":20000\r\n", b":40000\r\n", b":60000\r\n", refused, refused, b"+OK\r\n", b":20001\r\n"]
    session = SessionClient(tmp_path / "cluster")
    for _ in range(2):
        assert session.call("append", ["key", "z" * 20_000], 30) == "ok"
    with pytest.raises(UsageError, match="the value would have 80,001 bytes"):
        session.call("append", ["key", "z" * 20_000], 30)
    with pytest.raises(UsageError, match="a value of 70,000 bytes; this lab takes at most 65,536"):
        session.call("put", ["key", "z" * 70_000], 30)


def resp_request(*words: str) -> bytes:
    """Return a request as clients of Redis write it."""
    return b"".join([b"*%d\r\n" % len(words), *(b"$%d\r\n%s\r\n" % (len(word), word.encode()) for word in words)])


def test_requests_that_are_no_requests_end_in_one_line(make_cluster: MakeCluster) -> None:
    """Bytes that are no RESP, a text that is no UTF-8, and an endless request each get an error; the others go on."""
    supervisor = make_cluster(count=1)
    wait_for_leader(supervisor)
    port = supervisor.plan.servers[0].client_port

    def talk(data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(data)
            with contextlib.suppress(ConnectionError):
                return connection.recv(4096)
            return b""

    assert talk(b"PING\r\n") == b"+PONG\r\n"
    assert talk(b"*1\r\n$x\r\n").startswith(b"-ERR Protocol error")
    assert talk(b"*2\r\n$3\r\nGET\r\n$1\r\n\xff\r\n") == (
        b"-ERR this lab stores text: a word of the request is not UTF-8\r\n"
    )
    assert talk(b"*2\r\n$3\r\nGET\r\n:1\r\n") == b"-ERR Protocol error: a request is a list of texts\r\n"
    assert talk(b"*1\r\n$4\r\nQUIT\r\n") == b"+OK\r\n"
    with socket.create_connection(("127.0.0.1", port), 10) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(b"*2\r\n$3\r\nGET\r\n$500000000\r\n")
        for _ in range(100):
            connection.sendall(b"x" * 100_000)
    assert talk(b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n") == b"+OK\r\n"


@pytest.mark.parametrize("reads", ["index", "log"])
def test_reads_go_as_they_are_asked_to(make_cluster: MakeCluster, redis_cli: str, reads: str) -> None:
    """With --reads index a get leaves no entry; with log it does. The length after APPEND is right in both."""
    supervisor = make_cluster(count=1, reads=reads)
    wait_for_leader(supervisor)
    port = supervisor.plan.servers[0].client_port

    def last_index() -> int:
        text = cli(redis_cli, port, "info")
        return int(text.split("raft_last_index:")[1].split()[0])

    assert cli(redis_cli, port, "set", "a", "1") == "OK"
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        before = last_index()
        for _ in range(5):
            connection.sendall(b"GET a\r\n")
            assert connection.recv(100) == b"$1\r\n1\r\n"
        assert last_index() - before == (0 if reads == "index" else 5)
        connection.sendall(b"APPEND a 23\r\nDEL a\r\nDEL a\r\n")
        answers = b""
        while answers.count(b"\r\n") < 3:
            answers += connection.recv(100)
        assert answers == b":3\r\n:1\r\n:0\r\n"
