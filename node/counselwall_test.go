package node_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

func TestNobodyElseSeesCounsel(t *testing.T) {
	t.Parallel()
	c := counsel(t)
	author := c.person("minister-1", domain.RoleMinister)
	c.done(c.press("minister-1", "make", "passphrase", passphrase, "again", passphrase))
	c.done(c.press("minister-1", "write", "key", "a-key-of-this-page", "text", confided))
	seen := func(scope store.Scope) (notes, dates int, key bool) {
		t.Helper()
		if err := c.Store.Read(t.Context(), scope, func(tx store.Tx) error {
			list, err := c.Store.CounselNotes(t.Context(), tx, c.of.ID, author.ID)
			if err != nil {
				return err
			}
			other, err := c.Store.CounselDates(t.Context(), tx, c.of.ID, author.ID)
			if err != nil {
				return err
			}
			notes, dates = len(list), len(other)
			_, err = c.Store.CounselKey(t.Context(), tx, author.ID)
			key = err == nil
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return notes, dates, key
	}
	if notes, dates, key := seen(author.Scope()); notes != 1 || dates != 1 || !key {
		t.Fatalf("the author sees %d notes, %d dates, key: %t", notes, dates, key)
	}
	elsewhere := author.Scope()
	elsewhere.Organization = "county"
	for who, scope := range map[string]store.Scope{
		"another minister": c.person("minister-2", domain.RoleMinister).Scope(), "the coordinator": c.person("coordinator", domain.RoleCoordinator).Scope(),
		"an administrator": c.person("admin", domain.RoleAdmin).Scope(), "an auditor": c.person("auditor", domain.RoleAuditor).Scope(),
		"the desk": c.person("desk", domain.RoleDesk).Scope(), "the same person elsewhere": elsewhere,
		"the family": {Organization: "city", Compartments: domain.Compartments(), Reference: c.of.Reference}, "nobody": {},
	} {
		if notes, dates, key := seen(scope); notes != 0 || dates != 0 || key {
			t.Errorf("%s sees %d notes, %d dates, key: %t", who, notes, dates, key)
		}
		scope.Reference = c.of.Reference
		if of, err := c.Store.CounselCase(t.Context(), scope); domain.CodeOf(err) != domain.NotFound || of.ID != uuid.Nil {
			t.Errorf("%s finds notes in the case: %v", who, err)
		}
	}
	for _, sql := range []string{
		"SET ROLE almoner_handler; SELECT * FROM counsel_notes", "SET ROLE almoner_handler; UPDATE counsel_notes SET author = gen_random_uuid()",
		"SET ROLE almoner_handler; DELETE FROM counsel_notes", "SET ROLE almoner_handler; DELETE FROM counsel_keys",
		"SET ROLE almoner_worker; SELECT * FROM counsel_notes", "SET ROLE almoner_worker; SELECT * FROM counsel_keys",
		"SET ROLE almoner_web; SET row_security = off; SELECT * FROM counsel_notes", "SET ROLE almoner_web; INSERT INTO counsel_notes SELECT * FROM counsel_notes",
	} {
		if err := testkit.Exec(t, c.Config.DatabaseURL, strings.Split(sql, "; ")...); err == nil {
			t.Errorf("the database allows %s", sql)
		}
	}

	c.refused(http.StatusNotFound, c.press("minister-2", "open", "passphrase", passphrase))
	c.refused(http.StatusConflict, c.press("coordinator", "open", "passphrase", passphrase))
	c.refused(http.StatusForbidden, c.press("desk", "open", "passphrase", passphrase))
	for _, key := range []string{"minister-1", "minister-2", "coordinator"} {
		for _, path := range []string{"/api/v1/cases/" + c.of.Reference, "/api/v1/cases/" + c.of.Reference + "/events", "/api/v1/tasks"} {
			answer, err := c.api.Do(t.Context(), "GET", path, "demo-city-"+key, nil)
			if err != nil || answer.Status >= http.StatusInternalServerError || bytes.Contains(answer.Body, []byte("Thessaly")) {
				t.Errorf("%s at %s: %d %v", key, path, answer.Status, err)
			}
		}
	}
}

// TestCounselThatWasTamperedWith: whoever owns the database can exchange keys and notes. It opens nothing, and the author learns of it.
func TestCounselThatWasTamperedWith(t *testing.T) {
	t.Parallel()
	c := counsel(t)
	author := c.person("minister-1", domain.RoleMinister)
	c.done(c.press("minister-1", "make", "passphrase", passphrase, "again", passphrase))
	c.done(c.press("minister-1", "write", "key", "a-key-of-this-page", "text", confided))
	c.done(c.press("minister-1", "write", "key", "another-key-of-it", "text", "Something short."))
	sizes := map[int]bool{}
	for _, sealed := range testkit.Strings(t, c.Config.DatabaseURL, counselOfOne) {
		sizes[len(sealed)] = true
	}
	if len(sizes) != 1 {
		t.Errorf("lengths tell notes apart: %v", sizes)
	}

	if err := testkit.Exec(t, c.Config.DatabaseURL, `INSERT INTO counsel_notes SELECT gen_random_uuid(), organization, compartment, case_id, author, sealed, at FROM counsel_notes LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	notes, err := c.Desk.ReadCounsel(t.Context(), author, c.of, passphrase)
	if err != nil || len(notes) != 3 {
		t.Fatalf("%d notes, %v", len(notes), err)
	}
	shut := 0
	for _, n := range notes {
		if n.Shut {
			shut++
		}
	}
	if shut != 1 {
		t.Errorf("%d notes do not open", shut)
	}
	if page := c.press("minister-1", "open", "passphrase", passphrase); !bytes.Contains(page.Body, []byte("does not open with your key")) || !bytes.Contains(page.Body, []byte(confided)) {
		t.Errorf("a copied note: %d %s", page.Status, page.Body)
	}

	strange, err := seal.NewCounselKey("whoever exchanges the key")
	if err != nil {
		t.Fatal(err)
	}
	if err := testkit.Exec(t, c.Config.DatabaseURL, `UPDATE counsel_keys SET recipient = '`+strange.Recipient+`'`); err != nil {
		t.Fatal(err)
	}
	c.done(c.press("minister-1", "write", "key", "a-third-key-of-it", "text", "For somebody else's eyes.")) // what the privacy page warns of
	page := c.press("minister-1", "open", "passphrase", passphrase)
	c.refused(http.StatusConflict, page)
	if !bytes.Contains(page.Body, []byte("not as you made it")) {
		t.Errorf("the author does not learn of an exchanged key: %s", page.Body)
	}
	if err := testkit.Exec(t, c.Config.DatabaseURL, `UPDATE counsel_keys SET recipient = 'none'`); err != nil {
		t.Fatal(err)
	}
	c.refused(http.StatusConflict, c.press("minister-1", "write", "key", "a-fourth-key-of-it", "text", "Not a key at all."))
}

func TestTwoWhoDoTheSameToAKey(t *testing.T) {
	t.Parallel()
	c := counsel(t)
	author := c.person("minister-1", domain.RoleMinister)
	both := func(do func(context.Context) error) (done, late int) {
		results := make(chan error, 2)
		for range 2 {
			go func() { results <- do(context.WithoutCancel(t.Context())) }()
		}
		for range 2 {
			switch err := <-results; domain.CodeOf(err) {
			case "":
				done++
			case domain.Conflict, domain.Invalid:
				late++
			default:
				t.Error(err)
			}
		}
		return done, late
	}
	if done, late := both(func(ctx context.Context) error { return c.Desk.MakeCounselKey(ctx, author, passphrase) }); done != 1 || late != 1 {
		t.Errorf("%d keys were made, %d not", done, late)
	}
	if done, late := both(func(ctx context.Context) error {
		return c.Desk.ChangeCounselPassphrase(ctx, author, passphrase, nextPhrase)
	}); done != 1 || late != 1 {
		t.Errorf("%d changes were made, %d not", done, late)
	}
	if done, late := both(func(ctx context.Context) error {
		return c.Desk.WriteCounsel(ctx, author, c.of, "one-form-sent-twice", confided)
	}); done != 1 || late != 1 {
		t.Errorf("%d notes were written, %d not", done, late)
	}
	notes, err := c.Desk.ReadCounsel(t.Context(), author, c.of, nextPhrase)
	if err != nil || len(notes) != 1 || notes[0].Text != confided {
		t.Errorf("%v, %v", notes, err)
	}
}
