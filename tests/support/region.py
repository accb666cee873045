"""A region's network: the unit in a network of its own that lets out to two hosts' port 443 alone.

``make region-check`` runs the tests in a network and mounts of their own, which are the outside:
host A is nginx with TLS before central, host B nginx that reads the name in the TLS greeting and
passes on to Mosquitto's WebSocket or to coturn, host P a proxy. nftables in the unit's network
counts what goes to each, and what it drops.
"""

import contextlib
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.coturn import Coturn, certificates, coturn
from tests.support.listening import accepts_soon

UNIT, A, B, P = (f"10.88.0.{last}" for last in (10, 1, 2, 3))
CENTRAL, BROKER, TURN, PROXY = (
    f"{name}.region.test" for name in ("central", "broker", "turn", "proxy")
)
PROXY_PORT = 8888
LOGIN = "enhet:hemligt"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PROGRAMS = {
    "ip": "iproute2",
    "nft": "nftables",
    "nginx": "nginx-light",
    "tinyproxy": "tinyproxy",
    "turnserver": "coturn",
    "mosquitto": "mosquitto",
}
OWN = "OWN_NETWORK"
"""Set by the make target, which gives the tests a network and mounts that nobody else sees."""
STREAM = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
NGINX = """
load_module {stream};
user root;
worker_processes 1;
error_log {folder}/nginx.log warn;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen {a}:443 ssl;
    server_name {central};
    ssl_certificate {folder}/relay.crt;
    ssl_certificate_key {folder}/relay.key;
    location / {{
      proxy_pass http://127.0.0.1:{central_port};
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 1h;
    }}
  }}
}}
stream {{
  map $ssl_preread_server_name $behind {{
    {broker} 127.0.0.1:{websocket_port};
    {turn} {turn_host}:{turn_port};
  }}
  server {{ listen {b}:443; ssl_preread on; proxy_pass $behind; proxy_timeout 1h; }}
}}
"""
TINYPROXY = """
User root
Group root
Port {port}
Listen {p}
Timeout 600
Allow {unit}
ConnectPort 443
BasicAuth {name} {word}
LogFile "{folder}/tinyproxy.log"
LogLevel Connect
PidFile "{folder}/tinyproxy.pid"
MaxClients 20
"""
FILTER = """
table inet region {{
  counter to_a {{}}
  counter to_b {{}}
  counter dropped {{}}
  counter came_dropped {{}}
  set others {{ type ipv4_addr . inet_proto . inet_service; flags dynamic; size 100; }}
  chain output {{
    type filter hook output priority filter; policy drop;
    oif lo accept
    ip daddr {first} tcp dport {port} counter name to_a accept
    ip daddr {second} tcp dport 443 counter name to_b accept
    update @others {{ ip daddr . meta l4proto . th dport }} counter name dropped drop
    counter name dropped drop
  }}
  chain input {{
    type filter hook input priority filter; policy drop;
    iif lo accept
    ip saddr {first} tcp sport {port} ct state established accept
    ip saddr {second} tcp sport 443 ct state established accept
    update @others {{ ip saddr . meta l4proto . th sport }} counter name came_dropped drop
    counter name came_dropped drop
  }}
}}
"""


def why_not() -> str | None:
    """Why there can be no region on this machine, or None where there can."""
    if os.geteuid() != 0:
        return "a region's network needs root"
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name, path=PATH)]
    if missing or not STREAM.exists():
        return f"missing: {' '.join(missing) or 'libnginx-mod-stream'}; make region-check"
    if OWN not in os.environ:
        return "the tests are not in a network and mounts of their own; make region-check"
    return None


def open_loopback() -> None:
    """A network of one's own begins without it."""
    _ip("link", "set", "lo", "up")


@dataclass(frozen=True)
class Region:
    """What stands outside, and the unit's network."""

    folder: Path
    pid: int
    """Who holds the unit's network open."""
    relay: Coturn
    ca: Path
    """Whose certificate central's host shows."""

    @property
    def within(self) -> tuple[str, ...]:
        """What a command is put behind to run in the unit's network; it keeps its process id."""
        return ("nsenter", "-t", str(self.pid), "-n", "-m", "--")

    def counters(self) -> dict[str, int]:
        """Packets by counter."""
        said = self.run("nft", "-j", "list", "counters")
        found = (one.get("counter") for one in json.loads(said)["nftables"])
        return {one["name"]: one["packets"] for one in found if one}

    def others(self) -> str:
        """Who else was tried, or came: address, protocol, port."""
        return self.run("nft", "list", "set", "inet", "region", "others")

    def run(self, *command: str) -> str:
        """What it says in the unit's network; raises CalledProcessError."""
        return subprocess.run(
            (*self.within, *command), check=True, capture_output=True, text=True
        ).stdout

    def trust(self) -> ssl.SSLContext:
        """What the patient's browser believes."""
        return ssl.create_default_context(cafile=str(self.ca))


