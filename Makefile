# Regionale Projekte. Needs python3 >= 3.11 and make; everything else lands in .venv, from hash-locked files.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
ARGS ?=
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
DISTRIBUTIONS := shared/events shared/chassis services/campaign services/network services/placement deploy
PROJECTS := $(addsuffix /pyproject.toml,$(DISTRIBUTIONS))
# The stamps name the folder: a copied .venv would still run the code of the place it was copied from.
PLACE := $(shell printf %s '$(CURDIR)' | cksum | cut -d' ' -f1)
RUNTIME := .venv/runtime-$(PLACE).stamp
DEV := .venv/dev-$(PLACE).stamp
BENCH := .venv/bench-$(PLACE).stamp
NPM := $(shell command -v npm 2>/dev/null)
NODE := tests/node/node_modules/.stamp
BENCH_NODE := tests/benchmarks/node/node_modules/.stamp
DIRECTUS := tests/benchmarks/node/directus/node_modules/.stamp
LOCK := --quiet --universal --python-version 3.11 --generate-hashes $(addprefix --no-emit-package ,regio-events regio-chassis regio-campaign regio-network regio-placement regio) --custom-compile-command "make lock" --no-annotate $(ARGS)
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.PHONY: help run test check alone bench directus format lock env

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo 'make run ARGS="--port 8000 --redis-port 6399 --data DIR" and make test ARGS="-k word" pass their arguments on.'
	@echo 'make test runs on every core (up to four); ARGS="-n 0" runs in one process, as --pdb needs.'

run: $(RUNTIME)  ## the three services with all facts, a Redis server and a start page, on one port
	@exec $(BIN)/regio demo $(ARGS)

test: $(RUNTIME) $(DEV) $(if $(NPM),$(NODE))  ## every test that needs no container engine
	@exec $(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=worksteal $(ARGS)

check: $(RUNTIME) $(DEV)  ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

alone: $(RUNTIME) $(DEV)  ## each distribution from its wheel, in an environment of its own
	@.ci/alone

bench: $(RUNTIME) $(DEV) $(BENCH) $(if $(NPM),$(BENCH_NODE))  ## speed, measured side by side with its limits and peers
	@exec $(BIN)/python -m tests.benchmarks $(ARGS)

directus: $(DIRECTUS)  ## another peer for make bench: 1,100 packages, 430 MB, some minutes

format: $(DEV)  ## ruff's fixes and layout
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(DEV)  ## resolve anew: make lock ARGS=--upgrade
	$(BIN)/uv pip compile $(LOCK) --group build $(PROJECTS) --output-file requirements.lock
	$(BIN)/uv pip compile $(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) --group bench --constraints requirements.lock --constraints requirements-dev.lock \
	  --output-file requirements-bench.lock

env: $(RUNTIME)  ## .env.example anew, from the settings classes
	$(BIN)/regio env-example > .env.example

$(RUNTIME): requirements.lock $(PROJECTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.13 ...")'
	@echo "Setting up .venv (first time or new lock) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation $(addprefix --editable ./,$(DISTRIBUTIONS))
	@$(BIN)/python -m compileall -q $(addsuffix /src,$(DISTRIBUTIONS))
	@rm -f .venv/*.stamp && touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Adding the test tools ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

$(BENCH): requirements-bench.lock $(DEV)
	@echo "Adding what the benchmarks measure against ..."
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@touch $@

# What needs node says so and is left out when this fails. Only the benchmarks run install scripts: one compiles its SQLite.
$(NODE) $(DIRECTUS): NPM_OPTIONS := --ignore-scripts
$(DIRECTUS): NPM_THEN := && npm rebuild sqlite3 --loglevel=error
$(NODE) $(BENCH_NODE) $(DIRECTUS): %/node_modules/.stamp: %/package.json %/package-lock.json
	@echo "Adding the node packages of $* ..."
	@cd $* && npm ci $(NPM_OPTIONS) --no-audit --no-fund --loglevel=error $(NPM_THEN) && touch node_modules/.stamp \
	  || echo "npm ci failed: what needs node will be left out"
