"""What Tongban asks of allauth beyond its defaults."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.identity.preferences import sign_out


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    # One sentence for an unknown name and for a wrong password: the page must not tell who has an account.
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The username or the password is not right."),
        "too_many_login_attempts": _("Too many attempts to sign in. Wait five minutes and try again."),
        "enter_current_password": _("This is not your current password."),
        "account_inactive": _("This account is closed."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Accounts are opened for persons whom the registers know; nobody makes one from a form."""
        return False

    def logout(self, request: HttpRequest) -> None:
        sign_out(request)
