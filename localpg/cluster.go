package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ensureCluster leaves a complete data directory. A new one is made beside its place and renamed, so that a crash
// in between leaves nothing that looks like data.
func (s *Server) ensureCluster(ctx context.Context) error {
	half, err := filepath.Glob(filepath.Join(escapeGlob(s.dir), "postgres.new-*"))
	if err != nil {
		return fmt.Errorf("look for unfinished postgres data: %w", err)
	}
	for _, dir := range half {
		_ = os.RemoveAll(dir) // because a leftover only costs space
	}
	_, err = os.Stat(filepath.Join(s.data, "PG_VERSION"))
	if err == nil {
		return s.as.own(s.data)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for postgres data: %w", err)
	}
	fresh, err := os.MkdirTemp(s.dir, "postgres.new-*")
	if err != nil {
		return fmt.Errorf("make postgres data: %w", err)
	}
	if err := s.initialize(ctx, fresh); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	// A directory with anything in it is not replaced: the rename fails.
	if err := os.Rename(fresh, s.data); err != nil {
		return errors.Join(fmt.Errorf("make postgres data: %w", err), os.RemoveAll(fresh))
	}
	return syncDir(s.dir)
}

// initialize runs initdb, by preference with a locale that knows letters outside ASCII yet sorts by code point.
func (s *Server) initialize(ctx context.Context, dir string) error {
	if err := s.as.own(dir); err != nil {
		return err
	}
	err := s.initdb(ctx, dir, "C.UTF-8")
	if err != nil && ctx.Err() == nil {
		err = s.initdb(ctx, dir, "C") // because not every system has the first
	}
	return err
}

func (s *Server) initdb(ctx context.Context, dir, locale string) error {
	args := []string{
		"-D", dir, "--username=postgres", "--auth=trust", "--encoding=UTF8",
		"--locale=" + locale, "--no-instructions",
	}
	if !s.options.Durable {
		args = append(args, "--no-sync")
	}
	p, err := s.spawn("initdb", args, nil)
	if err != nil {
		return fmt.Errorf("start initdb: %w", err)
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.end(fast)
		return fmt.Errorf("make postgres data: %w", ctx.Err())
	}
	if p.err != nil {
		return fmt.Errorf("make postgres data: %s", p.output.reason(p.err))
	}
	return nil
}

// syncDir makes a rename in dir survive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	err = errors.Join(f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

// escapeGlob makes a path match only itself.
func escapeGlob(path string) string {
	var escaped []byte
	for i := range len(path) {
		switch path[i] {
		case '*', '?', '[', '\\':
			escaped = append(escaped, '\\')
		}
		escaped = append(escaped, path[i])
	}
	return string(escaped)
}
