//go:build !linux

package localpg

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// attributes make the program another user's if need be and keep a terminal's Ctrl-C, which goes to the whole process
// group, from stopping the database before its clients.
func (w identity) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true}
	if w.switched {
		a.Credential = &syscall.Credential{Uid: uint32(w.uid), Gid: uint32(w.gid)}
	}
	return a
}

// namespaces are known to Linux only.
func namespaces(string, identity) bool { return false }

// watch stands in for the kernel's death signal: a shell waits on a pipe that closes when this process dies. If the
// shell cannot be started, a server that is left behind is stopped by the next Start.
func watch(pid int) (unwatch func()) {
	cmd := exec.Command("/bin/sh", "-c", `read -r _; kill -QUIT "$1"`, "sh", strconv.Itoa(pid))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return func() {}
	}
	if err := cmd.Start(); err != nil {
		_ = pipe.Close()
		return func() {}
	}
	return func() {
		_ = cmd.Process.Kill() // before the pipe closes, because the number may belong to another process by then
		_ = cmd.Wait()
	}
}

// isServerOf tells whether a process is a postgres started for that data directory.
func isServerOf(pid int, data string) bool {
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "postgres -D "+data+" ")
}
