"""The doors of the payments room."""

from eligibility.payments.accounts import AccountDetails, InvalidAccount
from eligibility.payments.bank import Bank, BankUnavailable, HttpBank, NumberedAnswer, bank_of_the_settings
from eligibility.payments.commands.answers import fetch_answers, read_answer
from eligibility.payments.commands.batches import (
    NothingToPay,
    abort_batch,
    approve_batch,
    build_batch,
    close_batch,
    release_batch,
    seal_batch,
    send_batch_again,
    submit_batch,
)
from eligibility.payments.commands.disputes import settle_dispute
from eligibility.payments.commands.orders import (
    ObligationConflict,
    lift_hold,
    order_payment,
    pay_again,
    replace_account,
)
from eligibility.payments.commands.sending import send_batch
from eligibility.payments.models import Batch, Payment
from eligibility.payments.purposes import register_purpose_words
from eligibility.payments.queries import (
    PaymentStep,
    PaymentView,
    is_account_verified,
    payment_for,
    payments_for,
    stuck_among,
)
from eligibility.payments.reasons import CITYS_FAULT, reason_text
from eligibility.payments.states import BatchState, Hold, PaymentState
from eligibility.payments.usual import Usual, usual_duration

__all__ = [
    "CITYS_FAULT",
    "AccountDetails",
    "Bank",
    "BankUnavailable",
    "Batch",
    "BatchState",
    "Hold",
    "HttpBank",
    "InvalidAccount",
    "NothingToPay",
    "NumberedAnswer",
    "ObligationConflict",
    "Payment",
    "PaymentState",
    "PaymentStep",
    "PaymentView",
    "Usual",
    "abort_batch",
    "approve_batch",
    "bank_of_the_settings",
    "build_batch",
    "close_batch",
    "fetch_answers",
    "is_account_verified",
    "lift_hold",
    "order_payment",
    "pay_again",
    "payment_for",
    "payments_for",
    "read_answer",
    "reason_text",
    "register_purpose_words",
    "release_batch",
    "replace_account",
    "seal_batch",
    "send_batch",
    "send_batch_again",
    "settle_dispute",
    "stuck_among",
    "submit_batch",
    "usual_duration",
]
