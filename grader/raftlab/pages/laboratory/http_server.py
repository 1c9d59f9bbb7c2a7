"""Serve one laboratory to this machine only: a secret in each address, one origin, and a few calls."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import msgspec

from raftlab.errors import RaftlabError, UsageError, write_error_text
from raftlab.nofollow_files import create_file_below
from raftlab.pages.laboratory.page_state import page_state
from raftlab.pages.laboratory.session import Session, scenario_text
from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster
from raftlab.worker.worker_hosts import Host

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
    """The body of a call."""

    line: str = ""
    at: int = 0
    branch: int = 0
    name: str = ""
    expect: bool = False


@dataclass
class LaboratoryService:
    """Runs the calls of the page on one session, one at a time.

    It saves scenarios in `folder`. `mirror` repeats the session on the reference, if the kit has it."""

    session: Session
    page_html: str
    folder: Path
    mirror: MirrorCluster | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    lock: Lock = field(default_factory=Lock)
    version: int = 0
    """How often the student's file was loaded again; the page asks for it."""
    notice: str = ""
    """What happened when the file was last saved."""
    is_stale: bool = False
    """Whether the cluster runs an older version of the file: the saved one cannot be loaded."""

    def handle(self, call: str, body: RequestBody) -> dict[str, Any]:
        """Run one call and return the new state of the page. UsageError for an impossible one."""
        if call == "version":
            return {"version": self.version}
        calls: dict[str, Callable[[], dict[str, str]]] = {
            "state": dict,
            "do": lambda: {"note": self.session.run_line(body.line)},
            "go": lambda: self.do(lambda: self.session.go_to(body.at)),
            "take": lambda: self.do(lambda: self.session.switch_branch(body.branch)),
            "save": lambda: {"saved": self.save(body.name, body.expect)},
        }
        if call not in calls:
            raise UsageError("no such call")
        with self.lock:
            result = calls[call]()
            file_state = {"version": self.version, "notice": self.notice, "stale": self.is_stale}
            return page_state(self.session, self.mirror) | file_state | result

    @staticmethod
    def do(act: Callable[[], None]) -> dict[str, str]:
        """Do `act`, which has no result for the page."""
        act()
        return {}

    def reload(self, file_name: str, open_host: Callable[[], Host] | UsageError) -> bool:
        """Run the lines again on the servers of a saved file, or say why not. Return whether they run."""
        with self.lock:
            self.version += 1
            try:
                if isinstance(open_host, UsageError):
                    raise open_host
                self.session.reload(open_host)
            except UsageError as error:
                self.notice = f"{file_name} was saved, but cannot be used: {error}. The version before still runs."
                self.is_stale = True
                return False
            self.notice = f"{file_name} was saved: the lines so far ran again on it ({self.version})."
            self.is_stale = False
            return True

    def close(self) -> None:
        """End the clusters."""
        self.session.close()
        if self.mirror is not None:
            self.mirror.close()

    def save(self, name: str, with_expectations: bool) -> str:
        """Write the session as a new scenario file and return its path. UsageError for an invalid or taken name."""
        if not SCENARIO_NAME.fullmatch(name):
            raise UsageError("use at most 40 lower-case letters, digits and - for the name")
        file = self.folder / f"{name}.txt"
        try:
            text = scenario_text(self.session, name, with_expectations).encode("utf-8")
            root = self.folder.parent if file.is_absolute() else Path()
            root.mkdir(parents=True, exist_ok=True)
            create_file_below(root, file.relative_to(root), text)
        except FileExistsError:
            raise UsageError(f"{file} already exists; choose another name") from None
        except OSError as error:
            raise UsageError(write_error_text(file, error, "make that folder writable")) from None
        return str(file)


class PageService(Protocol):
    """What the server of a page needs: the page, its secret, and what runs its calls."""

    page_html: str
    token: str

    def handle(self, call: str, body: RequestBody) -> dict[str, Any]:
        """Run one call and return the new state of the page. UsageError for an impossible one."""
        ...


def make_server(service: PageService, port: int = 0) -> ThreadingHTTPServer:
    """Return a server that listens on this machine only; start it with serve_forever, end it with shutdown."""

    class Handler(RequestHandler):
        pass

    Handler.service = service
    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    server.daemon_threads = True
    return server


def page_url(server: ThreadingHTTPServer, service: PageService) -> str:
    """Return the address to open; it contains the secret."""
    return f"http://{LOOPBACK}:{server.server_port}/{service.token}/"


class RequestHandler(BaseHTTPRequestHandler):
    """Serves the page and its calls, and rejects every other request."""

    service: PageService
    server_version = "raftlab"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Send the page to a client that knows the secret."""
        if self.is_authorised() and self.path == f"/{self.service.token}/":
            self.respond(200, "text/html; charset=utf-8", self.service.page_html.encode("utf-8"))
        else:
            self.respond_not_found()

    def do_POST(self) -> None:
        """Run a call of the page."""
        call = self.path.removeprefix(f"/{self.service.token}/api/")
        size = self.headers.get("Content-Length", "")
        is_allowed = call != self.path and self.is_authorised() and self.is_from_page()
        if not is_allowed or not size.isdigit() or int(size) > MAX_BODY_BYTES:
            self.respond_not_found()
            return
        try:
            answer = self.service.handle(call, msgspec.json.decode(self.rfile.read(int(size)), type=RequestBody))
        except (RaftlabError, msgspec.DecodeError) as error:
            answer = {"error": str(error)}
        self.respond(200, "application/json", msgspec.json.encode(answer))

    def is_authorised(self) -> bool:
        """Return whether the request names this host (against DNS rebinding) and the secret."""
        token = self.path.split("/")[1] if self.path.startswith("/") else ""
        hosts = (f"{LOOPBACK}:{self.port}", f"localhost:{self.port}")
        return self.headers.get("Host") in hosts and secrets.compare_digest(
            token.encode("utf-8", "replace"), self.service.token.encode("ascii")
        )

    def is_from_page(self) -> bool:
        """Return whether the call comes from the page: its origin, and a content type that no form can send."""
        origin = f"http://{self.headers.get('Host')}"
        return self.headers.get("Origin") == origin and self.headers.get("Content-Type") == "application/json"

    @property
    def port(self) -> int:
        """Return the port of the server."""
        assert isinstance(self.server, ThreadingHTTPServer)
        return self.server.server_port

    def respond_not_found(self) -> None:
        """Send a plain 404."""
        self.close_connection = True
        self.respond(404, "text/plain", b"not found\n")

    def respond(self, status: int, content_type: str, body: bytes) -> None:
        """Send a response."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: addresses contain the secret."""
