"""Entries as the text of a YAML file, in the form the hand-written ones have."""

from typing import Any

import yaml

_WIDTH = 116


class _Dumper(yaml.SafeDumper):
    """Lists of short words in one line, lists of fields one below the other."""


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    return dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=all(type(item) is str for item in items)
    )


_Dumper.add_representer(list, _list)


def entry_text(entry: dict[str, Any]) -> str:
    """The file of one entry."""
    return yaml.dump(entry, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
