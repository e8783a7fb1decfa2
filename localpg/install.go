package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// advice is the command that installs Postgres on this kind of machine.
func advice() string {
	switch {
	case runtime.GOOS == "darwin":
		return "install it with `brew install postgresql@17`"
	case isDebian():
		return "install it with `sudo apt-get install postgresql`"
	}
	return "install it (Debian, Ubuntu: `sudo apt-get install postgresql`; macOS: `brew install postgresql@17`)"
}

func isDebian() bool {
	_, err := os.Stat("/etc/debian_version")
	return err == nil
}

// Install installs Debian's Postgres if this process is root there, without the cluster and service that come with it
// by default; elsewhere the error says what to type.
func Install(ctx context.Context, out io.Writer) error {
	if os.Geteuid() != 0 || !isDebian() {
		return errors.New("postgres is missing: " + advice())
	}
	undo, err := withoutCluster("/etc/postgresql-common/createcluster.d")
	if err != nil {
		return err
	}
	defer undo()
	for _, args := range [][]string{
		{"update"},
		{"install", "-y", "--no-install-recommends", "postgresql"},
	} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("apt-get %s: %w", args[0], err)
		}
	}
	return nil
}

// withoutCluster tells Debian's package, by a file in a directory it reads while it is installed, to make no cluster.
// The file goes away afterwards, so that later installations by others behave as they always did.
func withoutCluster(dir string) (undo func(), err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // everybody may read it when the package makes it, too
		return nil, fmt.Errorf("turn off default cluster: %w", err)
	}
	path := filepath.Join(dir, "almoner.conf")
	if err := os.WriteFile(path, []byte("create_main_cluster = false\n"), fs.FileMode(0o644)); err != nil {
		return nil, fmt.Errorf("turn off default cluster: %w", err)
	}
	return func() { _ = os.Remove(path) }, nil
}
