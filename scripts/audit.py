"""Ask the registries what is known against the locked dependencies: ``make audit``.

Python packages are asked about with pip-audit, those of the page with ``npm audit``. Some mirrors of the
registries have no advisories; that is said, and is no failure.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = "pip-audit==2.10.1"
LOCKS = (
    "requirements/development.txt",
    *(f"layers/{name}/requirements.txt" for name in ("runtime", "media", "inference", "heif")),
)


def read_python_report(text: str) -> list[str] | None:
    """What pip-audit found, a line for each; ``None`` if the registry answered for no package."""
    asked = [package for package in json.loads(text)["dependencies"] if "vulns" in package]
    if not asked:
        return None
    return [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions'])}"
        for package in asked
        for found in package["vulns"]
    ]


def read_npm_report(text: str) -> list[str] | None:
    """What ``npm audit`` found, a line for each; ``None`` if the registry has no advisories."""
    report = json.loads(text)
    if "vulnerabilities" not in report:
        return None
    return [
        f"{name} {found['range']}: {found['severity']}" for name, found in report["vulnerabilities"].items()
    ]


def ask(*command: str) -> str:
    """Run a tool that writes JSON, whose exit code says no more than its answer."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout or '{"dependencies": []}'


def main() -> None:
    """Audit all locks; end with an error if anything is known against a package."""
    uv = str(ROOT / ".venvs" / "uv" / "bin" / "uv")
    arguments = ("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")
    reports = {
        lock: read_python_report(ask(uv, "tool", "run", PIP_AUDIT, *arguments, "--requirement", lock))
        for lock in LOCKS
    }
    reports["package-lock.json"] = read_npm_report(ask("npm", "audit", "--json"))
    for lock, found in reports.items():
        nothing = "the registry has no advisories" if found is None else "nothing known"
        print(f"{lock}: {'; '.join(found or ()) or nothing}")
    sys.exit(any(reports.values()))


if __name__ == "__main__":
    main()
