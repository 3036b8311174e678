# Needs Python 3.11 or newer with venv and pip, make, and a package index. Nothing is installed outside .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := $(VENV)-lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --build-deps-for editable

# Without it pyright's launcher looks for a newer release over the network at every start.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.PHONY: help install dev demo test evidence bench docs lint types gates lock clean

help:
	@echo "make install    .venv with the locked libraries and dramaturg itself"
	@echo "make demo       the main job, offline and without a key"
	@echo "make test       install what the tests need, then run them"
	@echo "make evidence   the longer proofs; prints their figures"
	@echo "make bench      speed against limits and peers"
	@echo "make docs       write docs/kinds.md again"
	@echo "make gates      lint (ruff) and types (pyright strict)"
	@echo "make lock       resolve requirements/*.txt again (UPGRADE=--upgrade for newer releases)"
	@echo "make clean      remove .venv, caches and builds"

install: $(VENV)/.run-installed

dev: $(VENV)/.dev-installed

# A stamp is written last, so an interrupted step is done again.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than 3.11: name a newer one, as in 'make install PYTHON=python3.12'" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run-installed: requirements/run.txt pyproject.toml $(VENV)/.created
	@echo "Installing the locked libraries into $(VENV): a minute or two, once."
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.run-installed
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

demo: install
	$(BIN)/dramaturg demo

test: dev
	$(BIN)/pytest -n auto

evidence: dev
	$(BIN)/pytest -n auto -m long
	$(BIN)/pytest tests/evidence -s -o faulthandler_timeout=1800

bench: dev
	@set -e; for script in bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script; done

docs: dev
	$(BIN)/python docs/kinds_page.py

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/pyright

gates: lint types

lock: export CUSTOM_COMPILE_COMMAND := make lock
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip --disable-pip-version-check install --quiet pip-tools
	$(LOCK) $(UPGRADE) --output-file requirements/run.txt pyproject.toml
	$(LOCK) $(UPGRADE) --no-strip-extras --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt pyproject.toml

clean:
	rm -rf $(VENV) $(VENV)-lock build dist *.egg-info .hypothesis .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
