package localpg

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// shutdown is a signal to the server and how long it may take to obey before a stronger one follows.
type shutdown struct {
	signal syscall.Signal
	within time.Duration
}

var (
	fast = shutdown{syscall.SIGINT, time.Minute} // its checkpoint may have much to write
	quit = shutdown{syscall.SIGQUIT, 10 * time.Second}
)

// process is a started program; err may be read after done is closed.
type process struct {
	pid    int
	handle *os.Process
	output *tail
	done   chan struct{}
	err    error
}

// spawn runs a Postgres program as the server's identity; it is signaled should this process die.
func (s *Server) spawn(name string, args []string, log io.Writer) (*process, error) {
	cmd := exec.Command(filepath.Join(s.bin.dir, name), args...)
	p := &process{output: &tail{next: log}, done: make(chan struct{})}
	cmd.Dir = s.dir
	cmd.Env = environment(os.Environ())
	cmd.Stdout, cmd.Stderr = p.output, p.output
	cmd.WaitDelay = 5 * time.Second // for a process that outlives the server and holds its output open
	cmd.SysProcAttr = s.as.attributes()
	started := make(chan error)
	go func() {
		// The kernel sends the death signal when the forking *thread* ends, so that thread must stay until then.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		if err != nil {
			started <- err
			return
		}
		p.pid, p.handle = cmd.Process.Pid, cmd.Process
		unwatch := watch(p.pid)
		started <- nil
		p.err = cmd.Wait()
		unwatch()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// end signals until the process is gone and tells whether it left because of that, and with exit code 0.
func (p *process) end(how shutdown) (clean bool) {
	select {
	case <-p.done:
		return false
	default:
	}
	for _, step := range []shutdown{how, quit, {syscall.SIGKILL, time.Minute}} {
		_ = p.handle.Signal(step.signal) // because it may have ended by itself
		select {
		case <-p.done:
			return p.err == nil
		case <-time.After(step.within):
		}
	}
	return false
}

// environment drops what would change a server's or initdb's behavior from the caller's variables.
func environment(all []string) []string {
	kept := []string{"LC_ALL=C"}
	for _, v := range all {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			kept = append(kept, v)
		}
	}
	return kept
}

// pause waits for a short time or the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

const tailMax = 4096

// tail passes a program's output on and keeps its end, to say why the program failed.
type tail struct {
	mu   sync.Mutex
	next io.Writer
	kept []byte
}

// Write never fails, because a full disk under the log must not stop the database.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next != nil {
		_, _ = t.next.Write(b)
	}
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailMax; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(b), nil
}

func (t *tail) contains(text string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Contains(t.kept, []byte(text))
}

// reason is one line: the last complaint, else the last line, else the exit status.
func (t *tail) reason(exit error) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, complaint := "", ""
	for line := range strings.Lines(string(t.kept)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		last = line
		for _, level := range []string{"FATAL:", "PANIC:", "error:"} {
			if _, text, found := strings.Cut(line, level); found {
				complaint = strings.TrimSpace(text)
			}
		}
	}
	return cmp.Or(complaint, last, cmp.Or(exit, errors.New("no output")).Error())
}
