# The commands a person needs. Everything here works in a folder whose path has a space.
PYTHON ?= python3
# A Python other than the usual one gets a virtual environment of its own.
VENV := $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
ARGS ?=
# What the tests run under: .ci/run measures with it which lines they reach.
UNDER ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup setup-dev run test lint types check bench accuracy grounds load relevance audit lock

help:  ## list these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.made:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.site: requirements.lock $(VENV)/.made
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.site
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

setup: $(VENV)/.site  ## make the virtual environment from the lock

setup-dev: $(VENV)/.dev

run: setup  ## set up, migrate, import the samples, index, and serve on 127.0.0.1:8000 (PORT=…)
	$(BIN)/python manage.py prepare
	exec $(BIN)/python manage.py serve

test: setup-dev  ## run every test (ARGS="tests/query -x" for some)
	$(BIN)/python $(UNDER) -m pytest -n 2 --dist loadfile $(ARGS)

lint: setup-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: setup-dev
	$(BIN)/python -m mypy imrsite search tests

check: lint types setup-dev  ## linters, types, migrations, deployment settings
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

accuracy: setup-dev  ## score the reading of letters (ARGS=FOLDER for a report on other letters)
	$(BIN)/python -m tests.accuracy.score $(ARGS)

grounds: setup-dev  ## learn the weights of the grounds' words anew (ARGS="--folds 5" to measure what is left out)
	$(BIN)/python -m tests.grounds.train $(ARGS)

bench: setup-dev  ## measure the engine beside others (ARGS="--sizes 1000,10000")
	$(BIN)/python -m tests.benchmarks $(ARGS)

relevance: setup-dev  ## ask judged queries of a site of its own (ARGS="--samples" for the seen half of our own over the samples)
	$(BIN)/python -m tests.relevance $(ARGS)

load: setup-dev  ## 1, 10, 50 and 200 users while letters are imported (ARGS="--readers 20 --rebuild": while the index is swapped)
	$(BIN)/python -m tests.benchmarks.load $(if $(ARGS),$(ARGS),--users 1,10,50,200 --letters 200)

audit: setup-dev  ## what the site is made of, its licences and known advisories (ARGS="--bill bill.json")
	$(BIN)/python -m tests.audit $(ARGS)

lock:  ## write the locks anew from pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra cluster --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra cluster --extra dev --output-file requirements-dev.lock
