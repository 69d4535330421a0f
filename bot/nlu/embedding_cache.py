"""Sentence vectors of training lines, kept between trainings in build/, keyed by the text's hash and the encoder.

Only committed lines (training, tuning, held-out) come here; messages of people never do.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
from tqdm import tqdm

from bot.nlu.encoder import ENCODER_VERSION, Vectors, shared_encoder
from bot.paths import BUILD

_BATCH = 256


def encode_cached(texts: Sequence[str]) -> Vectors:
    """Vectors of `texts`, shape (len(texts), 384); only new texts are encoded, on every core this process may use, with
    a progress bar on stderr."""
    path = BUILD / f"embeddings-{ENCODER_VERSION}.npz"
    known = _read(path)
    keys = [_key(text) for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        encoder = shared_encoder()
        items = list(missing.items())
        batches = [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]
        # ONNX Runtime computes outside the interpreter's lock: a thread keeps a core busy.
        with (
            ThreadPoolExecutor(joblib.cpu_count(), thread_name_prefix="encode") as pool,
            tqdm(
                total=len(items),
                desc="Reading training lines",
                unit="line",
                disable=len(items) < 500,
                file=sys.__stderr__,
            ) as bar,
        ):
            encoded = pool.map(lambda batch: encoder.encode([text for _, text in batch]), batches)
            for batch, vectors in zip(batches, encoded, strict=True):
                known.update(zip([key for key, _ in batch], vectors, strict=True))
                bar.update(len(batch))
        _write(path, known)
    return np.stack([known[key] for key in keys])


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path) -> dict[str, np.ndarray]:
    if not path.is_file():
        return {}
    try:
        with np.load(path) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError):  # damaged: made anew
        return {}


def _write(path, known: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(draft, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    draft.replace(path)
