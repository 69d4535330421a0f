"""Four places where Rasa 3.6 spends most of its time on a message, made cheap without changing what comes out.

Each replaces a public or well-named part of Rasa. A test checks that they still exist and that answers are the same
with and without them. The figures are in docs/PERFORMANCE.md.
"""

from __future__ import annotations

import functools
from graphlib import TopologicalSorter
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from threadpoolctl import threadpool_limits

_limits: list[threadpool_limits] = []


def apply() -> None:
    """Idempotent."""
    # Rasa checks its own JSON schema of an action's result again for every call; ours come from rasa_sdk itself.
    RemoteAction._validate_action_result = _is_object
    Event.resolve_by_type = _cached_lookup(Event.resolve_by_type)
    DaskGraphRunner.run = _run_graph
    if not _limits:
        # The products of one message are tiny: a second BLAS thread only spins and takes the core from the encoder.
        _limits.append(threadpool_limits(1))


def _is_object(self: RemoteAction, result: Any) -> bool:
    """Takes the place of a JSON schema check of the whole result."""
    if not isinstance(result, dict):
        raise TypeError("an action returns an object")
    return True


def _cached_lookup(resolve: Any) -> Any:
    """Rasa walks all subclasses of Event for each event it reads."""
    if hasattr(resolve, "cached"):
        return staticmethod(resolve)
    find = functools.lru_cache(maxsize=None)(resolve)

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        return find(type_name, default)

    resolve_by_type.cached = True
    return staticmethod(resolve_by_type)


def _run_graph(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Runs the nodes in their order, which never changes, instead of asking dask to schedule them for each message."""
    wanted = tuple(targets or self._graph_schema.target_names)
    plans = self.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        plans[wanted] = _plan(self, wanted)
    values = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, node, needs in plans[wanted]:
            values[name] = node(*(values.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(values[name] for name in wanted)


def _plan(runner: DaskGraphRunner, wanted: tuple[str, ...]) -> list[tuple[str, Any, list[str]]]:
    """(name, node, names of its inputs) of every node these targets need, each after what it needs."""
    nodes = runner._graph_schema.minimal_graph_schema(list(wanted)).nodes
    needs = {name: list(node.needs.values()) for name, node in nodes.items()}
    order = TopologicalSorter({name: [need for need in needs[name] if need in nodes] for name in nodes}).static_order()
    return [(name, runner._instantiated_nodes[name], needs[name]) for name in order]
