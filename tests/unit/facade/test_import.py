"""``import formtrace`` costs nothing and names what there is."""

from __future__ import annotations

import subprocess
import sys

import pytest

import formtrace as ft

HEAVY = ("numpy", "pydantic", "av", "onnxruntime", "PIL", "rich", "typer", "boto3", "pandas", "matplotlib")


def test_nothing_heavy_is_imported() -> None:
    code = f"import sys, formtrace; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize("name", [name for name in ft.__all__ if not name.startswith("_")])
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(ft, name).__doc__
    assert name in dir(ft)


def test_other_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        ft.analyse  # noqa: B018
