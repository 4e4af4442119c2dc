//go:build !linux

package localpg

import "syscall"

const programLocale = "en_US.UTF-8"

// localeArguments are initdb's: code points decide the order; there is no C.UTF-8 here.
func localeArguments() []string { return []string{"--locale=C", "--lc-ctype=en_US.UTF-8"} }

// attributes start a program as the account, in a process group of its own: a terminal's Ctrl-C is for
// this process. Only Linux has a signal at the starter's death and user namespaces; elsewhere the next
// start stops an orphaned server, and a namespace is refused by the account check.
func (a account) attributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: a.credential()}
}
