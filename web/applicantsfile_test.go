package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// bring sends a form with a file.
func (v *visitor) bring(path, program, name, data string) {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("program", program) // into memory
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			v.t.Fatal(err)
		}
		_, _ = part.Write([]byte(data)) // into memory
	}
	_ = form.Close()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, &body)
	if err == nil {
		r.Header.Set("Content-Type", form.FormDataContentType())
	}
	v.send(r, err)
}

const paperFile = "full_name,birth_date,city_connection,contact_email,records_check_consent,active_warrant\n" +
	"Robin Fictional,1990-05-17,resident,robin@family.demo.invalid,yes,no\n" +
	"Young Fictional,2020-01-01,resident,young@family.demo.invalid,yes,no\n" +
	"Lee Fictional,soon,resident,,yes,no\n" +
	"Robin Fictional,1990-05-17,business_owner,robin2@family.demo.invalid,yes,no\n" +
	"Avery Fictional,1990-05-17,I live in the city,avery9@family.demo.invalid,yes,no\n"

func TestApplicationsComeFromPaper(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	base := n.Config.PublicURL
	api := testkit.Client(base)
	applyTo(t, api, "citizens-academy", academyAnswers)
	cases := func() int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'application'`)
	}
	desk := visit(t, base).beIn("city/coordinator")
	desk.open("/applicants/import")
	desk.on(http.StatusOK, "Import applications from paper")
	for program, file := range map[string][2]string{
		"nothing":          {"a.csv", paperFile},
		"citizens-academy": {"", ""},
		"explorers":        {"a.csv", "shoe\n42\n"},
		"pal":              {"a.csv", "child_name\n" + strings.Repeat("a", 3<<20)},
	} {
		desk.bring("/applicants/import", program, file[0], file[1])
		if desk.status < 400 || desk.status >= 500 {
			t.Errorf("%s: %d", program, desk.status)
		}
		desk.shows("There is a problem")
	}
	desk.bring("/applicants/import", "citizens-academy", "paper.csv", paperFile)
	desk.on(http.StatusOK, "3 of 5 lines can be recorded")
	desk.shows("Young Fictional", "18 or older", "Lee Fictional", "When were you born?” Write", "stands above in this file", "has an open application already")
	if n := cases(); n != 1 {
		t.Fatalf("%d applications after a dry run", n)
	}
	form := url.Values{"program": {"citizens-academy"}, "state": {desk.hidden("state")}}
	for range 2 {
		desk.sendAll("/applicants/import/record", form)
		desk.on(http.StatusOK, "3 of 5 lines are recorded")
		desk.shows("Robin Fictional", "Slips for the families", base+"/r/AP-")
		if n := cases(); n != 4 {
			t.Fatalf("%d applications after recording", n)
		}
	}
	desk.bring("/applicants/import", "citizens-academy", "paper.csv", paperFile)
	desk.shows("Recorded before; nothing is doubled")
	if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE channel = 'paper'`); n != 3 {
		t.Errorf("%d came on paper", n)
	}
	form.Set("state", "AAAA")
	desk.sendAll("/applicants/import/record", form)
	desk.on(http.StatusBadRequest, "Import")
	answer, err := desk.http.Get(base + "/applicants/import/pal/template") //nolint:noctx // a client of a test
	if err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("the template: %v", err)
	}
	_ = answer.Body.Close() // only its head was read
}

func TestApplicationsAreExported(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	base := n.Config.PublicURL
	api := testkit.Client(base)
	_, child := applied(t, api)
	applyTo(t, api, "pal", childAnswers, "child_name", "=cmd|' /C calc'!A0")
	desk := visit(t, base).beIn("city/coordinator")
	desk.open("/applicants/export?program=pal")
	desk.on(http.StatusOK, "Export applications")
	desk.shows("2 open applications", "Reference")
	desk.hides("answer.medical_note", "answer.second_guardian_phone")
	desk.sendAll("/applicants/export", url.Values{"program": {"pal"}})
	desk.on(http.StatusBadRequest, "Export")
	fetch := func(form url.Values) string {
		t.Helper()
		answer, err := desk.http.PostForm(base+"/applicants/export", form) //nolint:noctx // a client of a test
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close() //nolint:errcheck // it is read to its end
		var b bytes.Buffer
		_, _ = b.ReadFrom(answer.Body)
		return b.String()
	}
	readings := func() int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM readings WHERE case_id = $1 AND role = 'coordinator'`, child.ID)
	}
	before := readings()
	file := fetch(url.Values{"program": {"pal"}, "column": {"reference", "name", "answer.activity", "answer.medical_note", "answer.guardian_name"}})
	for _, part := range []string{child.Reference, "Kit Fictional", "Gale Fictional", "'=cmd|"} {
		if !strings.Contains(file, part) {
			t.Errorf("the file lacks %q:\n%s", part, file)
		}
	}
	if strings.Contains(file, "allergy") {
		t.Error("a health note was exported")
	}
	if noted := readings() - before; noted != 1 {
		t.Errorf("%d readings of an export", noted)
	}
	family := visit(t, base)
	family.open(fmt.Sprintf("/r/%s/%s", child.Reference, child.Token))
	family.shows("Who has opened your file", "A coordinator")
}
