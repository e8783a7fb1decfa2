package rota_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

func TestMinisters(t *testing.T) {
	t.Parallel()
	enroll := rota.Enroll{
		By: coordinator, Minister: ann, Languages: []string{"es", "en", "es"}, Faiths: []string{"baptist"}, Areas: []string{"south", "north"},
		CapFamilies: 2, Facts: facts,
	}
	enrolled := rota.MinisterEnrolled{
		By: coordinator, Minister: ann, Languages: []string{"en", "es"}, Faiths: []string{"baptist"}, Areas: []string{"north", "south"}, CapFamilies: 2,
	}
	with := func(change func(*rota.Enroll)) rota.Enroll {
		c := enroll
		change(&c)
		return c
	}
	more := enrolled
	more.CapFamilies = 3
	full := make([]uuid.UUID, rota.MinistersMax)
	for i := range full {
		full[i] = person(1000 + i)
	}
	decide(t, map[string]decision{
		"are enrolled with sorted codes": {when: enroll, want: []domain.Event{enrolled}},
		"enrolled as before change nothing": {
			given: []rota.Command{enroll}, when: enroll,
		},
		"can be changed": {
			given: []rota.Command{enroll}, when: with(func(c *rota.Enroll) { c.CapFamilies = 3 }), want: []domain.Event{more},
		},
		"have an id":                      {when: with(func(c *rota.Enroll) { c.Minister = uuid.Nil }), code: domain.Invalid},
		"speak codes, not words":          {when: with(func(c *rota.Enroll) { c.Languages = []string{"a bit of Spanish"} }), code: domain.Invalid},
		"speak short codes":               {when: with(func(c *rota.Enroll) { c.Languages = []string{strings.Repeat("e", 41)} }), code: domain.Invalid},
		"believe codes":                   {when: with(func(c *rota.Enroll) { c.Faiths = []string{""} }), code: domain.Invalid},
		"believe a few":                   {when: with(func(c *rota.Enroll) { c.Faiths = strings.Split(fifty(51), ",") }), code: domain.Invalid},
		"serve areas that there are":      {when: with(func(c *rota.Enroll) { c.Areas = []string{"west"} }), code: domain.Invalid},
		"do not accompany less than none": {when: with(func(c *rota.Enroll) { c.CapFamilies = -1 }), code: domain.Rejected},
		"do not accompany a hundred and one": {
			when: with(func(c *rota.Enroll) { c.CapFamilies = 101 }), code: domain.Rejected,
		},
		"are five hundred at most":       {given: known(full...), when: enroll, code: domain.Rejected},
		"can be changed when it is full": {given: also(known(full[1:]...), enroll), when: with(func(c *rota.Enroll) { c.CapFamilies = 3 }), want: []domain.Event{more}},
		"can be dismissed": {
			given: known(ann), when: rota.Dismiss{By: coordinator, Minister: ann}, want: []domain.Event{rota.MinisterDismissed{By: coordinator, Minister: ann}},
		},
		"are dismissed once": {given: also(known(ann), rota.Dismiss{Minister: ann}), when: rota.Dismiss{Minister: ann}, code: domain.Conflict},
	})
}

// fifty gives as many codes.
func fifty(n int) string {
	var list []string
	for i := range n {
		list = append(list, "c"+strings.Repeat("x", i%30)+string(rune('a'+i/30)))
	}
	return strings.Join(list, ",")
}

