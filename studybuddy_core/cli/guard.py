"""``studybuddy guard``: the small model that reads every message, and how it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from studybuddy_core.cli.frame import to_people, to_readers

NAME = "guard"
app = typer.Typer(no_args_is_help=True, help="Look at the guard model, or train one.")


@app.command()
def train(
    data: Annotated[Path, typer.Option(help="The folder of the public sets, as docs/guard-model.md lists them.")],
    out: Annotated[Path, typer.Option(help="Where the artefact goes.")] = Path("var/guard"),
    corpus: Annotated[Path | None, typer.Option(help="Another corpus than the shipped one.")] = None,
    leave_out: Annotated[list[str] | None, typer.Option(help="A set to leave out, to measure on it.")] = None,
    seed: Annotated[int, typer.Option(help="The seed of the first fit; the next takes the next.")] = 7,
    epochs: Annotated[int | None, typer.Option(min=1, help="How many epochs a fit has: 4.")] = None,
    fits: Annotated[int | None, typer.Option(min=1, help="How many fits the model is the mean of: 2.")] = None,
) -> None:
    """Train a guard model; takes an hour and a half to two and a half hours on two cores.

    ``STUDYBUDDY_GUARD_MODEL=OUT`` puts it to use.
    """
    from studybuddy_core.services.guard_training import train_guard

    told = train_guard(data, out, corpus=corpus, without=frozenset(leave_out or ()), seed=seed,
                       epochs=epochs, fits=fits,
                       tell=lambda line: to_people().print(line, markup=False, highlight=False))  # fmt: skip
    to_people().print(f"{out}: sha256 {told['sha256']}", markup=False)


@app.command()
def show() -> None:
    """Show which model is in use, and where each head's line was set."""
    from studybuddy_core.services.guard_training import guard_in_use

    told = guard_in_use()
    table = Table("head", "line", "caught while setting it", "harmless it was set on",
                  title=f"guard model {told['version']}")  # fmt: skip
    for family, line in told["lines"].items():
        table.add_row(family, f"{line['middle']:.2f}", f"{line['caught']} of {line['positives']}",
                      str(line["negatives"]))  # fmt: skip
    to_readers().print(table)
