# Everything that is done to Tsudoi by hand or by CI. `make` lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run build test check bench e2e fmt vet gotest race staticcheck postgres mail-preview pictures schema generated clean

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unreleased)
GO_BUILD := go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$(VERSION)"
GO_FOLDERS = $(filter-out bin/ data/ docs/ e2e/,$(wildcard */))

help: ## list what make can do
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS='	' read -r name what; do printf '  make %-14s %s\n' "$$name" "$$what"; done

run: ## start Tsudoi at http://localhost:8080, installing Postgres first if there is none; Ctrl-C ends it
	@sh scripts/postgres.sh
	@$(GO_BUILD) -o bin/tsudoi ./cmd/tsudoi
	@exec bin/tsudoi serve

build: ## build bin/tsudoi
	$(GO_BUILD) -o bin/tsudoi ./cmd/tsudoi

test: vet gotest e2e ## run every test: Go, database, browser; under ten minutes on two cores

check: vet staticcheck race e2e generated ## what a change must pass: the tests with the race detector, staticcheck, nothing generated is stale

# The tests run servers of their own, also where DATABASE_URL is set.
postgres:
	@env -u DATABASE_URL sh scripts/postgres.sh

vet:
	@unformatted=$$(gofmt -l *.go $(GO_FOLDERS)); [ -z "$$unformatted" ] || { echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; }
	go vet ./...

gotest: postgres
	go test ./...

race: postgres
	go test -race ./...

staticcheck:
	go tool staticcheck ./...

# The schema's drift is a test of its own (migrations/schema_test.go); here only what git would show.
generated: schema
	go mod tidy -diff
	git diff --exit-code -- migrations/schema.sql

bench: ## measure registrations, pages, letters and live pages (docs/performance.md)
	go run ./bench

e2e: postgres e2e/node_modules/.package-lock.json ## walk through the main job in Chromium, in both languages
	$(GO_BUILD) -o bin/tsudoi ./cmd/tsudoi
	cd e2e && TSUDOI_BIN=$(CURDIR)/bin/tsudoi node --test

e2e/node_modules/.package-lock.json: e2e/package-lock.json
	cd e2e && npm ci --no-audit --no-fund
	@touch $@

pictures: postgres build e2e/node_modules/.package-lock.json ## take the pictures of docs/img anew
	cd e2e && TSUDOI_BIN=$(CURDIR)/bin/tsudoi node pictures.js

mail-preview: ## write every letter in both languages to bin/mail
	go run ./cmd/tsudoi mail-preview bin/mail

schema: postgres ## write migrations/schema.sql anew from the migrations
	go test ./migrations -run TestSchema_isWhatTheMigrationsMake -count=1 -args -update

fmt: ## format the Go files
	gofmt -w *.go $(GO_FOLDERS)

clean: ## remove what was built; the data folder stays
	rm -rf bin e2e/node_modules e2e/out
