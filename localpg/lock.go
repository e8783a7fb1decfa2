package localpg

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// lockDir holds a directory for this process; the kernel lets go of it when the process dies. Whoever has the lock
// knows that a server found running there is an orphan.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "postgres.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock postgres directory: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		_ = f.Close()
		return nil, fmt.Errorf("%s %w: another process runs a Postgres there", dir, ErrInUse)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock postgres directory: %w", err)
	}
	return f, nil
}

// unlockDir gives a directory free at once. Closing alone would not: a child that another goroutine is just starting holds a copy of the file until it
// runs its own program.
func unlockDir(lock *os.File) error {
	return errors.Join(syscall.Flock(int(lock.Fd()), syscall.LOCK_UN), lock.Close())
}

// stopOrphan ends the server that a killed process may have left on this data, and clears its lock file. The file's
// number may belong to any process by now, even in another container, so that alone never gets a signal.
func stopOrphan(ctx context.Context, data string) error {
	file := filepath.Join(data, "postmaster.pid")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for an earlier postgres: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(strings.TrimSpace(first)); err == nil && pid > 1 {
		if err := endOrphan(ctx, pid, data); err != nil {
			return fmt.Errorf("stop an earlier postgres: %w", err)
		}
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clear lock of an earlier postgres: %w", err)
	}
	return nil
}

// endOrphan asks with SIGQUIT, then insists, until the process is no server of this data.
func endOrphan(ctx context.Context, pid int, data string) error {
	for poll := 0; isServerOf(pid, data); poll++ {
		var err error
		switch poll {
		case 0:
			err = syscall.Kill(pid, syscall.SIGQUIT)
		case 500:
			err = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// ErrInUse says that another process runs the server of a directory; RunningURL reaches it.
var ErrInUse = errors.New("is in use")

// RunningURL reaches the server that another process runs in a directory, over its socket.
func RunningURL(dir, user, database string) (string, error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find data directory: %w", err)
	}
	return socketURL(socketDir(whole), user, database), nil
}

// socketPathMax keeps a socket's whole path within what every system allows: 104 bytes on macOS, 108 on Linux.
const socketPathMax = 100

// plainPath is a path that connection strings can carry: they escape spaces in their own way and read commas as several hosts.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9/._~-]+$`)

// socketDir is inside dir, or where that path is too long or not plain in the system's directory of temporary files.
func socketDir(dir string) string {
	name := fmt.Sprintf("almoner-%x", sha256.Sum256([]byte(dir)))[:20]
	for _, candidate := range []string{filepath.Join(dir, "run"), filepath.Join(os.TempDir(), name)} {
		if len(filepath.Join(candidate, ".s.PGSQL."+port)) <= socketPathMax && plainPath.MatchString(candidate) {
			return candidate
		}
	}
	return filepath.Join("/tmp", name)
}

// prepareSocketDir makes a directory only the server's user can enter and removes what a killed server left in it.
// Others can write where temporary files lie, so a directory that is not ours is refused.
func prepareSocketDir(dir string, as identity) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make socket directory: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("make socket directory: %w", err)
	}
	uid, _, err := owner(dir)
	if err != nil {
		return err
	}
	ours := uid == os.Geteuid() || as.switched && uid == as.uid
	if !ours || !info.IsDir() || info.Mode().Perm() != 0o700 {
		return fmt.Errorf("socket directory %s is not private to this user", dir)
	}
	for _, name := range []string{".s.PGSQL." + port, ".s.PGSQL." + port + ".lock"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear socket directory: %w", err)
		}
	}
	return as.own(dir)
}
