"""The pictures of the README, taken from a running demo: `script/pictures ADDRESS PASSWORD`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.visitor import CHROMIUM, DESKTOP, FLAGS, PHONE

DOCS = Path(__file__).parents[2] / "docs"
COLOURS = 128  # enough for flat pages, a quarter of the size


@dataclass(frozen=True, slots=True)
class Picture:
    """What one sees at `path`, or after following a link there, as somebody of the demo's cast."""

    name: str
    path: str
    who: str = ""
    follow: str = ""
    on_phone: bool = False
    language: str = "zh-CN"
    elder: bool = False
    theme: str = "light"
    height: int = 0  # 0: the whole page


PICTURES = (
    Picture("home", "/", height=1500),
    Picture("my-benefits", "/benefits/", "wangfang"),
    Picture("reasons", "/benefits/", "wangfang", follow="reasons", height=1500),
    Picture(
        "confirm-elder-phone", "/benefits/", "zhouguilan", follow="confirm", on_phone=True, elder=True, height=1400
    ),
    Picture("calculator-phone", "/calculator/", on_phone=True, height=1400),
    Picture("my-file-dark", "/my/", "wangfang", language="en", theme="dark", height=1500),
    Picture("policy", "/policies/unemployment-benefit/", height=1500),
    Picture("desk", "/admin/", "suyan", height=1200),
)


def take(browser: Browser, address: str, password: str, picture: Picture) -> None:
    context = browser.new_context(
        viewport=PHONE if picture.on_phone else DESKTOP,
        locale=picture.language,
        color_scheme="dark" if picture.theme == "dark" else "light",
    )
    page = context.new_page()
    if picture.who:
        sign_in(page, address, picture.who, password)
    page.goto(address + picture.path)
    if picture.follow:
        page.locator(f'main a[href*="{picture.follow}"]').first.click()
        page.wait_for_load_state()
    if picture.elder:
        page.evaluate("document.documentElement.classList.add('tb-elder')")
    image = Image.open(BytesIO(page.screenshot(full_page=True, animations="disabled")))
    if picture.height:
        image = image.crop((0, 0, image.width, min(picture.height, image.height)))
    image.quantize(COLOURS).save(DOCS / f"{picture.name}.png", optimize=True)
    context.close()


def sign_in(page: Page, address: str, who: str, password: str) -> None:
    page.goto(f"{address}/account/sign-in/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def main() -> None:
    address, password = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for picture in PICTURES:
            take(browser, address, password, picture)
            sys.stdout.write(f"docs/{picture.name}.png\n")
        browser.close()


if __name__ == "__main__":
    main()
