package web_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/almoner/almoner/testkit"
)

// listFile sends a file of a list to be tried.
func (v *visitor) listFile(path, whole, data string) {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("whole", whole) // into memory
	part, err := form.CreateFormFile("file", "list.csv")
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = part.Write([]byte(data)) // into memory
	_ = form.Close()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path+"/try", &body)
	if err == nil {
		r.Header.Set("Content-Type", form.FormDataContentType())
	}
	v.send(r, err)
}

// export takes a list as a file.
func (v *visitor) export(path string) string {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path+"/export", strings.NewReader(url.Values{}.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return v.file(r, err)
}

// file gives what a request answers with, as it is.
func (v *visitor) file(r *http.Request, err error) string {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	var data bytes.Buffer
	if _, err := data.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		v.t.Fatalf("%s answers %d: %v", r.URL.Path, answer.StatusCode, err)
	}
	return data.String()
}

const people = "/admin/people/file"

func TestPeopleAreTriedBeforeTheyAreChanged(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	held := func() int64 {
		return count(t, n, `SELECT count(*) FROM grants WHERE organization = 'county' AND until IS NULL`)
	}
	before := held()
	v.open("/admin/people")
	v.shows("People by a file")
	v.open(people)
	v.on(http.StatusOK, "People by a file")
	v.shows("Take it as a file", "What roles are called in a file", "treasurer")
	v.listFile(people, "no", "name,shoe\n1,2\n")
	v.on(http.StatusBadRequest, "People by a file")
	v.shows("Column 2 of the first line is none of name, email")
	v.listFile(people, "no", "email\na@b.invalid\n")
	v.shows("The column name has to be there")
	v.listFile(people, "no", strings.Join([]string{
		"name,email,phone,roles,until,id",
		"Ivy Fictional,nowhere,,clerk,,",
		"Ivy Fictional,ivy@county.demo.invalid,,emperor,,",
		"Ivy Fictional,ivy@county.demo.invalid,,,,",
		"Ivy Fictional,ivy@county.demo.invalid,,clerk minister,,",
		"Ivy Fictional,ivy@county.demo.invalid,,clerk,2020-01-01,",
		"Ada Pretend,ada@county.demo.invalid,,trustee,,",
		"Ida Fictional,ida@county.demo.invalid,,clerk,,7",
		"Una Fictional,una@county.demo.invalid,,clerk,,",
		"Una Fictional,una@county.demo.invalid,314-555-0170,auditor,,",
		"Una Fictional,una@county.demo.invalid,,clerk,,",
	}, "\n"))
	v.on(http.StatusOK, "What the file would change")
	v.shows("is no e-mail address.", "There is no role called", "has to name at least one role", "One record cannot hold all these roles", "Please give a day in the future",
		"Nobody of this id is on the list", "says something else about the person than line 9", "stands in line 9 already")
	if v.hidden("state") != "" || held() != before {
		t.Error("a wrong file can be applied, or was")
	}

	file := "\ufeffRoles;Name;Email;Phone;Until\r\nclerk interpreter;Ivy Fictional;ivy@county.demo.invalid;314-555-0170;2031-06-30\r\nAuditor;Ivy Fictional;ivy@county.demo.invalid;314-555-0170;\r\nminister;Ida Fictional;ida@county.demo.invalid;;\r\n"
	v.listFile(people, "no", file)
	v.on(http.StatusOK, "What the file would change")
	v.shows("2 new, 0 changed, 0 ended", "New role: Clerk, until", "New role: Auditor", "Ida Fictional")
	if held() != before {
		t.Fatal("a dry run gives roles")
	}
	state := v.hidden("state")
	v.post(people+"/apply", "state", state)
	v.shows("Whoever is new can sign in once you issue a token", "People were changed by a file")
	v.post(people+"/apply", "state", state)
	v.shows("There was nothing left to change")
	v.listFile(people, "no", file)
	v.shows("The list is as the file says")
	if n := count(t, n, `SELECT count(*) FROM events WHERE type = 'office.people_changed'`); n != 1 {
		t.Errorf("recorded %d times", n)
	}
	if n := count(t, n, `SELECT count(*) FROM people p JOIN grants g ON g.person_id = p.id WHERE p.organization = 'county' AND g.role = 'minister' AND p.compartment = 'support' AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.person_id = p.id)`); n < 1 {
		t.Error("no minister was added behind the wall of support, or a token was made")
	}

	v.listFile(people, "no", "name,email,roles,until\nIvy Fictional,ivy@county.demo.invalid,clerk,2032-06-30\nIvy Fictional,other@county.demo.invalid,clerk,\n")
	v.shows("on the list with another e-mail address")
	v.listFile(people, "no", "name,email,phone,roles,until\nIvy Fictional,ivy@county.demo.invalid,314-555-0171,clerk,2032-06-30\n")
	v.shows("0 new, 1 changed, 0 ended", "Telephone: (314) 555-0171, until now (314) 555-0170; Clerk lasts until Wednesday, June 30, 2032")
	v.post(people+"/apply", "state", v.hidden("state"))
	v.staffPage("Ivy Fictional")
	v.shows("(314) 555-0171", "The end of a role was changed: Clerk", "Name or contact details were changed", "June 30, 2032")
	v.post(people+"/apply", "state", "made-up")
	v.on(http.StatusBadRequest, "People by a file")

	v.listFile(people, "yes", "name,email,roles\nIvy Fictional,ivy@county.demo.invalid,clerk\n")
	v.shows("Role ends: Auditor", "Ended: ", "Role ends: Trustee")
	late := v.hidden("state")
	v.hides("Role ends: Administrator")
	v.post(v.staffPage("Ida Fictional")+"/end", "role", "minister")
	v.post(people+"/apply", "state", late)
	v.on(http.StatusOK, "What the file would change")
	v.shows("The list has changed since you looked")
	v.post(people+"/apply", "state", v.hidden("state"))
	v.shows("The list was changed")
	if n := count(t, n, `SELECT count(*) FROM grants WHERE organization = 'county' AND role NOT IN ('member', 'guardian') AND (until IS NULL OR until > now())`); n > 3 {
		t.Errorf("%d roles are left beside the administrator's and the clerk's", n)
	}
	if n := count(t, n, `SELECT count(*) FROM grants WHERE organization = 'county' AND role = 'admin' AND until IS NULL`); n != 1 {
		t.Errorf("%d administrators", n)
	}
	if n := count(t, n, `SELECT count(*) FROM events WHERE type LIKE 'office.%' AND data::text ~* 'ivy|555|demo.invalid'`); n != 0 {
		t.Errorf("%d events say who it is about", n)
	}
}

