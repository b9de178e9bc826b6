from services.core.audit.actor import Actor, ActorKind
from services.core.audit.chain import BadRow, Fault, Head, Verdict, seal_pending, verify
from services.core.audit.commands import Act, record, record_many
from services.core.audit.models import ActedRow, AuditEntry, AuditSeal

__all__ = [
    "Act",
    "ActedRow",
    "Actor",
    "ActorKind",
    "AuditEntry",
    "AuditSeal",
    "BadRow",
    "Fault",
    "Head",
    "Verdict",
    "record",
    "record_many",
    "seal_pending",
    "verify",
]
