# Everything runs in .venv, which every target makes first if it has to.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: mesh site serve test check lint types architecture fix neighbours bench clean

site: mesh  ## check the example mesh, and build its catalog into build/site
	$(BIN)/meshwright catalog build --strict

mesh: $(STAMP)  ## check the example mesh
	$(BIN)/meshwright check

serve: $(STAMP)  ## show the catalog while you edit
	$(BIN)/meshwright catalog serve

test: $(STAMP)  ## pass the tests
	$(BIN)/python -m pytest -n auto

check: lint types architecture test site  ## all that CI runs

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP)
	$(BIN)/mypy

architecture: $(STAMP)
	$(BIN)/lint-imports --no-logo

fix: $(STAMP)  ## format, and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

neighbours:  ## pass the standards' own linters, in environments of their own
	bash .ci/neighbours

bench: $(STAMP)  ## measure; see benchmarks/README.md
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/catalog.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[catalog]" --group dev
	touch $(STAMP)
