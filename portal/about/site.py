"""The site map: every public page, in the order in which people look for it. A test knows of a page that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """`route` is a name without arguments; `public` ones are for search engines too."""

    title: str | Promise
    route: str
    public: bool = True

    @property
    def address(self) -> str:
        return reverse(self.route)


@dataclass(frozen=True, slots=True)
class Section:
    title: str | Promise
    pages: tuple[Page, ...]


_SECTIONS: Final = (
    Section(
        _("Find out"),
        (
            Page(_("Home"), "home"),
            Page(_("Search"), "search"),
            Page(_("All policies"), "policies:list"),
            Page(_("What am I owed if…"), "calculator:start"),
            Page(_("Check a message"), "reach:check"),
        ),
    ),
    Section(
        _("My page (after signing in)"),
        (
            Page(_("Sign in"), "account_login"),
            Page(_("My benefits"), "benefits:list", public=False),
            Page(_("Notices"), "notices:list", public=False),
            Page(_("Who read my data"), "access:list", public=False),
            Page(_("Act for another"), "acting:choose", public=False),
            Page(_("Our policies (for enterprises)"), "enterprise:policies", public=False),
        ),
    ),
    Section(
        _("About this site"),
        (
            Page(_("Privacy"), "about:privacy"),
            Page(_("Accessibility"), "about:accessibility"),
            Page(_("Site map"), "about:site_map"),
        ),
    ),
    Section(
        _("How this site is made"),
        (
            Page(_("Design system"), "design:overview"),
            Page(_("Colours"), "design:colours"),
            Page(_("Type and measure"), "design:typography"),
            Page(_("Exchanging a part"), "design:exchange"),
        ),
    ),
)


def sections() -> tuple[Section, ...]:
    return _SECTIONS


def addresses() -> Iterator[str]:
    """Public pages, for the machines that index them."""
    return (page.address for section in _SECTIONS for page in section.pages if page.public)
