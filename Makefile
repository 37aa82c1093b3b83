# Formtrace. `make run` shows it, `make test` checks it; both set up what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
FORMTRACE := .venv/bin/formtrace
DEMO := build/demo/demo.mp4
VIDEO ?= $(DEMO)
EXERCISE ?= $(if $(filter $(DEMO),$(VIDEO)),jumping_jack)
OUT ?= out
ARCH ?= $(if $(filter aarch64,$(shell uname -m)),arm64,x86_64)
RUNTIME ?= python3.13
MODELS ?= lite full heavy
ENV ?= prod
MINUTES ?= 10
SEED ?= 1
STACK ?= formtrace$(if $(filter-out prod,$(ENV)),-$(ENV))
ANSWERS := $(wildcard parameters.$(ENV).yaml)
SAM ?= .venvs/sam/bin/sam

.PHONY: help setup lock run up down invoke test fuzz test-fast lint audit docs docs-site build deploy check-stack-name clean

help: ## Show what there is
	@grep -hE '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: ## Install and build what everything below needs (seconds when nothing changed)
	@scripts/debian-packages.sh
	@mkdir -p .cache
	@flock .cache/setup.lock $(MAKE) --silent --no-print-directory --jobs 4 --file scripts/setup.mk

lock: setup ## Resolve all Python packages anew and write down their hashes; versions move only where they must
	@$(MAKE) --no-print-directory --file scripts/setup.mk lock

run: setup ## Analyse a video in the local stack: make run VIDEO=clip.mp4 EXERCISE=squat
	@$(FORMTRACE) up
	@$(FORMTRACE) submit '$(VIDEO)' $(if $(EXERCISE),--exercise '$(EXERCISE)') --export --wait --out '$(OUT)'

up: setup ## Start the local stack
	@$(FORMTRACE) up

down: ## Stop the local stack
	@$(FORMTRACE) down

invoke: setup ## Run one function in a container, on the local stack: make invoke FUNCTION=pose EVENT=events/pose.json
	@$(FORMTRACE) invoke '$(FUNCTION)' $(if $(EVENT),--event '$(EVENT)')

test: setup lint ## Everything that CI runs
	@$(PYTHON) -m pytest --numprocesses auto --dist loadgroup

bench-page: .venvs/lighthouse/node_modules/.package-lock.json

.venvs/lighthouse/node_modules/.package-lock.json: requirements/lighthouse/package-lock.json
	@mkdir -p .venvs/lighthouse
	@cp requirements/lighthouse/package.json $< .venvs/lighthouse/
	@npm ci --silent --prefix .venvs/lighthouse
	@touch $@

bench-%: setup ## Measure: bench-counts, bench-workout, bench-sensitivity, bench-widening, bench-robustness, bench-skeletons, bench-form, bench-references, bench-pose, bench-speed, bench-scale, bench-load, bench-cold_start, bench-faults, bench-bombs, bench-page
	@$(PYTHON) -m benchmarks.$*

fuzz: setup ## Mutated files through the whole analysis: make fuzz MINUTES=60 SEED=7; goes on where it was left
	@OMP_NUM_THREADS=1 $(PYTHON) -m tests.fuzz --minutes $(MINUTES) --seed $(SEED)

test-fast: ## The tests that take no more than a moment each
	@$(PYTHON) -m pytest -m 'not slow and not stack and not browser'

lint: ## Format, style, types and import rules
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache
	@node_modules/.bin/prettier --check --log-level warn web clients
	@node_modules/.bin/tsc --project web
	@node_modules/.bin/tsc --project clients/typescript --emitDeclarationOnly false --noEmit

audit: setup ## Ask the registries what is known against the locked dependencies
	@$(PYTHON) scripts/audit.py

docs: ## Make the generated pages anew: exercises, schemas, commands, prompts, llms.txt
	@$(PYTHON) -m formtrace.exercises.docs docs/exercises.md
	@$(PYTHON) -m formtrace.results.json_schema docs/result.schema.json
	@$(PYTHON) -m formtrace.adapters.http docs/openapi.json
	@$(PYTHON) -m formtrace.contracts.upload_tracking.messages.json_schema docs/messages.schema.json
	@$(PYTHON) -m formtrace.contracts.upload_tracking.coverage docs/contract-coverage.md
	@node clients/typescript/generate.mjs
	@$(PYTHON) -m docs.commands
	@$(PYTHON) -m prompts.assemble
	@$(PYTHON) -m docs.llms

docs-site: setup ## Build the documentation as a site, in build/site; every link is checked
	@$(MAKE) --no-print-directory --file scripts/setup.mk .venvs/docs/bin/mkdocs
	@NO_MKDOCS_2_WARNING=1 .venvs/docs/bin/mkdocs build --strict --quiet

build: setup ## Build the layers for AWS: make build ARCH=arm64 RUNTIME=python3.14 MODELS="full"
	@$(PYTHON) -m layers.build --arch $(ARCH) --python $(RUNTIME:python%=%) --models $(MODELS) --compile-opencv

deploy: check-stack-name build ## Deploy to AWS with your credentials: make deploy ENV=prod; answers in parameters.prod.yaml
	@find functions -name __pycache__ -prune -exec rm -r {} +
	@release=$$(cat template.yaml statemachine/* functions/*/app.py build/layers/.*.stamp $(ANSWERS) | sha256sum | cut -c1-10); \
	$(SAM) deploy --config-env $(ENV) --stack-name $(STACK) --template-file template.yaml \
	--parameter-overrides $(ANSWERS:%=file://%) Architecture=$(ARCH) Runtime=$(RUNTIME) Release=$$release

check-stack-name: # buckets are named after the stack
	@[[ '$(STACK)' =~ ^[a-z][a-z0-9-]{0,25}[a-z0-9]$$ ]] || { echo "Choose another name than '$(STACK)': buckets are named after the stack, so it has 2 to 27 lower-case letters, digits and hyphens, and begins with a letter." >&2; exit 1; }

clean: down ## Delete what was built (not what was installed)
	@rm -rf build/layers* build/local .aws-sam out
