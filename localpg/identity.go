package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// identity is whom Postgres runs as. The zero value is this process' own user; Postgres refuses root, so root needs
// another: itself under another number (namespace), which keeps the files root's own, or another user (switched).
type identity struct {
	uid, gid  int
	namespace bool
	switched  bool
}

// chooseIdentity prefers the owner of data that exists, then a user namespace, then the user postgres or nobody.
func chooseIdentity(bin, data string, noNamespace bool) (identity, error) {
	if os.Geteuid() != 0 {
		return identity{}, nil
	}
	uid, gid, err := owner(data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return identity{}, err
	}
	if err == nil && uid != 0 {
		return identity{uid: uid, gid: gid, switched: true}, nil
	}
	w, err := unprivileged()
	if err != nil {
		return identity{}, err
	}
	w.namespace = true
	if noNamespace || !namespaces(bin, w) {
		w.namespace, w.switched = false, true
	}
	return w, nil
}

// unprivileged is a user the system knows by name, because initdb looks its own user up.
func unprivileged() (identity, error) {
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil && uid > 0 {
			return identity{uid: uid, gid: gid}, nil
		}
	}
	return identity{}, errors.New("postgres cannot run as root, and there is neither a user postgres nor nobody")
}

// owner gives the user and group of a file.
func owner(path string) (uid, gid int, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, fmt.Errorf("look at postgres files: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, fmt.Errorf("look at postgres files: no owner of %s", path)
	}
	return int(stat.Uid), int(stat.Gid), nil
}

// enter lets the other user's group, and nobody else, pass through dir to what it owns there. Directories above are
// not ours to open: one that keeps the user out is an error.
func (w identity) enter(dir string) error {
	if !w.switched {
		return nil
	}
	for above := filepath.Dir(dir); above != filepath.Dir(above); above = filepath.Dir(above) {
		if open, _, err := w.mayEnter(above); err != nil || !open {
			return errors.Join(err, fmt.Errorf("postgres cannot run as root, and user %d cannot enter %s: choose another directory", w.uid, above))
		}
	}
	open, mode, err := w.mayEnter(dir)
	if err != nil || open {
		return err
	}
	if err := os.Chown(dir, -1, w.gid); err != nil {
		return fmt.Errorf("open postgres directory: %w", err)
	}
	if err := os.Chmod(dir, mode|0o010); err != nil {
		return fmt.Errorf("open postgres directory: %w", err)
	}
	return nil
}

// mayEnter tells whether the user can pass through a directory.
func (w identity) mayEnter(dir string) (open bool, mode fs.FileMode, err error) {
	info, err := os.Stat(dir)
	if err != nil {
		return false, 0, fmt.Errorf("look at postgres directory: %w", err)
	}
	uid, gid, err := owner(dir)
	mode = info.Mode().Perm()
	return uid == w.uid || gid == w.gid && mode&0o010 != 0 || mode&0o001 != 0, mode, err
}

// own gives a tree to the other user, if there is one and it has it not yet.
func (w identity) own(root string) error {
	if !w.switched {
		return nil
	}
	if uid, _, err := owner(root); err != nil || uid == w.uid {
		return err
	}
	// The root comes last, so that a walk cut short is done again.
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		return os.Lchown(path, w.uid, w.gid) //nolint:gosec // nobody else can enter the tree before its root is theirs
	})
	if err == nil {
		err = os.Lchown(root, w.uid, w.gid)
	}
	if err != nil {
		return fmt.Errorf("give postgres its files: %w", err)
	}
	return nil
}