func TestChannels(t *testing.T) {
	t.Parallel()
	both := also(known(ann), rota.Verify{By: coordinator, Minister: ann, Channel: rota.Voice})
	decide(t, map[string]decision{
		"are verified": {
			given: known(ann), when: rota.Verify{By: ann, Minister: ann, Channel: rota.Email},
			want: []domain.Event{rota.ChannelVerified{By: ann, Minister: ann, Channel: rota.Email}},
		},
		"are verified once":         {given: known(ann), when: rota.Verify{By: ann, Minister: ann, Channel: rota.SMS}},
		"are three":                 {given: known(ann), when: rota.Verify{By: ann, Minister: ann, Channel: "pigeon"}, code: domain.Invalid},
		"are those of the enrolled": {when: rota.Verify{By: ann, Minister: ann, Channel: rota.SMS}, code: domain.Conflict},
		"can be silenced while another is left": {
			given: both, when: rota.Silence{Minister: ann, Channel: rota.SMS}, want: []domain.Event{rota.ChannelSilenced{Minister: ann, Channel: rota.SMS}},
		},
		"are missed when the last is silenced": {
			given: known(ann), when: rota.Silence{Minister: ann, Channel: rota.SMS},
			want: []domain.Event{rota.ChannelSilenced{Minister: ann, Channel: rota.SMS}, rota.MinisterUnreachable{Minister: ann}},
		},
		"are silenced once":      {given: known(ann), when: rota.Silence{Minister: ann, Channel: rota.Voice}},
		"of strangers are quiet": {when: rota.Silence{Minister: stranger, Channel: rota.SMS}},
	})
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	set := rota.SetQuiet{By: ann, Minister: ann, Window: one, Weekdays: 1, StartMinute: minutes(8, 0), EndMinute: minutes(13, 0)}
	with := func(change func(*rota.SetQuiet)) rota.SetQuiet {
		c := set
		change(&c)
		return c
	}
	quiet := rota.QuietSet{By: ann, Minister: ann, Window: one, Weekdays: 1, StartMinute: 480, EndMinute: 780}
	later := quiet
	later.EndMinute = 1440
	full := known(ann)
	for i := range rota.PerPersonMax {
		full = append(full, with(func(c *rota.SetQuiet) { c.Window = person(100 + i) }))
	}
	decide(t, map[string]decision{
		"are set":                     {given: known(ann), when: set, want: []domain.Event{quiet}},
		"are set once":                {given: also(known(ann), set), when: set},
		"can be changed":              {given: also(known(ann), set), when: with(func(c *rota.SetQuiet) { c.EndMinute = 1440 }), want: []domain.Event{later}},
		"are of the enrolled":         {when: set, code: domain.Conflict},
		"have an id":                  {given: known(ann), when: with(func(c *rota.SetQuiet) { c.Window = uuid.Nil }), code: domain.Invalid},
		"are on some day":             {given: known(ann), when: with(func(c *rota.SetQuiet) { c.Weekdays = 0 }), code: domain.Invalid},
		"are on one of seven days":    {given: known(ann), when: with(func(c *rota.SetQuiet) { c.Weekdays = 128 }), code: domain.Invalid},
		"begin on their day":          {given: known(ann), when: with(func(c *rota.SetQuiet) { c.StartMinute = 1440 }), code: domain.Invalid},
		"do not begin the day before": {given: known(ann), when: with(func(c *rota.SetQuiet) { c.StartMinute = -1 }), code: domain.Invalid},
		"end a day later at most":     {given: known(ann), when: with(func(c *rota.SetQuiet) { c.EndMinute = 1441 }), code: domain.Invalid},
		"are fifty at most":           {given: full, when: set, code: domain.Rejected},
		"are cleared": {
			given: also(known(ann), set), when: rota.ClearQuiet{By: ann, Minister: ann, Window: one},
			want: []domain.Event{rota.QuietCleared{By: ann, Minister: ann, Window: one}},
		},
		"are cleared once": {given: known(ann), when: rota.ClearQuiet{By: ann, Minister: ann, Window: one}, code: domain.Conflict},
	})
}

