"""The documentation as a site: no broken link, nothing from elsewhere, every page in its place."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mkdocs = ROOT / ".venvs" / "docs" / "bin" / "mkdocs"
    if not mkdocs.exists():
        pytest.skip("MkDocs is not set up (make docs-site)")
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [mkdocs, "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.slow
def test_the_site_is_whole_and_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        assert not re.search(r'<(?:script|img|iframe)[^>]*src="(?:https?:)?//', html), page
        assert not re.search(r'<link[^>]*rel="(?:stylesheet|preconnect)"[^>]*href="(?:https?:)?//', html), (
            page
        )
    for style in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//", style.read_text("utf-8")), style
    listed = re.findall(r"\]\((/[^)]+)\)", (site / "llms.txt").read_text("utf-8"))
    assert len(listed) > 30
    assert all((site / address[1:]).is_file() for address in listed)
    python = (site / "python-reference" / "index.html").read_text("utf-8")
    assert "analyze_image" in python and "formtrace.client.Client.create_reference" in python
    typescript = (site / "typescript-reference" / "index.html").read_text("utf-8")
    assert "resumeUpload" in typescript and "bridgeListener" in typescript


def test_every_page_has_a_place_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    placed = set(re.findall(r": ([\w-]+)\.md", navigation))
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= placed
