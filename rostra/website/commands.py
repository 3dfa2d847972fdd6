"""`rostra up` and `rostra check`: an instance started as one, and looked over."""

import http.client
import socket
import threading
import time
from contextlib import closing

import click
from django.conf import settings

from config.environment import ENVIRONMENT
from rostra.foundation import clock
from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.network.models import Host, Office
from rostra.release.actions.notice_restore import notice_restore
from rostra.website import health
from rostra.website.supervise import alone, keep_running, members

#: Seconds that the web processes may take until they answer.
PATIENCE = 60.0


def register(root: click.Group) -> None:
    """Add `rostra up` and `rostra check`."""

    @verb(root, "up", nobodys=True)
    def up(console: Console) -> Result:
        """Start web, worker and indexer together; stays until it is told to stop (Ctrl-C)."""
        _refuse_unprepared()
        with alone(settings.HOME, address=f"http://localhost:{ENVIRONMENT.port}/"):
            _refuse_taken_port()
            _keep_up(console)
        return Result({"stopped": True}, ["Stopped."])

    @verb(root, "check", nobodys=True)
    def check(console: Console) -> Result:
        """Look the instance over: one line for each thing that it cannot do without."""
        found = list(health.probes(clock.now()))
        lines = [f"{probe.state:<8} {probe.name:<14} {probe.seen}" for probe in found]
        broken = [probe.name for probe in found if probe.state == health.BROKEN]
        if broken:
            for line in lines:
                console.say(line)
            raise Refusal("unhealthy", str(settings.HOME), f"Broken: {', '.join(broken)}.")
        probes = [{"name": probe.name, "state": probe.state, "seen": probe.seen} for probe in found]
        return Result({"healthy": True, "probes": probes}, lines)


def _keep_up(console: Console) -> None:
    if reason := notice_restore():  # before anybody can read what a restored database takes for public
        console.say(f"{reason} 'rostra release resume' opens it again.")
    told = addresses()
    wanted = members(bind=ENVIRONMENT.bind, port=ENVIRONMENT.port, workers=ENVIRONMENT.workers)
    keep_running(wanted, say=console.say, started=lambda: _tell_when_open(told, err=console.as_json))


def _refuse_unprepared() -> None:
    """Refuse to start what would only fail: an instance that nobody prepared."""
    broken = [probe for probe in health.probes(clock.now()) if probe.name in {"folders", "database", "languages"}]
    for probe in broken:
        if probe.state == health.BROKEN:
            raise Refusal("not_prepared", str(settings.HOME), probe.seen)


def _refuse_taken_port() -> None:
    place = f"{ENVIRONMENT.bind}:{ENVIRONMENT.port}"
    family = socket.AF_INET6 if ":" in ENVIRONMENT.bind else socket.AF_INET
    with closing(socket.socket(family)) as probe_socket:
        probe_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe_socket.bind((ENVIRONMENT.bind, ENVIRONMENT.port))
        except OSError as error:
            reason = f"The web server cannot listen there ({error.strerror}); set ROSTRA_PORT to another port."
            raise Refusal("port_taken", place, reason) from None


def addresses() -> list[str]:
    """Where to look: headquarters in each language, each other site once, the desk."""
    root = f"http://localhost:{ENVIRONMENT.port}"
    codes = [language.code for language in Language.objects.official()]
    lines = [f"  {root}/{code}/" for code in codes]
    for office in Office.objects.with_site().prefetch_related("hosts").exclude(pk=_headquarters_pk()):
        host = next((h.name for h in office.hosts.all() if h.purpose == "site"), None)
        first = office.languages.first()
        code = first.code if first else codes[0]
        where = f"http://{host}:{ENVIRONMENT.port}/{code}/" if host else f"{root}/centres/{office.slug}/{code}/"
        lines.append(f"  {where}")
    symbols = Host.objects.filter(purpose=Host.Purpose.SYMBOLS).values_list("name", flat=True)
    lines += [f"  http://{name}:{ENVIRONMENT.port}/ followed by a symbol" for name in symbols]
    return ["Rostra answers at", *lines, "and the desk, for staff, at", f"  {root}/desk/"]


def _headquarters_pk() -> int:
    office = Office.objects.headquarters()
    return office.pk if office else 0


def _answers(host: str) -> bool:
    """Whether a web process answers there, whatever it says; the port alone is open before that."""
    connection = http.client.HTTPConnection(host, ENVIRONMENT.port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tell_when_open(lines: list[str], *, err: bool) -> None:
    """Print the addresses once somebody answers there, without holding up the supervisor."""

    def wait() -> None:
        deadline = time.monotonic() + PATIENCE
        target = "127.0.0.1" if ENVIRONMENT.bind in {"0.0.0.0", "::"} else ENVIRONMENT.bind  # noqa: S104 (compared, not bound)
        while time.monotonic() < deadline:
            if not _answers(target):
                time.sleep(0.2)
                continue
            click.echo("\n".join(lines), err=err)
            return

    threading.Thread(target=wait, daemon=True).start()
