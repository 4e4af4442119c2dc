package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// version is written by the linker (see Makefile).
var version string

// versionName is the linker's word, else what `go install` knows.
func versionName() string {
	b, ok := debug.ReadBuildInfo()
	if version == "" && ok && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return cmp.Or(version, "unreleased")
}

func printVersion(_ context.Context, _ []string, out io.Writer) error {
	fmt.Fprintf(out, "tsudoi %s (%s, %s/%s)\n", versionName(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
