"""Serves one laboratory on this machine only: a secret in every address, no other origin, nothing but its few calls."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from raftlab.errors import RaftlabError, UsageError
from raftlab.pages.laboratory.page import page_state
from raftlab.pages.laboratory.session import Session, scenario_text
from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster

LOOPBACK = "127.0.0.1"
MAX_BODY_BYTES = 4096
SCENARIO_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class RequestBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a call may say."""

    line: str = ""
    at: int = 0
    branch: int = 0
    name: str = ""
    expect: bool = False


@dataclass
class LaboratoryService:
    """Carries out the page's calls on one session, one at a time. `folder` is where it saves scenarios;
    `companion` does what the session does, where the kit can show that."""

    session: Session
    page_html: str
    folder: Path
    mirror: MirrorCluster | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    lock: Lock = field(default_factory=Lock)

    def handle(self, call: str, body: RequestBody) -> dict[str, Any]:
        """Carry out one call and return what the page shows. UsageError for what cannot be done."""
        calls: dict[str, Callable[[], str | None]] = {
            "state": lambda: None,
            "do": lambda: self.session.run_line(body.line),
            "go": lambda: self.session.go_to(body.at),
            "take": lambda: self.session.switch_branch(body.branch),
            "save": lambda: self.save(body.name, body.expect),
        }
        if call not in calls:
            raise UsageError("no such call")
        with self.lock:
            saved = calls[call]()
            return page_state(self.session, self.mirror) | ({"saved": saved} if saved else {})

    def close(self) -> None:
        """End the clusters."""
        self.session.close()
        if self.mirror is not None:
            self.mirror.close()

    def save(self, name: str, with_expectations: bool) -> str:
        """Write the session as a new scenario file and return its path. UsageError for a bad or a taken name."""
        if not SCENARIO_NAME.fullmatch(name):
            raise UsageError("a name is made of small letters, digits and -, at most 40 of them")
        file = self.folder / f"{name}.txt"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8") as stream:
                stream.write(scenario_text(self.session, name, with_expectations))
        except FileExistsError:
            raise UsageError(f"{file} is there already; choose another name") from None
        except OSError as fault:
            raise UsageError(f"cannot write {file} ({fault.strerror})") from None
        return str(file)


def make_server(service: LaboratoryService, port: int = 0) -> ThreadingHTTPServer:
    """Return a server that listens on this machine only; its serve_forever answers, its shutdown ends it."""

    class Handler(RequestHandler):
        pass

    Handler.service = service
    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    server.daemon_threads = True
    return server


def page_url(server: ThreadingHTTPServer, service: LaboratoryService) -> str:
    """Return the address to open: it holds the secret."""
    return f"http://{LOOPBACK}:{server.server_port}/{service.token}/"


class RequestHandler(BaseHTTPRequestHandler):
    """Lets in the page and its calls, and nobody else."""

    service: LaboratoryService
    server_version = "raftlab"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Give the page to whoever knows the secret."""
        if self.is_authorised() and self.path == f"/{self.service.token}/":
            self.respond(200, "text/html; charset=utf-8", self.service.page_html.encode("utf-8"))
        else:
            self.respond_not_found()

    def do_POST(self) -> None:
        """Carry out a call of the page."""
        what = self.path.removeprefix(f"/{self.service.token}/api/")
        size = self.headers.get("Content-Length", "")
        known = what != self.path and self.is_authorised() and self.is_from_page()
        if not known or not size.isdigit() or int(size) > MAX_BODY_BYTES:
            self.respond_not_found()
            return
        try:
            answer = self.service.handle(what, msgspec.json.decode(self.rfile.read(int(size)), type=RequestBody))
        except (RaftlabError, msgspec.DecodeError) as fault:
            answer = {"error": str(fault)}
        self.respond(200, "application/json", msgspec.json.encode(answer))

    def is_authorised(self) -> bool:
        """Tell whether the request names this very server (no other name was made to point here) and the secret."""
        given = self.path.split("/")[1] if self.path.startswith("/") else ""
        hosts = (f"{LOOPBACK}:{self.port}", f"localhost:{self.port}")
        return self.headers.get("Host") in hosts and secrets.compare_digest(
            given.encode("utf-8", "replace"), self.service.token.encode("ascii")
        )

    def is_from_page(self) -> bool:
        """Tell whether the call comes from the page itself: its origin, and a type that no form can send."""
        own = f"http://{self.headers.get('Host')}"
        return self.headers.get("Origin") == own and self.headers.get("Content-Type") == "application/json"

    @property
    def port(self) -> int:
        """Return the port that is listened on."""
        assert isinstance(self.server, ThreadingHTTPServer)
        return self.server.server_port

    def respond_not_found(self) -> None:
        """Answer as if nothing were here."""
        self.close_connection = True
        self.respond(404, "text/plain", b"not found\n")

    def respond(self, status: int, content_type: str, body: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold the secret."""