// TestWhatIsTakenAwayComesBackUnchanged: an exported list changes nothing when it is brought in again, also as the whole of it.
func TestWhatIsTakenAwayComesBackUnchanged(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	v.listFile("/admin/rolls", "no", "number,name,email,phone,unit,household\nM-2,'=cmd(),,314-555-0170,North,M-3\nM-3,\"Fictional, Una\",una@county.demo.invalid,,@North,M-4\nM-4,Ida,,,,M-4\nM-5,Eve,,,,M-6\nM-6,Noa,,,,M-5\n")
	v.shows("5 new")
	v.post("/admin/rolls/apply", "state", v.hidden("state"))
	if n := count(t, n, `SELECT count(DISTINCT household_id) FROM people WHERE unit IN ('North', '@North') AND member_hash IS NOT NULL`); n != 1 {
		t.Errorf("whoever names each other is in %d households", n)
	}
	v.listFile(people, "no", "name,phone,roles,until\n+Ivy Fictional,314-555-0171,clerk interpreter,2031-06-30\n+Ivy Fictional,314-555-0171,auditor,\nNobody Fictional,,volunteer,\n")
	v.shows("2 new")
	v.post(people+"/apply", "state", v.hidden("state"))
	for path, nothing := range map[string]string{"/admin/rolls": "The roll is as the file says", people: "The list is as the file says"} {
		v.open(path)
		v.shows("Take the list away")
		data := v.export(path)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\ufeff"))).ReadAll()
		if err != nil || len(rows) < 10 {
			t.Fatalf("%d rows: %v", len(rows), err)
		}
		if cell := regexp.MustCompile(`(?m)(^|,)"?[=+@-]`).FindString(data); cell != "" {
			t.Errorf("%s: a cell begins as a formula does: %q", path, cell)
		}
		for _, whole := range []string{"no", "yes"} {
			v.listFile(path, whole, data)
			v.on(http.StatusOK, "What the file would change")
			v.shows(nothing)
		}
		v.open(path)
		v.shows("The list was taken as a file")
	}
	if n := count(t, n, `SELECT count(*) FROM events WHERE type = 'office.list_exported' AND actor LIKE 'person:%' AND (data->>'lines')::int > 8`); n != 2 {
		t.Errorf("%d exports are recorded", n)
	}
	city := visit(t, n.Config.PublicURL).as("city/admin")
	if data := city.export(people); strings.Contains(data, "county") || !strings.Contains(data, "minister") {
		t.Errorf("the city takes away: %s", data)
	}
	city.post("/admin/rolls/export")
	city.on(http.StatusNotFound, "We cannot find this")
}

