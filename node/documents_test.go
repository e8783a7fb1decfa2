package node_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// bring posts a file to a case, as a browser does.
func bring(t *testing.T, url, key, reference, name string, data []byte) int {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/v1/cases/"+reference+"/documents", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+testkit.Token(key))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // only its status counts
	return answer.StatusCode
}

// TestDocumentsOfACase: a file is open to those who are with the family and to nobody else, nowhere in the clear, and gone when it is removed.
func TestDocumentsOfACase(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "area", "north")
	offers := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	minister := offers[0].Person
	paper := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("unmistakable certificate "), 30_000)...)
	if got := bring(t, n.Config.PublicURL, minister, r.Reference, "a.pdf", paper); got != http.StatusNotFound {
		t.Errorf("somebody who was only asked adds a document: %d", got)
	}
	for _, o := range offers {
		api.Act(t, o, "accept", nil)
	}
	api.Await(t, r.Reference, "contact", 2, testkit.Ministers()...)
	for name, tt := range map[string]struct {
		key  string
		data []byte
		want int
	}{
		"../../death certificate.pdf": {minister, paper, http.StatusOK},
		"nothing.pdf":                 {minister, nil, http.StatusBadRequest},
		"page.pdf":                    {minister, []byte("<html><script>alert(1)</script>"), http.StatusBadRequest},
		"huge.pdf":                    {minister, append([]byte("%PDF-1.7\n"), make([]byte, 6<<20)...), http.StatusRequestEntityTooLarge},
		"desk.pdf":                    {"city/desk", paper, http.StatusForbidden},
		"admin.pdf":                   {"city/admin", paper, http.StatusForbidden},
	} {
		if got := bring(t, n.Config.PublicURL, tt.key, r.Reference, name, tt.data); got != tt.want {
			t.Errorf("%s by %s: %d, want %d", name, tt.key, got, tt.want)
		}
	}
	path := "/api/v1/cases/" + r.Reference
	var seen struct {
		Facts struct {
			Care struct {
				Documents []struct{ ID, Name, Type string }
			}
		}
	}
	api.Must(t, http.StatusOK, "GET", path, testkit.Token("city/coordinator"), nil).Into(t, &seen)
	if len(seen.Facts.Care.Documents) != 1 || seen.Facts.Care.Documents[0].Name != "death certificate.pdf" || seen.Facts.Care.Documents[0].Type != "application/pdf" {
		t.Fatalf("the case holds %+v", seen.Facts.Care.Documents)
	}
	file := path + "/documents/" + seen.Facts.Care.Documents[0].ID
	for _, key := range []string{minister, offers[1].Person, "city/coordinator"} {
		if got := api.Must(t, http.StatusOK, "GET", file, testkit.Token(key), nil); !bytes.Equal(got.Body, paper) {
			t.Errorf("%s gets another file", key)
		}
	}
	for _, key := range testkit.Ministers() {
		if key != minister && key != offers[1].Person {
			api.Must(t, http.StatusNotFound, "GET", file, testkit.Token(key), nil)
		}
	}
	for _, key := range []string{"city/desk", "city/admin"} {
		api.Must(t, http.StatusForbidden, "GET", file, testkit.Token(key), nil)
	}
	for _, secret := range []string{"unmistakable", "death certificate"} {
		if found := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM sealed_texts WHERE position(convert_to($1, 'UTF8') IN sealed) > 0`, secret) +
			testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE data::text LIKE '%' || $1 || '%'`, secret); found > 0 {
			t.Errorf("%q lies in the clear", secret)
		}
	}
	remove := map[string]any{"document": seen.Facts.Care.Documents[0].ID}
	api.Must(t, http.StatusForbidden, "POST", path+"/actions/remove_document", testkit.Token(offers[1].Person), remove)
	api.Must(t, http.StatusOK, "POST", path+"/actions/remove_document", testkit.Token(minister), remove)
	api.Must(t, http.StatusNotFound, "GET", file, testkit.Token(minister), nil)
	if left := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM sealed_texts WHERE kind LIKE 'document%'`); left != 0 {
		t.Errorf("%d sealed parts of a removed document are left", left)
	}
	verify(t, n)
}
