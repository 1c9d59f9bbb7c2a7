"""Load on one server: redis-benchmark for what speaks RESP, and a loop of connections for etcd's HTTP gateway."""

from __future__ import annotations

import asyncio
import base64
import csv
import random
import subprocess
import time
from collections.abc import Sequence

from raftlab.errors import UsageError
from raftlab.server import Record

PROBE_CALLS = 50
KEY_COUNT = 1000
VALUE_BYTES = 16
LIMIT_S = 120.0


class LoadResult(Record, frozen=True):
    """Calls a second, and the latency in ms that half, and 99 of 100, did not exceed."""

    calls_per_s: float
    p50_ms: float
    p99_ms: float


def measure_resp(port: int, operation: str, connections: int, seconds: float) -> LoadResult:
    """Return what redis-benchmark measures on a server. UsageError if it fails."""
    probe = run_redis_benchmark(port, operation, connections, PROBE_CALLS)
    count = int(min(200_000, max(PROBE_CALLS, probe.calls_per_s * seconds)))
    return run_redis_benchmark(port, operation, connections, count)


def run_redis_benchmark(port: int, operation: str, connections: int, count: int) -> LoadResult:
    """Run redis-benchmark once."""
    command = ["redis-benchmark", "-p", str(port), "-c", str(connections), "-n", str(count), "--csv"]
    command += ["-t", operation.lower(), "-d", str(VALUE_BYTES), "-r", str(KEY_COUNT)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"redis-benchmark: {error}; install it with `apt install redis-tools`") from None
    rows = [row for row in csv.reader(done.stdout.splitlines()) if row and row[0].upper().startswith(operation)]
    if not rows:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise UsageError(f"redis-benchmark {operation} on port {port} gave no result: {told[-1] if told else ''}")
    _, rate, _, _, p50, _, p99, *_ = rows[-1]
    return LoadResult(float(rate), float(p50), float(p99))


def measure_etcd(port: int, operation: str, connections: int, seconds: float) -> LoadResult:
    """Return what a loop of connections measures at the HTTP gateway of etcd."""
    return asyncio.run(run_etcd_load(port, operation, connections, seconds))


async def run_etcd_load(port: int, operation: str, connections: int, seconds: float) -> LoadResult:
    """Call etcd on so many connections for so long."""
    durations: list[float] = []
    end = time.monotonic() + seconds
    started = time.monotonic()
    await asyncio.gather(*(call_etcd(port, operation, number, end, durations) for number in range(connections)))
    return summarise(durations, time.monotonic() - started)


async def call_etcd(port: int, operation: str, number: int, end: float, durations: list[float]) -> None:
    """Make one call after the other on one connection."""
    rng = random.Random(number)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.monotonic() < end:
            request = etcd_request(operation, f"key:{rng.randrange(KEY_COUNT):012d}")
            start = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise UsageError(f"etcd answered {head.splitlines()[0].decode()}")
            length = next(line for line in head.lower().splitlines() if line.startswith(b"content-length"))
            await reader.readexactly(int(length.split(b":")[1]))
            durations.append(time.monotonic() - start)
    finally:
        writer.close()


def etcd_request(operation: str, key: str) -> bytes:
    """Return a put or a linearizable get, as HTTP."""
    name = base64.b64encode(key.encode()).decode()
    value = base64.b64encode(b"x" * VALUE_BYTES).decode()
    is_set = operation == "SET"
    body = (f'{{"key":"{name}","value":"{value}"}}' if is_set else f'{{"key":"{name}"}}').encode()
    path = "put" if is_set else "range"
    return f"POST /v3/kv/{path} HTTP/1.1\r\nHost: e\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def summarise(durations: Sequence[float], seconds: float) -> LoadResult:
    """Return the figures of calls that took so long."""
    ordered = sorted(durations)
    if not ordered:
        return LoadResult(0.0, 0.0, 0.0)
    p50, p99 = (ordered[min(len(ordered) - 1, len(ordered) * part // 100)] * 1000 for part in (50, 99))
    return LoadResult(round(len(ordered) / seconds, 1), round(p50, 3), round(p99, 3))
