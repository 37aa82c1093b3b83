"""The compiled OpenCV does what PyPI's wheel does, for every function that is used."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from layers.opencv.build import BuildError, kept_module, python_options, recipe, version

HOST = "arm64" if platform.machine() == "aarch64" else "x86_64"

SCRIPT = """
import sys
import cv2
import numpy as np

random = np.random.default_rng(1)
noise = random.integers(0, 256, (240, 320), np.uint8)
picture = cv2.GaussianBlur(noise, (0, 0), 3)
colour = np.stack([picture, picture[::-1], picture[:, ::-1]], axis=-1)
turn = np.array([[0.8, -0.4, 40.3], [0.4, 0.8, -20.7]])
out = {"version": np.array(cv2.__version__)}
for border in (cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT):
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    out[f"warp{border}"] = cv2.warpAffine(picture, turn, (256, 256), flags=flags, borderMode=border)
out["area"] = cv2.resize(picture, (160, 120), interpolation=cv2.INTER_AREA)
out["linear"] = cv2.resize(picture, (500, 400), interpolation=cv2.INTER_LINEAR)
out["weighted"] = cv2.addWeighted(picture, 0.3, noise, -0.7, 4.0, dtype=cv2.CV_32F)
drawn = picture.copy()
points = np.array([[100, 200], [3000, 1500], [2000, 3400]], np.int32)
cv2.polylines(drawn, [points], False, 255, 5, cv2.LINE_AA, 4)
cv2.line(drawn, (10, 300), (4000, 2000), 0, 3, cv2.LINE_AA, 4)
cv2.circle(drawn, (2000, 1500), 160, 200, -1, cv2.LINE_AA, 4)
out["drawn"] = drawn
for name, options in ((".jpg", [cv2.IMWRITE_JPEG_QUALITY, 90]), (".png", []), (".webp", [])):
    coded = cv2.imencode(name, colour, options)[1]
    out["decoded" + name] = cv2.imdecode(coded, cv2.IMREAD_COLOR)
np.savez(sys.argv[1], **out)
"""


def results(folder: Path, name: str, search: Path | None) -> dict[str, np.ndarray]:
    target = folder / f"{name}.npz"
    inserted = f"import sys; sys.path.insert(0, {str(search)!r})\n" if search else ""
    subprocess.run([sys.executable, "-c", inserted + SCRIPT, str(target)], check=True)
    return dict(np.load(target))


@pytest.mark.slow
def test_the_compiled_module_computes_what_the_wheel_computes(tmp_path: Path) -> None:
    module = kept_module(HOST)
    if not module.is_file():
        pytest.skip("OpenCV is not compiled here (make build)")
    compiled, wheel = results(tmp_path, "compiled", module.parent), results(tmp_path, "wheel", None)
    assert compiled.keys() == wheel.keys()
    assert compiled["version"] == wheel["version"]
    for name in compiled.keys() - {"version"}:
        lossy = "decoded" in name and name != "decoded.png"
        difference = np.abs(compiled[name].astype(float) - wheel[name].astype(float))
        assert difference.max() <= (8 if lossy else 1), name
        assert difference.mean() <= (0.5 if lossy else 0.01), name


def test_the_recipe_is_of_the_architecture_and_the_pinned_version() -> None:
    assert version() == "4.14.0.94"
    assert recipe("x86_64") != recipe("arm64")
    assert recipe("arm64") == recipe("arm64")


def test_missing_headers_are_named_with_what_installs_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    with pytest.raises(BuildError, match="python3-dev"):
        python_options()
