package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// ReviveDemoCredential lets a token of the demo's cast open doors again that was ended. What is not a demo has no use for it.
func (s *Store) ReviveDemoCredential(ctx context.Context, sc Scope, hash []byte) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE credentials SET revoked_at = NULL WHERE hash = $1 AND kind = 'token'`, hash)
		return err
	})
}
