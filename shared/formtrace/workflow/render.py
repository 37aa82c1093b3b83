"""A chunk gets the skeleton, the counter and the signal drawn on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from formtrace.media.decode import decode_chunk
from formtrace.options import AnalysisOptions
from formtrace.overlay.faces import Heads
from formtrace.overlay.render import render_chunk
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.track import RESULT_ROLES, OverlayTrack
from formtrace.pose.tracks import Tracks
from formtrace.workflow.erase import leaving_nothing_behind
from formtrace.workflow.storage import load_draft, load_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.clip.manifest import Chunk, Manifest
    from formtrace.results.document import ResultDocument
    from formtrace.workflow.services import Services


def render(services: Services, job_id: str, chunk_index: int, folder: Path) -> int:
    """Draw on one chunk and store the piece of video; return the number of its frames."""
    manifest, files = load_manifest(services, job_id), services.files(job_id)
    chunk = manifest.chunks[chunk_index]
    packets, part = folder / chunk.file, folder / "part.mp4"
    services.objects.download(files.chunk(chunk.file), packets)
    document = load_draft(services, job_id)
    track = _track(services, document, folder)
    options = AnalysisOptions.from_mapping(document.options)
    if options.blur_faces:
        track = replace(track, heads=_heads(services, job_id, manifest, chunk, folder))
    people = SkeletonStyle.of(options)
    frames = decode_chunk(packets, manifest, chunk)
    with leaving_nothing_behind(services, job_id):
        count = render_chunk(frames, manifest, track, part, threads=services.threads, people=people)
        services.objects.upload(part, files.part(chunk_index))
        services.jobs.mark_rendered(job_id, chunk_index)
    return count


def _heads(services: Services, job_id: str, manifest: Manifest, chunk: Chunk, folder: Path) -> Heads:
    """Those of all people in the chunk."""
    path = folder / "tracks.npz"
    services.objects.download(services.files(job_id).tracks, path)
    return Heads.of_tracks(Tracks.load(path), manifest, chunk.first_frame, chunk.end_frame)


def _track(services: Services, document: ResultDocument, folder: Path) -> OverlayTrack:
    """What is drawn, from the files of the result."""
    files = services.files(document.job_id)
    (folder / "result.json").write_text(document.model_dump_json(), encoding="utf-8")
    for name in (document.files[role] for role in RESULT_ROLES if role in document.files):
        services.objects.download(files.result(name), folder / name)
    return OverlayTrack.load(folder, with_angles=bool(document.options["angles"]))
