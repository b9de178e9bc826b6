"""Strategies for orders that could be real, and the shortest way to one order."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from eligibility.payments.messages.transfers import Party, Transfer, TransferOrder
from services.core.money.api import Money

NAMES = st.text(alphabet=st.sampled_from("王李张欧阳芳娜伟·ABCdefé&<>'\" "), min_size=1, max_size=40).filter(
    lambda n: n.strip() == n
)
NUMBERS = st.text(alphabet="0123456789", min_size=8, max_size=30)
PARTIES = st.builds(
    Party, name=NAMES, account_number=NUMBERS, bank_code=st.text(alphabet="0123456789", min_size=12, max_size=12)
)
# 18 digits in all is what ActiveOrHistoricCurrencyAndAmount holds; the sum of a batch has to fit as well.
AMOUNTS = st.integers(min_value=1, max_value=10**14).map(Money.fen)
REFERENCES = st.uuids().map(lambda value: value.hex)
TRANSFERS = st.builds(
    Transfer, end_to_end_id=REFERENCES, amount=AMOUNTS, creditor=PARTIES, remittance=st.just("maternity-allowance")
)
SHANGHAI = timezone(timedelta(hours=8))
MOMENTS = st.integers(min_value=1_577_808_000, max_value=2_840_112_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, SHANGHAI)
)
ORDERS = st.builds(
    TransferOrder,
    message_id=REFERENCES,
    created=MOMENTS,
    execution_date=st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 1, 1)),
    debtor=PARTIES,
    transfers=st.lists(TRANSFERS, min_size=1, max_size=20, unique_by=lambda t: t.end_to_end_id).map(tuple),
)


def order(*transfers: Transfer) -> TransferOrder:
    return TransferOrder(
        message_id="b" * 32,
        created=datetime(2025, 12, 1, 9, 0, 5, 123456, tzinfo=SHANGHAI),
        execution_date=date(2025, 12, 1),
        debtor=Party("示例市财政局", "310000000000000001", "102290000007"),
        transfers=transfers,
    )


def transfer(
    number: str = "6222021001112223331", name: str = "王芳", *, reference: str = "e" * 32, fen: int = 6_320_000
) -> Transfer:
    return Transfer(reference, Money.fen(fen), Party(name, number, "102290000007"), "maternity-allowance")
