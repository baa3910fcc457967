# Every daily act in one word. `make demo` and `make test` do all the set-up on a fresh machine.
SHELL  := /bin/bash
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo up down logs test test-long check bench run lock clean
.DEFAULT_GOAL := demo

# uv itself comes from the package index into .venv; the stamps keep a second `make` free of work.
$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run
	@$(BIN)/faelleshub demo

run: $(VENV)/.run
	@$(BIN)/faelleshub start

# The whole bus in containers: docker-compose.yml, docs/drift.md.
up: $(VENV)/.run
	@$(BIN)/python -m scripts.stack up

down: $(VENV)/.run
	@$(BIN)/python -m scripts.stack down

logs: $(VENV)/.run
	@$(BIN)/python -m scripts.compose logs --tail 100 -f hub-1 hub-2

# Everything; the containers last, by themselves: they take the whole machine. What is missing is installed (as root), and
# a Docker engine that was started for the tests ends with them.
test: $(VENV)/.dev
	@$(BIN)/python -m scripts.testmaskine
	$(BIN)/python -m pytest
	@$(BIN)/python -m scripts.testmaskine -- $(BIN)/python -m pytest -m containere -n 0

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -m lang

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m bench --skriv

# Versions and hashes, no addresses: a kommune's own package mirror works unchanged.
lock: $(VENV)/.run
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --frozen --no-emit-project --no-header --extra hurtig --extra postgres --no-dev -o requirements/run.txt
	$(BIN)/uv export --quiet --frozen --no-emit-project --no-header --extra hurtig --extra postgres -o requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
