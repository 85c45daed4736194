"""Where a preview listens, and by which names it is asked for."""

import ipaddress
import re
from dataclasses import dataclass

# Where no port is asked for, the first that is free of these.
PORTS = range(8000, 8100)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# What stands for all addresses of a machine, and the one by which it reaches itself.
WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::(?P<port>\d{1,5}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to listen: at *port* of the host *bind*; without a port, at one that is free."""

    bind: str = LOOPBACK[0]
    port: int | None = None

    @property
    def ports(self) -> range:
        """The ports that will do, the best first."""
        return PORTS if self.port is None else range(self.port, self.port + 1)

    def origin(self, port: int) -> str:
        """Return where this machine reaches it, such as "http://127.0.0.1:8000"."""
        name = WILDCARDS.get(self.bind, self.bind)
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"

    def own_host(self, written: str) -> str | None:
        """Return the host that a request names, with its port, or nothing where it is another.

        A page elsewhere can let its own name lead here, and would then read along ("DNS
        rebinding").  It cannot do so with an address in numbers.  The port may be that of a tunnel.
        """
        match = _HOST.fullmatch(written)
        if match is None:
            return None
        name = match["name"].strip("[]").lower()
        known = name in (*LOOPBACK, self.bind.lower())
        if not known and (self.bind in LOOPBACK or not _is_numeric(name)):
            return None
        return f"{match['name'].lower()}:{match['port'] or 80}"


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
