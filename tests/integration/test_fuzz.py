"""A short run of the fuzzer: `make fuzz` goes on for as long as one likes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.fuzz.case import Verdict
from tests.fuzz.elements import elements
from tests.fuzz.mutate import mutated, with_checksums
from tests.fuzz.seeds import Seed, make_seeds

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def seeds(demo_clip: Path) -> list[Seed]:
    return make_seeds(demo_clip)


def _fuzz(*words: str, models_dir: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the fuzzer forks, and nothing else may have started a thread before."""
    command = [sys.executable, "-m", "tests.fuzz", *words]
    alone = {"OMP_NUM_THREADS": "1", "FORMTRACE_MODELS": str(models_dir)}
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | alone, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_forty_mutated_files_are_analysed_or_refused(
    demo_clip: Path, models_dir: Path, tmp_path: Path
) -> None:
    found = _fuzz("--files", "40", "--seed", "3", "--folder", str(tmp_path), models_dir=models_dir)
    assert found.returncode == 0, found.stdout
    assert "40 files, seed 3" in found.stdout
    assert " analysed" in found.stdout
    assert "refused:media_decode_error" in found.stdout


@pytest.mark.slow
def test_files_that_once_were_faults_are_none_any_more(models_dir: Path, tmp_path: Path) -> None:
    kept = Path(shutil.copytree(PROJECT / "tests" / "fuzz" / "kept", tmp_path / "kept"))
    found = _fuzz("--again", str(kept), models_dir=models_dir)
    assert found.returncode == 0, found.stdout
    assert found.stdout.count(": ") >= 2 * len(list(kept.iterdir()))


def test_the_parts_of_an_iso_file_are_its_boxes(seeds: list[Seed]) -> None:
    (mp4,) = (seed for seed in seeds if seed.name == "h264.mp4")
    kinds = [mp4.content[part.start + 4 : part.start + 8] for part in elements(mp4.content, "iso")]
    assert {b"ftyp", b"moov", b"trak", b"stbl", b"stsz", b"avc1", b"mdat"} <= set(kinds)
    assert kinds.count(b"trak") == 2


def test_a_mutated_file_is_the_same_for_the_same_seed_and_differs_from_its_seed(seeds: list[Seed]) -> None:
    first, again = (mutated(seeds, random.Random("1:7")) for _ in range(2))
    assert first == again
    originals = {seed.content for seed in seeds}
    made = [mutated(seeds, random.Random(f"1:{number}")) for number in range(200)]
    assert sum(content in originals for _, content in made) < 20
    assert {name for name, _ in made} == {seed.name for seed in seeds}


def test_checksums_of_a_png_are_made_good(seeds: list[Seed]) -> None:
    (png,) = (seed for seed in seeds if seed.name == "rgb.png")
    damaged = bytearray(png.content)
    damaged[20] ^= 1  # the width
    mended = with_checksums(bytes(damaged))
    assert int.from_bytes(mended[29:33], "big") == zlib.crc32(mended[12:29])


@pytest.mark.parametrize(
    ("outcome", "is_fault"),
    [
        ("analysed", False),
        ("refused:media_limit", False),
        ("crash:SIGSEGV", True),
        ("untyped:KeyError", True),
    ],
)
def test_what_is_a_fault(outcome: str, is_fault: bool) -> None:
    assert Verdict(outcome).is_fault is is_fault
