# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv/bin
UV_COMPILE := $(VENV)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11
WORKERS ?= 2
PG15 ?= /usr/lib/postgresql/15/bin

.PHONY: help run test check test-pg15 bench fmt lock catalogues runtime development

help:
	@echo "make run        start everything on http://127.0.0.1:8000 (PORT=… for another)"
	@echo "make test       every check and every test"
	@echo "make check      the checks alone: ruff, mypy, imports, templates"
	@echo "make test-pg15  the database tests on PostgreSQL 15 (PG15=folder of its programs)"
	@echo "make bench      the figures, as ratios against floors measured in the same run"
	@echo "make fmt        format the code"
	@echo "make lock       compile the requirements with hashes"
	@echo "make catalogues extract the texts, update the languages and compile them"

runtime:
	@$(PYTHON) tools/environment.py requirements.txt

development: runtime
	@$(PYTHON) tools/environment.py requirements-dev.txt

run: runtime
	@exec $(VENV)/python -m app.cli.run

check: development
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	@if [ -d templates ]; then $(VENV)/djlint --quiet --lint templates; fi

test: check
	@$(VENV)/python -m tools.chromium --install
	$(VENV)/python -m pytest -n $(WORKERS)

test-pg15: development
	EMBEDDED_PG_BIN="$(PG15)" $(VENV)/python -m pytest -m database -n $(WORKERS)

bench: development
	$(VENV)/python -m bench

fmt: development
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

lock: development
	$(UV_COMPILE) requirements.in -o requirements.txt
	$(UV_COMPILE) requirements-dev.in -o requirements-dev.txt
	echo "uv" | $(UV_COMPILE) - -o tools/uv.txt

catalogues: development
	@$(VENV)/python -m tools.catalogues
