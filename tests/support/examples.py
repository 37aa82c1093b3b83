"""The example pages, built by esbuild and served from an origin of their own, as `vite` would."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def served(example: str, folder: Path) -> Iterator[str]:
    """The address of an example, built into a folder."""
    source = ROOT / "examples" / example
    (folder / "src").mkdir(parents=True)
    html = (source / "index.html").read_text("utf-8")
    entry = next(each for each in ("src/main.ts", "src/main.tsx") if (source / each).exists())
    (folder / "index.html").write_text(html.replace(f"/{entry}", "/src/main.js"))
    shutil.copy(source / "src" / "style.css", folder / "src")
    subprocess.run(
        [
            ROOT / "node_modules/.bin/esbuild",
            source / entry,
            "--bundle",
            "--format=esm",
            "--jsx=automatic",
            "--jsx-import-source=preact",
            "--log-level=error",
            f"--alias:@formtrace/client={ROOT / 'clients/typescript/src/index.ts'}",
            f"--outfile={folder / 'src' / 'main.js'}",
        ],
        check=True,
        cwd=ROOT,
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
