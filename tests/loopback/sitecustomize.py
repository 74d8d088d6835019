"""Tests never leave the machine: in any Python that imports this, only loopback may be connected to or looked up.

conftest.py runs it, and puts its folder on PYTHONPATH, so that every Python process that a test starts imports it too.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

_LOCAL_NAMES = frozenset({"", "localhost", "localhost.localdomain", socket.gethostname().lower()})


class OffMachineError(RuntimeError):
    """A test tried to reach another machine."""


def _local(host: Any) -> bool:
    if host is None:
        return True
    name = (host.decode() if isinstance(host, bytes) else str(host)).lower().rstrip(".")
    if name in _LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        # inet_aton knows every spelling that the resolver takes for an IPv4 address: 0x7f.1, 2130706433, 0177.0.0.1
        ip = ipaddress.ip_address(socket.inet_aton(name))
    except (OSError, ValueError):
        try:
            ip = ipaddress.ip_address(name.split("%")[0])
        except ValueError:
            return False
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return bool(mapped.is_loopback or mapped.is_unspecified)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[1]
        if isinstance(target, tuple) and not _local(target[0]):
            raise OffMachineError(f"{event} {target}: tests connect to loopback only")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _local(arguments[0]):
        raise OffMachineError(f"{event} {arguments[0]!r}: tests look up no names of other machines")


sys.addaudithook(_guard)
