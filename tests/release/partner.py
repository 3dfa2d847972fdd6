"""A partner at the far edge: an HTTPS server in a process of its own that keeps whatever it gets.

What it answers is said in the address, so that no test reaches into it:

    /BOX/ok               200
    /BOX/status/503/7     this status, and Retry-After of so many seconds
    /BOX/first/503/2      this status twice, then 200
    /BOX/redirect/302     to /BOX/ok
    /BOX/slow             one byte a second, without end
    /BOX/reset            the connection is reset
    /BOX/big              a body without end
    /BOX/wait/NAME        nothing, until `let_go(NAME)`; then 200
"""

import json
import socket
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import trustme

#: An invented secret, as Standard Webhooks want it.
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@dataclass(frozen=True)
class Message:
    """One request that arrived. `answer` is the status it got, 0 where none was given."""

    path: str
    headers: Mapping[str, str]
    body: str
    answer: int

    @property
    def document(self) -> dict[str, Any]:
        """The body as JSON."""
        return dict(json.loads(self.body))

    @property
    def key(self) -> str:
        """What tells it from every other message, and not from itself tried again."""
        return self.headers["webhook-id"]


class Partner:
    """The server as tests see it; use it as a context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.authorities))
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    @property
    def authorities(self) -> Path:
        """The authority that vouches for it."""
        return self.folder / "ca.pem"

    def __enter__(self) -> "Partner":
        command = [sys.executable, "-m", "tests.release.partner", str(self.folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def box(self) -> "Box":
        """A corner of the server for one test."""
        return Box(self, uuid4().hex[:8])


@dataclass(frozen=True)
class Box:
    """What one test sends to and looks into."""

    partner: Partner
    name: str

    def url(self, behaviour: str = "ok") -> str:
        """An endpoint that behaves so."""
        return f"https://localhost:{self.partner.port}/{self.name}/{behaviour}"

    def messages(self, behaviour: str = "") -> list[Message]:
        """Everything that arrived, in the order of arrival."""
        file = self.partner.folder / "received.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        found = [Message(**json.loads(line)) for line in lines]
        return [message for message in found if message.path.startswith(f"/{self.name}/{behaviour}")]

    def let_go(self, name: str) -> None:
        """Let whoever waits on this name have an answer."""
        (self.partner.folder / f"go-{name}").touch()


class Handler(BaseHTTPRequestHandler):
    """Keeps each request, then behaves as its address says."""

    folder: Path
    seen: dict[str, int] = {}

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length).decode()
        if len(body.encode()) < length:
            return  # the sender died in the middle of it
        _, box, verb, *rest = self.path.split("/")
        getattr(self, f"answer_{verb}")(body, box, *rest)

    def _keep(self, body: str, answer: int) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        line = json.dumps({"path": self.path, "headers": headers, "body": body, "answer": answer})
        with (self.folder / "received.jsonl").open("a") as file:
            file.write(f"{line}\n")

    def _say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def answer_ok(self, body: str, box: str) -> None:
        self._keep(body, 200)
        self._say(200)

    def answer_status(self, body: str, box: str, status: str, after: str = "") -> None:
        self._keep(body, int(status))
        self._say(int(status), **({"Retry_After": after} if after else {}))

    def answer_first(self, body: str, box: str, status: str, times: str) -> None:
        self.seen[self.path] = self.seen.get(self.path, 0) + 1
        answer = int(status) if self.seen[self.path] <= int(times) else 200
        self._keep(body, answer)
        self._say(answer)

    def answer_redirect(self, body: str, box: str, status: str) -> None:
        self._keep(body, int(status))
        self._say(int(status), Location=f"/{box}/ok")

    def answer_slow(self, body: str, box: str) -> None:
        self._keep(body, 0)
        while True:
            self.wfile.write(b"H")
            time.sleep(1)

    def answer_big(self, body: str, box: str) -> None:
        self._keep(body, 200)
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65536)

    def answer_reset(self, body: str, box: str) -> None:
        self._keep(body, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.detach()
        self.close_connection = True

    def answer_wait(self, body: str, box: str, name: str) -> None:
        while not (self.folder / f"go-{name}").exists():
            time.sleep(0.02)
        self._keep(body, 200)
        self._say(200)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what happened is in the file."""


class Server(ThreadingHTTPServer):
    """Stays silent about clients that hang up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that died or lost patience is what the tests are about."""


def serve(folder: Path) -> None:
    """Listen until killed; the port goes to stdout."""
    Handler.folder = folder
    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
