"""Custom actions in this process: Rasa's action endpoint without HTTP, through rasa_sdk's own executor."""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.engine.quiet import log


class InProcessActions(EndpointConfig):
    """Runs the actions of a package. What an action raises never carries the tracker, as it would over HTTP."""

    def __init__(self, package: str) -> None:
        # Selective: otherwise the whole domain is serialised for every call.
        super().__init__("in-process://actions", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = None,
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The result of the action named in `json`.

        Raises:
            ClientResponseError: the action does not exist (404) or rejected its execution (400), as over HTTP.
        """
        try:
            return await self._executor.run(kwargs["json"])
        except ActionExecutionRejection as error:
            raise _refused(400, error.message, error.action_name) from error
        except ActionNotFoundException as error:
            raise _refused(404, error.message, error.action_name) from error
        except Exception as error:
            # Rasa swallows it and says nothing, so this line is all an operator ever sees.
            log.error("waymark.action.failed", error=type(error).__name__)
            raise


def _refused(status: int, message: str, action: str) -> ClientResponseError:
    return ClientResponseError(status, "refused", json.dumps({"error": message, "action_name": action}))
