"""Forms of signing in and of choosing for whom to act."""

from collections.abc import Iterable
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from services.core.components.api import ChoiceLabel
from services.identity.queries import Relation, Represented

_MISMATCH: Final = "username_password_mismatch"
_HINTS = {
    Relation.SELF: _("Yourself"),
    Relation.CHILD: _("Your child"),
    Relation.ENTERPRISE: _("An enterprise that you represent"),
}


def _without_placeholders(form: forms.Form) -> None:
    """A placeholder that repeats the label vanishes while one types, and is read out twice."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["login"].label = _("Username")
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["login"].error_messages["required"] = _("Enter your username.")
        self.fields["password"].error_messages["required"] = _("Enter your password.")

    @property
    def staff_provider(self) -> str:
        """What the staff's own sign-in is called, empty where there is none."""
        return str(settings.STAFF_OIDC_NAME or _("your organisation")) if settings.STAFF_OIDC_ISSUER else ""

    def clean(self) -> dict[str, Any]:
        """Staff who have a sign-in of their own may not be let in by a password that could be guessed or shared.

        The sentence is the one for a wrong password: it does not tell that this one was right.
        """
        data: dict[str, Any] = super().clean()
        if not settings.STAFF_PASSWORD_SIGN_IN and self.user is not None and self.user.is_staff:
            raise get_adapter().validation_error(_MISMATCH)
        return data


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("At least 10 characters. A few words that only you would join are best.")
        self.fields["password2"].label = _("New password, once more")
        self.fields["oldpassword"].error_messages["required"] = _("Enter your current password.")
        self.fields["password1"].error_messages["required"] = _("Enter a new password.")
        self.fields["password2"].error_messages["required"] = _("Enter the new password once more.")


class ActingForm(forms.Form):
    """Any UUID may be posted: whether it may be acted for is asked of the register, never of this page's list."""

    subject = forms.UUIDField(
        label=_("For whom do you want to act?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom you want to act."), "invalid": _("Choose one of the list.")},
    )

    def __init__(self, *args: Any, choices: Iterable[Represented] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].widget.choices = [
            (str(choice.subject), ChoiceLabel(choice.label, hint=_HINTS[choice.relation])) for choice in choices
        ]
