"""A run over many mutated files: bounded, seeded, and taken up where it was left."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.case import Verdict, judge, prepare
from tests.fuzz.mutate import mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.fuzz.seeds import Seed

_SAVE_EVERY = 100
_EXPORT_EVERY = 4


@dataclass
class Tally:
    """What a run has seen so far."""

    seed: int
    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    by_seed: dict[str, Counter[str]] = field(default_factory=dict)
    refusal_cpu_s: float = 0.0
    refusal_bytes: int = 0
    analysis_cpu_s: float = 0.0
    analysis_bytes: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, verdict: Verdict) -> None:
        """Count a file and what it cost."""
        self.files += 1
        self.outcomes[verdict.outcome] += 1
        self.by_seed.setdefault(name, Counter())[verdict.outcome.partition(":")[0]] += 1
        if verdict.outcome == "analysed":
            self.analysis_cpu_s = max(self.analysis_cpu_s, verdict.cpu_s)
            self.analysis_bytes = max(self.analysis_bytes, verdict.peak_bytes)
        elif not verdict.is_fault:
            self.refusal_cpu_s = max(self.refusal_cpu_s, verdict.cpu_s)
            self.refusal_bytes = max(self.refusal_bytes, verdict.peak_bytes)


def case(seeds: Sequence[Seed], seed: int, number: int) -> tuple[str, bytes, bool]:
    """File ``number`` of a run: the name of what it was made of, its content, and whether it is exported."""
    rng = random.Random(f"{seed}:{number}")
    name, content = mutated(seeds, rng)
    return name, content, rng.randrange(_EXPORT_EVERY) == 0


def run(
    seeds: Sequence[Seed],
    seed: int,
    folder: Path,
    *,
    files: int | None = None,
    minutes: float | None = None,
    on_fault: Callable[[str, Verdict], None] = lambda *_: None,
) -> Tally:
    """Judge files until there are ``files`` or ``minutes`` have passed.

    Faults are kept in ``folder``: the file, and beside it what happened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "tally.json"
    tally = _loaded(state) or Tally(seed)
    prepare()
    until = None if minutes is None else time.monotonic() + 60 * minutes
    while (files is None or tally.files < files) and (until is None or time.monotonic() < until):
        number = tally.files
        name, content, export = case(seeds, seed, number)
        verdict = judge(content, export, folder)
        tally.add(name, verdict)
        if verdict.is_fault:
            kept = f"{number:06d}-{name}"
            (folder / kept).write_bytes(content)
            (folder / f"{kept}.json").write_text(json.dumps(asdict(verdict) | {"export": export}, indent=1))
            tally.faults.append(kept)
            on_fault(kept, verdict)
        if tally.files % _SAVE_EVERY == 0:
            state.write_text(json.dumps(vars(tally), indent=1))
    state.write_text(json.dumps(vars(tally), indent=1))
    return tally


def _loaded(state: Path) -> Tally | None:
    if not state.exists():
        return None
    known = json.loads(state.read_text())
    known["outcomes"] = Counter(known["outcomes"])
    known["by_seed"] = {name: Counter(counts) for name, counts in known["by_seed"].items()}
    return Tally(**known)
