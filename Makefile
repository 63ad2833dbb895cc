.DEFAULT_GOAL := help
PYTHON ?= python

.PHONY: help
help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

.PHONY: setup
setup: ## Install the package with everything that development needs
	$(PYTHON) -m pip install -e '.[all,dev]'

.PHONY: fmt
fmt: ## Format the code
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

.PHONY: check
check: ## Lint, types, and the package's own check
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pipeline check configs/default.cfg

.PHONY: test
test: ## Run the tests
	$(PYTHON) -m pytest

.PHONY: bench
bench: ## Measure quality against the floors, and speed as ratios
	$(PYTHON) benchmarks/quality.py
	$(PYTHON) benchmarks/speed.py