func TestAbsences(t *testing.T) {
	t.Parallel()
	from, until := monday.Add(time.Hour), monday.Add(48*time.Hour)
	set := rota.Away{By: ann, Minister: ann, Absence: one, From: from.Add(30 * time.Second), Until: until.In(chicago)}
	with := func(change func(*rota.Away)) rota.Away {
		c := set
		change(&c)
		return c
	}
	absence := rota.AbsenceSet{By: ann, Minister: ann, Absence: one, From: from, Until: until}
	longer := absence
	longer.Until = until.Add(time.Hour)
	full := known(ann)
	for i := range rota.PerPersonMax {
		full = append(full, with(func(c *rota.Away) { c.Absence = person(100 + i) }))
	}
	decide(t, map[string]decision{
		"are set in whole minutes":  {given: known(ann), when: set, want: []domain.Event{absence}},
		"are set once":              {given: also(known(ann), set), when: set},
		"can be changed":            {given: also(known(ann), set), when: with(func(c *rota.Away) { c.Until = longer.Until }), want: []domain.Event{longer}},
		"are of the enrolled":       {when: set, code: domain.Conflict},
		"have an id":                {given: known(ann), when: with(func(c *rota.Away) { c.Absence = uuid.Nil }), code: domain.Invalid},
		"end after they begin":      {given: known(ann), when: with(func(c *rota.Away) { c.Until = c.From }), code: domain.Invalid},
		"are not over":              {given: known(ann), when: with(func(c *rota.Away) { c.From, c.Until = monday.Add(-time.Hour), monday }), code: domain.Rejected},
		"last 400 days at most":     {given: known(ann), when: with(func(c *rota.Away) { c.Until = c.From.AddDate(0, 0, 401) }), code: domain.Rejected},
		"are in the next few years": {given: known(ann), when: with(func(c *rota.Away) { c.From, c.Until = from.AddDate(60, 0, 0), until.AddDate(60, 0, 0) }), code: domain.Rejected},
		"are fifty at most":         {given: full, when: set, code: domain.Rejected},
		"are cleared": {
			given: also(known(ann), set), when: rota.ClearAway{By: ann, Minister: ann, Absence: one},
			want: []domain.Event{rota.AbsenceCleared{By: ann, Minister: ann, Absence: one}},
		},
		"are cleared once": {given: known(ann), when: rota.ClearAway{By: ann, Minister: ann, Absence: one}, code: domain.Conflict},
	})
}

func TestAMinisterIsFound(t *testing.T) {
	t.Parallel()
	s := after(t,
		rota.Enroll{By: coordinator, Minister: bob, Languages: []string{"en"}, Faiths: []string{"catholic"}, Areas: []string{"south"}, CapFamilies: 1, Facts: facts},
		rota.Verify{By: bob, Minister: bob, Channel: rota.Voice}, rota.Verify{By: bob, Minister: bob, Channel: rota.Email},
		rota.Enroll{By: coordinator, Minister: ann, Facts: facts},
	)
	got, found := s.Minister(bob)
	want := rota.Minister{
		ID: bob, Languages: []string{"en"}, Faiths: []string{"catholic"}, Areas: []string{"south"}, CapFamilies: 1, Channels: []rota.Channel{rota.Email, rota.Voice},
	}
	if diff := cmp.Diff(want, got); diff != "" || !found {
		t.Errorf("found %v (-want +got):\n%s", found, diff)
	}
	if _, found := s.Minister(stranger); found {
		t.Error("a stranger is found")
	}
	if len(s.Ministers) != 2 || s.Ministers[0].ID != ann {
		t.Errorf("not in the order of their ids: %v", s.Ministers)
	}
}

func TestTheDismissedLeaveEverything(t *testing.T) {
	t.Parallel()
	from, until := monday, monday.Add(time.Hour)
	s := after(t, also(known(ann, bob),
		daily(one, ann, 0, 0), daily(two, bob, 0, 0),
		rota.Override{ID: person(31), Area: "north", From: from, Until: until, In: ann, Facts: facts},
		rota.Override{ID: person(32), Area: "north", From: from, Until: until, Out: ann, Facts: facts},
		rota.Override{ID: person(33), Area: "north", From: from, Until: until, In: ann, Out: bob, Facts: facts},
		rota.Override{ID: person(34), Area: "north", From: from, Until: until, In: bob, Out: ann, Facts: facts},
		rota.SetTemporary{ID: person(35), Area: "south", From: from, Until: until, Ministers: []uuid.UUID{ann, bob}, Facts: facts},
		rota.Dismiss{By: coordinator, Minister: ann},
	)...)
	s = then(t, s, monday, known(ann)...)
	if len(s.Regular) != 1 || s.Regular[0].ID != two {
		t.Errorf("shifts are left: %v", s.Regular)
	}
	want := []rota.StandIn{
		{ID: person(33), Area: "north", From: from, Until: until, Out: bob, Layer: 3},
		{ID: person(34), Area: "north", From: from, Until: until, In: bob, Layer: 4},
	}
	if diff := cmp.Diff(want, s.StandIns); diff != "" {
		t.Errorf("overrides (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]uuid.UUID{bob}, s.Temporaries[0].Ministers); diff != "" {
		t.Errorf("temporary schedule (-want +got):\n%s", diff)
	}
}
