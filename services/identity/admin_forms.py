"""Forms of the accounts' desk. What is not a field here can't be set by posting it."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from services.identity.accounts import UsernameTaken, roles_of
from services.identity.identifiers import InvalidIdentifier
from services.identity.models import User
from services.identity.registration import find_persons
from services.identity.roles import Role

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm


class RolesField(forms.TypedMultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Roles"),
            choices=Role.choices,
            coerce=Role,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("An account without a role is a citizen's and can't open this desk."),
        )


class NewAccountForm(UserForm):
    resident_id = forms.CharField(
        label=_("Resident ID"), required=False, help_text=_("Of the person whose account it is, if in the register.")
    )
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput)
    password_again = forms.CharField(label=_("Password, once more"), strip=False, widget=forms.PasswordInput)
    roles = RolesField()

    class Meta:
        model = User
        fields: ClassVar = ["username", "employee_number"]

    def clean_username(self) -> str:
        username: str = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(UsernameTaken.message, code="taken")
        return username

    def clean_resident_id(self) -> UUID | None:
        """Turned into the person's subject, so that nothing after this form sees the number."""
        typed = self.cleaned_data["resident_id"]
        if not typed:
            return None
        try:
            found = find_persons([typed])
        except InvalidIdentifier as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused
        if not found:
            raise forms.ValidationError(_("No register has told us of this person."), code="unknown")
        return found[typed]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "password" in data and data["password"] != data.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        return data


class AccountForm(UserForm):
    roles = RolesField()

    class Meta:
        model = User
        fields: ClassVar = ["is_active", "employee_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["roles"] = sorted(roles_of(self.instance))
