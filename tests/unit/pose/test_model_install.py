"""Models that users add: fetched, checked, described, measured."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.errors import ModelInstallError
from formtrace.pose.model_install import add_model
from formtrace.pose.model_store import cache_dir, find_model
from tests.support.networks import brightest_cell, brightest_column_and_row


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return cache_dir()


@pytest.fixture
def network(tmp_path: Path) -> Path:
    return brightest_column_and_row(tmp_path / "end2end.onnx", 26, (192, 256), "NCHW")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_zip_file_from_the_command_line(network: Path, tmp_path: Path, cache: Path) -> None:
    archive = tmp_path / "rtmpose.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(network, "20230831/end2end.onnx")
        file.writestr("20230831/pipeline.json", "{}")
    asked = ["model", "add", "mine", "--url", str(archive), "--sha256", sha256(archive)]
    result = CliRunner().invoke(app, [*asked, "--family", "rtmpose-halpe26"])
    assert result.exit_code == 0, result.output
    assert "halpe26, 192 x 256" in result.output
    stored = find_model("mine")
    assert (stored.folder, stored.is_installed()) == (cache, True)
    assert stored.spec.sha256 == sha256(network)
    listed = json.loads(CliRunner().invoke(app, ["model", "list", "--json"]).output)
    assert [(row["name"], row["installed"]) for row in listed if row["skeleton"] == "halpe26"] == [
        ("mine", True)
    ]


def test_the_input_size_is_the_files_own(tmp_path: Path) -> None:
    network = brightest_column_and_row(tmp_path / "large.onnx", 17, (288, 384), "NCHW")
    added = add_model("large", str(network), sha256(network).upper(), "rtmpose-coco17")
    assert (added.spec.input.width_px, added.spec.input.height_px) == (288, 384)
    assert added.crop_ms > 0


def test_another_hash_is_refused_and_leaves_nothing(network: Path, cache: Path) -> None:
    with pytest.raises(ModelInstallError, match=f"another SHA-256 .{sha256(network)}"):
        add_model("mine", str(network), "0" * 64, "rtmpose-halpe26")
    assert not cache.exists()


def test_what_does_not_fit_its_family_is_refused(network: Path, tmp_path: Path, cache: Path) -> None:
    with pytest.raises(ModelInstallError, match="26 landmarks and the skeleton coco17 17"):
        add_model("mine", str(network), sha256(network), "rtmpose-coco17")
    heatmaps = brightest_cell(tmp_path / "heatmaps.onnx", 26, (192, 256), 4)
    with pytest.raises(ModelInstallError, match="no output 'simcc_x' but heatmap"):
        add_model("mine", str(heatmaps), sha256(heatmaps), "rtmpose-halpe26")
    assert not cache.exists()


def test_a_name_of_our_own_cannot_be_taken(network: Path) -> None:
    with pytest.raises(ModelInstallError, match="choose another name"):
        add_model("full", str(network), sha256(network), "rtmpose-halpe26")


def test_a_family_may_be_a_file(tmp_path: Path) -> None:
    heatmaps = brightest_cell(tmp_path / "heatmaps.onnx", 17, (192, 256), 4)
    family = tmp_path / "mine.json"
    family.write_text(
        '{"skeleton": "coco17", "input": {}, "decoder": {"kind": "heatmap"}, "min_presence": 0.2}'
    )
    assert add_model("mine", str(heatmaps), sha256(heatmaps), str(family)).spec.min_presence == 0.2


@pytest.mark.parametrize(
    ("source", "family", "message"),
    [
        ("http://example.org/a.onnx", "rtmpose-coco17", "by https only"),
        ("nowhere.onnx", "rtmpose-coco17", "There is no file"),
        ("nowhere.onnx", "rtmpose-coco", "did you mean 'rtmpose-coco17'"),
    ],
)
def test_what_cannot_be_is_said(source: str, family: str, message: str) -> None:
    with pytest.raises(ModelInstallError, match=message):
        add_model("mine", source, "0" * 64, family)
