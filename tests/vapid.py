"""The key by which the portal of tests shows push services who it is."""

from __future__ import annotations

import base64

VAPID = base64.urlsafe_b64encode(b"a key of the tests' own, 32 long").decode().rstrip("=")
