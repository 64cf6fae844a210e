"""``studybuddy validate``: what a constitution and safety filters of another tool mean here.

For every thing the documents say: its line, and what it would be here; for every mistake: its line and the mend.
Nothing is kept; ``studybuddy policy import`` does that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import to_people, to_readers

if TYPE_CHECKING:
    from studybuddy_core.services.imported import Meaning

NAME = "validate"
_STYLES = {"taken": "green", "in part": "yellow", "not taken": "red"}


def command(
    config: Annotated[str, typer.Option(help="A constitution (alignment_rules.yaml).")] = "",
    safety_filters: Annotated[str, typer.Option(help="Safety filters (safety_filters.yaml).")] = "",
    policy: Annotated[str, typer.Option(help="The policy they would join: a preset or a YAML file.")] = "balanced",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as a JSON list.")] = False,
) -> None:
    """Say what a constitution and safety filters mean here, and for every mistake the line and the mend."""
    from studybuddy_core.services.importing import read_imported, sources_from
    from studybuddy_core.services.policy_sources import policy_from

    imported = read_imported(sources_from(config, safety_filters), policy_from(policy))
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in imported.meanings], ensure_ascii=False, indent=2))
        return
    meanings_shown(imported.meanings)
    counts = ", ".join(f"{sum(one.taken == word for one in imported.meanings)} {word}" for word in _STYLES)
    to_people().print(Text(f"{imported.name} can be used: {counts}.", style="green"))


def _plain(one: Meaning) -> dict[str, Any]:
    return {"file": one.source, "line": one.line, "says": one.says, "here": one.here, "taken": one.taken.value}


def meanings_shown(meanings: Sequence[Meaning]) -> None:
    """Print, document by document, what each line means here."""
    console = to_readers()
    for source in dict.fromkeys(one.source for one in meanings):
        table = Table("line", "says", "means here", "", title=source, title_justify="left")
        table.columns[0].justify = "right"
        for one in meanings:
            if one.source == source:
                table.add_row(str(one.line), Text(one.says), Text(one.here), Text(one.taken, style=_STYLES[one.taken]))
        console.print(table)
