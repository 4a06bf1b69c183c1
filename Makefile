# Two commands are all there is to know:
#   make demo    sets up, and prints two bills on real prices
#   make check   sets up, and passes every test, lint, format and type check
PYTHON ?= python3
BIN := .venv/bin
DEV := .venv/.dev

.PHONY: help demo setup browser check lint types test deep bench lock docs pictures new clean

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
	$(BIN)/mypy
	$(BIN)/basedpyright

test: $(DEV) browser  ## All tests, documents and notebooks included
	$(BIN)/pytest -n auto --dist loadscope --cov

deep: $(DEV)  ## The laws, with many more examples
	$(BIN)/pytest -n auto tests/laws --hypothesis-profile=deep

bench: $(DEV)  ## Measure speed, as ratios to a baseline of the same run
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.price_lists

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
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*

.venv/.python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

.venv/.app: .venv/.python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(DEV): .venv/.app pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[notebook,serve]' --group dev
	@touch $@
