"""Takes the README's pictures from a running demo school: python docs/pictures.py http://127.0.0.1:8501 docs/images."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZE = {"width": 1280, "height": 800}
STAFF = {
    "review": "teacher",
    "conversations": "teacher",
    "classes": "teacher",
    "compare": "annotator",
    "thresholds": "researcher",
    "playground": "researcher",
    "overview": "admin",
    "people": "admin",
    "school": "admin",
}


def open_page(browser: Browser, base: str, theme: str) -> Page:
    """A fresh browser at the sign-in."""
    page = browser.new_context(viewport=SIZE, color_scheme=theme, base_url=base).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(20_000)
    page.goto("/")
    return page


def staff(page: Page, login: str) -> None:
    """Sign a member of staff in."""
    page.get_by_role("tab", name="I work here").click()
    panel = page.get_by_role("tabpanel", name="I work here")
    panel.get_by_role("textbox").nth(0).fill(login)
    panel.get_by_role("textbox").nth(1).fill("studybuddy-demo")
    page.keyboard.press("Enter")
    page.get_by_text("Account").first.wait_for()


def learner(page: Page) -> None:
    """Sign Maya in and ask something."""
    page.get_by_label("Class code").fill("FOX5B")
    page.get_by_label("Your name").fill("Maya")
    page.keyboard.press("Enter")
    for picture in ("cat", "sun", "boat", "key"):
        page.get_by_role("button", name=picture).first.click()
        page.wait_for_timeout(600)
    for text in ("wot is 7x8", "is it 54?", "why is the sky blue?"):
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill(text)
        box.press("Enter")
        page.wait_for_timeout(2500)


def main(base: str, folder: Path) -> None:
    """Take every picture in both themes; the light ones carry the plain names."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for theme, tail in (("light", ""), ("dark", "-dark")):
            page = open_page(browser, base, theme)
            page.wait_for_timeout(2500)
            page.screenshot(path=folder / f"sign-in{tail}.png")
            learner(page)
            page.screenshot(path=folder / f"chat{tail}.png")
            for url, login in STAFF.items():
                page = open_page(browser, base, theme)
                page.wait_for_timeout(1500)
                staff(page, login)
                page.goto(f"/{url}")
                page.wait_for_timeout(4500)
                if url == "playground":
                    page.get_by_text("What is 7 x 8?").first.click()
                    page.wait_for_timeout(1500)
                    page.get_by_role("button", name="Run").click()
                    page.wait_for_timeout(3000)
                page.screenshot(path=folder / f"{url}{tail}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
