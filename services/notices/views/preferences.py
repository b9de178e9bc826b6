"""How we reach you: numbers and addresses, channels, quiet hours, this browser."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from services.bodies.api import body_name
from services.core.calendar.api import now, today
from services.core.components.api import Action, Row, Source, in_city_time, long_day
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.notices import contacts, subscriptions
from services.notices.contacts import ContactRefused, masked_value
from services.notices.forms import ContactForm, PreferencesForm, ProofForm
from services.notices.kinds import NoticeGroup
from services.notices.models import Claim, Contact, ContactKind, ContactSource, PushSubscription
from services.notices.preferences import choose, quiet_hours, switched_off, used_channels


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: OwnerRequest) -> HttpResponse:
    person = request.acting.person
    off, quiet = switched_off([person]).get(person, set()), quiet_hours(person)
    if request.method == "POST":
        form = PreferencesForm(request.POST, off=off, quiet=quiet)
        if form.is_valid():
            choose(person=person, off=form.switched_off(), quiet=form.quiet(), actor=actor_of(request), at=now())
            messages.success(request, _("Saved. It holds for everything that we send from now on."))
            return redirect("notices:preferences")
    else:
        form = PreferencesForm(off=off, quiet=quiet)
    return render(request, "notices/preferences.html", {"form": form, **_about(person)})


def _about(person: UUID) -> dict[str, Any]:
    return {
        "rows": _rows(person),
        "always": [
            (group.label, ", ".join(str(each.label) for each in used_channels(group, statutory=True)))
            for group in NoticeGroup
            if used_channels(group, statutory=True)
        ],
        "browsers": [
            (one, subscriptions.browser_name(one.host), in_city_time(one.created_at).date())
            for one in subscriptions.browsers_of(person)
        ],
        "push_key": subscriptions.push_key(),
    }


def _rows(person: UUID) -> list[Row]:
    known = contacts.contacts_of(person)
    return [
        _row(kind, known.get(kind)) for kind in ContactKind if kind != ContactKind.PHONE or settings.SMS_URL or known
    ]


def _row(kind: ContactKind, contact: Contact | None) -> Row:
    href = reverse("notices:contact", args=[kind.value])
    if contact is None:
        return Row(kind.label, _("Not known"), action=Action(_("Add"), href, hidden=kind.label))
    shown = masked_value(kind, contact.value)
    recorded = in_city_time(contact.verified_at).date()
    if contact.source == ContactSource.REGISTER and contact.body:
        source = Source(body_name(contact.body, today()), ContactSource.REGISTER.label, recorded)
        return Row(kind.label, shown, source=source, action=Action(_("Change"), href, hidden=kind.label))
    note = _("%(value)s (%(source)s, %(day)s)") % {
        "value": shown,
        "source": ContactSource(contact.source).label,
        "day": long_day(recorded),
    }
    return Row(kind.label, note, action=Action(_("Change"), href, hidden=kind.label))


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: OwnerRequest, kind: str) -> HttpResponse:
    """Give a number or an address; numbers and e-mail addresses are proved by a code."""
    wanted = _kind(kind)
    form = ContactForm(request.POST or None, kind=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, wanted, form.cleaned_data["value"])
        except ContactRefused as refusal:
            form.add_error("value", refusal.message)
    known = contacts.contact_of(request.acting.person, wanted)
    shown = masked_value(wanted, known.value) if known else ""
    return render(request, "notices/contact.html", {"form": form, "kind": wanted, "known": shown})


def _take(request: OwnerRequest, kind: ContactKind, value: str) -> HttpResponse:
    person, actor, at = request.acting.person, actor_of(request), now()
    if kind is ContactKind.POST:
        contacts.give_address(person=person, value=value, actor=actor, at=at)
        messages.success(request, _("Saved. Letters go there from now on."))
        return redirect("notices:preferences")
    language = get_language() or settings.LANGUAGE_CODE
    claim = contacts.claim_contact(person=person, kind=kind, value=value, language=language, actor=actor, at=at)
    return redirect("notices:prove", claim=claim.pk)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: OwnerRequest, claim: UUID) -> HttpResponse:
    """Type the code that came."""
    person = request.acting.person
    row = Claim.objects.filter(pk=claim, person=person).first()
    if row is None:
        raise Http404
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data["code"]
            contacts.prove_contact(claim=claim, person=person, typed=typed, actor=actor_of(request), at=now())
        except ContactRefused as refusal:
            form.add_error("code", refusal.message)
        else:
            messages.success(request, _("Checked. We can reach you there from now on."))
            return redirect("notices:preferences")
    context = {"form": form, "place": masked_value(row.kind, row.value), "kind": ContactKind(row.kind)}
    return render(request, "notices/prove.html", context)


@owner
@require_POST
def remove(request: OwnerRequest, kind: str) -> HttpResponse:
    wanted = _kind(kind)
    contacts.remove_contact(person=request.acting.person, kind=wanted, actor=actor_of(request), at=now())
    messages.success(request, _("Removed. Nothing is sent there any more."))
    return redirect("notices:preferences")


@owner
@require_POST
def push_add(request: OwnerRequest) -> HttpResponse:
    """What the browser gave after its owner agreed; a form like any other, so that it needs no rights of its own."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "public_key", "auth")}
    language = get_language() or settings.LANGUAGE_CODE
    try:
        subscriptions.subscribe(
            person=request.acting.person, language=language, actor=actor_of(request), at=now(), **given
        )
    except subscriptions.SubscriptionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("This browser shows your notices from now on."))
    return redirect("notices:preferences")


@owner
@require_POST
def push_remove(request: OwnerRequest, subscription: UUID) -> HttpResponse:
    try:
        subscriptions.unsubscribe(
            subscription=subscription, person=request.acting.person, actor=actor_of(request), at=now()
        )
    except PushSubscription.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("That browser shows no notices any more."))
    return redirect("notices:preferences")


def _kind(text: str) -> ContactKind:
    try:
        return ContactKind(text)
    except ValueError as unknown:
        raise Http404 from unknown
