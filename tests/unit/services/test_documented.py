"""The Python in the documents runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs"
BLOCKS = [
    pytest.param(code, id=f"{path.stem}-{n}")
    for path in (DOCS / "intervention.md",)
    for n, code in enumerate(re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL), 1)
]


@pytest.mark.parametrize("code", BLOCKS)
def test_the_code_in_a_document_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYBUDDY_HOME", str(tmp_path))
    monkeypatch.setenv("STUDYBUDDY_JUDGE", "off")
    known: dict[str, object] = {}
    exec(compile(code, "the document", "exec"), known)
    result = known["result"]
    assert isinstance(result, dict)
    assert result["response"]


def test_the_panel_in_the_document_can_be_read() -> None:
    from studybuddy_core.services.panels import read_panel

    [text] = re.findall(r"```yaml\n(.*?)```", (DOCS / "consensus.md").read_text("utf-8"), re.DOTALL)
    assert len(read_panel(text).panel.validators) == 3
