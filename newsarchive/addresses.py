"""Which addresses are of the public internet: what a crawl, and a webhook, may be led to."""

from __future__ import annotations

import ipaddress

__all__ = ["is_private"]


def is_private(address: str) -> bool:
    """Whether an IP address is not a public one.

    >>> is_private("127.0.0.1"), is_private("::ffff:10.0.0.1"), is_private("192.0.2.1"), is_private("8.8.8.8")
    (True, True, True, False)

    Raises ValueError for what is no address.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return not (mapped or ip).is_global or ip.is_multicast
