"""The last look, and the one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eligibility.awards import cards, errors
from eligibility.awards.confirming import Shown, confirm_offer, known_accounts
from eligibility.awards.forms import ConfirmForm, Payee
from eligibility.awards.models import Offer
from eligibility.awards.presenting import Presenter, account_hint, per, verdict_of
from eligibility.awards.queries import offers_of
from eligibility.awards.shown import ShownPage, read_page
from eligibility.awards.timeline import usual_words
from eligibility.awards.views.ended import lead_on
from eligibility.facts.api import ACCOUNT_DATASET
from eligibility.payments.api import usual_duration
from services.core.calendar.api import now, today
from services.core.components.api import Row, Source
from services.core.money.api import format_money
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.identity import api as identity


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: OwnerRequest, offer_id: UUID) -> HttpResponse:
    """What was shown is signed into the form; what was pressed before leads to its receipt."""
    offer = get_object_or_404(offers_of(request.acting.subject), pk=offer_id)
    if not cards.is_open(offer, today()):
        return lead_on(request, offer)
    if request.method == "POST":
        return _pressed(request, offer)
    payees = _payees_now(request, offer)
    return _page(request, offer, payees, ConfirmForm(payees=payees))


def _pressed(request: OwnerRequest, offer: Offer) -> HttpResponse:
    """Judged by what the page showed. Whatever has become of it since is found by the command, under its lock."""
    seen = read_page(request.POST.get("shown", ""), offer)
    if seen is None:
        return _look_again(
            request, offer, _("This page is no longer up to date. Please look again and confirm once more.")
        )
    payees = _payees(seen.accounts)
    form = ConfirmForm(request.POST, payees=payees)
    if not form.is_valid():
        return _page(request, offer, payees, form)
    payee = form.chosen
    shown = Shown(amount=seen.amount, payee=payee.id, account_last4=payee.account_last4)
    try:
        entitlement = confirm_offer(
            offer_id=offer.pk, shown=shown, account=form.details, actor=actor_of(request), at=now()
        )
    except errors.FactsChanged as error:
        messages.warning(request, error.message)
        return redirect("benefits:reasons", error.replacement) if error.replacement else redirect("benefits:list")
    except errors.AwardError as error:
        return _look_again(request, offer, error.message)
    return redirect("benefits:receipt", entitlement.pk)


def _look_again(request: OwnerRequest, offer: Offer, message: str) -> HttpResponse:
    """The page as it is now, with the reason at the top and what was typed kept."""
    offer.refresh_from_db()
    payees = _payees_now(request, offer)
    form = ConfirmForm(request.POST, payees=payees)
    form.full_clean()
    form.add_error(None, message)
    return _page(request, offer, payees, form)


def _payees_now(request: OwnerRequest, offer: Offer) -> list[Payee]:
    """Who may be paid, the person at the keyboard first, each with the end of the known account."""
    ids = sorted((UUID(text) for text in offer.payees), key=lambda payee: payee != request.acting.person)
    known = known_accounts(ids, actor=actor_of(request), at=now())
    return _payees({payee: known[payee].last4 if payee in known else "" for payee in ids})


def _payees(accounts: Mapping[UUID, str]) -> list[Payee]:
    names = identity.names(accounts)
    return [Payee(payee, names.get(payee, ""), last4) for payee, last4 in accounts.items()]


def _page(request: OwnerRequest, offer: Offer, payees: Sequence[Payee], form: ConfirmForm) -> HttpResponse:
    presenter = Presenter(today())
    page = ShownPage(offer.pk, offer.amount, {payee.id: payee.account_last4 for payee in payees})
    context = {
        "form": form,
        "shown": page.signed(),
        "title": presenter.title(offer),
        "amount": offer.amount,
        "per": per(offer.policy),
        "pays": _pays(offer, payees),
        "facts": presenter.facts(verdict_of(offer).facts),
        "use": _data_use(offer, presenter),
        "button_text": _button(offer, payees),
        "back": reverse("benefits:reasons", args=[offer.pk]),
        "decline": cards.decline_action(offer),
        "snooze": cards.snooze_action(offer),
        "contest": cards.contest_action(offer),
    }
    return render(request, "awards/confirm.html", context, status=409 if form.non_field_errors() else 200)


def _pays(offer: Offer, payees: Sequence[Payee]) -> list[Row]:
    rows = [Row(_("Amount"), offer.amount)]
    if offer.total is not None and offer.total != offer.amount:
        rows.append(Row(_("In all"), offer.total))
    if len(payees) == 1:
        rows.append(Row(_("Paid to"), payees[0].label))
        rows.append(Row(_("Account"), account_hint(payees[0].account_last4)))
    rows.append(Row(_("When"), usual_words(usual_duration(now()))))
    return rows


def _data_use(offer: Offer, presenter: Presenter) -> list[Row]:
    """What is done with one's data, said before the click (个人信息保护法, art. 17)."""
    registers = dict.fromkeys(
        _register(fact.source) for fact in presenter.facts(verdict_of(offer).facts) if fact.source
    )
    account = presenter.source(ACCOUNT_DATASET)
    registers[_register(account)] = None
    rule = {"benefit": presenter.title(offer), "version": offer.version.number, "digest": offer.version.sha256[:8]}
    return [
        Row(_("Which registers are read"), _("; ").join(registers)),
        Row(_("What for"), _("To check once more that everything still holds, and to pay. For nothing else.")),
        Row(_("By which rule"), _("%(benefit)s, version %(version)s (%(digest)s)") % rule),
        Row(
            _("How long it is kept"),
            _(
                "The decision with the facts it rests on: 30 years, like every voucher of public money "
                "(会计档案管理办法)."
            ),
        ),
        Row(_("Who sees it"), _("Clerks whose work it is. Every reading of a register stands in My file.")),
    ]


def _register(source: Source) -> str:
    return _("%(register)s (%(body)s)") % {"register": source.dataset, "body": source.body}


def _button(offer: Offer, payees: Sequence[Payee]) -> str:
    """Names the amount, and the account where there is but one."""
    words = {"amount": format_money(offer.amount), "digits": payees[0].account_last4}
    if len(payees) == 1 and payees[0].account_last4:
        return _("Confirm: %(amount)s to the account ending in %(digits)s") % words
    return _("Confirm: %(amount)s") % words
