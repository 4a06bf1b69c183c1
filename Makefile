# Two commands are all there is to know:
#   make demo    sets up, and prints two bills on real prices
#   make check   sets up, and passes every test, lint, format and type check
PYTHON ?= python3
BIN := .venv/bin
DEV := .venv/.dev
PYTEST := $(BIN)/pytest -n auto --dist loadscope
# Coverage makes a test three times as slow: these, and those marked so, run without it; the others try every line and branch.
# Those that wait for a program of their own come first.
UNMEASURED := tests/invoices/test_spark.py tests/browser tests/notebooks tests/automation tests/house tests/laws tests/oracle \
  tests/examples
unexport PYTHONDONTWRITEBYTECODE  # a test starts many processes: each would compile the package anew

.PHONY: help demo setup browser check lint types test fast deep fuzz parsers kill mutants focus bench update newest lowest lock docs pictures translated new clean

help:  ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/.app  ## Print the article's case, and a service of several functions and APIs
	$(BIN)/lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB --free-tier none
	@echo
	$(BIN)/lambda-cost estimate examples/shop.yaml

setup: $(DEV) browser  ## Make .venv with all that development needs

browser:  # Debian's Chromium for the tests in a browser; without it they are skipped, and say so
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get update -q && apt-get install -y -q --no-install-recommends chromium; } >/dev/null 2>&1; } || \
	  echo "There is no chromium, and it cannot be installed here: tests in a browser will be skipped."

check: lint types test  ## Everything that must be green

lint: $(DEV)  ## Lint and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)  ## Type checks, both strict
	@$(BIN)/mypy & mypy=$$!; $(BIN)/basedpyright; pyright=$$?; wait $$mypy && exit $$pyright

test: $(DEV) browser  ## All tests, documents and notebooks included
	$(PYTEST) lambda_cost tests $(UNMEASURED:%=--ignore=%) -m "not unmeasured" --cov
	$(PYTEST) --no-loadscope-reorder --unmeasured $(UNMEASURED) $$(grep -rl --include='*.py' mark.unmeasured tests) README.md docs

fast: $(DEV)  ## The tests of the core, in half a minute: scenarios, prices, bills, questions
	$(BIN)/pytest -n auto tests/test_*.py tests/scenario tests/prices tests/reports tests/what_if

deep: $(DEV)  ## The laws, and the second calculator, with many more examples
	$(BIN)/pytest -n auto tests/laws tests/oracle --hypothesis-profile=deep

fuzz: $(DEV)  ## Inputs that nobody would write, through each door, ten minutes each:  make fuzz doors="plan templates 2"
	$(BIN)/python -m tools.fuzz $(doors)

parsers: $(DEV)  ## Bytes that reach ever more lines of the parsers, ten minutes, with Atheris in .atheris:  make parsers minutes=2
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target .atheris atheris
	PYTHONPATH=.atheris $(BIN)/python -m tools.fuzz_parsers $(minutes)

kill: $(DEV)  ## Kill each command that writes at each system call that changes a file:  make kill commands=correct
	$(BIN)/python -m tools.kill $(commands)

mutants: $(DEV)  ## Which small changes of the code would no test notice?  make mutants file=lambda_cost/bill/pool.py
	$(BIN)/python -m tools.mutants $(file) $(tests)

focus: $(DEV)  ## Check bills written as FOCUS with the validator of FOCUS, which needs python3.12, in an environment of its own
	python3.12 -m venv .venv-focus
	.venv-focus/bin/python -m pip install --quiet focus-validator==2.2.1 'pyarrow<20'
	$(BIN)/pytest -rs tests/reports/test_focus_validator.py

bench: $(DEV)  ## Measure speed, as ratios to a baseline of the same run:  make bench rows=20000000
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.price_lists
	$(BIN)/python -m benchmarks.bills $(rows)

update: $(DEV)  ## Renew the lock of all packages in requirements/, from pyproject.toml
	$(LOCK) --group dev $(EXTRAS:%=--extra %) pyproject.toml --output-file requirements/dev.txt
	$(LOCK) --group build pyproject.toml --constraint requirements/dev.txt --output-file requirements/app.txt
	$(LOCK) --group pip --constraint requirements/dev.txt --output-file requirements/pip.txt
	$(LOCK) --group spark --constraint requirements/dev.txt --output-file requirements/spark.txt

newest: $(DEV)  ## All checks on the newest versions that pyproject.toml allows, in .venv-newest
	$(BIN)/python -m tools.versions newest $(tests)

lowest: $(DEV)  ## All tests on the lowest versions that pyproject.toml allows, in .venv-lowest
	$(BIN)/python -m tools.versions lowest $(tests)

translated: $(DEV)  ## Have AWS's translator write out the SAM templates that the tests compare with
	$(BIN)/uv run --quiet --no-project --with aws-sam-translator==$$(sed -n 's/^VERSION = "\(.*\)"/\1/p' tools/translate_sam.py) \
	  python -m tools.translate_sam

lock: $(DEV)  ## Add new prices to the history lock, and generate the schema of tables and the public names
	$(BIN)/python -m tools.lock
	$(BIN)/python -m tools.schema
	$(BIN)/python -m tools.names

docs: $(DEV)  ## Make the generated documents and the outputs in documents anew
	$(BIN)/python -m tools.docs
	$(BIN)/python -m tools.notebook

pictures: $(DEV) browser  ## Make the screenshots in the documents anew, from the real thing
	$(BIN)/python -m tools.screenshots

new: $(DEV)  ## Write the files of a new charge: make new charge=aws_lambda/ephemeral_storage
	$(BIN)/python -m tools.new $(charge)

clean:  ## Remove what was made
	rm -rf .venv .venv-newest .venv-lowest .atheris .mutants dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*

# Every package comes from the lock in requirements/, by version and hash; the project itself fetches nothing.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(INSTALL) --require-hashes --requirement
PROJECT := $(INSTALL) --no-index --no-deps --no-build-isolation --editable .
# Spark, Trino and Athena are not among the extras that development installs: they are large, or hold other packages back.
EXTRAS := arrays aws bills charts notebook parquet serve sheets terraform
LOCK = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --annotation-style line --custom-compile-command "make update"

# A Python that was asked for and is not that of .venv: .venv is made anew.
ifneq ($(origin PYTHON),file)
OTHER := $(shell [ "$$($(PYTHON) -V)" = "$$($(BIN)/python -V 2>&1)" ] || echo other-python)
endif
.PHONY: other-python

.venv/.pip: requirements/pip.txt $(OTHER)
	$(PYTHON) -m venv$(OTHER:other-python= --clear) .venv
	$(LOCKED) requirements/pip.txt
	@touch $@

.venv/.app: .venv/.pip requirements/app.txt pyproject.toml
	$(LOCKED) requirements/app.txt
	$(PROJECT)
	@touch $@

# Spark is tested where there is a Java: half a gigabyte, fetched once.
SPARK := $(if $(shell command -v java),requirements/spark.txt)

# uv is ten times as fast, and removes what an older lock had; where it does not reach the registry that pip knows, pip installs.
$(DEV): .venv/.pip requirements/dev.txt requirements/spark.txt pyproject.toml
	$(BIN)/uv pip sync --quiet --system-certs --require-hashes --python $(BIN)/python requirements/dev.txt $(SPARK) || \
	  $(LOCKED) requirements/dev.txt $(SPARK:%=--requirement %)
	$(PROJECT)
	@touch $@
