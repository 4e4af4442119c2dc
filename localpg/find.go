package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldest is the first major version that may run the server.
const oldest = 14

// places are where systems put the server programs; scripts/postgres.sh looks in the same ones.
var places = []string{
	"/usr/lib/postgresql/*/bin",                               // Debian, Ubuntu
	"/usr/pgsql-*/bin",                                        // the PostgreSQL project's RPMs
	"/usr/libexec/postgresql*",                                // Alpine
	"/usr/lib/postgresql*/bin",                                // openSUSE
	"/usr/local/pgsql*/bin",                                   // built from source
	"/opt/homebrew/opt/postgresql*/bin",                       // Homebrew
	"/usr/local/opt/postgresql*/bin",                          // Homebrew on Intel
	"/Applications/Postgres.app/Contents/Versions/[0-9]*/bin", // Postgres.app
	"/usr/bin",       // Fedora, Arch
	"/usr/local/bin", // FreeBSD
}

// cluster is a data directory and the programs that run it.
type cluster struct {
	dir     string // Dir/pg<major>
	bin     string // the folder of postgres and initdb
	major   int
	exists  bool
	account account
}

func (c cluster) postgres() string { return filepath.Join(c.bin, "postgres") }

// findCluster lets an existing cluster decide the major version, else takes the newest installed.
func findCluster(ctx context.Context, cfg Config) (cluster, error) {
	bins, tooOld := findPrograms(ctx, cfg.BinDir)
	have := make([]int, 0, len(bins))
	for major := range bins {
		have = append(have, major)
	}
	slices.Sort(have)

	existing, err := findExisting(cfg.Dir)
	if err != nil {
		return cluster{}, err
	}
	if existing.exists {
		if existing.bin = bins[existing.major]; existing.bin == "" {
			return cluster{}, newMissing(existing.dir, existing.major, have)
		}
		return existing, nil
	}
	if len(have) == 0 {
		return cluster{}, newMissing("", 0, tooOld)
	}
	major := have[len(have)-1]
	return cluster{dir: clusterDir(cfg.Dir, major), bin: bins[major], major: major}, nil
}

func clusterDir(dir string, major int) string {
	return filepath.Join(dir, "pg"+strconv.Itoa(major))
}

// findExisting returns the newest cluster in the data folder; exists is false if there is none.
// A folder that is named like a cluster but is none is an error: nothing here may write over it.
func findExisting(dir string) (cluster, error) {
	folders, err := filepath.Glob(filepath.Join(escapeGlob(dir), "pg[0-9]*"))
	if err != nil {
		return cluster{}, fmt.Errorf("localpg: look for a cluster: %w", err)
	}
	var newest cluster
	for _, folder := range folders {
		named, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(folder), "pg"))
		if err != nil {
			continue // pg15.old and the like: put aside by somebody
		}
		text, err := os.ReadFile(filepath.Join(folder, "PG_VERSION"))
		if errors.Is(err, fs.ErrPermission) {
			return cluster{}, fmt.Errorf("localpg: the cluster belongs to another account: %w; start as that account, or as root", err)
		}
		if err != nil {
			return cluster{}, fmt.Errorf("localpg: %s is not a database cluster (%w); move it away", folder, err)
		}
		major, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil || major != named {
			return cluster{}, fmt.Errorf("localpg: %s holds a cluster of PostgreSQL %q; rename it accordingly", folder, strings.TrimSpace(string(text)))
		}
		if major > newest.major {
			newest = cluster{dir: folder, major: major, exists: true}
		}
	}
	return newest, nil
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// findPrograms maps each usable major version to its folder; tooOld are the versions that were found in vain.
func findPrograms(ctx context.Context, explicit string) (bins map[int]string, tooOld []int) {
	bins = map[int]string{}
	seen := map[string]bool{}
	for _, bin := range folders(explicit) {
		postgres := filepath.Join(bin, "postgres")
		real, err := filepath.EvalSymlinks(postgres)
		if err != nil || seen[real] {
			continue
		}
		if _, err := os.Stat(filepath.Join(bin, "initdb")); err != nil {
			continue
		}
		seen[real] = true
		switch major := majorOf(ctx, postgres); {
		case major >= oldest && bins[major] == "":
			bins[major] = bin
		case major > 0 && major < oldest:
			tooOld = append(tooOld, major)
		}
	}
	return bins, tooOld
}

func folders(explicit string) []string {
	if explicit != "" {
		return []string{explicit}
	}
	var found []string
	for _, place := range places {
		matches, _ := filepath.Glob(place) // the patterns are constant and well formed
		found = append(found, matches...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		found = append(found, filepath.Dir(path))
		if real, err := filepath.EvalSymlinks(path); err == nil {
			found = append(found, filepath.Dir(real))
		}
	}
	return found
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// majorOf asks a program for its version; 0 if it does not run or does not say.
func majorOf(ctx context.Context, postgres string) int {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, postgres, "--version").Output()
	if err != nil {
		return 0
	}
	found := versionLine.FindSubmatch(out)
	if found == nil {
		return 0
	}
	major, _ := strconv.Atoi(string(found[1])) // digits by the pattern
	return major
}
