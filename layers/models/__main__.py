"""``python -m layers.models --out DIR [--variants lite full heavy]``: fetch, import and write the models."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import build_models
from .errors import ModelImportError
from .fetch import fetch_files
from .sources import Sources, load_sources

DETECTOR = "detector"
HEATMAP = "_heatmap"  # ends the name of a landmark model that also draws heatmaps
DEFAULT_CACHE = Path(".cache/models")


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    sources = load_sources()
    options = _parser(sources).parse_args(arguments)
    names = [f"blazepose_{DETECTOR}"]
    names += [f"blazepose_{variant}{kind}" for variant in options.variants for kind in ("", HEATMAP)]
    try:
        made = build_models(sources, names, options.out, options.cache)
        for path in made:
            print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
        if options.demo:
            provide_demo(sources, options.demo, options.cache)
    except ModelImportError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def provide_demo(sources: Sources, target: Path, cache: Path) -> None:
    """Put the demo clip where the tests and the demo look for it."""
    if target.exists():
        return
    file = sources.files["demo"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(fetch_files([file], cache)[file].read_bytes())
    print(target)


def _parser(sources: Sources) -> argparse.ArgumentParser:
    variants = [name.removeprefix("blazepose_") for name in sources.models if not name.endswith(HEATMAP)]
    variants.remove(DETECTOR)
    parser = argparse.ArgumentParser(prog="python -m layers.models", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the ONNX files")
    parser.add_argument("--variants", nargs="*", choices=variants, default=variants, help="default: all")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="default: %(default)s")
    parser.add_argument("--demo", type=Path, help="also put the demo clip here")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
