# Nanohouse. `make` lists the targets; CONTRIBUTING.md says when to use which.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TAGS    := gms_pure_go
BIN     := bin/nanohouse
GO      ?= go
CACHE   := $(CURDIR)/.cache
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
GOTEST  := $(GO) test -tags $(TAGS)
LOGS    := $(CACHE)/log

# What the tests from outside find through the environment.
export NANOHOUSE_BIN             ?= $(CURDIR)/$(BIN)
export NANOHOUSE_TEST_VENV       ?= $(CACHE)/venv
export NANOHOUSE_TEST_EXTENSIONS ?= $(CACHE)/extensions
export NANOHOUSE_TEST_VERSITYGW  ?= $(CACHE)/bin/versitygw
export NANOHOUSE_TEST_NODE       ?= $(CACHE)/node
export NANOHOUSE_TEST_JARS       ?= $(CACHE)/jars
export NANOHOUSE_TEST_MYSQL      ?= $(CACHE)/mysql

# Options of `make demo`: make demo SCALE=1 LISTEN=127.0.0.1:3306
DIR    ?= nanohouse-demo
SCALE  ?=
LISTEN ?=
# Options of `make fuzz`: make fuzz DURATION=10m SEED=1000
DURATION ?= 1h
SEED     ?= $(shell date +%s)
# Options of `make bench`: make bench BENCH_SCALE=1
BENCH_SCALE ?= 1

# Shows a verbose test run as its packages and failures, and keeps all of it in a log.
brief = tee $(LOGS)/$(1).log | { grep -Ev '^(=== |\s*--- (PASS|SKIP)|PASS$$|\?)' || true; }

.PHONY: help
help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build the program at bin/nanohouse (about two minutes the first time)
	$(GO) build -tags $(TAGS) -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/nanohouse

.PHONY: demo
demo: build ## Write a demo mesh to ./nanohouse-demo and serve it (SCALE=1 LISTEN=host:port)
	exec $(BIN) demo --dir $(DIR) $(if $(SCALE),--scale $(SCALE)) $(if $(LISTEN),--listen $(LISTEN))

.PHONY: test
test: ## Install what tests need, then run everything that CI runs
	@.ci/steps install lint build unit race conformance

.PHONY: install
install: ## Install what the tests from outside need, below .cache (make test does it)
	@conformance/install.sh

.PHONY: unit
unit: ## Test the packages, from inside (under two minutes)
	@mkdir -p $(LOGS)
	@$(GOTEST) -v -timeout 10m $$($(GO) list -tags $(TAGS) ./... | grep -v /conformance) 2>&1 | $(call brief,unit)

.PHONY: race
race: ## Test what serves many at once, with the race detector
	@mkdir -p $(LOGS)
	@$(GOTEST) -race -v -timeout 20m ./server/... ./internal/mesh/... ./planner/ ./auth/... 2>&1 | $(call brief,race)

.PHONY: conformance
conformance: build ## Test the program from outside: real clients, SQL logic tests, attacks
	@mkdir -p $(LOGS)
	@NANOHOUSE_TEST_ALL=1 $(GOTEST) -v -count 1 -timeout 60m ./conformance/... 2>&1 | $(call brief,conformance)

.PHONY: rates
rates: build ## Run the corpora and write their pass rates into docs/conformance.md
	NANOHOUSE_TEST_ALL=1 $(GOTEST) -count 1 -timeout 60m -run '^TestCorpus' ./conformance -args -write-rates

.PHONY: fuzz
fuzz: build ## Ask random statements of Nanohouse and of MySQL, then of Nanohouse alone; findings in .cache/log/fuzz.txt (DURATION=1h SEED=1)
	@mkdir -p $(LOGS)
	$(GOTEST) -v -count 1 -timeout 0 -run '^(TestCampaign|TestPartitions)$$' ./conformance/fuzz -args -duration $(DURATION) -seed $(SEED) -findings $(LOGS)/fuzz.txt

.PHONY: sqldoc
sqldoc: ## Write docs/sql.md: what becomes of each function of MySQL's manual
	$(GOTEST) -count 1 ./internal/manual -args -rewrite

.PHONY: bench
bench: build ## Measure against DuckDB and MariaDB side by side; writes docs/benchmarks.md (BENCH_SCALE=1)
	@conformance/install.sh
	NANOHOUSE_TEST_ALL=1 $(GOTEST) -count 1 -timeout 120m -run '^TestBenchmarks$$' ./conformance/... -args -bench-scale $(BENCH_SCALE) -bench-out $(CURDIR)/docs/benchmarks.md

.PHONY: lint
lint: ## Check format, vet and staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	  if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet -tags $(TAGS) ./...
	@if [ -x $(CACHE)/bin/staticcheck ]; then echo staticcheck; $(CACHE)/bin/staticcheck -tags $(TAGS) ./...; \
	  else echo "staticcheck is not there: make install"; exit 1; fi

.PHONY: clean
clean: ## Remove what was built (not .cache, not the demo)
	rm -rf bin
