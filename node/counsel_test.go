package node_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

const (
	confided     = "Thessaly quince under the stairwell"
	passphrase   = "vermilion anvil hushes gondola"
	nextPhrase   = "marzipan turret beyond October"
	wrongPhrase  = "vermilion anvil hushed gondolas"
	counselOfOne = `SELECT sealed::text FROM counsel_notes`
)

// confidant is a node with a family that minister-1 is with, and its case.
type confidant struct {
	*node.Node
	t    *testing.T
	api  testkit.API
	of   store.Case
	page string
}

func (c confidant) person(key string, role domain.Role) handlers.Person {
	return handlers.Person{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("demo/city/"+key)), Organization: "city", Roles: []domain.Role{role}}
}

func counsel(t *testing.T, change ...func(*node.Config)) confidant {
	t.Helper()
	c := confidant{Node: testkit.Node(t, change...), t: t}
	c.api = testkit.Client(c.Config.PublicURL)
	var r testkit.Receipt
	c.api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/hmca/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"who_is_asking": "other", "family_contact_name": "Rosalind Fictional", "contact_phone": "314 555 0171", "family_notified": true,
	}}).Into(t, &r)
	if err := testkit.Exec(t, c.Config.DatabaseURL, fmt.Sprintf(`INSERT INTO engagements (case_id, person_id, organization, compartment, standing, since)
		SELECT id, '%s', organization, compartment, true, now() FROM cases WHERE reference = '%s' AND beside IS NULL`,
		c.person("minister-1", domain.RoleMinister).ID, r.Reference)); err != nil {
		t.Fatal(err)
	}
	scope := c.person("minister-1", domain.RoleMinister).Scope()
	if err := c.Store.Read(t.Context(), scope, func(tx store.Tx) (err error) {
		c.of, err = c.Store.CaseByReference(t.Context(), tx, r.Reference)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	c.page = "/cases/" + r.Reference + "/counsel"
	return c
}

// press sends a form of the page as somebody, by session.
func (c confidant) press(who, action string, pairs ...string) testkit.Answer {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	client := c.api
	client.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(c.t.Context(), "POST", c.page+"/"+action, "", form.Encode(), "Content-Type", "application/x-www-form-urlencoded",
		"Cookie", "almoner_session=demo-city-"+who)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

func (c confidant) done(a testkit.Answer) {
	c.t.Helper()
	if a.Status != http.StatusSeeOther {
		c.t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func (c confidant) refused(want int, a testkit.Answer, hide ...string) {
	c.t.Helper()
	if a.Status != want {
		c.t.Errorf("%d, want %d: %s", a.Status, want, a.Body)
	}
	for _, text := range append(hide, confided) {
		if bytes.Contains(a.Body, []byte(text)) {
			c.t.Errorf("the answer shows %q", text)
		}
	}
}

// book keeps everything that is logged.
type book struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// written are the ways in which a text could stand somewhere.
func written(text string) []string {
	var ways []string
	for _, s := range []string{text, url.QueryEscape(text), url.PathEscape(text)} {
		ways = append(ways, s, hex.EncodeToString([]byte(s)))
		for shift := range 3 { // base64 of it within something longer
			coded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + s))
			ways = append(ways, coded[4:len(coded)-4])
		}
	}
	return ways
}

func finds(where []byte, text string) bool {
	for _, way := range written(text) {
		if bytes.Contains(where, []byte(way)) {
			return true
		}
	}
	return false
}

// atRest counts the files of the database server that hold a text: those of this database, and its write-ahead log.
func (c confidant) atRest(text string) int64 {
	c.t.Helper()
	return testkit.Query(c.t, c.Config.DatabaseURL, `SELECT count(*) FROM (
			SELECT 'base/' || d.oid || '/' || f AS name FROM pg_database d, pg_ls_dir('base/' || d.oid) f WHERE d.datname = current_database()
			UNION ALL SELECT 'pg_wal/' || name FROM pg_ls_waldir()) n
		WHERE position(convert_to($1, 'UTF8') IN coalesce(pg_read_binary_file(n.name, 0, 1 << 28, true), '')) > 0`, text)
}

// TestCounselIsNowhereAtRest searches for a note and for the passphrases wherever the program keeps anything. What is not secret has to be found
// there, or the search would prove nothing.
func TestCounselIsNowhereAtRest(t *testing.T) {
	t.Parallel()
	var log book
	c := counsel(t, func(c *node.Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	count := fmt.Sprintf(`SELECT (SELECT count(*) FROM events WHERE actor = 'person:%s' OR type LIKE '%%counsel%%') + (SELECT count(*) FROM onces)
		+ (SELECT count(*) FROM sealed_texts) + (SELECT count(*) FROM readings)`, c.person("minister-1", domain.RoleMinister).ID)
	before := testkit.Query(t, c.Config.DatabaseURL, count)
	c.done(c.press("minister-1", "make", "passphrase", passphrase, "again", passphrase))
	c.done(c.press("minister-1", "write", "key", "a-key-of-this-page", "text", confided))
	c.refused(http.StatusBadRequest, c.press("minister-1", "open", "passphrase", wrongPhrase), wrongPhrase, passphrase)
	c.refused(http.StatusBadRequest, c.press("minister-1", "change", "passphrase", wrongPhrase, "next", nextPhrase, "again", nextPhrase), wrongPhrase, nextPhrase)
	c.done(c.press("minister-1", "change", "passphrase", passphrase, "next", nextPhrase, "again", nextPhrase))
	c.refused(http.StatusBadRequest, c.press("minister-1", "open", "passphrase", passphrase))
	opened := c.press("minister-1", "open", "passphrase", nextPhrase)
	if opened.Status != http.StatusOK || !bytes.Contains(opened.Body, []byte(confided)) || opened.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the author is answered %d %v %s", opened.Status, opened.Header, opened.Body)
	}
	if after := testkit.Query(t, c.Config.DatabaseURL, count); after != before {
		t.Errorf("notes of counsel left %d traces", after-before)
	}

	dump, logged := []byte(testkit.Dump(t, c.Config.DatabaseURL)), []byte(log.String())
	metrics := c.api.Must(t, http.StatusOK, "GET", "/metrics", "", nil).Body
	c.Stop()
	if err := testkit.Exec(t, c.Config.DatabaseURL, "CHECKPOINT"); err != nil {
		t.Fatal(err)
	}
	if !finds(dump, c.of.Reference) || c.atRest(c.of.Reference) == 0 || !bytes.Contains(logged, []byte("/counsel/{action}")) {
		t.Fatal("the search finds nothing, whatever there is")
	}
	kept, files := c.Config.DataDir, 0
	seen := false
	err := filepath.WalkDir(kept, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		files++
		content, err := os.ReadFile(name)
		seen = seen || finds(content, c.of.ID.String())
		for _, secret := range []string{confided, passphrase, nextPhrase, wrongPhrase} {
			if finds(content, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
		return err
	})
	if err != nil || files == 0 || !seen {
		t.Fatalf("%d files in %s, of which none knows the case: %v", files, kept, err)
	}
	for _, secret := range []string{confided, passphrase, nextPhrase, wrongPhrase} {
		for where, content := range map[string][]byte{"database": dump, "log": logged, "metrics": metrics} {
			if finds(content, secret) {
				t.Errorf("%q stands in the %s", secret, where)
			}
		}
		if n := c.atRest(secret); n > 0 {
			t.Errorf("%d files of the database server hold %q", n, secret)
		}
	}
	for _, p := range c.Server.Permissions() {
		if p.API && strings.Contains(p.Pattern, "counsel") {
			t.Errorf("%s %s brings counsel into the API", p.Method, p.Pattern)
		}
	}
}

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
