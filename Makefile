# Every target may be repeated; what is up to date is not done again.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# uv where it can be had, for its speed; plain pip, with the same lock and hashes, where it cannot.
INSTALL = if $(BIN)/uv --version >/dev/null 2>&1; then VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --python $(BIN)/python $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check $(1); fi

.PHONY: setup dev run test test-postgres lint format bench prove lock reference messages catalogues help
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/bin/python:
	$(PYTHON) -m venv .venv
	-$(BIN)/python -m pip install -q --disable-pip-version-check 'uv>=0.9,<1'

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo 'Installing what Rostra needs (requirements.lock)'
	@$(call INSTALL,--require-hashes -r requirements.lock)
	@$(call INSTALL,--no-deps -e .)
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo 'Installing what tests and linters need (requirements-dev.lock)'
	@$(call INSTALL,--require-hashes -r requirements-dev.lock)
	@touch $@

catalogues: .venv/installed
	@$(BIN)/python -m config.catalogues

setup: .venv/installed catalogues ## .venv with everything that an instance needs

dev: .venv/installed-dev catalogues ## the same, and what tests and linters need

run: setup ## an instance with a sample organization: web, worker and indexer in one process group
	@$(BIN)/rostra init --sample
	@exec $(BIN)/rostra up

test: dev test-postgres ## all tests, those of release and delivery on PostgreSQL too
	$(BIN)/python -m pytest -n 2

test-postgres: dev
	$(BIN)/python -m tests.on_postgres -n 2

lint: dev ## ruff, mypy strict, import-linter, djlint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint rostra --lint --quiet

format: dev ## what ruff can put right by itself
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .

bench: dev ## the benchmarks, each against its peer in the same run; JSON on stdout
	$(BIN)/python -m bench.prove --print

prove: dev ## the benchmarks and the long sweeps; figures go to docs/figures.md
	$(BIN)/python -m bench.prove

reference: dev ## docs/reference.md from the code
	$(BIN)/python -m config.reference

messages: dev ## new words of the interface into its catalogues
	$(BIN)/python -m config.messages

lock: .venv/bin/python ## the locks anew, from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.lock
