"""``python -m tests.fuzz``: see ``make fuzz``."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.fuzz.campaign import Tally, run
from tests.fuzz.case import judge, prepare
from tests.fuzz.seeds import make_seeds

PROJECT = Path(__file__).parents[2]


def main() -> None:
    """Fuzz for a while, or try one kept file again."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--files", type=int, help="stop at so many files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where faults and the tally are kept")
    parser.add_argument("--again", type=Path, help="judge the files of this folder, and make none")
    wanted = parser.parse_args()
    if wanted.again:
        raise SystemExit(_judge_again(sorted(wanted.again.iterdir())))
    folder = wanted.folder or PROJECT / "build" / "fuzz" / str(wanted.seed)
    seeds = make_seeds(PROJECT / "build" / "demo" / "demo.mp4")
    tally = run(
        seeds,
        wanted.seed,
        folder,
        files=wanted.files,
        minutes=wanted.minutes,
        on_fault=lambda kept, verdict: print(f"{kept}: {verdict.outcome} ({verdict.cpu_s} s)", flush=True),
    )
    print(summary(tally))
    print(f"Faults are kept in {folder}")
    raise SystemExit(1 if tally.faults else 0)


def _judge_again(files: list[Path]) -> int:
    """Print what becomes of files, with and without export; return whether there are faults."""
    prepare()
    verdicts = [judge(path.read_bytes(), export, path.parent) for path in files for export in (False, True)]
    for path, verdict in zip((path for path in files for _ in range(2)), verdicts, strict=True):
        print(f"{path.name}: {verdict.outcome} ({verdict.cpu_s} s) {verdict.detail}")
    return any(verdict.is_fault for verdict in verdicts)


def summary(tally: Tally) -> str:
    """The figures of a run, as text."""
    lines = [f"{tally.files} files, seed {tally.seed}"]
    lines += [f"  {count:6} {outcome}" for outcome, count in tally.outcomes.most_common()]
    refused, analysed = tally.refusal_bytes / 2**20, tally.analysis_bytes / 2**20
    lines.append(f"dearest refusal: {tally.refusal_cpu_s:.2f} CPU s, {refused:.0f} MiB")
    lines.append(f"dearest analysis: {tally.analysis_cpu_s:.2f} CPU s, {analysed:.0f} MiB")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
