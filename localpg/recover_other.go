//go:build !linux

package localpg

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// workers lists the live server processes of the cluster, told by their command lines.
func (c cluster) workers() ([]worker, error) {
	out, err := exec.Command("ps", "-axww", "-o", "pid=,command=").Output()
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	var live []worker
	for line := range strings.Lines(string(out)) {
		number, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		pid, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		postmaster := strings.HasPrefix(command, c.postgres()+" -D "+c.dir+" ")
		_, child := c.classify([]string{command})
		if postmaster || child {
			live = append(live, worker{pid: pid, postmaster: postmaster})
		}
	}
	return live, nil
}

// visible: ps shows every process.
func visible(int) error { return nil }
