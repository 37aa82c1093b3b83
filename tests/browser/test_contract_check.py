"""``formtrace contract-check`` in Chromium: our page passes, a page that gets it wrong does not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from formtrace.cli import app
from formtrace.workflow.jobs import JobStatus
from tests.support.browser import Analysed, Site
from tests.support.chromium import CHROMIUM
from tests.support.page_stub import TOKEN, PageStub, Plot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Counts from 2, has no summary, posts an object, says nothing against a missing token, and knows no bridge.
WRONG = """<!doctype html><input type="file"><script>
  const send = (message) => parent.postMessage(message, "*");
  document.querySelector("input").addEventListener("change", () => {
    send({type: "initialization", message: "loading video", ready: false});
    send({type: "counter", current_count: 2});
    send({type: "counter", current_count: "3", final: true});
    send({type: "initialization", message: "Analysis completed", ready: true});
  });
</script>"""


def check(server: str, *arguments: str) -> Result:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    command = ["contract-check", server, "--token", TOKEN, "--exercise", "jumping_jack", *arguments]
    return CliRunner().invoke(app, command, env={"COLUMNS": "200"})


def test_our_page_keeps_every_rule(jacks: Analysed, serve: Callable[[Plot], PageStub]) -> None:
    steps = [(JobStatus.ANALYSING, 40)] * 3 + [(JobStatus.COMPLETED, 100)]
    stub = serve(Plot(jacks.result, jacks.media, steps=steps))
    done = check(stub.origin, "--video", str(jacks.media), "--timeout", "60")
    assert done.exit_code == 0, done.output
    assert "19 of 19 rules kept" in done.output


def test_a_page_that_gets_it_wrong_is_found_out(
    site: Site, jacks: Analysed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["formtrace.cli.contract_check"], "_REFUSAL_S", 0.5)
    site.html = WRONG
    done = check(site.origin, "--video", str(jacks.media), "--no-export", "--timeout", "5")
    assert done.exit_code == 1
    lines = [line for line in done.output.splitlines() if "broken" in line]
    for rule in ("no token", "iosListener", "JSON text", "shape", "count grows", "summary", "percent"):
        assert any(rule in line for line in lines), (rule, done.output)


def test_without_a_browser_it_says_what_to_install(tmp_path: Path) -> None:
    done = check("http://127.0.0.1:9", "--chromium", str(tmp_path / "none"))
    assert done.exit_code == 1
    assert "Install Chromium" in done.output + done.stderr
