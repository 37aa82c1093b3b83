# What `make setup` makes, by files that are older than what they are made of:
#
#   .venv                  the project, on the newest of Python 3.13, 3.12 and 3.11 that really runs
#   .venvs/                uv, the AWS SAM command line, MiniStack, checkov
#   .venvs/docs            MkDocs, only when the documentation is built as a site
#   build/lambda-runtime   what AWS supplies in its Python runtimes
#   node_modules           what builds and checks the page; the validator of the state machine
#   build/web              the page
#   build/clients          the TypeScript client
#   build/models           the pose models and the demo clip, from published packages
#
# Python packages are those of requirements/*.txt, with their hashes; requirements/*.in and pyproject.toml say
# what they are resolved from.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

UV := .venvs/uv/bin/uv
export UV_PYTHON_DOWNLOADS := never
export UV_CUSTOM_COMPILE_COMMAND := make lock
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

# Shims of pyenv are on the path for versions that do not run.
RUNS := import ctypes, ensurepip, ssl, sys, venv; print(sys.executable)
HOST_PYTHON = $(or $(shell for version in 3.13 3.12 3.11; do \
	for python in "python$$version" "$${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version".*/bin/python3; do \
		"$$python" -c '$(RUNS)' 2>/dev/null && exit; \
	done; done), $(error Install Python 3.11 or newer with its venv module: apt-get install python3-venv))

.PHONY: all lock
all: .venv/bin/formtrace .venvs/sam/bin/sam .venvs/ministack/bin/ministack .venvs/checkov/bin/checkov \
	build/lambda-runtime/.made node_modules/.package-lock.json build/web/index.html \
	build/clients/typescript/package.json build/demo/demo.mp4

# A virtual environment: $(call environment,folder,requirements)
define environment
	@echo 'set-up: $(1)' >&2
	@$(1)/bin/python -c '' 2>/dev/null || $(UV) venv --quiet --clear --python $(HOST_PYTHON) $(1)
	@$(UV) pip sync --quiet --require-hashes --python $(1)/bin/python $(2)
endef

$(UV): requirements/uv.txt
	@$(HOST_PYTHON) -m venv --clear .venvs/uv
	@.venvs/uv/bin/python -m pip install --quiet --quiet --require-hashes --requirement $<
	@touch $@

.venv/bin/formtrace: requirements/development.txt pyproject.toml | $(UV)
	$(call environment,.venv,$<)
	@$(UV) pip install --quiet --no-deps --python .venv/bin/python --editable .
	@touch $@

.venvs/sam/bin/sam .venvs/ministack/bin/ministack .venvs/checkov/bin/checkov .venvs/docs/bin/mkdocs: .venvs/%: | $(UV)
	$(call environment,.venvs/$(firstword $(subst /, ,$*)),requirements/$(firstword $(subst /, ,$*)).txt)
	@touch $@
.venvs/sam/bin/sam: requirements/sam.txt
.venvs/ministack/bin/ministack: requirements/ministack.txt
.venvs/checkov/bin/checkov: requirements/checkov.txt
.venvs/docs/bin/mkdocs: requirements/docs.txt

build/lambda-runtime/.made: requirements/lambda-runtime.txt .venv/bin/formtrace
	@echo 'set-up: build/lambda-runtime' >&2
	@rm -rf $(@D)
	@$(UV) pip install --quiet --require-hashes --python .venv/bin/python --target $(@D) --requirement $<
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@echo 'set-up: node_modules' >&2
	@npm ci --silent
	@touch $@

CLIENT := $(shell find clients/typescript -type f -not -path '*/test/*')
PAGE := $(CLIENT) $(shell find web -type f -not -name '*.test.*') shared/formtrace/overlay/styles/default.json \
	shared/formtrace/skeletons/blazepose33.json $(wildcard docs/*.md docs/*.json docs/llms*.txt prompts/*.md)
build/web/index.html: node_modules/.package-lock.json build/demo/example.mp4 $(PAGE)
	@echo 'set-up: build/web' >&2
	@node web/build.mjs >/dev/null
	@touch $@

build/clients/typescript/package.json: node_modules/.package-lock.json $(CLIENT)
	@echo 'set-up: build/clients' >&2
	@node clients/typescript/build.mjs
	@touch $@

build/demo/demo.mp4: .venv/bin/formtrace $(wildcard layers/models/*.py layers/models/*.toml)
	@echo 'set-up: build/models' >&2
	@.venv/bin/python -m layers.models --out build/models --demo $@ >/dev/null
	@touch $@

build/demo/example.mp4: build/demo/demo.mp4 scripts/example_clip.py
	@.venv/bin/python scripts/example_clip.py $< $@

# One lock for all platforms and versions of Python that the project runs on.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate
lock:
	$(COMPILE) pyproject.toml --group dev --output-file requirements/development.txt
	$(COMPILE) pyproject.toml --extra aws --extra exports --extra plots --output-file requirements/container.txt
	for name in uv sam ministack checkov docs lambda-runtime; do \
		$(COMPILE) requirements/$$name.in --output-file requirements/$$name.txt; done
	for layer in runtime media inference heif opencv; do \
		$(COMPILE) --no-deps layers/$$layer/requirements.in --output-file layers/$$layer/requirements.txt; done
	$(COMPILE) layers/opencv/tools.in --output-file layers/opencv/tools.txt
