"""What was confirmed: the receipt with its timeline until paid, as a page and as a PDF; mending an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eligibility.awards import errors
from eligibility.awards.forms import AccountForm
from eligibility.awards.mending import mend_account
from eligibility.awards.models import Entitlement
from eligibility.awards.presenting import Presenter, per, shown_account, verdict_of
from eligibility.awards.queries import PaidInstalment, Progress, current_of, entitlements_of, payments_of
from eligibility.awards.timeline import instalment_steps, payment_steps
from eligibility.payments.api import AccountDetails, usual_duration
from services.bodies.api import city
from services.core.calendar.api import now, today
from services.core.components.api import Action, ActionKind, Row
from services.core.documents.api import render_pdf
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.identity import api as identity


def _owned(request: OwnerRequest, entitlement_id: UUID) -> tuple[Entitlement, list[PaidInstalment]]:
    entitlement = get_object_or_404(entitlements_of(request.acting.subject), pk=entitlement_id)
    return entitlement, payments_of([entitlement])[entitlement.pk]


@owner
@require_safe
def receipt(request: OwnerRequest, entitlement_id: UUID) -> HttpResponse:
    entitlement, paid = _owned(request, entitlement_id)
    return render(request, "awards/receipt.html", receipt_context(entitlement, paid))


@owner
@require_safe
def receipt_pdf(request: OwnerRequest, entitlement_id: UUID) -> HttpResponse:
    entitlement, paid = _owned(request, entitlement_id)
    context = {**receipt_context(entitlement, paid), "made_at": now(), "demo": settings.DEMO}
    document = render_pdf("awards/receipt_pdf.html", context, author=city().portal_name)
    headers = {"Content-Disposition": f'attachment; filename="tongban-{reference_of(entitlement)}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def reference_of(entitlement: Entitlement) -> str:
    """To quote on the telephone: short, and found again by any clerk."""
    return entitlement.pk.hex[:12].upper()


def receipt_context(entitlement: Entitlement, paid: list[PaidInstalment]) -> dict[str, Any]:
    presenter = Presenter(today())
    current = current_of(paid)
    names = identity.labels([entitlement.subject_id, entitlement.payee_id, entitlement.confirmed_by_id])
    mend = current.progress is Progress.REJECTED
    return {
        "title": presenter.title(entitlement),
        "amount": current.payment.amount,
        "per": per(entitlement.policy),
        "state": current.progress.value,
        "heading": _heading(current.progress),
        "reference": reference_of(entitlement),
        "confirmed_at": entitlement.created_at,
        "rows": _rows(entitlement, current, presenter, names),
        "steps": payment_steps(entitlement, current, usual_duration(now())),
        "instalments": instalment_steps(entitlement, paid),
        "facts": presenter.facts(verdict_of(entitlement).facts),
        "mend": _mend_action(entitlement) if mend else None,
        "mend_text": current.payment.reason,
        "pdf": reverse("benefits:receipt_pdf", args=[entitlement.pk]),
        "reasons": reverse("benefits:reasons", args=[entitlement.offer_id]),
        "contest": None,
    }


def _mend_action(entitlement: Entitlement) -> Action:
    return Action(_("Give another account"), reverse("benefits:account", args=[entitlement.pk]), ActionKind.PRIMARY)


def _heading(progress: Progress) -> str:
    return {
        Progress.UNDER_WAY: _("Confirmed"),
        Progress.HELD: _("Confirmed; your account is being checked"),
        Progress.DELAYED: _("Confirmed; the payment is delayed by us"),
        Progress.REJECTED: _("The bank could not pay"),
        Progress.PAID: _("Paid"),
    }[progress]


def _rows(entitlement: Entitlement, current: PaidInstalment, presenter: Presenter, names: dict[UUID, str]) -> list[Row]:
    rows = [
        Row(_("For"), names[entitlement.subject_id]),
        Row(_("Paid to"), names[entitlement.payee_id]),
        Row(_("Account"), shown_account(current.payment.account_last4)),
        Row(_("Confirmed by"), names[entitlement.confirmed_by_id]),
        Row(_("Confirmed on"), entitlement.created_at),
        Row(_("Responsible"), presenter.body(entitlement)),
        Row(_("Policy version"), entitlement.version.number),
    ]
    if entitlement.total is not None and entitlement.total != entitlement.amount:
        rows.insert(0, Row(_("In all"), entitlement.total))
    return rows


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: OwnerRequest, entitlement_id: UUID) -> HttpResponse:
    """The bank could not pay, or does not know the holder: another account."""
    entitlement, paid = _owned(request, entitlement_id)
    payment = current_of(paid).payment
    receipt_page = reverse("benefits:receipt", args=[entitlement.pk])
    if not payment.can_replace_account:
        messages.info(request, _("Nothing needs to be mended: this payment is on its way."))
        return redirect(receipt_page)
    sent = request.POST if request.method == "POST" else None
    form = AccountForm(sent, holder_name=identity.name_of(entitlement.payee_id))
    if form.is_valid() and form.details is not None:
        return _mended(request, entitlement, form.details)
    context = {
        "form": form,
        "title": Presenter(today()).title(entitlement),
        "amount": payment.amount,
        "reason": payment.reason,
        "last_four": payment.account_last4,
        "back": receipt_page,
    }
    return render(request, "awards/account.html", context)


def _mended(request: OwnerRequest, entitlement: Entitlement, account: AccountDetails) -> HttpResponse:
    try:
        mend_account(entitlement_id=entitlement.pk, account=account, actor=actor_of(request), at=now())
    except errors.AwardError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Thank you. The bank checks the name, then the money goes out."))
    return redirect("benefits:receipt", entitlement.pk)