// bring gives a list a file in the browser, and shows what it would change.
func (w *walk) bring(path, name, data string, whole bool) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "list.csv")
	if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.Open(path)
	w.Do(chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{file}))
	if whole {
		w.Choose("input[name=whole][value=yes]")
	}
	w.Press("form[enctype] button[type=submit]")
	w.see(name)
}

// TestScreenshotsOfLists brings both lists in, wrongly first, and looks at whom a token is made for.
func TestScreenshotsOfLists(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{narrow, phone, desk} {
		t.Run(fmt.Sprintf("%d px", width), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, api: testkit.Client(n.Config.PublicURL), name: "lists", width: width}
			w.signIn(testkit.Token("city/admin"))
			w.Open("/admin/rolls")
			w.see("no-roll")
			w.Open("/admin/stuck")
			w.see("nothing-stuck")
			w.signIn(testkit.Token("county/admin"))
			w.Open(people)
			w.see("people")
			w.Press("form[enctype] button[type=submit]")
			w.see("people-no-file")
			w.bring(people, "people-wrong", "name,email,roles\nIvy Fictional,nowhere,clerk\nIda Fictional,,emperor\nIda Fictional,ida@county.demo.invalid,clerk minister\n", false)
			file := "name,email,phone,roles,until\nIvy Fictional,ivy@county.demo.invalid,314-555-0170,clerk interpreter,2031-06-30\nIda Bartholomea-Fictional de la Montaña,ida.bartholomea@county.demo.invalid,,minister,\n"
			w.bring(people, "people-whole", file, true)
			w.bring(people, "people-some", file, false)
			w.Press("form[action$='/apply'] button")
			w.see("people-applied")
			w.bring(people, "people-as-it-was", file, false)
			w.Open("/admin/people")
			w.see("people-list")
			w.bring("/admin/rolls", "roll-wrong", "number,name,household\nM-1,Ivy Fictional,\n,Ida Fictional,\nM-2,Una Fictional,M-9\n", false)
			w.bring("/admin/rolls", "roll-tried", "number,name,household\nM-1,Ivy Fictional,\nT-1001,Another Name,M-1\n", true)
			w.Press("form[action$='/apply'] button")
			w.see("roll-applied")
			treasurer := testkit.Strings(t, n.Config.DatabaseURL, `SELECT person_id::text FROM grants WHERE organization = 'county' AND role = 'treasurer' LIMIT 1`)[0]
			w.Open("/admin/people/" + treasurer)
			w.unfold("token")
			w.see("treasurer")
			w.unfold("sign_out")
			w.Press("form[action$=sign_out] button")
			w.see("signed-out")
			w.unfold("grant")
			w.Press("form[action$=grant] button")
			w.see("grant-refused")
			w.Open("/demo/mailbox")
			w.see("mailbox")
		})
	}
}
