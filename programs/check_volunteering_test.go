package programs_test

import (
	"testing"
	"time"

	"github.com/almoner/almoner/programs"
)

// smallVolunteering is a section that any program can have.
const smallVolunteering = smallSupport + `
volunteering:
  checks:
    - {key: license, name: License}
  roles:
    - {key: packer, name: Packer}
    - {key: driver, name: Driver, needs: [license], with_children: true, age_from: 18}
  shifts:
    - {key: packing, role: packer, name: Packing, repeats: FREQ=WEEKLY;BYDAY=SA, from: "09:00", to: "11:00", place: Hall, places: 4, open_for: 720h}
    - {key: sorting, role: driver, name: Sorting, repeats: FREQ=WEEKLY;INTERVAL=2, since: "2026-01-07", from: "17:00", to: "18:00", place: Barn, places: 2, open_for: 24h}
  warn_before: 72h
  remind: 24h
  swap_answer: 48h
  confirm_hours: 168h
`

func TestASmallSectionOfVolunteersPasses(t *testing.T) {
	t.Parallel()
	p := mustParse(t, smallVolunteering)
	if len(p.Volunteering.Shifts) != 2 || p.Volunteering.WarnBefore != 72*time.Hour || p.Volunteering.Roles[1].AgeFrom != 18 {
		t.Errorf("%+v", p.Volunteering)
	}
	stored, err := programs.FromCanonical(p.Canonical())
	if err != nil || stored.Version != p.Version {
		t.Errorf("the stored program came back as %q, %v", stored.Version, err)
	}
	if mustParse(t, smallSupport).Volunteering != nil {
		t.Error("a program without the section has one")
	}
}

func TestVolunteeringRefusals(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallVolunteering, map[string]refusal{
		"an unknown check":          {"needs: [license]", "needs: [charm]", "needs: [charm]", `role "driver" needs "charm"`},
		"a check twice":             {"needs: [license]", "needs: [license, license]", "needs: [license", "twice"},
		"children and no check":     {"needs: [license], with", "with", "with_children", "at least one check"},
		"an unknown role":           {"role: packer", "role: baker", "role: baker", `the role "baker"`},
		"a role twice":              {"{key: driver, name", "{key: packer, name", "{key: packer, name: Driver", "is there twice"},
		"a shift twice":             {"{key: sorting", "{key: packing", "{key: packing, role: driver", "is there twice"},
		"a rule that is none":       {"FREQ=WEEKLY;BYDAY=SA", "every Saturday", "every Saturday", "cannot be read"},
		"a rule of hours":           {"FREQ=WEEKLY;BYDAY=SA", "FREQ=HOURLY", "FREQ=HOURLY", "cannot be read"},
		"a rule without a day":      {"FREQ=WEEKLY;BYDAY=SA", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY=30", "no day at all"},
		"every second from nowhere": {`since: "2026-01-07", `, "", "INTERVAL=2", "name that day as since"},
		"since no day":              {`since: "2026-01-07"`, `since: "in January"`, "in January", "written as 2026-03-08"},
		"no time of day":            {`from: "09:00"`, `from: "nine"`, "nine", "time of day"},
		"nobody's places":           {"places: 4", "places: 0", "places: 0", "between 1 and 200"},
		"never open":                {"open_for: 24h", "open_for: 0s", "open_for: 0s", "at least an hour"},
		"no place":                  {"place: Hall", `place: ""`, `place: ""`, "a place has to be"},
		"too old":                   {"age_from: 18", "age_from: 180", "age_from: 180", "between 0 and 120"},
		"no time to answer":         {"swap_answer: 48h", "swap_answer: 0s", "swap_answer", "at least an hour"},
	})
}
