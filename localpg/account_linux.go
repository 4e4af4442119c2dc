package localpg

import "syscall"

const programLocale = "C.UTF-8"

// localeArguments are initdb's: code points decide the order, so that no system update can change it.
func localeArguments() []string { return []string{"--locale=C.UTF-8"} }

// nobody is how the account sees itself in a user namespace.
const nobody = 65534

// attributes start a program as the account, in a process group of its own: a terminal's Ctrl-C is for
// this process, which stops the server when it has finished. atDeath, unless 0, is sent to the program
// when the thread that started it ends; the caller must keep that thread.
func (a account) attributes(atDeath syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: atDeath, Credential: a.credential()}
	if a.namespace {
		attr.Cloneflags = syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: a.uid, Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: a.gid, Size: 1}}
	}
	return attr
}
