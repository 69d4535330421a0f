"""No library reports to its makers, and the connectors we leave out can be named by Rasa and used by nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.conftest import DEPLOY

STANDS_IN = DEPLOY / "connectors-off" / "src"

INFERENCE = """
import time, numpy, onnxruntime
from onnx import TensorProto, helper
value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])
graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [value("x")], [value("y")])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
session = onnxruntime.InferenceSession(model.SerializeToString())
session.run(None, {"x": numpy.ones(1, numpy.float32)})
time.sleep(1)
"""


def run_in(home: Path, script: str, **variables: str) -> None:
    """Run a script in a process whose home is an empty folder and whose environment says nothing about telemetry."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), **variables}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, timeout=120)


def test_the_neural_runtime_makes_no_device_id_and_no_store_of_events(tmp_path: Path) -> None:
    """ONNX Runtime 1.3x for Linux gives the machine an id and sends events to Microsoft unless told not to."""
    run_in(tmp_path, INFERENCE)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["waymark.service", "Containerfile"])
def test_every_way_of_running_it_says_so_too(name: str) -> None:
    assert re.search(r"^(Environment|ENV) ?=?.*\bORT_DISABLE_TELEMETRY=1\b", (DEPLOY / name).read_text("utf-8"), re.M)


RASA = """
import aiormq, aio_pika, boto3.dynamodb.conditions, cachecontrol, pymongo.errors
import google.auth.transport.requests
from aiogram import Bot
from google.oauth2 import id_token
from slack_sdk.web.async_client import AsyncWebClient
from structlog_sentry import SentryProcessor
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client


class Output:
    pass


class TwilioOutput(Client, Output):
    def __init__(self, sid):
        super().__init__(sid)


def send():
    try:
        raise ValueError
    except (pymongo.errors.ConnectionFailure, TwilioRestException):
        return "swallowed"


process = SentryProcessor(event_level=50)
"""


def stand_in(tmp_path: Path, script: str) -> str:
    """What a script prints in a Python without installed packages, where a package called rasa names connectors."""
    (tmp_path / "google").mkdir()  # the namespace, which protobuf installs
    (tmp_path / "rasa").mkdir()
    (tmp_path / "rasa" / "__init__.py").write_text(RASA, "utf-8")
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import rasa_connectors_off\nrasa_connectors_off.install()\n{script}"],
        env={"PYTHONPATH": f"{tmp_path}:{STANDS_IN}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rasa_can_name_what_is_not_installed(tmp_path: Path) -> None:
    assert stand_in(tmp_path, "import rasa; print(rasa.process(None, 'info', {'event': 'x'}))") == "{'event': 'x'}\n"


def test_what_is_not_installed_cannot_be_used(tmp_path: Path) -> None:
    script = "import rasa\ntry: rasa.TwilioOutput('x')\nexcept ImportError as error: print(error)"
    assert "its library is not installed" in stand_in(tmp_path, script)


def test_other_errors_pass_by_the_absent_ones(tmp_path: Path) -> None:
    assert stand_in(tmp_path, "import rasa\ntry: rasa.send()\nexcept ValueError: print('passed')") == "passed\n"


def test_nobody_but_rasa_is_told_that_it_is_there(tmp_path: Path) -> None:
    script = "try: import twilio\nexcept ModuleNotFoundError: print('not there')"
    assert stand_in(tmp_path, script) == "not there\n"


def test_what_is_installed_wins(tmp_path: Path) -> None:
    (tmp_path / "boto3").mkdir()
    (tmp_path / "boto3" / "__init__.py").write_text("REAL = True\n", "utf-8")
    (tmp_path / "boto3" / "dynamodb").mkdir()
    (tmp_path / "boto3" / "dynamodb" / "conditions.py").write_text("", "utf-8")
    assert stand_in(tmp_path, "import rasa, boto3; print(boto3.REAL)") == "True\n"
