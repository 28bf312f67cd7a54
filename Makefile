# What a newcomer needs is `make run` and `make test`; `make help` lists the rest.
SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS   += --no-builtin-rules --no-print-directory

N        ?= 100000
FUZZTIME ?= 60s
ADDR     ?= 127.0.0.1:8080
LINT     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.13.1

VERSION  := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
GO_FILES := $(shell find cmd internal index data frontend -name '*.go' -not -path '*/node_modules/*' 2>/dev/null)
EMBEDDED := $(shell find data frontend/templates frontend/messages internal -type f -not -name '*.go' 2>/dev/null)
FRONT    := $(shell find frontend/styles frontend/scripts -type f 2>/dev/null) frontend/build.mjs frontend/package.json

# Beyond 100,000 listings the other engines take hours; ask for them by name.
AGAINST  ?= $(shell [ $(N) -gt 100000 ] || echo postgres,sqlite,bleve)

.PHONY: help run build test check race fuzz bench bench-go bench-pages quality look clean
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: bin/alongside ## Start the demo on http://127.0.0.1:8080
	@exec bin/alongside serve --demo --addr $(ADDR)

build: bin/alongside ## Leave bin/alongside, front end built in

test: var/.debian frontend/dist/manifest.json bin/alongside ## Bring what the tests need and run them all
	go test -timeout 12m ./...
	node tools/browser/run.mjs

check: frontend/node_modules/.package-lock.json ## Format, vet, lint, import rule, TypeScript
	@test -z "$$(gofmt -l cmd internal index data frontend/*.go tools)" || { echo "These files want gofmt:"; gofmt -l cmd internal index data frontend/*.go tools; exit 1; }
	go vet ./...
	go test ./internal/directory -run TestImportRule
	go run $(LINT) run ./...
	cd frontend && npm run --silent check

race: var/.debian ## The concurrent packages under the race detector
	go test -race ./internal/store/... ./internal/follow/... ./internal/wake/... ./internal/cache/... ./internal/limit/... ./internal/publish/... ./internal/account/... ./internal/session/... ./internal/jobs/... ./internal/mail/... ./index/...

fuzz: ## Every fuzz test for FUZZTIME (60s) each
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' internal index); do \
	  for name in $$(grep -oE '^func Fuzz[A-Za-z0-9_]+' $$f | cut -c6-); do \
	    echo "fuzz $$name in $$(dirname $$f)"; go test ./$$(dirname $$f) -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME); \
	  done; done

bench: var/.debian-bench bin/alongside ## Search N (100000) made listings, beside AGAINST (postgres,sqlite,bleve)
	@bin/alongside bench --listings $(N) $(if $(AGAINST),--check --against $(AGAINST))

quality: ## How well matches fit: every ranker's figures, and every reason checked
	go test ./internal/quality -count=1 -v -run 'TestQuality|TestEveryReasonIsTrue'

bench-go: ## The benchmarks of single packages, with their figures
	go test -run '^$$' -bench . -benchmem -timeout 30m ./cmd/... ./index/... ./internal/...

look: var/.debian frontend/dist/manifest.json bin/alongside ## Every page in every state, looked at by axe, pictures in var/screenshots
	node tools/browser/run.mjs frontend/tests/look.mjs

bench-pages: var/.debian bin/alongside ## What a first visit costs on a slow phone
	@node frontend/tests/bench-pages.mjs

clean: ## Remove what was built; var/ stays
	rm -rf bin frontend/node_modules
	find frontend/dist -mindepth 1 -not -name .keep -delete

bin/alongside: frontend/dist/manifest.json go.mod go.sum $(GO_FILES) $(EMBEDDED)
	@command -v go >/dev/null || { echo "Go is missing: install Go 1.26 or later, then try again."; exit 1; }
	@echo "Fetching Go modules"; go mod download
	@total=$$(go list -deps ./cmd/alongside | wc -l); \
	go build -v -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/alongside ./cmd/alongside 2>&1 | \
	  awk -v total=$$total '/^[^# ][^ ]*$$/ {n++; if (n % 25 == 0) {print "Compiling: " n " of at most " total " packages"; fflush()}; next} {print}'
	@echo "Built bin/alongside"

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js with npm is missing: install Node.js 20 or later, then try again."; exit 1; }
	@echo "Fetching npm packages"; cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/manifest.json: frontend/node_modules/.package-lock.json $(FRONT)
	@echo "Building the front end"; cd frontend && npm run --silent build
	@touch $@

var/.debian: tools/debian/need.sh
	@tools/debian/need.sh
	@mkdir -p var && touch $@

var/.debian-bench: tools/debian/need.sh
	@tools/debian/need.sh bench
	@mkdir -p var && touch $@
