"""What people fill in about their awards. Accounts are typed with spaces and full-width digits as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eligibility.awards.presenting import account_hint
from eligibility.payments.api import AccountDetails, InvalidAccount
from services.core.components.api import ChoiceLabel, Fact, plain_value

# Bank category codes (行别代码), the first three digits of every bank's number in the payment system.
BANKS = [
    ("102", _("Industrial and Commercial Bank of China")),
    ("103", _("Agricultural Bank of China")),
    ("104", _("Bank of China")),
    ("105", _("China Construction Bank")),
    ("301", _("Bank of Communications")),
    ("308", _("China Merchants Bank")),
    ("403", _("Postal Savings Bank of China")),
]


class AccountForm(forms.Form):
    """An account in the payee's own name: the name is known, so nobody is asked for it."""

    bank_code = forms.ChoiceField(
        label=_("Bank"),
        choices=[("", _("Choose a bank")), *BANKS],
        error_messages={"required": _("Choose your bank.")},
    )
    number = forms.CharField(
        label=_("Account number"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter your account number.")},
    )

    def __init__(self, *args: Any, holder_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holder_name = holder_name
        self.details: AccountDetails | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.read_account(self._holder_name)
        return data

    def read_account(self, holder_name: str) -> None:
        """Fill `details` in, or say at the field what is wrong with it."""
        data = self.cleaned_data
        if not (data.get("bank_code") and data.get("number")):
            return
        try:
            self.details = AccountDetails(data["number"], data["bank_code"], holder_name)
        except InvalidAccount as error:
            self.add_error(*self._fault(error))

    def _fault(self, error: InvalidAccount) -> tuple[str | None, str]:
        """Which field to mend. The holder's name is nobody's to mend here: it comes from the registers."""
        if error.field in self.fields:
            return error.field, error.message
        return None, gettext(
            "No register holds this payee's name, so the bank could not check an account. Please ask at the service "
            "counter of your street."
        )


@dataclass(frozen=True, slots=True)
class Payee:
    """Somebody who may be paid; their name and the end of their account are "" where no register knows them."""

    id: UUID
    name: str
    account_last4: str

    @property
    def label(self) -> str:
        return self.name or gettext("Name not recorded")


class ConfirmForm(AccountForm):
    """The one click. Asks only what is not known: which payee, if there are several; an account, if there is none."""

    payee = forms.ChoiceField(
        label=_("Who should be paid?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who should be paid.")},
    )
    field_order = ("payee", "bank_code", "number")

    def __init__(self, *args: Any, payees: Sequence[Payee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._payees: Mapping[str, Payee] = {str(one.id): one for one in payees}
        choice = self.fields["payee"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [
            (key, ChoiceLabel(one.label, account_hint(one.account_last4))) for key, one in self._payees.items()
        ]
        if len(payees) == 1:
            del self.fields["payee"]
        if all(one.account_last4 for one in payees):
            del self.fields["bank_code"], self.fields["number"]
        else:
            for name in ("bank_code", "number"):
                self.fields[name].required = False

    @property
    def chosen(self) -> Payee:
        key = self.cleaned_data.get("payee") or next(iter(self._payees))
        return self._payees[key]

    def clean(self) -> dict[str, Any]:
        data = forms.Form.clean(self) or {}
        made = len(self._payees) == 1 or "payee" in data
        if made and not self.chosen.account_last4:
            for name in ("bank_code", "number"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
            self.read_account(self.chosen.name)
        return data


class DeclineForm(forms.Form):
    REASONS = [
        ("unwanted", _("I do not want this benefit")),
        ("not_mine", _("It is not meant for me")),
        ("elsewhere", _("I get it from somewhere else")),
        ("other", _("Another reason")),
    ]
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )


class ContestForm(forms.Form):
    fact = forms.ChoiceField(
        label=_("Which of these facts is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the fact that is wrong.")},
    )
    right = forms.CharField(
        label=_("What is right?"),
        help_text=_("In your own words. Do not enter account numbers or identity numbers."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={
            "required": _("Say what is right."),
            "max_length": _("Write at most %(limit_value)d characters; you wrote %(show_value)d."),
        },
    )

    def __init__(self, *args: Any, facts: Sequence[tuple[str, Fact]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["fact"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [(path, ChoiceLabel(_label(fact), _hint(fact))) for path, fact in facts]


class AppealForm(forms.Form):
    statement = forms.CharField(
        label=_("Why do you think that the decision is wrong?"),
        help_text=_("In your own words. You need no lawyer and no article of law. Do not enter account numbers."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=3000,
        error_messages={
            "required": _("Say why you think that the decision is wrong."),
            "max_length": _("Write at most %(limit_value)d characters; you wrote %(show_value)d."),
        },
    )


class AnswerForm(forms.Form):
    """What a clerk answers, for the person to read."""

    outcome = forms.ChoiceField(
        label=_("Result"), widget=forms.RadioSelect, error_messages={"required": _("Choose a result.")}
    )
    answer = forms.CharField(
        label=_("Answer to the person, with its reasons"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
        error_messages={"required": _("Write what the person is to be answered.")},
    )

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["outcome"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = list(outcomes)


def _label(fact: Fact) -> str:
    shown = plain_value(fact.value) if fact.known else gettext("not known")
    return gettext("%(fact)s: %(value)s") % {"fact": fact.label, "value": shown}


def _hint(fact: Fact) -> str:
    return f"{fact.source.body} · {fact.source.dataset}" if fact.source else ""
