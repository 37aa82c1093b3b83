"""COCO keypoints JSON, a frame an image, as pycocotools reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from formtrace.motion.body import VISIBLE
from formtrace.results.data import ResultData
from formtrace.results.exports.registry import exporter
from formtrace.results.tables import pixels
from formtrace.skeletons import load_skeleton

_PERSON = 1


@exporter("coco", ".json", "COCO keypoints JSON, 17 key points (all=true: all landmarks)")
def write_coco(data: ResultData, path: Path, *, all: bool = False) -> None:
    """Write images, annotations and the category; frames without the person have no annotation.

    ``all`` writes all landmarks under their own names instead of COCO's 17.
    """
    skeleton = data.skeleton if all else load_skeleton("coco17")
    at = [data.skeleton.index(name) for name in skeleton.names]
    xy_px, visibility = pixels(data)[:, at], data.visibility[:, at]
    media = data.document.media
    images = [
        {
            "id": row,
            "file_name": f"{row:06d}.jpg",
            "width": media.width,
            "height": media.height,
            "t_s": round(t, 4),
        }
        for row, t in enumerate(data.t_s.tolist())
    ]
    seen = np.flatnonzero(np.isfinite(xy_px).all(axis=(1, 2)))
    document = {
        "info": {"description": "Formtrace", "version": data.document.model.name},
        "images": images,
        "annotations": [_annotation(int(row), xy_px[row], visibility[row]) for row in seen],
        "categories": [
            {
                "id": _PERSON,
                "name": "person",
                "supercategory": "person",
                "keypoints": list(skeleton.names),
                "skeleton": [[edge.start + 1, edge.end + 1] for edge in skeleton.edges],
            }
        ],
    }
    path.write_text(json.dumps(document), encoding="utf-8")


def _annotation(row: int, xy_px: np.ndarray, visibility: np.ndarray) -> dict[str, Any]:
    left, top = xy_px.min(axis=0)
    width, height = xy_px.max(axis=0) - (left, top)
    flags = np.where(visibility >= VISIBLE, 2, 1)
    points = np.column_stack([np.round(xy_px, 2), flags])
    return {
        "id": row + 1,
        "image_id": row,
        "category_id": _PERSON,
        "keypoints": [int(v) if i % 3 == 2 else float(v) for i, v in enumerate(points.ravel())],
        "num_keypoints": len(points),
        "bbox": [round(float(value), 2) for value in (left, top, width, height)],
        "area": round(float(width * height), 2),
        "iscrowd": 0,
        "score": round(float(visibility.mean()), 4),
    }
