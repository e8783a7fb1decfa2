package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// applyTo sends an application to a program of the city; pairs add or change answers.
func applyTo(t *testing.T, api testkit.API, program string, answers map[string]any, pairs ...any) testkit.Receipt {
	t.Helper()
	all := map[string]any{}
	for key, value := range answers {
		all[key] = value
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i].(string)] = pairs[i+1]
	}
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/"+program+"/requests", "", map[string]any{"language": "en", "answers": all}).Into(t, &r)
	return r
}

var academyAnswers = map[string]any{
	"full_name": "Avery Fictional", "birth_date": "1990-05-17", "city_connection": "resident", "active_warrant": false, "records_check_consent": true,
	"contact_email": "avery@family.demo.invalid",
}

var childAnswers = map[string]any{
	"child_name": "Kit Fictional", "birth_date": "2016-02-29", "activity": "soccer", "guardian_name": "Gale Fictional", "guardian_phone": "314-555-0123",
	"guardian_consent": true,
}

// applied fills the city's lists: three for the academy, one of them cleared, and a child.
func applied(t *testing.T, api testkit.API) (academy []testkit.Receipt, child testkit.Receipt) {
	t.Helper()
	for i, name := range []string{"Avery Fictional", "Blake Imaginary", "Casey Pretend"} {
		academy = append(academy, applyTo(t, api, "citizens-academy", academyAnswers, "full_name", name, "contact_email", fmt.Sprintf("a%d@family.demo.invalid", i)))
	}
	child = applyTo(t, api, "pal", childAnswers, "medical_note", "A fictional allergy.")
	for i, r := range academy {
		screen := api.Await(t, r.Reference, "screen", 1, "city/coordinator")
		if i == 0 {
			api.Act(t, screen[0], "clear", nil)
			api.Await(t, r.Reference, "review", 1, "city/coordinator")
		}
	}
	api.Await(t, child.Reference, "review", 1, "city/coordinator")
	return academy, child
}

// beIn signs in as one of the demo's people of any organization.
func (v *visitor) beIn(key string) *visitor {
	v.t.Helper()
	v.post("/demo/sign-in", "key", key)
	return v
}

func TestListsOfApplications(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	api := testkit.Client(base)
	desk := visit(t, base).beIn("city/coordinator")
	desk.open("/applicants")
	desk.on(http.StatusOK, "Applications")
	desk.shows("Nobody has applied yet")
	academy, child := applied(t, api)
	desk.open("/applicants")
	desk.shows("4 open applications, earliest deadline first.", "Avery Fictional", "Blake Imaginary", "Casey Pretend", "Kit Fictional", "Records check", "Waits for a decision", `href="/cases/`+child.Reference)
	for query, want := range map[string][2]string{
		"program=citizens-academy":             {"Avery Fictional", "Kit Fictional"},
		"program=city/pal":                     {"Kit Fictional", "Avery Fictional"},
		"q=" + academy[2].Reference[:8]:        {"Casey Pretend", "Blake Imaginary"},
		"phase=screening":                      {"Casey Pretend", "Avery Fictional"},
		"check=records_check":                  {"Casey Pretend", "Avery Fictional"},
		"phase=reviewing&status=all":           {"Avery Fictional", "Casey Pretend"},
		"status=in_review&check=records_check": {"Blake Imaginary", "Avery Fictional"},
	} {
		desk.open("/applicants?" + query)
		desk.on(http.StatusOK, "Applications")
		desk.shows(want[0])
		desk.hides(want[1] + "</a>")
	}
	for name, want := range map[string][2]string{
		"bla":  {"Blake Imaginary", "Avery Fictional"},
		"imag": {"Blake Imaginary", "Casey Pretend"},
	} {
		desk.open("/applicants?q=" + name) // no name is searched for in an address
		desk.on(http.StatusBadRequest, "")
		desk.open("/applicants")
		desk.post("/applicants", "q", name)
		desk.on(http.StatusOK, "Applications")
		desk.shows(want[0], `type="hidden" name="q"`)
		desk.hides(want[1]+"</a>", "?q=", "&amp;q=")
	}
	desk.post("/applicants", "q", academy[2].Reference[:8], "status", "all")
	desk.on(http.StatusOK, "Applications")
	desk.shows("Casey Pretend", "q="+academy[2].Reference[:8])
	desk.open("/applicants?status=declined")
	desk.shows("No application is like this")
	desk.open("/applicants?tick=all")
	desk.shows(" checked>")
	desk.open("/applicants/sheet?program=citizens-academy")
	desk.on(http.StatusOK, "Applications")
	desk.shows("Avery Fictional", "Citizens Academy")
	desk.open("/applicants?cursor=nonsense")
	desk.on(http.StatusBadRequest, "")
	visit(t, base).beIn("county/coordinator").open("/applicants")
	var page struct {
		Applicants []struct {
			Applicant string
			Checks    []string `json:"checks_missing"`
		}
		Next string `json:"next_cursor"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/applicants?check=records_check", testkit.Token("city/coordinator"), nil).Into(t, &page)
	if len(page.Applicants) != 2 || page.Applicants[0].Checks[0] != "records_check" {
		t.Errorf("%+v", page)
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/applicants", testkit.Token("county/coordinator"), nil).Into(t, &page)
	if len(page.Applicants) != 0 {
		t.Errorf("another organization reads %+v", page)
	}
	api.Must(t, http.StatusForbidden, "GET", "/api/v1/applicants", testkit.Token("city/minister-1"), nil)
}
