package localpg

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// attributes make the program another user's if need be, end it with this process, and keep a terminal's Ctrl-C,
// which goes to the whole process group, from stopping the database before its clients.
func (w identity) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	switch {
	case w.namespace:
		a.Cloneflags = syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: w.uid, HostID: os.Geteuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: w.gid, HostID: os.Getegid(), Size: 1}}
	case w.switched:
		a.Credential = &syscall.Credential{Uid: uint32(w.uid), Gid: uint32(w.gid)}
	}
	return a
}

// namespaces tells whether a program can be started in a user namespace; containers often forbid it.
func namespaces(bin string, w identity) bool {
	cmd := exec.Command(filepath.Join(bin, "postgres"), "--version")
	cmd.SysProcAttr = w.attributes()
	return cmd.Run() == nil
}

// watch is needed only where the kernel has no death signal.
func watch(int) (unwatch func()) { return func() {} }

// isServerOf tells whether a process is a live postgres of that data directory, which is always its working directory.
func isServerOf(pid int, data string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	dir, err := os.Readlink(filepath.Join(proc, "cwd"))
	if err != nil || dir != data {
		return false
	}
	program, err := os.Readlink(filepath.Join(proc, "exe"))
	return err == nil && filepath.Base(program) == "postgres"
}
