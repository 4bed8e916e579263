# One virtual environment; everything installs itself on first use.
# `make site` needs Python 3.11+ only; `make test` also fetches a headless Chromium
# and a Java from the system's packages, and the Nu HTML checker from npm.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: site test test-long lint bench clean

site: $(VENV)/.site
	$(BIN)/sitegen build

test: $(VENV)/.dev
	tests/chromium.sh
	tests/checker.sh $(VENV)/vnu
	$(BIN)/python -m pytest -n auto

test-long: $(VENV)/.dev
	tests/chromium.sh
	tests/checker.sh $(VENV)/vnu
	$(BIN)/python -m pytest -n auto -m long

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .sitegen dist

$(VENV)/.site: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@
