package volunteer_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

func row(id int, who uuid.UUID, shift string, day volunteer.Day, minutes int) volunteer.Row {
	return volunteer.Row{ID: person(100 + id), Person: who, Shift: shift, Day: day, Minutes: minutes}
}

func TestHoursAreSavedAllOrNone(t *testing.T) {
	t.Parallel()
	good := row(1, ann, "packing", "2026-02-28", 120)
	for name, test := range map[string]struct {
		rows []volunteer.Row
		code domain.Code
		part string
	}{
		"one":                           {rows: []volunteer.Row{good}},
		"two, of no shift and of one":   {rows: []volunteer.Row{good, row(2, ann, "", "2026-02-28", 30)}},
		"none":                          {code: domain.Invalid},
		"a day to come":                 {rows: []volunteer.Row{good, row(2, ann, "", "2026-03-03", 30)}, code: domain.Rejected, part: "to come"},
		"a day too long ago":            {rows: []volunteer.Row{good, row(2, ann, "", "2025-11-01", 30)}, code: domain.Rejected, part: "long ago"},
		"no day":                        {rows: []volunteer.Row{good, row(2, ann, "", "someday", 30)}, code: domain.Invalid},
		"no minutes":                    {rows: []volunteer.Row{good, row(2, ann, "", "2026-02-27", 0)}, code: domain.Invalid},
		"a whole day and more":          {rows: []volunteer.Row{good, row(2, ann, "", "2026-02-28", 900)}, code: domain.Rejected, part: "16 hours"},
		"the same day and shift twice":  {rows: []volunteer.Row{good, row(2, ann, "packing", "2026-02-28", 30)}, code: domain.Rejected, part: "there already"},
		"no such shift":                 {rows: []volunteer.Row{good, row(2, ann, "sewing", "2026-02-28", 30)}, code: domain.Invalid},
		"somebody else's":               {rows: []volunteer.Row{good, row(2, bob, "packing", "2026-02-28", 30)}, code: domain.Forbidden},
		"the same id, something else":   {rows: []volunteer.Row{good, row(1, ann, "packing", "2026-02-28", 30)}, code: domain.Conflict},
		"the same line twice, as it is": {rows: []volunteer.Row{good, good}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := given(t, nil)
			_, err := g.try(volunteer.LogHours{By: ann, Rows: test.rows})
			if test.code == "" {
				if err != nil || len(g.state.Hours(ann)) == 0 {
					t.Error(err)
				}
				return
			}
			refused(t, err, test.code, test.part)
			if len(g.state.Hours(ann)) != 0 {
				t.Error("some were saved")
			}
		})
	}
}

func TestHoursCountOnceTheyAreConfirmedByAnother(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	log := volunteer.LogHours{By: ann, Rows: []volunteer.Row{row(1, ann, "packing", "2026-02-28", 120), row(2, ann, "packing", "2026-02-21", 60)}}
	g.do(log)
	same(t, g.do(log)) // sent twice
	if g.state.Total(ann, 2026) != 0 || len(g.state.Hours(ann)) != 2 {
		t.Errorf("%+v", g.state.Volunteers)
	}
	both := []volunteer.Confirmed{{Person: ann, ID: person(101), Minutes: 120}, {Person: ann, ID: person(102), Minutes: 90}}
	_, err := g.try(volunteer.ConfirmHours{By: ann, Rows: both})
	refused(t, err, domain.Forbidden, "their own")
	_, err = g.try(volunteer.ConfirmHours{By: coordinator, Rows: append(both[:2:2], volunteer.Confirmed{Person: ann, ID: person(109), Minutes: 5})})
	refused(t, err, domain.Conflict, "Nothing was confirmed")
	g.do(volunteer.ConfirmHours{By: coordinator, Rows: both})
	if got := g.state.Total(ann, 2026); got != 210 {
		t.Errorf("%d minutes", got)
	}
	same(t, g.do(volunteer.ConfirmHours{By: coordinator, Rows: both}))
	g.do(volunteer.RefuseHours{By: coordinator, Person: ann, ID: person(102), Reason: "not_there"})
	if got := g.state.Total(ann, 2026); got != 120 {
		t.Errorf("%d minutes after one was refused", got)
	}
	g.do(volunteer.LogHours{By: ann, Rows: []volunteer.Row{row(3, ann, "packing", "2026-02-21", 45)}}) // again, rightly this time
}

func TestACoordinatorEntersHoursOfWhoeverWalkedIn(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	_, err := g.try(volunteer.EnterHours{By: coordinator, Rows: []volunteer.Row{row(1, coordinator, "packing", "2026-02-28", 60)}})
	refused(t, err, domain.Forbidden, "their own")
	g.do(volunteer.EnterHours{By: coordinator, Rows: []volunteer.Row{row(1, bob, "packing", "2026-02-28", 60), row(2, cem, "packing", "2026-02-28", 45)}})
	if g.state.Total(bob, 2026) != 60 || g.state.Total(cem, 2026) != 45 || len(g.state.Years()) != 1 {
		t.Errorf("%+v", g.state.Volunteers)
	}
}

func TestHoursThatWaitAreToldOnce(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(volunteer.LogHours{By: ann, Rows: []volunteer.Row{row(1, ann, "packing", "2026-02-28", 120)}})
	told := 0
	for _, e := range g.wakeUntil(monday.AddDate(0, 0, 20)) {
		if _, overdue := e.(volunteer.HoursOverdue); overdue {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

func TestClearancesThatACoordinatorRecords(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		c    volunteer.RecordClearance
		code domain.Code
	}{
		"for good":            {c: volunteer.RecordClearance{Person: ann, Check: "license", CheckedOn: "2026-03-01"}},
		"with an end":         {c: volunteer.RecordClearance{Person: ann, Check: "license", CheckedOn: "2026-03-01", Until: "2027-03-01"}},
		"of an unknown check": {c: volunteer.RecordClearance{Person: ann, Check: "charm", CheckedOn: "2026-03-01"}, code: domain.Invalid},
		"from tomorrow":       {c: volunteer.RecordClearance{Person: ann, Check: "license", CheckedOn: "2026-03-03"}, code: domain.Rejected},
		"that ends before":    {c: volunteer.RecordClearance{Person: ann, Check: "license", CheckedOn: "2026-03-01", Until: "2026-02-01"}, code: domain.Rejected},
		"with no day":         {c: volunteer.RecordClearance{Person: ann, Check: "license", CheckedOn: "x"}, code: domain.Invalid},
		"of oneself":          {c: volunteer.RecordClearance{Person: coordinator, Check: "license", CheckedOn: "2026-03-01"}, code: domain.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := given(t, nil)
			test.c.By = coordinator
			if _, err := g.try(test.c); domain.CodeOf(err) != test.code {
				t.Errorf("%v", err)
			}
		})
	}
	_, err := given(t, nil).try(volunteer.WithdrawClearance{By: coordinator, Person: ann, Check: "license"})
	refused(t, err, domain.Conflict, "no such clearance")
}
