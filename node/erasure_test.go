package node_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/testkit"
)

// recognized counts what still recognizes the person or case of a key.
const recognized = `SELECT
	(SELECT count(*) FROM people p WHERE p.key_id IN (SELECT id FROM data_keys WHERE wrapped IS NULL)
		AND coalesce(p.member_hash, p.name_hash, p.phone_hash, p.pin_hash) IS NOT NULL) +
	(SELECT count(*) FROM cases c WHERE (c.key_id IN (SELECT id FROM data_keys WHERE wrapped IS NULL) OR c.reference = $1)
		AND coalesce(c.member_hash, c.name_hash, c.payee_hash, c.contact_hash) IS NOT NULL)`

// TestWhoIsForgottenIsNotRecognizedEither lets the time of somebody who wanted to help run out: what was written goes, and so do the hashes of their
// name and number.
func TestWhoIsForgottenIsNotRecognizedEither(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	db := n.Config.DatabaseURL
	r := apply(t, api, "pal-coach", coachAnswers, "contact_phone", "314-555-0173")
	named := func() int64 {
		return testkit.Query(t, db, `SELECT count(*) FROM cases WHERE reference = $1 AND name_hash IS NOT NULL AND contact_hash IS NOT NULL`, r.Reference) +
			testkit.Query(t, db, `SELECT count(*) FROM people WHERE id = $1 AND name_hash IS NOT NULL AND phone_hash IS NOT NULL`, recordOf(t, api, r))
	}
	if named() != 2 {
		t.Fatal("nothing recognized them before")
	}
	id := recordOf(t, api, r)
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, map[string]any{})
	for range 3 {
		api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "8784h"})
	}
	testkit.Eventually(t, 30*time.Second, "the application to be forgotten", func() bool {
		return testkit.Query(t, db, `SELECT count(*) FROM events e JOIN cases c ON c.id = e.stream_id WHERE c.reference = $1 AND e.type = 'application.forgotten'`, r.Reference) == 1
	})
	if got := testkit.Query(t, db, `SELECT count(*) FROM people p JOIN data_keys k ON k.id = p.key_id WHERE p.id = $1 AND k.wrapped IS NULL`, id); got != 1 {
		t.Error("the key of their record is there")
	}
	if got := testkit.Query(t, db, recognized, r.Reference); got != 0 {
		t.Errorf("%d rows still recognize them", got)
	}
	verify(t, n)
}

// TestAKeyThatIsErasedByHandTakesItsHashes does what docs/privacy.md tells the owner of the database to do.
func TestAKeyThatIsErasedByHandTakesItsHashes(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	welfare, family := api.Submit(t), api.Refer(t, "city/desk")
	db := n.Config.DatabaseURL
	conn, err := pgx.Connect(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test ends here
	for _, sql := range []string{
		`UPDATE data_keys SET wrapped = NULL, erased_at = now() WHERE id IN (SELECT key_id FROM cases WHERE reference IN ($1, $2))`,
		`UPDATE data_keys SET wrapped = NULL, erased_at = now() WHERE id IN (SELECT key_id FROM people WHERE member_hash IS NOT NULL) AND $1 <> $2`,
	} {
		if tag, err := conn.Exec(t.Context(), sql, welfare.Reference, family.Reference); err != nil || tag.RowsAffected() == 0 {
			t.Fatalf("%d keys: %v", tag.RowsAffected(), err)
		}
	}
	for _, reference := range []string{welfare.Reference, family.Reference} {
		if got := testkit.Query(t, db, recognized, reference); got != 0 {
			t.Errorf("%s: %d rows still recognize somebody", reference, got)
		}
	}
	if testkit.Query(t, db, `SELECT count(*) FROM people WHERE name_hash IS NOT NULL`) == 0 {
		t.Error("those who were not erased are not recognized any more")
	}
}

// recordOf is the id of somebody's own record, which is that of the contact they gave.
func recordOf(t *testing.T, api testkit.API, r testkit.Receipt) string {
	t.Helper()
	var status struct{ Application struct{ Reader string } }
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &status)
	return status.Application.Reader
}
