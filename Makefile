# One virtual environment; everything installs itself on first use.
# `make site` needs Python 3.11+ only; `make test` also fetches a headless Chromium
# and a Java from the system's packages, and the Nu HTML checker from npm.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
VENV3 ?= .venv-whoosh3

.PHONY: site test test-long test-whoosh3 lint bench clean

site: $(VENV)/.site
	$(BIN)/sitegen build

test: $(VENV)/.dev
	tests/chromium.sh
	tests/checker.sh $(VENV)/vnu
	$(BIN)/python -m pytest -n auto

test-long: $(VENV)/.dev
	tests/chromium.sh
	tests/checker.sh $(VENV)/vnu
	SITEGEN_FUZZ_SECONDS=600 $(BIN)/python -m pytest -n auto -m "long or fuzz"

# The search suite on the successor of Whoosh, in an environment of its own: both bring a
# package `whoosh` and would overwrite each other's files.
test-whoosh3: $(VENV3)/.dev
	tests/chromium.sh
	$(VENV3)/bin/python -m pytest tests/search

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(VENV3) .sitegen dist

$(VENV)/.site: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

$(VENV3)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV3)
	$(VENV3)/bin/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(VENV3)/bin/python -m pip install --quiet --disable-pip-version-check -e .
	$(VENV3)/bin/python -m pip install --quiet --disable-pip-version-check --group dev
	$(VENV3)/bin/python -m pip uninstall --quiet --yes whoosh
	$(VENV3)/bin/python -m pip install --quiet --disable-pip-version-check "whoosh3==3.54.*"
	touch $@
