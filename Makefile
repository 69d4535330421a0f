# Two commands matter: `make run` and `make test`. Everything they need is installed into .venv.

# uv installs exactly what uv.lock says. If it is not on the machine, a copy is put into .tools.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8080
# Processes that run tests side by side, a file each at a time. Each loads the engine: about 700 MB.
JOBS ?= 2

.PHONY: run test test-fast test-slow setup train check lint messages bench bench-quick clean

run: setup train
	@$(BIN)/waymark serve --host $(HOST) --port $(PORT)

test: setup train lint
	@scripts/install-system-packages.sh || echo "Going on without: the browser tests are skipped."
	$(BIN)/python -m pytest -m "not slow and not alone" -n $(JOBS) --dist loadfile
	$(BIN)/python -m pytest -m "alone and not slow"

# Everything but the browser and Rasa's own commands.
test-fast: setup train
	$(BIN)/python -m pytest -m "not browser and not rasa_cli and not slow"

# Crowds, full disks, servers that come and go: about five minutes more.
test-slow: setup train
	$(BIN)/python -m pytest -m slow

setup: .venv/.installed

.venv/.installed: pyproject.toml uv.lock placeholder/pyproject.toml telemetry-off/pyproject.toml deploy/connectors-off/pyproject.toml | $(UV)
	@echo "Installing (about half a minute the first time) ..."
	@$(UV) sync --frozen --quiet
	@touch $@

.tools/bin/uv:
	@echo "Installing uv into .tools ..."
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check "uv>=0.13"

train: setup
	@$(BIN)/waymark train --if-needed

check: setup
	@$(BIN)/waymark check

lint: setup
	@$(BIN)/ruff check .

messages: setup
	@$(BIN)/waymark messages update

bench: setup train
	@$(BIN)/python -m benchmarks --train --report docs/PERFORMANCE.md

bench-quick: setup train
	@$(BIN)/python -m benchmarks --quick

clean:
	rm -rf .venv .tools .rasa build models results
