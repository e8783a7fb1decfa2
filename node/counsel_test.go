package node_test

import (
	"bytes"
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
