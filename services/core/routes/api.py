from services.core.routes.acting import Acting, OwnerRequest, actor_of
from services.core.routes.audience import (
    Audience,
    clerk,
    machine,
    owner,
    public,
    register_machine_authenticator,
    signed_in,
)

__all__ = [
    "Acting",
    "Audience",
    "OwnerRequest",
    "actor_of",
    "clerk",
    "machine",
    "owner",
    "public",
    "register_machine_authenticator",
    "signed_in",
]
