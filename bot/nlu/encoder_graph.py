"""Builds the ONNX graph of the multilingual-e5-small encoder from its 4-bit weights.

The matrices stay 4-bit (MatMulNBits of ONNX Runtime), so the file is 13 MB and the arithmetic is the weights' own.
The word embedding is left out: its rows are looked up in the memory-mapped weights file, so it costs no memory.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bot.nlu.weights import BLOCK, Weights

MICROSOFT = "com.microsoft"


class _Graph:
    """Collects nodes and constants."""

    def __init__(self, weights: Weights, accuracy_level: int) -> None:
        self.weights = weights
        self.accuracy_level = accuracy_level
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def linear(self, source: str, name: str, outputs: int, inputs: int) -> str:
        """source times the 4-bit matrix `name`.w plus its bias."""
        blocks = self.weights.blocks(f"{name}.w", inputs)
        scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
        values = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)
        packed = (values[..., 0::2] | (values[..., 1::2] << 4)).astype(np.uint8)
        out = self.node(
            "MatMulNBits",
            [source, self.constant(f"{name}.q", packed), self.constant(f"{name}.s", scales.reshape(-1))],
            f"{name}.mm",
            MICROSOFT,
            K=inputs,
            N=outputs,
            bits=4,
            block_size=BLOCK,
            accuracy_level=self.accuracy_level,
        )
        return self.node("Add", [out, self.constant(f"{name}.b", self.weights.floats(f"{name}.b"))], f"{name}.out")

    def normalise(self, source: str, name: str, output: str) -> str:
        return self.node(
            "LayerNormalization",
            [
                source,
                self.constant(f"{name}.w", self.weights.floats(f"{name}.w")),
                self.constant(f"{name}.b", self.weights.floats(f"{name}.b")),
            ],
            output,
            axis=-1,
            epsilon=float(self.weights.epsilon),
        )

    def skip_normalise(self, source: str, residual: str, name: str, output: str) -> str:
        return self.normalise(self.node("Add", [source, residual], f"{output}.sum"), name, output)


def build(weights: Weights, path: Path, accuracy_level: int = 4) -> None:
    """Write the graph: inputs `embedded` (batch, tokens, hidden) and `mask` (batch, tokens, 0 or 1), output `sentence`
    (batch, hidden), mean over the unmasked tokens, unit length.

    accuracy_level 4 multiplies with 8-bit activations, 1 with float32 (slower, the reference).
    """
    graph = _Graph(weights, accuracy_level)
    hidden, heads = weights.hidden, weights.heads
    x = graph.normalise("embedded", "emb.ln", "x0")
    for i in range(weights.layers):
        q, k, v = (graph.linear(x, f"l{i}.{part}", hidden, hidden) for part in "qkv")
        attended = graph.node(
            "MultiHeadAttention", [q, k, v, "", "lengths"], f"l{i}.attention", MICROSOFT, num_heads=heads
        )
        x = graph.skip_normalise(graph.linear(attended, f"l{i}.ao", hidden, hidden), x, f"l{i}.aln", f"l{i}.a")
        inner = graph.linear(x, f"l{i}.fi", weights.feed_forward, hidden)
        inner = graph.node("Gelu", [inner], f"l{i}.gelu", MICROSOFT)
        x = graph.skip_normalise(
            graph.linear(inner, f"l{i}.fo", hidden, weights.feed_forward), x, f"l{i}.oln", f"x{i + 1}"
        )
    axis = graph.constant("axis.tokens", np.array([1], np.int64))
    last = graph.constant("axis.last", np.array([-1], np.int64))
    column = graph.node("Unsqueeze", ["mask", last], "mask.column")
    total = graph.node("ReduceSum", [graph.node("Mul", [x, column], "masked"), axis], "total", keepdims=0)
    graph.node("LpNormalization", [total], "sentence", axis=-1, p=2)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "multilingual-e5-small",
            [
                helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["batch", "tokens", hidden]),
                helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["batch", "tokens"]),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
            ],
            [helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["batch", hidden])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=9,
    )
    onnx.save(model, path)
