"""What the front door itself has to be found: policies, life events, pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from eligibility.policies import api as policies
from eligibility.policies.api import LifeEvent
from portal.home.addresses import event_address, policy_address
from portal.home.search.ports import Document
from services.core.languages.api import LANGUAGES, in_language


def published_policies() -> Iterator[Document]:
    for policy in policies.policies():
        called = [word for words in policy.words.values() for word in words]
        yield Document(
            kind=pgettext("kind of thing found", "Benefit"),
            title=in_language(policy.titles),
            href=policy_address(policy),
            text=in_language(policy.summary),
            words=(*policy.titles.values(), *called, *_of_events(policy.life_events)),
        )


def life_events() -> Iterator[Document]:
    """Those that some published policy answers to."""
    for event in LifeEvent:
        titles = [in_language(one.titles) for one in policies.policies() if event in one.life_events]
        if titles:
            yield Document(
                kind=pgettext("kind of thing found", "Calculator"),
                title=_("What am I owed: %(event)s") % {"event": event.label},
                href=event_address(event),
                text=_("Benefits: %(titles)s") % {"titles": _(", ").join(titles)},
                words=tuple(_of_events([event])),
            )


def _of_events(events: Iterable[LifeEvent]) -> Iterator[str]:
    """Their names in every language: people mix them."""
    for event in events:
        for language in LANGUAGES:
            with override(language):
                yield str(event.label)


def pages() -> Iterator[Document]:
    kind = pgettext("kind of thing found", "Page")
    for title, address, text, words in _pages():
        yield Document(kind=kind, title=title, href=reverse(address), text=text, words=words)


def _pages() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    yield (
        _("What am I owed if…"),
        "calculator:start",
        _("A few questions, and you see which benefits there are, how much, and why."),
        ("计算器", "calculator", "能拿多少", "how much"),
    )
    yield (
        _("My benefits"),
        "benefits:list",
        _("What waits for you, what is on its way, what was paid."),
        ("福利", "到账", "进度", "paid", "benefits"),
    )
    yield (
        _("All benefits and where I stand"),
        "benefits:looked_at",
        _("Every benefit, with why it is yours or not."),
        ("福利", "补贴", "津贴", "all benefits", "subsidy", "allowance"),
    )
    yield (_("Notices"), "notices:list", _("What the city told you."), ("通知", "消息", "notice"))
    yield (
        _("Who read my data"),
        "access:list",
        _("Every look at your data: who, what and why."),
        ("个人信息", "谁看过", "隐私", "data", "who read"),
    )
    yield (
        _("Act for another"),
        "acting:choose",
        _("For your child, or for a company that gave you a mandate."),
        ("代办", "代理", "act for", "on behalf"),
    )
    yield (
        _("Our policies (for enterprises)"),
        "enterprise:policies",
        _("What there is for your company, and where it stands."),
        ("企业", "公司", "惠企政策", "company", "enterprise"),
    )
    yield (_("Sign in"), "account_login", "", ("登录", "账号", "密码", "sign in", "log in", "password"))
    yield (
        _("Privacy"),
        "about:privacy",
        _("What this site keeps about you, and what not."),
        ("隐私", "cookie", "privacy"),
    )
    yield (
        _("Accessibility"),
        "about:accessibility",
        _("Easy view, reading aloud, keyboard: how this site can be used by everybody."),
        ("无障碍", "长辈版", "大字", "读屏", "accessibility", "easy view", "large text"),
    )
