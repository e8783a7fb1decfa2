package node

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// Open gives what an operator's command needs: the database and the desk, with nothing running. What it records is published by
// the processes that run. With a private Postgres it uses the one that is running, or starts it for as long as Close is not called.
func Open(ctx context.Context, c Config) (n *Node, err error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	c.NATSURL = "not reached"
	_, cancel := context.WithCancel(context.WithoutCancel(ctx))
	n = &Node{Config: c, Table: workflows.Table(), cancel: cancel, metrics: newMetrics(), fault: make(chan error, 4)}
	defer func() {
		if err != nil {
			n.Stop()
		}
	}()
	if err := n.reach(ctx); err != nil {
		return n, err
	}
	if err := n.files(); err != nil {
		return n, err
	}
	if n.Store, err = store.Open(ctx, n.Config.DatabaseURL, store.Options{}); err != nil {
		return n, err
	}
	n.office()
	err = n.boot(ctx)
	if domain.CodeOf(err) == domain.Unavailable {
		return n, errors.New("Postgres does not answer") //nolint:staticcheck // a name begins the sentence
	}
	return n, err
}

// reach finds the database, starting a private one only when none runs.
func (n *Node) reach(ctx context.Context) error {
	if n.Config.DatabaseURL == "" {
		if !exists(filepath.Join(n.Config.DataDir, "postgres")) {
			return fmt.Errorf("there is no installation in %s; set DATABASE_URL, or name its directory with --data", n.Config.DataDir)
		}
		err := n.privatePostgres(ctx)
		if errors.Is(err, localpg.ErrInUse) {
			n.Config.DatabaseURL, err = localpg.RunningURL(n.Config.DataDir, "postgres", database)
		}
		if err != nil {
			return fmt.Errorf("reach Postgres: %w", err)
		}
	}
	if n.Config.OwnerURL == "" {
		n.Config.OwnerURL = n.Config.DatabaseURL
	}
	return nil
}
