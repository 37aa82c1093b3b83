"""Keypoints of clips by the project's own path, kept until the code, the models or the clip change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import formtrace
from benchmarks.data import BUILD, Clip
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Manifest
from formtrace.media.decode import decode_chunk
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.pose.model_store import models_dir
from formtrace.pose.pipeline import PoseEstimator, load_estimator
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks

_CHUNK_S = 10.0
_WHAT_POSE_SEES = ("clip/frame.py", "clip/geometry.py", "media/decode.py", "media/exact_cut/decoder.py")


def tracked(clips: Iterable[Clip], variant: str, workers: int) -> Iterator[tuple[Clip, Manifest, Tracks]]:
    """Manifest and tracks of each clip, in order, several processes at work on what is not cached."""
    clips = list(clips)
    with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
        folders = executor.map(_ensure, [clip.path for clip in clips], [variant] * len(clips))
        for clip, folder in zip(clips, folders, strict=True):
            yield clip, *_loaded(folder)


def stored(clips: Iterable[Clip], variant: str) -> Iterator[tuple[Clip, Manifest, Tracks]]:
    """The clips that an earlier run left keypoints of, with the latest ones, whatever code they are from."""
    for clip in clips:
        folder = BUILD / "keypoints" / _key(clip.path, variant)
        others = (BUILD / "keypoints").glob(f"{clip.path.stem}-*")
        found = [each for each in (folder, *others) if (each / "tracks.npz").is_file()]
        if found:
            latest = max(found, key=lambda each: (each == folder, (each / "tracks.npz").stat().st_mtime))
            yield clip, *_loaded(latest)


def _loaded(folder: Path) -> tuple[Manifest, Tracks]:
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest, Tracks.load(folder / "tracks.npz")


def _ensure(source: Path, variant: str) -> Path:
    folder = BUILD / "keypoints" / _key(source, variant)
    if not (folder / "tracks.npz").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        manifest, tracks = _track(source, variant)
        (folder / "manifest.json").write_text(manifest.model_dump_json(), encoding="utf-8")
        unfinished = folder / "tracks.part"
        tracks.save(unfinished)
        unfinished.rename(folder / "tracks.npz")
    return folder


def _track(source: Path, variant: str) -> tuple[Manifest, Tracks]:
    probed = probe(source, Limits())
    interval = redetection_interval(probed.media.fps)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        manifest = split(
            probed,
            folder,
            redetection_interval=interval,
            chunk_s=_CHUNK_S,
            first_frame=0,
            end_frame=probed.media.frames,
        )
        parts = [
            _estimator(variant).track(
                decode_chunk(folder / chunk.file, manifest, chunk, draft=True),
                manifest.media.geometry,
                interval,
            )
            for chunk in manifest.chunks
        ]
    return manifest, Tracks.concatenate(parts)


@lru_cache(maxsize=1)
def _estimator(variant: str) -> PoseEstimator:
    return load_estimator(variant)


def _key(source: Path, variant: str) -> str:
    """Hash of everything that the keypoints depend on: the code, the models, the clip."""
    digest = hashlib.sha256(_code_and_models(variant).encode())
    with source.open("rb") as file:
        digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{source.stem}-{digest.hexdigest()[:16]}"


@lru_cache(maxsize=1)
def _code_and_models(variant: str) -> str:
    package = Path(formtrace.__file__).parent
    code = [*(package / "pose").rglob("*.py"), *(package / "pose").rglob("*.json")]
    code += [package / name for name in _WHAT_POSE_SEES]
    models = [models_dir() / f"blazepose_{name}.onnx" for name in ("detector", variant)]
    digest = hashlib.sha256()
    for path in [*sorted(code), *models]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
