// Package migrations holds the schema as numbered SQL files: one idea a file, forward only, each in a transaction of its own.
package migrations

import "embed"

// Files are the migrations in the form that goose reads.
//
//go:embed [0-9]*.sql
var Files embed.FS
