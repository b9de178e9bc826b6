"""Who takes part in the tests of payments, and the shortest way to a batch in each state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from eligibility.payments import api as payments
from eligibility.payments.models import Batch, Payment
from services.core.audit.api import Actor, ActorKind
from services.core.money.api import Money
from services.identity.api import register_person, resident_id_check

AT = datetime(2025, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SYSTEM = Actor.system("tests")
BANK_CODE = "102290000007"


def person(number: int, name: str = "王芳") -> UUID:
    digits = f"31010119900101{number:03d}"
    return register_person(resident_id=digits + resident_id_check(digits), name=name, actor=SYSTEM, at=AT)


def clerk(number: int) -> Actor:
    """A member of staff: an account and the person behind it."""
    return Actor(ActorKind.USER, str(uuid4()), person=person(900 + number, f"职员{number}"))


def account(ending: str = "3331", holder: str = "王芳") -> payments.AccountDetails:
    return payments.AccountDetails(f"622202100111222{ending}", BANK_CODE, holder)


def order(
    payee: int = 2,
    *,
    ending: str = "",
    fen: int = 6_320_000,
    verified: bool = True,
    obligation: UUID | None = None,
    holder: str = "王芳",
) -> Payment:
    return order_for(
        person(payee),
        account=account(ending or f"{payee:04d}", holder),
        fen=fen,
        verified=verified,
        obligation=obligation,
    )


def order_for(
    payee: UUID,
    *,
    account: payments.AccountDetails | None = None,
    fen: int = 6_320_000,
    verified: bool = True,
    obligation: UUID | None = None,
) -> Payment:
    """Ordered for any subject, an enterprise too."""
    return payments.order_payment(
        obligation=obligation or uuid4(),
        payee=payee,
        amount=Money.fen(fen),
        account=account or payments.AccountDetails("6222021001112223331", BANK_CODE, "老马面馆"),
        verified=verified,
        purpose="maternity-allowance",
        actor=SYSTEM,
        at=AT,
    )


def build() -> Batch:
    return payments.build_batch(execution_date=AT.date(), actor=clerk(1), at=AT)


def sealed() -> Batch:
    return payments.seal_batch(batch=build().pk, actor=clerk(1), at=AT)


def in_approval() -> Batch:
    return payments.submit_batch(batch=sealed().pk, actor=clerk(1), at=AT)


def approved() -> Batch:
    batch = in_approval()
    payments.approve_batch(batch=batch.pk, actor=clerk(1), at=AT)
    return payments.approve_batch(batch=batch.pk, actor=clerk(2), at=AT)


def released() -> Batch:
    return payments.release_batch(batch=approved().pk, actor=clerk(2), at=AT)


def states(ordered: Sequence[Payment]) -> list[str]:
    return [Payment.objects.get(pk=payment.pk).state for payment in ordered]
