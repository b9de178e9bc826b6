"""Somebody in front of a browser: reads words, presses buttons, and notes what the browser complains of."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.functional import Promise
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, ViewportSize, expect

CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
PASSWORD = "walks-by-the-lake-42"
Size = ViewportSize
PHONE: Size = {"width": 390, "height": 844}
DESKTOP: Size = {"width": 1280, "height": 900}
_LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
# What waits for the worker waits for the bank too, which is asked every five seconds.
PATIENCE = 45.0
_LOOK_AGAIN = 0.4


@dataclass
class Visitor:
    """A browser of somebody's own (cookies, language, size), and the page that it shows."""

    page: Page
    context: BrowserContext
    address: str
    language: str
    problems: list[str] = field(default_factory=list)
    document: Response | None = None  # what the server sent as the page that is open

    def __post_init__(self) -> None:
        self.page.on("response", self._keep)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))

    def say(self, text: str | Promise, **values: object) -> str:
        """The portal's own words in this visitor's language."""
        with translation.override(self.language):
            said = translation.gettext(str(text))
        return said % values if values else said

    # Going somewhere

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sign_in(self, username: str, *, next_page: str = "/") -> None:
        self.open(f"/account/sign-in/?next={next_page}")
        self.page.get_by_label(self.say("Username")).fill(username)
        self.page.get_by_label(self.say("Password")).fill(PASSWORD)
        self.press("Sign in", within=self.main)
        expect(self.page).to_have_url(self.address + next_page)

    def switch_language(self, language: str) -> None:
        """By the button in the header, which is named in the language that it leads to."""
        self.page.get_by_role("button", name={"zh-hans": "中文", "en": "English"}[language], exact=True).click()
        self.language = language
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def act_for(self, name: str) -> None:
        self.open("/acting/")
        self.page.get_by_label(name).check()
        self.press("Continue")
        expect(self.page.get_by_role("region", name=self.say("For whom you act"))).to_contain_text(name)

    # Reading and pressing

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def sees(self, text: str, *, within: Locator | None = None) -> None:
        expect((within or self.page).get_by_text(text).first).to_be_visible()

    def press(self, text: str, *, within: Locator | None = None, **values: object) -> None:
        (within or self.page).get_by_role("button", name=self.say(text, **values), exact=True).click()

    def follow(self, text: str, *, within: Locator | None = None, **values: object) -> None:
        (within or self.page).get_by_role("link", name=self.say(text, **values), exact=True).click()

    def wait_until(self, shown: Callable[[], bool], *, what: str) -> None:
        """Look at the page again and again, as people do."""
        deadline = time.monotonic() + PATIENCE
        while not shown():
            assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s still not there: {what}"
            time.sleep(_LOOK_AGAIN)
            self.page.reload()

    def wait_for_heading(self, text: str) -> None:
        words = self.say(text)
        self.wait_until(lambda: self.heading.inner_text().strip() == words, what=words)

    def wait_for_text(self, text: str) -> None:
        self.wait_until(self.page.get_by_text(text).first.is_visible, what=text)

    def _keep(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame and response.ok:
            self.document = response

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"{self.page.url}: {message.text}")


def visitor(browser: Browser, address: str, *, language: str, size: Size, scripts: bool) -> Visitor:
    context = browser.new_context(
        viewport=size,
        locale=_LOCALES[language],
        java_script_enabled=scripts,
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return Visitor(context.new_page(), context, address, language)
