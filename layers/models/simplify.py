"""Passes that make the graph smaller or faster and leave its outputs the same."""

from __future__ import annotations

from dataclasses import replace

from .graph import CONVOLUTIONS, PADDING_VALID, Graph, Operator
from .weights import dense_float32_weights


def simplify(graph: Graph) -> Graph:
    """All passes, in the order in which each helps the next."""
    for run in (dense_float32_weights, drop_unused, fold_pads, drop_unused):
        graph = run(graph)
    return graph


def drop_unused(graph: Graph) -> Graph:
    """Drop operators whose results reach no output, and tensors that nothing reads any more."""
    needed, kept = set(graph.outputs), []
    for operator in reversed(graph.operators):
        if needed.intersection(operator.outputs):
            needed.update(operator.inputs)
            kept.append(operator)
    tensors = {i: tensor for i, tensor in graph.tensors.items() if i in needed or i in graph.inputs}
    return replace(graph, tensors=tensors, operators=tuple(reversed(kept)))


def fold_pads(graph: Graph) -> Graph:
    """Move the zeros that a PAD puts around a picture into the unpadded convolutions that read it."""
    pads = {operator.output: operator for operator in graph.operators if operator.kind == "PAD"}

    def folded(operator: Operator) -> Operator:
        pad = pads.get(operator.inputs[0])
        if pad is None or operator.kind not in CONVOLUTIONS or operator.options["padding"] != PADDING_VALID:
            return operator
        amounts = graph.constant(pad.inputs[1])
        if amounts is None or amounts.shape != (4, 2) or amounts[[0, 3]].any():
            return operator
        (top, bottom), (left, right) = amounts[1:3].tolist()
        return replace(
            operator,
            inputs=(pad.inputs[0], *operator.inputs[1:]),
            options={**operator.options, "pads": (top, left, bottom, right)},
        )

    return replace(graph, operators=tuple(folded(operator) for operator in graph.operators))
