"""``template.yaml`` and the state machine as the tests read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: ``!Ref X`` becomes ``{"Ref": "X"}``."""


def _short_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {tag if tag == "Ref" else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _short_form)


def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((PROJECT / "template.yaml").read_text("utf-8"), _Loader)
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The resources of a type, by their names."""
    found = template()["Resources"].items()
    return {name: resource for name, resource in found if resource["Type"] == kind}


def functions() -> dict[str, dict[str, Any]]:
    """Properties of the functions, by the names of their folders."""
    found = resources("AWS::Serverless::Function").values()
    return {Path(one["Properties"]["CodeUri"]).name: one["Properties"] for one in found}


def layers_of(function: dict[str, Any]) -> list[str]:
    """The folders below ``layers/`` that a function gets."""
    content = {
        name: one["Properties"]["ContentUri"]
        for name, one in resources("AWS::Serverless::LayerVersion").items()
    }
    return [Path(content[layer["Ref"]]).name for layer in function["Layers"]]


def state_machine() -> dict[str, Any]:
    """The definition, with the template's own texts and numbers where CloudFormation puts them."""
    text = (PROJECT / "statemachine" / "analysis.asl.json").read_text("utf-8")
    (machine,) = resources("AWS::Serverless::StateMachine").values()
    values = machine["Properties"]["DefinitionSubstitutions"] | {"MaxConcurrency": "40", "Partition": "aws"}
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value if isinstance(value, str) else name)
    loaded: dict[str, Any] = json.loads(text)
    return loaded
