"""A chunk becomes keypoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.clip.sampling import analysed_frames
from formtrace.media.decode import decode_chunk
from formtrace.media.kept_frames import FrameKeeper
from formtrace.workflow.erase import leaving_nothing_behind
from formtrace.workflow.preview import preview_json
from formtrace.workflow.storage import load_job, load_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formtrace.clip.manifest import Chunk, Manifest
    from formtrace.pose.pipeline import PoseEstimator
    from formtrace.pose.tracks import Tracks
    from formtrace.workflow.services import Services

    EstimatorSource = Callable[[str], PoseEstimator]
    """Gives the pose model of a variant; it may keep them."""


def estimate_chunk(
    services: Services, estimator_for: EstimatorSource, job_id: str, chunk_index: int, folder: Path
) -> int:
    """Detect and track the people of one chunk, and store the tracks; return the number of its frames."""
    options = load_job(services, job_id).options
    manifest, files = load_manifest(services, job_id), services.files(job_id)
    chunk = manifest.chunks[chunk_index]
    packets, poses = folder / chunk.file, folder / "poses.npz"
    services.objects.download(files.chunk(chunk.file), packets)
    estimator = estimator_for(options.model or services.model_variant)
    with leaving_nothing_behind(services, job_id):
        tracks = _tracked(estimator, packets, manifest, chunk, folder / "frames.npz")
        services.objects.upload(folder / "frames.npz", files.kept_frames(chunk_index))
        tracks.save(poses)
        services.objects.upload(poses, files.poses(chunk_index))
        services.objects.write(files.preview(chunk_index), preview_json(tracks, manifest, chunk))
        services.jobs.mark_posed(job_id, chunk_index)
    return chunk.frame_count


def _tracked(estimator: PoseEstimator, packets: Path, manifest: Manifest, chunk: Chunk, kept: Path) -> Tracks:
    """The people of a chunk; small pictures of its frames are written to ``kept``."""
    wanted = analysed_frames(manifest)[chunk.first_frame : chunk.end_frame]
    frames = decode_chunk(packets, manifest, chunk, wanted=None if wanted.all() else wanted, draft=True)
    keeper = FrameKeeper(manifest)
    tracks = estimator.track(keeper.passing(frames), manifest.media.geometry, manifest.redetection_interval)
    keeper.save(kept)
    return tracks
