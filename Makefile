# Everything runs in .venv, which every target creates first if necessary.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

UNIT := $(addprefix tests/,analysis architecture changes dataflow facts impact meaning mesh quantities relational report rulekit rules scores source standards)

# For the published site: its address, for canonical links, and merged pull requests, for lead times.
PAGES_URL ?=
PULL_REQUESTS ?=

# For the generated data: the field with a fault, and the end of all times, which is so late that a promise of 20 seconds is kept on a slow machine.
SPOILT := events/music-events/calendar@1/line_ups/performer_slug
SOON := from datetime import *; print((datetime.now(UTC) + timedelta(minutes=2)).isoformat())

.PHONY: site docs pages mesh data measure serve quick test check nightly lint types architecture lowest newest requirements fix neighbours dist bench clean

site: mesh  ## check the example mesh, and build its catalog into build/site
	$(BIN)/meshwright catalog build --strict --trend $(if $(PAGES_URL),--site-url "$(PAGES_URL:/=)/example/") $(if $(PULL_REQUESTS),--pull-requests "$(PULL_REQUESTS)")

docs: $(STAMP)  ## build the documentation of the tool into build/docs, and check its links
	PAGES_URL="$(PAGES_URL)" $(BIN)/python docs/build.py

pages: site docs  ## build the published site: the documentation at /, the example's catalog at /example/
	rm -rf build/pages
	cp -R build/docs build/pages
	rm -rf build/pages/example
	cp -R build/site build/pages/example

mesh: $(STAMP)  ## check the example mesh
	$(BIN)/meshwright check

data: $(STAMP)  ## generate data for every port of the example into build/data; one fault is deliberate, and waived
	$(BIN)/meshwright generate --rows 300 --to build/data --spoil pattern=$(SPOILT) --until "$$($(BIN)/python -c '$(SOON)')"

measure: data  ## measure the generated data of the example, and show the observations on the site
	$(BIN)/meshwright measure --environment sample --store build/observations
	$(BIN)/meshwright catalog build --strict --observations build/observations $(if $(PAGES_URL),--site-url "$(PAGES_URL:/=)/example/") $(if $(PULL_REQUESTS),--pull-requests "$(PULL_REQUESTS)")

serve: $(STAMP)  ## show the catalog while you edit
	$(BIN)/meshwright catalog serve

quick: lint types architecture  ## about a minute: lint, types, unit and rule tests
	$(BIN)/python -m pytest -q -n auto -m "not slow and not nightly" $(UNIT)

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest -n auto

check:  ## run all that CI runs, and print the duration of each part
	bash .ci/timed site docs lint types architecture requirements test neighbours

nightly: $(STAMP)  ## hours: the tests that take too long for check
	$(BIN)/python -m pytest -n auto -m nightly

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP)
	$(BIN)/mypy

architecture: $(STAMP)
	$(BIN)/lint-imports --no-logo

lowest: $(STAMP)  ## replace the installed packages with the lowest permitted versions, for the next `make test`
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements/lowest.txt

newest: $(STAMP)  ## move requirements/ to the newest versions and install them
	bash .ci/requirements --upgrade
	$(MAKE) $(STAMP)

requirements: $(STAMP)  ## compare requirements/ with pyproject.toml (needs the package index)
	bash .ci/requirements --check

fix: $(STAMP)  ## format, and fix what ruff can fix
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

neighbours:  ## run the standards' own linters, in separate environments
	bash .ci/neighbours

dist: $(STAMP)  ## build the wheel and the sources into dist/, with the same bytes for the same commit
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build

bench: $(STAMP)  ## measure; see benchmarks/README.md
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/rules.py
	$(BIN)/python benchmarks/catalog.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(STAMP): pyproject.toml requirements/dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)
