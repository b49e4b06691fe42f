# Model Bridge. `make help` lists what there is.
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
SOURCES := gateway.py translators config records proxy console tests
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

.PHONY: help install run test check types floors format bench lock clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, found: $(PYTHON)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/runtime.stamp: $(BIN)/python locks/runtime.txt pyproject.toml
	@echo "installing into $(VENV) …"
	@$(PIP) install --no-compile --require-hashes -r locks/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable . >$(VENV)/install.log 2>&1 || { cat $(VENV)/install.log; exit 1; }
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib gateway.py translators config records proxy console
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp locks/dev.txt
	@$(PIP) install --no-compile --require-hashes -r locks/dev.txt
	@touch $@

install: $(VENV)/runtime.stamp ## install into .venv what the gateway needs

run: install ## start the gateway on 127.0.0.1:8000; it prints a key and a curl line
	@exec $(BIN)/modelbridge serve

test: $(VENV)/dev.stamp ## run all tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(VENV)/dev.stamp ## format, lint, strict types, floors
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types floors

types:
	@$(BIN)/mypy

floors:
	@$(BIN)/python -m pytest tests/house

format: $(VENV)/dev.stamp ## put every file into shape
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

bench: $(VENV)/dev.stamp ## measure beside nginx and a bare client; ARGS="whole streams" for some
	@$(BIN)/python -m tests.bench $(ARGS)

lock: $(VENV)/dev.stamp ## pin every dependency anew, with hashes
	@$(LOCK) --upgrade --extra build --extra dev --output-file locks/dev.txt pyproject.toml
	@$(LOCK) --extra build --constraint locks/dev.txt --output-file locks/runtime.txt pyproject.toml

clean: ## remove what was installed and made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .bench *.egg-info tests/sdk/node/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
