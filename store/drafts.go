package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// Draft is what somebody typed into a form and has not sent. The key that opens it lies in its own row, and goes with it.
type Draft struct {
	Reference    string
	Organization string
	Compartment  domain.Compartment
	Program      string
	Language     string
	KeyID        uuid.UUID
	KeyHash      []byte // of the request that it may become
	Wrapped      []byte
	Sealed       []byte
	SavedAt      time.Time
	ExpiresAt    time.Time
}

// Scope is where the draft lies.
func (d Draft) Scope() Scope {
	return Scope{Organization: d.Organization, Compartments: []domain.Compartment{d.Compartment}}
}

// draftLinksMax is how often the link of one draft can be asked for.
const draftLinksMax = 5

// DraftReference tells under which reference a draft of this key was kept before; empty for none.
func (s *Store) DraftReference(ctx context.Context, sc Scope, keyHash []byte) (reference string, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT coalesce((SELECT reference FROM drafts WHERE organization = $1 AND compartment = $2 AND key_hash = $3), '')`,
			sc.Organization, sc.Compartments[0], keyHash).Scan(&reference)
		return err
	})
	return reference, err
}

// KeepDraft keeps a draft, in place of what was kept of it before.
func (s *Store) KeepDraft(ctx context.Context, d Draft) error {
	return s.Decide(ctx, d.Scope(), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO drafts (reference, organization, compartment, program, language, key_id, key_hash, wrapped, sealed, saved_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (reference) DO UPDATE SET program = excluded.program, language = excluded.language, key_id = excluded.key_id, wrapped = excluded.wrapped,
				sealed = excluded.sealed, saved_at = excluded.saved_at, expires_at = excluded.expires_at`,
			d.Reference, d.Organization, d.Compartment, d.Program, d.Language, d.KeyID, d.KeyHash, d.Wrapped, d.Sealed, d.SavedAt, d.ExpiresAt)
		return err
	})
}

// OpenDraft gives the draft of a reference at a moment; NotFound when there is none, or its time is over.
func (s *Store) OpenDraft(ctx context.Context, reference string, at time.Time) (d Draft, err error) {
	err = s.Read(ctx, Scope{Reference: reference}, func(tx pgx.Tx) error {
		d, err = row[Draft](ctx, tx, `SELECT reference, organization, compartment, program, language, key_id, key_hash, wrapped, sealed, saved_at, expires_at
			FROM drafts WHERE reference = $1 AND expires_at > $2`, reference, at)
		return err
	})
	return d, err
}

// EraseDraft erases a draft with its key. Twice is no harm.
func (s *Store) EraseDraft(ctx context.Context, sc Scope, reference string) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM drafts WHERE reference = $1`, reference)
		return err
	})
}

// drafts erases what has become a request.
func (q queue) drafts(keyHashes [][]byte) {
	if len(keyHashes) > 0 {
		q.b.Queue(`DELETE FROM drafts WHERE organization = $1 AND compartment = $2 AND key_hash = ANY ($3)`, q.org, q.compartment, keyHashes)
	}
}

// PurgeDrafts erases every draft whose time is over, and tells how many there were.
func (s *Store) PurgeDrafts(ctx context.Context, at time.Time) (purged int64, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM drafts WHERE expires_at <= $1`, at)
		purged = tag.RowsAffected()
		return err
	})
	return purged, err
}

// AskDraftLink has a draft's link sent, in place of one that was not sent yet; false when it was asked for too often, or there is no draft.
func (s *Store) AskDraftLink(ctx context.Context, d Draft, link []byte, at time.Time) (asked bool, err error) {
	err = s.Decide(ctx, d.Scope(), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE drafts SET link = $2, link_due = $3, link_held = NULL, link_attempts = 0, links = links + 1
			WHERE reference = $1 AND expires_at > $3 AND links < $4`, d.Reference, link, at, draftLinksMax)
		asked = tag.RowsAffected() > 0
		return err
	})
	return asked, err
}

// DueDraftLink is a draft whose link is to be sent.
type DueDraftLink struct {
	Reference    string
	Organization string
	Compartment  domain.Compartment
	Language     string
	ExpiresAt    time.Time
	LinkAttempts int
}

// TakeDraftLinks takes links that are to be sent and puts them off until a moment, so that nobody else takes them and a crash only delays them.
func (s *Store) TakeDraftLinks(ctx context.Context, at, until time.Time, limit int) (due []DueDraftLink, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		due, err = rows[DueDraftLink](ctx, tx, `UPDATE drafts t SET link_held = $2, link_attempts = t.link_attempts + 1
			FROM (SELECT reference FROM drafts WHERE link_due <= $1 AND expires_at > $1 AND (link_held IS NULL OR link_held <= $1)
				ORDER BY link_due LIMIT $3 FOR UPDATE SKIP LOCKED) d
			WHERE t.reference = d.reference RETURNING t.reference, t.organization, t.compartment, t.language, t.expires_at, t.link_attempts`, at, until, limit)
		return err
	})
	return due, err
}

// DraftLink gives where a draft's link is to be sent, sealed; NotFound when it is not to be sent any more.
func (s *Store) DraftLink(ctx context.Context, sc Scope, reference string) (link []byte, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT link FROM drafts WHERE reference = $1 AND link IS NOT NULL`, reference).Scan(&link)
	})
	return link, err
}

// SettleDraftLink forgets where a draft's link was sent. One that was asked for meanwhile stays.
func (s *Store) SettleDraftLink(ctx context.Context, sc Scope, reference string, link []byte) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE drafts SET link = NULL, link_due = NULL, link_held = NULL WHERE reference = $1 AND link = $2`, reference, link)
		return err
	})
}
