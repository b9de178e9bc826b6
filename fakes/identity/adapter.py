"""What the provider says in its ID tokens: the person's claims, and whatever mistake it was told to make."""

from __future__ import annotations

import json
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

from fakes.identity.settings import FOLDER


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]  # allauth has no types
    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **kwargs: Any) -> None:
        """Each person's claims stand in a file that tests write; one of null is left out."""
        super().populate_id_token(id_token, client, scopes, **kwargs)
        path = FOLDER / "claims.json"
        said = json.loads(path.read_text()) if path.exists() else {}
        for name, value in said.items():
            if value is None:
                id_token.pop(name, None)
            else:
                id_token[name] = value