@contextmanager
def region(
    folder: Path, central_port: int, websocket_port: int, *, proxied: bool
) -> Iterator[Region]:
    """The network and all that stands in it but central and the broker, which come later.

    ``proxied``: the unit is let out to the proxy instead of host A, whose name it does not know.
    """
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        known = {B: (BROKER, TURN), **({P: (PROXY,)} if proxied else {A: (CENTRAL,)})}
        pid = stack.enter_context(_network(folder, known))
        _mount_hosts(folder / "hosts", {A: (CENTRAL,), B: (BROKER, TURN)})
        (folder / "turn").mkdir()
        relay = stack.enter_context(coturn(folder / "turn", relay_ip=B, name=TURN))
        ca = certificates(folder, A, CENTRAL)
        first, port = (P, PROXY_PORT) if proxied else (A, 443)
        made = Region(folder, pid, relay, ca)
        rules = folder / "rules.nft"
        rules.write_text(FILTER.format(first=first, port=port, second=B))
        made.run("nft", "-f", str(rules))
        config = NGINX.format(
            stream=STREAM,
            folder=folder,
            a=A,
            b=B,
            central=CENTRAL,
            central_port=central_port,
            broker=BROKER,
            websocket_port=websocket_port,
            turn=TURN,
            turn_host=relay.host,
            turn_port=relay.tls_port,
        )
        (folder / "nginx.conf").write_text(config)
        _serve(stack, A, 443, "nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;")
        name, _, word = LOGIN.partition(":")
        settings = TINYPROXY.format(
            port=PROXY_PORT, p=P, unit=UNIT, name=name, word=word, folder=folder
        )
        (folder / "tinyproxy.conf").write_text(settings)
        _serve(stack, P, PROXY_PORT, "tinyproxy", "-d", "-c", str(folder / "tinyproxy.conf"))
        yield made


@contextmanager
def _network(folder: Path, known: Mapping[str, tuple[str, ...]]) -> Iterator[int]:
    """The unit's network with the names that it knows; whose process holds it open."""
    hosts = folder / "unit-hosts"
    hosts.write_text(_lines(known))
    hold = f"mount --bind {hosts} /etc/hosts && ip link set lo up && echo up && exec sleep infinity"
    holder = subprocess.Popen(("unshare", "-n", "-m", "sh", "-c", hold), stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"up\n"
        _ip("link", "add", "outside", "type", "veth", "peer", "name", "unit")
        _ip("link", "set", "unit", "netns", str(holder.pid))
        for host in (A, B, P):
            _ip("addr", "add", f"{host}/24", "dev", "outside")
        _ip("link", "set", "outside", "up")
        enter = ("nsenter", "-t", str(holder.pid), "-n")
        quiet = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"
        for command in (
            ("sh", "-c", quiet),
            ("ip", "addr", "add", f"{UNIT}/24", "dev", "unit"),
            ("ip", "link", "set", "unit", "up"),
            ("ip", "route", "add", "default", "via", A),
        ):
            subprocess.run((*enter, *command), check=True)
        yield holder.pid
    finally:
        holder.kill()
        holder.communicate()
        with contextlib.suppress(subprocess.CalledProcessError):
            _ip("link", "del", "outside")


def _mount_hosts(file: Path, known: Mapping[str, tuple[str, ...]]) -> None:
    """The outside's names, in these mounts alone."""
    file.write_text(_lines(known))
    subprocess.run(("mount", "--bind", str(file), "/etc/hosts"), check=True)


def _lines(known: Mapping[str, tuple[str, ...]]) -> str:
    named = {"127.0.0.1": ("localhost",), **known}
    return "".join(f"{address} {' '.join(names)}\n" for address, names in named.items())


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True)


def _serve(stack: ExitStack, host: str, port: int, program: str, *words: str) -> None:
    """Run a server for as long as the stack stands, from when it accepts."""
    found = shutil.which(program, path=PATH)
    assert found
    process = stack.enter_context(subprocess.Popen((found, *words)))
    stack.callback(process.terminate)
    accepts_soon(host, port, process)
