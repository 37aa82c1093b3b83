"""What the pages say about the code is so: links, lists, parameters, fields, codes and constants."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from formtrace import errors
from formtrace.counting import conditions, reliability, repetitions, sides, signal
from formtrace.options import AnalysisOptions
from formtrace.recognition import compared
from formtrace.results.document import Rep, ResultDocument
from formtrace.texts import texts
from formtrace.workflow import failure, ports
from tests.support.template import functions, layers_of, resources, template

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES += [ROOT / name for name in ("prompts/README.md", "examples/README.md", "SECURITY.md", "CHANGELOG.md")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(text: str) -> list[list[str]]:
    """The code spans in the first cell of every row of every table."""
    return [
        re.findall(r"`([^`]+)`", line.split("|")[1]) for line in text.splitlines() if line.startswith("| ")
    ]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_option_is_listed() -> None:
    options = {name.replace("-", "_") for names in first_cells(read("docs/options.md")) for name in names}
    assert set(AnalysisOptions.model_fields) <= options


def test_operations_has_every_parameter_with_its_default() -> None:
    rows = {}
    for line in read("docs/operations.md").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3:
            rows.update(dict.fromkeys(re.findall(r"`([A-Z]\w+)`", cells[1]), cells[2]))
    for name, parameter in template()["Parameters"].items():
        stated = rows[name].replace("`", "").removesuffix(" MiB").replace("none", "")
        assert stated == str(parameter.get("Default", "")), name
    assert {name.removesuffix("Alarm") for name in resources("AWS::CloudWatch::Alarm")} <= set(rows)
    assert all(f"`{output}`" in read("docs/operations.md") for output in template()["Outputs"])


def test_architecture_says_which_function_has_which_layers() -> None:
    table = re.search(r"^\| Function \|(.*\n)((?:\|.*\n)+)", read("docs/architecture.md"), re.MULTILINE)
    assert table is not None
    layers = [cell.strip() for cell in table[1].split("|")[:-1]]
    stated = {}
    for line in table[2].splitlines()[1:]:
        names, *cells = [cell.strip() for cell in line.split("|")[1:-1]]
        has = {layer for layer, cell in zip(layers, cells, strict=True) if cell}
        stated.update(dict.fromkeys(names.split(", "), has))
    assert stated == {name: set(layers_of(function)) for name, function in functions().items()}


def kinds(base: type[errors.FormtraceError]) -> list[type[errors.FormtraceError]]:
    return [base, *(kind for below in base.__subclasses__() for kind in kinds(below))]


def test_architecture_has_every_error_code() -> None:
    stated = {name for names in first_cells(read("docs/architecture.md")) for name in names}
    codes = {kind.code for kind in kinds(errors.FormtraceError) if kind.__module__.startswith("formtrace.")}
    codes |= {failure.TIMED_OUT.code, ports.MissingObjectError.code}
    assert codes <= stated


def test_results_has_every_field_and_warning() -> None:
    stated = {name for names in first_cells(read("docs/results.md")) for name in names}
    assert set(ResultDocument.model_fields) | set(Rep.model_fields) | set(texts("en").quality) <= stated


@pytest.mark.parametrize(
    "module",
    [compared, conditions, reliability, repetitions, sides, signal],
    ids=lambda module: module.__name__,
)
def test_counting_has_every_constant_with_its_value(module: ModuleType) -> None:
    rows = {}
    for line in read("docs/counting.md").splitlines():
        cells = line.split("|")
        if len(cells) > 3:
            names = re.findall(r"`(_\w+)`", cells[1])
            rows.update({name: re.findall(r"\d+(?:\.\d+)?", cells[2]) for name in names})
    for name, value in vars(module).items():
        if re.fullmatch(r"_[A-Z][A-Z_]+", name):
            values = value if isinstance(value, tuple) else (value,)
            assert all(f"{one:g}" in rows[name] for one in values), name
