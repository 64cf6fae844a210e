"""``studybuddy knowledge``: bring documents, list them, take them off, and see what a question finds."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import ask_password, settings_here, to_people, to_readers
from studybuddy_core.domain.errors import BadInput

if TYPE_CHECKING:
    from studybuddy_core.services.stocking import Inspection, Stockroom

NAME = "knowledge"
app = typer.Typer(no_args_is_help=True, help="Look after what the tutor may answer from.")

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="PDF, Word, PowerPoint, EPUB, Markdown or text.")]
Login = Annotated[str, typer.Option(help="Who signs for this: a teacher's or administrator's sign-in name.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command()
def add(
    files: Files,
    for_class: Annotated[list[str], typer.Option("--class", help="For this class; several may be named.")] = [],  # noqa: B006
    school: Annotated[bool, typer.Option("--school", help="For the whole school (administrators).")] = False,
    grades: Annotated[str, typer.Option(help="For these grades, such as 3-5.")] = "1-6",
    subject: Annotated[str, typer.Option(help="What it is about.")] = "",
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Bring documents: what the checks find nothing in goes on the shelf, the rest waits for a look.

    Exits with 1 when a file was refused.
    """
    from studybuddy_core.domain.errors import StudyBuddyError
    from studybuddy_core.services.curating import Label

    if bool(for_class) == school:
        raise BadInput("Say for whom it is: --class NAME (several may be named), or --school.")
    refused = 0
    with _stockroom(login, password_stdin) as room:
        label = Label(subject, _grades(grades), room.classes(tuple(for_class)))
        for path in files:
            try:
                _tell(path, room.add(path, label).inspection, kept=True)
            except StudyBuddyError as fault:
                refused += 1
                to_people().print(Text(f"{path.name} is not taken. {fault}", style="red"))
    if refused:
        raise typer.Exit(1)


@app.command("list")
def list_documents(
    removed: Annotated[bool, typer.Option("--removed", help="What was taken off the shelf.")] = False,
    login: Login = "", password_stdin: FromStdin = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List the documents that this person may see."""
    with _stockroom(login, password_stdin) as room:
        found = room.documents(removed=removed)
    if as_json:
        typer.echo(json.dumps([{
            "id": s.id, "name": s.name, "kind": s.kind, "passages": s.passages, "waiting": s.waiting,
            "classes": list(s.class_names), "grades": list(s.grades), "subject": s.subject, "by": s.by,
            "at": s.at.isoformat(),
        } for s in found], ensure_ascii=False))  # fmt: skip
        return
    table = Table("document", "id", "kind", "passages", "waiting", "for", "by", "since (UTC)")
    for s in found:
        table.add_row(Text(s.name), Text(s.id), s.kind, str(s.passages), str(s.waiting),
                      Text(", ".join(s.class_names) or "whole school"), Text(s.by),
                      f"{s.at:%Y-%m-%d %H:%M}")  # fmt: skip
    to_readers().print(table if found else Text("No documents."))


@app.command()
def remove(
    document: Annotated[str, typer.Argument(help="Its name or id; see: studybuddy knowledge list")],
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Take a document off the shelf; it can be put back in the room Knowledge."""
    with _stockroom(login, password_stdin) as room:
        source = room.remove(document)
    to_people().print(Text(f"Off the shelf: {source.name} ({source.passages} passages).", style="green"))


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="A question as a child would ask it.")],
    as_class: Annotated[str, typer.Option("--class", help="As a child of this class.")] = "",
    grade: Annotated[int, typer.Option(min=1, max=6, help="The child's grade.")] = 4,
    login: Login = "", password_stdin: FromStdin = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show what a child's question would find; exits with 1 when nothing fits."""
    with _stockroom(login, password_stdin) as room:
        found = room.search(question, as_class, grade)
    if as_json:
        typer.echo(json.dumps([{
            "id": one.passage.id, "title": one.passage.title, "source": one.passage.source, "own": one.own,
            "text": one.passage.text,
        } for one in found], ensure_ascii=False))  # fmt: skip
    else:
        for n, one in enumerate(found, start=1):
            to_readers().print(Text(f"{n}. {one.passage.title} · {one.passage.source}", style="bold"))
            to_readers().print(Text(f"   {one.passage.text}"))
    if not found:
        to_people().print("Nothing fits: the tutor would say that it does not know.")
        raise typer.Exit(1)


@app.command()
def check(
    files: Files,
    policy: Annotated[str, typer.Option(help="A policy file, or strict, balanced or research.")] = "balanced",
    as_json: AsJson = False,
) -> None:
    """Say what would be taken, what would wait and why, and what is refused; nothing is kept.

    Exits with 0 when all of it would be taken, 1 when something would wait or is refused.
    """
    from studybuddy_core.services.clock import SystemClock
    from studybuddy_core.services.stocking import look_at

    told, clean = [], True
    for path in files:
        row: dict[str, object] = {"file": path.name}
        try:
            inspection = look_at(path, policy, SystemClock())
        except BadInput as refused:
            clean = False
            told.append(row | {"refused": str(refused)})
            if not as_json:
                to_readers().print(Text(f"{path.name} is not taken. {refused}", style="red"))
            continue
        clean = clean and not inspection.waiting
        told.append(row | _as_row(inspection))
        if not as_json:
            _tell(path, inspection, kept=False)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    if not clean:
        raise typer.Exit(1)


def _as_row(inspection: Inspection) -> dict[str, object]:
    return {
        "kind": inspection.kind, "title": inspection.title, "passages": len(inspection.standing),
        "links": inspection.links,
        "waiting": [{
            "title": one.words.title, "page": one.page,
            "found": [{"label": f.label, "score": f.score, "line": f.line,
                       "text": one.words.text[f.begin : f.end]} for f in one.found],
        } for one in inspection.waiting],
        "hidden": [{"what": h.what, "text": h.text, "page": h.page} for h in inspection.hidden],
    }  # fmt: skip


def _tell(path: Path, inspection: Inspection, *, kept: bool) -> None:
    people = to_readers()
    verb = "on the shelf" if kept else "would go on the shelf"
    people.print(Text(f"{path.name}: {len(inspection.standing)} passages {verb}, {len(inspection.waiting)} "
                      f"{'wait' if kept else 'would wait'} for a look, {inspection.links} addresses taken out.",
                      style="bold"))  # fmt: skip
    for one in inspection.waiting:
        place = f", page {one.page}" if one.page else ""
        for found in one.found:
            people.print(Text(f"  waits: {one.words.title}{place}: {found.label} {found.score / 10_000:.2f} "
                              f"({found.line}): {one.words.text[found.begin : found.end][:120]}"))  # fmt: skip
    for hidden in inspection.hidden:
        people.print(Text(f"  hidden, not taken: {hidden.what}: {hidden.text[:120]}"))


def _grades(given: str) -> tuple[int, ...]:
    first, dash, last = given.replace(" ", "").partition("-")
    try:
        found = tuple(range(int(first), int(last) + 1)) if dash else tuple(map(int, given.split(",")))
    except ValueError as fault:
        raise BadInput("Write grades like 3-5 or 3,4.") from fault
    return found


def _stockroom(login: str, from_stdin: bool) -> AbstractContextManager[Stockroom]:
    from studybuddy_core.services.clock import SystemClock, system_ids
    from studybuddy_core.services.stocking import at_the_shelf

    settings = settings_here()
    if not login:
        raise BadInput("The log names a person: give a teacher's or administrator's sign-in name with --login.")
    return at_the_shelf(settings, login, ask_password(login, from_stdin), clock=SystemClock(), ids=system_ids())
