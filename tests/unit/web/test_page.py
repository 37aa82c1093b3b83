"""The pages as built: small, nothing inline, nothing from elsewhere; and the tests of their own modules."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
WEB = Path(os.environ.get("FORMTRACE_WEB_BUILD", PROJECT / "build" / "web"))
PAGES = ("index.html", "references.html", "docs.html")
MOST_GZIPPED_BYTES = 90_000


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    """The pages' files by path."""
    if not (WEB / "index.html").exists():
        pytest.skip("the page is not built (make setup)")
    files = [*WEB.glob("*.html"), *(WEB / "assets").iterdir()]
    return {path.relative_to(WEB).as_posix(): path.read_bytes() for path in files}


def used_by(html: bytes) -> set[str]:
    """The files that a page asks for."""
    return set(re.findall(r'(?:src|href)="\.\./([^"]+)"', html.decode()))


@pytest.mark.parametrize("page", PAGES)
def test_it_is_small(built: dict[str, bytes], page: str) -> None:
    """All that a browser fetches."""
    total = sum(len(gzip.compress(built[name], 9)) for name in (page, *used_by(built[page])))
    assert total < MOST_GZIPPED_BYTES


def test_every_file_but_the_pages_has_its_digest_in_its_name(built: dict[str, bytes]) -> None:
    assets = set(built) - set(PAGES)
    assert all(
        re.fullmatch(r"assets/\w+-([0-9a-f]{10}|[0-9A-Z]{8})\.(js|css|svg|txt|woff2|mp4)", name)
        for name in assets
    )
    (licences,) = (name for name in assets if name.endswith(".txt"))
    text = built[licences].decode()
    assert "Jason Miller" in text
    assert "Leon Sorokin" in text
    assert "David Pagnon" in text


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(built: dict[str, bytes]) -> None:
    for page in PAGES:
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", built[page].decode())
    for name, content in built.items():
        if name.endswith((".woff2", ".mp4", ".txt")):  # licences say where their works come from
            continue
        text = content.decode()
        if name.endswith(".css"):
            assert "@import" not in text
            assert not re.search(r'url\((?!"?(data:|\./font-))', text)
        assert not re.search(r"https?://(?!www\.w3\.org/)[\w.]+/", text), name


def test_the_documentation_lies_beside_the_pages(built: dict[str, bytes]) -> None:
    assert built
    for folder in ("docs", "prompts"):
        pages = {path.name for path in (PROJECT / folder).glob("*.md")}
        assert {path.name for path in (WEB / folder).glob("*.md")} == pages
    for name in ("llms.txt", "llms-full.txt"):
        linked = re.findall(r"\]\(/((?:docs|prompts)/[^)#]+)", (WEB / name).read_text("utf-8"))
        assert linked
        assert all((WEB / path).is_file() for path in linked)


def test_no_text_is_smaller_than_12_px(built: dict[str, bytes]) -> None:
    styles = "".join(content.decode() for name, content in built.items() if name.endswith(".css"))
    sizes = re.findall(r"font-size:([\d.]*)(rem|px|em)", styles)
    assert len(sizes) > 10
    assert (
        min(float(size) * {"px": 1, "rem": 16, "em": 16}[unit] for size, unit in sizes if unit != "em") >= 12
    )


def test_its_modules() -> None:
    node = shutil.which("node")
    if node is None or not (PROJECT / "node_modules" / "esbuild").exists():
        pytest.skip("Node or its packages are not set up (make setup)")
    done = subprocess.run(
        [node, str(PROJECT / "web" / "test.mjs")], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
