# make run · make test · make check · make bench · make clean-data      (ARGS="..." goes to pytest and to the benchmarks)

PYTHON ?= python3
VENV := .venv/bin/python
ifndef SEED_TEXTS
export SEED_TEXTS := $(shell cd ../shared/seeds 2>/dev/null && pwd)
endif
# What a public installation sets, so that its warnings show here.
DEPLOYED := PUBLIC_URL=https://annotator.example ALLOWED_HOSTS=annotator.example DEBUG=off

# One more than cores, for tests that wait; each begins with a stretch of neighbours, which share servers and browsers.
PROCESSES = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
test: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := run
.PHONY: run test check check-format check-lint check-types check-migrations check-deploy check-audit
.PHONY: bench set-up set-up-tests clean-data

run: set-up
	@exec $(VENV) manage.py run $(ARGS)

test: set-up-tests
	@$(VENV) -m tests.browser.get_browser
	@exec $(VENV) -m pytest -n $(PROCESSES) --dist worksteal $(ARGS)

check: check-format check-lint check-types check-migrations check-deploy check-audit

check-format: set-up-tests
	$(VENV) -m ruff format --check .

check-lint: set-up-tests
	$(VENV) -m ruff check .

check-types: set-up-tests
	$(VENV) -m mypy

check-migrations: set-up-tests
	$(VENV) manage.py makemigrations --check --dry-run

check-deploy: set-up-tests
	$(DEPLOYED) $(VENV) manage.py check --deploy --fail-level WARNING

check-audit: set-up-tests
	$(VENV) -m annotator.config.audit

bench: set-up-tests
	@exec $(VENV) -m tests.bench $(ARGS)

set-up:
	@$(PYTHON) -I annotator/config/set_up.py run

set-up-tests:
	@$(PYTHON) -I annotator/config/set_up.py test

# Stops the private database and deletes it, with everything else under .data (asks first).
clean-data:
	@printf 'This deletes every project and mark in .data. Type yes to go on: '; read answer; test "$$answer" = yes
	@$(VENV) -m annotator.config.private_postgres delete
	@rm -rf .data
