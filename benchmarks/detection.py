"""What is stopped and what is let through, set by set: ``python -m benchmarks.detection DIR`` prints the table.

DIR holds the public sets as JSON lines; lines of our own that nobody trained on lie in ``benchmarks/held_out``. Rows
go through the same checks as the app's, under the balanced policy for 9-12: "stopped" is a reply of redirect,
withhold or support, as in a school without a judge; "grey" is doubtful and nothing else decides, so a judge would be
asked. Every share is x of n with its 95 % Wilson interval. Of a set that the guard model learned from,
only the fifth that is kept for measuring counts, and the source is still known to the model. For every aim that is
missed follow the curve (what other lines would bring) and what a judge of a stated quality in the grey zone adds.

``--guard MODEL`` measures another model; where its description names sources that were left out, those come first,
whole.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from benchmarks.measuring import Sets


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--only", default="", help="measure only lines that hold these words")
    parser.add_argument("--guard", type=Path, metavar="MODEL", help="a folder with another guard model")
    parser.add_argument("--errors", type=float, nargs="+", default=[0.0, 0.1], metavar="SHARE",
                        help="shares of rows that the scripted judge is wrong about")  # fmt: skip
    parser.add_argument("--grey", type=float, nargs="+", default=[0.0, 0.1], metavar="LINE",
                        help="grey lines to show the judge's part for; 0 stands for those of the policy")  # fmt: skip
    parser.add_argument("--no-speed", action="store_true", help="leave the speed out")
    parser.add_argument("--out", type=Path, metavar="FILE.html", help="plot the curves here")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    return parser.parse_args()


def main() -> int:
    """Print the table, the curves and the judge's part."""
    asked = _arguments()
    if asked.guard is not None:  # workers are processes of their own and read it too
        os.environ["STUDYBUDDY_GUARD_MODEL"] = str(asked.guard.resolve())
    return report(Sets(asked.folder, asked.workers), asked)


def report(sets: Sets, asked: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks import stack_speed  # after the model is chosen: they load it
    from benchmarks.cascade import shown
    from benchmarks.curves import curve_of, page
    from benchmarks.targets import TARGETS, Contrast, Target, left_out_of
    from studybuddy_core.checks.guard_model import shipped
    from studybuddy_core.domain.signals import points

    print(f"guard model {shipped().version}; policy balanced, 9-12; no judge", flush=True)
    if not asked.no_speed:
        stack_speed.main()
    figures: dict[str, str] = {}
    missed: list[Target | Contrast] = []
    if shipped().about["left_out"]:
        print("\nsources that this model never saw")
        for one in left_out_of(shipped().about, sets):
            print(f"{one.what:52}{one.aim:12}{one.measured(sets)[1]}", flush=True)
        print()
    for target in TARGETS:
        if asked.only not in target.what:
            continue
        found, line = target.measured(sets)
        figures[target.what] = line
        bad = target.missed(found)  # type: ignore[arg-type]  # each kind of target is asked about its own figure
        missed += [target] * bad
        print(f"{target.what:52}{target.aim:12}{line}{'  <- missed' if bad else ''}", flush=True)
    curves = [curve for target in missed if (curve := curve_of(target, sets)) is not None]
    print(f"\n{len(missed)} aims are missed. What other lines would bring")
    for curve in curves:
        print("\n".join(curve.lines()), flush=True)
    if asked.out:
        asked.out.write_text(page(curves), "utf-8")
    print("\nThe same with a judge, scripted at the wire: right from the set's own label, wrong in the share given")
    judged = [target for target in missed if isinstance(target, Target) and target.asks_a_judge]
    for line in shown(sets, judged, asked.errors, 7, [points(line) for line in asked.grey]):
        print(line, flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
