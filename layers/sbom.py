"""The software bill of materials of the built layers, as CycloneDX 1.6 (``build/layers/sbom.cdx.json``).

It lists what a deployment really carries: every package with its version and licence, the native libraries
inside the wheels, the pose models with their hashes, and what is bundled into the page.

Run it as ``python -m layers.sbom [build/layers]``.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from layers.opencv import build as opencv

ROOT = Path(__file__).resolve().parent.parent
IN_THE_PAGE = ("preact", "uplot")

Component = dict[str, Any]


def bill_of_materials(layers: Path) -> dict[str, Any]:
    """Describe the layers below a folder; equal layers give equal documents."""
    components = [component for path in sorted(layers.glob("[!.]*/python")) for component in packages(path)]
    components += [*models(layers), *page()]
    unique = {component["bom-ref"]: component for component in components}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "formtrace", "bom-ref": "formtrace"}},
        "components": [unique[reference] for reference in sorted(unique)],
    }


def packages(folder: Path) -> Iterator[Component]:
    """The Python packages of a layer, with the native libraries that came in their wheels."""
    for distribution in distributions(path=[str(folder)]):
        name = re.sub("[-_.]+", "-", distribution.metadata["Name"]).lower()
        component = library(f"pkg:pypi/{name}@{distribution.version}", licence_of(name, distribution))
        native = sorted({path.name for path in folder.glob(f"{name.replace('-', '_')}.libs/*")})
        if native:
            component["components"] = [
                library(f"{component['purl']}#{file}", bundled_licence(file)) for file in native
            ]
        yield component
    if (folder / opencv.MODULE).is_file():  # compiled, so that no wheel's metadata is there
        yield library(f"pkg:pypi/{opencv.PACKAGE}@{opencv.version()}", declared()["packages"][opencv.PACKAGE])


def library(reference: str, licence: str) -> Component:
    """One component; ``reference`` is a package URL, with a file behind ``#`` for a part of a package."""
    package, _, file = reference.partition("#")
    name, version = package.rpartition("/")[2].split("@")
    component = {
        "type": "library",
        "bom-ref": reference,
        "name": file or name,
        "licenses": [{"expression": licence}],
    }
    return component if file else component | {"version": version, "purl": package}


def models(layers: Path) -> Iterator[Component]:
    """The pose models: BlazePose, under the licence of the packages that they are from."""
    for path in sorted(layers.glob("*models/models/*.onnx")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield {
            "type": "machine-learning-model",
            "bom-ref": path.name,
            "name": path.name,
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "licenses": [{"expression": "Apache-2.0"}],
        }


def page() -> Iterator[Component]:
    """What the page's bundle holds besides our own code."""
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name in IN_THE_PAGE:
        package = lock[f"node_modules/{name}"]
        yield library(f"pkg:npm/{name}@{package['version']}", package["license"])


def declared() -> dict[str, dict[str, str]]:
    """``layers/licences.toml``."""
    return tomllib.loads((ROOT / "layers" / "licences.toml").read_text("utf-8"))


def licence_of(name: str, distribution: Distribution) -> str:
    """A package's licence: its own expression, else what ``licences.toml`` says.

    Raises:
        SystemExit: neither says it.
    """
    expression = declared()["packages"].get(name) or distribution.metadata.get("License-Expression")
    if not expression:
        raise SystemExit(f"What is the licence of {name}? Write it into layers/licences.toml.")
    return str(expression)


def bundled_licence(file: str) -> str:
    """The licence of a native library inside a wheel.

    Raises:
        SystemExit: ``licences.toml`` does not know it.
    """
    found = [licence for start, licence in declared()["bundled"].items() if file.startswith(start)]
    if not found:
        raise SystemExit(f"What is the licence of {file}? Write it into layers/licences.toml.")
    return found[0]


def write(layers: Path) -> Path:
    """Write the bill beside the layers."""
    target = layers / "sbom.cdx.json"
    target.write_text(json.dumps(bill_of_materials(layers), indent=1) + "\n", encoding="utf-8")
    return target


if __name__ == "__main__":
    print(write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "layers"))
