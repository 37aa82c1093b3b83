"""What is shipped, and under which licences; what is known against it, where a registry says so."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from layers.build import build
from layers.sbom import bundled_licence, declared
from layers.target import HOST_PYTHON, Target
from scripts.audit import read_npm_report, read_python_report
from tests.support.template import PROJECT

PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU"),
    *("MPL-2.0", "PSF-2.0", "Python-2.0", "Zlib"),
}
FONTS = {"OFL-1.1"}


def parts(expression: str) -> set[str]:
    return set(re.split(r" (?:AND|OR) ", expression))


@pytest.fixture(scope="module")
def bill(models_dir: Path) -> list[dict[str, object]]:
    out = PROJECT / "build" / "layers"
    build(out, Target("x86_64", HOST_PYTHON), ("lite", "full", "heavy"), models_dir)
    document = json.loads((out / "sbom.cdx.json").read_text("utf-8"))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    components: list[dict[str, object]] = document["components"]
    return components


@pytest.mark.slow
def test_the_bill_lists_every_locked_package_of_every_layer(bill: list[dict[str, object]]) -> None:
    listed = {str(component["purl"]) for component in bill if "purl" in component}
    for lock in (PROJECT / "layers").glob("*/requirements.txt"):
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE):
            assert f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}" in listed
    assert len({component["bom-ref"] for component in bill}) == len(bill)
    models = [component for component in bill if component["type"] == "machine-learning-model"]
    assert len(models) == 7


@pytest.mark.slow
def test_python_code_in_the_layers_is_permissively_licensed(bill: list[dict[str, object]]) -> None:
    for component in bill:
        (licence,) = component["licenses"]  # type: ignore[misc,attr-defined]
        assert parts(licence["expression"]) <= PERMISSIVE, component["name"]


@pytest.mark.slow
def test_every_copyleft_library_inside_a_wheel_is_stated(bill: list[dict[str, object]]) -> None:
    notice = (PROJECT / "NOTICE").read_text("utf-8")
    found = set()
    for component in bill:
        for native in component.get("components", ()):  # type: ignore[attr-defined]
            licence = bundled_licence(native["name"])
            if "GPL" in licence and "exception" not in licence and "quadmath" not in native["name"]:
                name = re.split(r"[-.]", native["name"])[0]
                assert name in notice, f"{name} ({licence})"
                found.add(name)
    assert {"libx264", "libx265", "libavcodec"} <= found


def test_the_page_s_packages_are_permissively_licensed_and_locked_by_hash() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, package in packages.items():
        if name:
            assert parts(package["license"]) <= PERMISSIVE | FONTS, name
            assert package["integrity"].startswith("sha512-"), name


def test_declared_licences_are_no_prefix_of_each_other() -> None:
    names = sorted(declared()["bundled"])
    assert not [(a, b) for a in names for b in names if a != b and b.startswith(a)]


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, []),
        (
            {
                "dependencies": [
                    {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
                ]
            },
            ["a 1: PYSEC-1, mended in 2"],
        ),
        ({"dependencies": [{"name": "a", "skip_reason": "not found"}]}, None),
        ({"dependencies": []}, None),
    ],
)
def test_what_pip_audit_reports(report: dict[str, object], answer: list[str] | None) -> None:
    assert read_python_report(json.dumps(report)) == answer


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        ({"vulnerabilities": {}}, []),
        ({"vulnerabilities": {"a": {"severity": "high", "range": "<2"}}}, ["a <2: high"]),
        ({"error": {"code": "ENOAUDIT"}, "message": "405"}, None),
    ],
)
def test_what_npm_audit_reports(report: dict[str, object], answer: list[str] | None) -> None:
    assert read_npm_report(json.dumps(report)) == answer


@pytest.mark.slow
def test_checkov_has_nothing_to_say_beyond_the_justified_exceptions() -> None:
    checkov = PROJECT / ".venvs" / "checkov" / "bin" / "checkov"
    if not checkov.exists():
        pytest.skip("checkov is not set up (make setup)")
    done = subprocess.run(
        [checkov, "--config-file", ".checkov.yaml"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    reasons = [line for line in (PROJECT / ".checkov.yaml").read_text("utf-8").splitlines() if "CKV_" in line]
    assert len(reasons) <= 12
    assert all("#" in line for line in reasons)
