package web_test

import (
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

func TestTheRollIsTriedBeforeItIsChanged(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	members := func() int64 {
		return count(t, n, `SELECT count(*) FROM people WHERE organization = 'county' AND member_hash IS NOT NULL`)
	}
	before := members()
	v.open("/admin/rolls")
	v.on(http.StatusOK, "Member roll")
	v.listFile("/admin/rolls", "no", "")
	v.shows("Please choose a file that is not empty")
	v.listFile("/admin/rolls", "no", "number,shoe\n1,2\n")
	v.shows("Column 2 of the first line is none of")
	v.listFile("/admin/rolls", "no", "number,name,email,household\nM-1,Ivy Fictional,nowhere,\n,Nobody,,\nM-2,Ida Fictional,,M-9\nM-3,Una Fictional,,\nM-3,Una Again,,\n")
	v.on(http.StatusOK, "What the file would change")
	v.shows("4 lines cannot be taken", "“nowhere” is no e-mail address.", "A member number is missing", "neither on the roll nor in this file", "stands in line 5 already")
	if v.hidden("state") != "" {
		t.Error("a wrong file can be applied")
	}

	file := "number;name;phone;unit;household\nM-1;Ivy Fictional;314-555-0170;North;\nM-2;Ida Fictional;;North;M-1\n"
	v.listFile("/admin/rolls", "no", file)
	v.on(http.StatusOK, "What the file would change")
	v.shows("2 new, 0 changed, 0 ended", "Ivy Fictional", "New: 2")
	if members() != before {
		t.Fatal("a dry run changes the roll")
	}
	state := v.hidden("state")
	v.post("/admin/rolls/apply", "state", state)
	v.shows("The roll was changed")
	if members() != before+2 || count(t, n, `SELECT count(DISTINCT household_id) FROM people WHERE unit = 'North' AND member_hash IS NOT NULL`) != 1 {
		t.Errorf("%d members, or two households", members()-before)
	}
	v.post("/admin/rolls/apply", "state", state)
	v.shows("There was nothing left to change")
	if n := count(t, n, `SELECT count(*) FROM events WHERE type = 'office.roll_changed'`); n != 1 {
		t.Errorf("recorded %d times", n)
	}

	v.listFile("/admin/rolls", "no", "number,name\nM-1,Ivy Madeup\nM-2,Ida Fictional\n")
	v.shows("0 new, 1 changed, 0 ended, and 1 as they are", "M-1", "Name: Ivy Madeup, until now Ivy Fictional")
	v.hides("Another name altogether")
	late := v.hidden("state")
	v.listFile("/admin/rolls", "yes", "number,name\nM-1,Ivy Invented\nT-1001,Nobody Else\n")
	v.shows("Ended: ", "Not a member any more", "Changed: 2", "T-1001", "Another name altogether", "Name: Nobody Else, until now ")
	v.post("/admin/rolls/apply", "state", v.hidden("state"))
	v.shows("The roll was changed")
	if members() != 2 {
		t.Errorf("%d members are left", members())
	}
	v.post("/admin/rolls/apply", "state", late)
	v.on(http.StatusOK, "What the file would change")
	v.shows("The roll has changed since you looked", "1 new, 1 changed")
	if members() != 2 {
		t.Error("what was not shown was done")
	}
	v.post("/admin/rolls/apply", "state", "made-up")
	v.on(http.StatusBadRequest, "Member roll")
	city := visit(t, n.Config.PublicURL).as("city/admin")
	city.open("/admin/rolls")
	city.shows("No program of your organization looks at a member roll")
	city.post("/admin/rolls/apply", "state", late)
	city.on(http.StatusNotFound, "We cannot find this")
}

// TestAFileShowsWhoseRecordChanges: what is known and what would be, and nobody with an office is reached elsewhere without being told.
func TestAFileShowsWhoseRecordChanges(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	v.listFile("/admin/rolls", "no", "number,name,email,phone,household\nM-1,Ivy Fictional,ivy@county.demo.invalid,314-555-0170,\nM-2,Ida Fictional,,,M-1\n")
	v.post("/admin/rolls/apply", "state", v.hidden("state"))
	v.shows("The roll was changed")
	v.fill("/admin/people/new", "name", "Ida Fictional", "number", "M-2", "role", "clerk")
	v.staffPage("Ida Fictional")
	v.listFile("/admin/rolls", "no", "number,name,email,phone,household\nM-1,Ivy Fictional,,314-555-0171,\nM-2,Ida Fictional,else@county.demo.invalid,314-555-0172,\n")
	v.on(http.StatusOK, "What the file would change")
	v.shows("Changed: 2", "E-mail address: nothing, until now ivy@county.demo.invalid", "Telephone: (314) 555-0171, until now (314) 555-0170", "Household: nothing, until now M-1",
		"Not taken from the file: 1", "E-mail address: else@county.demo.invalid, until now nothing")
	v.post("/admin/rolls/apply", "state", v.hidden("state"))
	v.shows("The roll was changed")
	v.staffPage("Ida Fictional")
	v.hides("555-0172", "else@county")
	v.listFile("/admin/rolls", "no", "number,name,email\nM-2,Ida Fictional,else@county.demo.invalid\n")
	v.shows("The roll is as the file says", "Not taken from the file: 1")
	v.listFile("/admin/rolls", "no", "number,name\nM-1,Ivy Fictional\n")
	v.hides("Not taken from the file")
}
