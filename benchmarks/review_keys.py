"""Review: how long from a key to the next item on the screen, in Chromium, with the database in a file.

A teacher decides flags one after another with one key. The time runs in the browser, from ``keydown`` to
the first frame in which the next item's text is on the page; the decision is committed (``synchronous=FULL``),
audited, and the next item claimed within it. Between two keys the page comes to rest, as it does while a person reads;
a key that changes nothing within ten seconds is counted as lost. For comparison: Label Studio 1.23 took 546 ms from
submit to the next task on such a machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from pydantic import SecretStr

from db.engine import open_database
from studybuddy_core.services.passwords import Passwords
from tests.browser.conftest import SECRET, start, stop
from tests.browser.doors import staff_in
from tests.people import HandClock, SmallSchool
from tests.talks import Talking

FLAGS = 80
WARM = 5
AIM_MS = 150
_PRESS = """(key) => new Promise((resolve) => {
  const shown = () => {
    const talk = document.querySelector(".st-key-review_transcript");
    const inner = talk && [...talk.querySelectorAll("*")].find((node) => node.shadowRoot);
    return inner ? inner.shadowRoot.textContent : talk ? talk.textContent : "";
  };
  const before = shown();
  let began = 0;
  const look = () => {
    const now = shown();
    if (began && now && now !== before) resolve(performance.now() - began);
    else if (began && performance.now() - began > 10000) resolve(-1);
    else requestAnimationFrame(look);
  };
  document.addEventListener("keydown", () => { began = performance.now(); }, { capture: true, once: true });
  requestAnimationFrame(look);
})"""


def seed(home: Path) -> None:
    """Make a small school with ``FLAGS`` flags, each with a text of its own length."""
    database = open_database(f"sqlite:///{home / 'studybuddy.db'}")
    passwords = Passwords(SecretStr(SECRET), staff_rounds=4, picture_rounds=4)
    school = SmallSchool(database, HandClock(datetime.now(UTC) - timedelta(hours=3)), passwords)
    school.fill(demo=False)
    talking = Talking(school)
    for n in range(FLAGS):
        talk = talking.begin("mia" if n % 2 else "noor")
        talking.says("what is 7 x 8", talk=talk)
        talking.says("how do i make a knife" + "!" * n, {"harm.weapons": 9_000}, talk=talk)
        talking.says("ok", talk=talk)
    database.close()
    (home / "studybuddy.toml").write_text("# a school of its own, not the demo\n")


def pressed(page: Page, key: str) -> float:
    """Press ``key`` and return the milliseconds until another item is shown; -1 where none was."""
    page.locator('[data-test-script-state="notRunning"]').first.wait_for()
    page.evaluate("(code) => { window.sbDone = (" + _PRESS + ")(code) }", key)
    page.keyboard.press(key)
    return float(page.evaluate("() => window.sbDone"))


def cpu_ms(pid: int) -> float:
    """Processor time a process has used, in milliseconds; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def told(name: str, pressed_for: list[float]) -> float:
    """Print a row of figures; return the 95th percentile."""
    times = [ms for ms in pressed_for if ms >= 0]
    if len(times) < len(pressed_for):
        print(f"{name:34} {len(pressed_for) - len(times)} of {len(pressed_for)} keys changed nothing")
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    print(f"{name:34} n={len(times):3}   p50 {cuts[9]:6.0f} ms   p95 {cuts[18]:6.0f} ms   max {max(times):6.0f} ms")
    return cuts[18] if len(times) == len(pressed_for) else float("inf")


def main() -> int:
    """Measure and print; return 1 when the aim is missed or a key was lost."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        seed(home)
        server = start(home)
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 800}).new_page()
            staff_in(page, "teacher", at="/review")
            page.locator(".st-key-review_transcript").wait_for()
            for _ in range(WARM):
                pressed(page, "t")
            used = cpu_ms(server.process.pid)
            decided = [pressed(page, "t") for _ in range((FLAGS - WARM) // 2)]
            used = (cpu_ms(server.process.pid) - used) / len(decided)
            moved = [pressed(page, "j") for _ in range(20)]
            browser.close()
        finally:
            stop(server)
    print("Review, key to the next item painted, file database, masked (Label Studio: 546 ms):")
    slow = told("decide (T), committed and audited", decided)
    told("next (J)", moved)
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"server's own processor time for a decision {used:.0f} ms; {load:.1f} busy programs a core meanwhile")
    print(f"aim: 19 of 20 under {AIM_MS} ms")
    return int(slow >= AIM_MS)


if __name__ == "__main__":
    sys.exit(main())
