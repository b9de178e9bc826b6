"""How often a page that answers anybody may be asked from one address."""

from __future__ import annotations

import hashlib
import ipaddress
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

_IPV6_PREFIX: Final = 64  # one household


def within_limit(request: HttpRequest, *, action: str, most: int, seconds: int) -> bool:
    """Count this request. The address is kept as a hash for as long as it counts, and nowhere else."""
    key = f"limit:{action}:{hashlib.sha256(_address(request).encode()).hexdigest()[:32]}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two
        return True


def _address(request: HttpRequest) -> str:
    """As the limits on sign-in see it: of X-Forwarded-For only what our own proxies added."""
    given: str = get_adapter().get_client_ip(request)
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{found}/{_IPV6_PREFIX}", strict=False))
    return given
