"""The transcript in a browser: what the newest data says stands there, in whatever order the starts come."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from pages.ui import transcript

pytestmark = pytest.mark.browser


def data(made: int, *said: str) -> dict[str, Any]:
    bubbles = [
        {"id": text, "voice": "child", "masked": False, "speaker": "Mia", "beside": "", "sources": [], "aside": [],
         "pieces": [{"text": text, "level": "", "numbers": [], "says": "", "ends": ""}]}
        for text in said
    ]  # fmt: skip
    return {"live": True, "top": "", "bubbles": bubbles, "made": made}


@pytest.mark.parametrize(
    ("starts", "shown"),
    [
        ([data(5, "question", "answer"), data(4, "question")], ["question", "answer"]),
        ([data(4, "question"), data(5, "question", "answer")], ["question", "answer"]),
        ([data(90_000, "before the clock was set back"), data(5, "after")], ["after"]),
    ],
)
def test_a_start_that_comes_late_changes_nothing(
    chromium: Browser, starts: list[dict[str, Any]], shown: list[str]
) -> None:
    page = chromium.new_page()
    page.set_content('<div id="parent"><div class="talk"></div></div>')
    script = transcript.DRAW.replace("export default", "window.draw =")
    page.add_script_tag(content=script)
    for given in starts:
        page.evaluate(f"draw({{data: {json.dumps(given)}, parentElement: document.querySelector('#parent')}})")
    assert page.locator(".text").all_inner_texts() == shown
    page.close()
