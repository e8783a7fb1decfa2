package support_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

var birthday, hearing = person(31), person(32)

func at(year int, month time.Month, of int) time.Time {
	return time.Date(year, month, of, 18, 0, 0, 0, time.UTC)
}

func kept(id uuid.UUID, on, of time.Time, yearly bool, remind time.Time) support.DateAdded {
	return support.DateAdded{Date: id, Kind: "death", On: on, Day: of, Yearly: yearly, RemindAt: remind}
}

func TestDates(t *testing.T) {
	t.Parallel()
	add := func(on time.Time, yearly bool) support.AddDate {
		return support.AddDate{Date: birthday, Kind: "death", On: on, Yearly: yearly, Facts: facts()}
	}
	april := kept(birthday, at(2026, 4, 10), at(2026, 4, 10), true, at(2026, 4, 3))
	trial := kept(hearing, at(2026, 4, 20), at(2026, 4, 20), false, at(2026, 4, 13))
	near := func(minister uuid.UUID, year int, next bool) support.DateApproaching {
		e := support.DateApproaching{Date: birthday, Minister: minister, Kind: "death", On: at(year, 4, 10)}
		if next {
			e.NextOn, e.RemindAt = at(year+1, 4, 10), at(year+1, 4, 3)
		}
		return e
	}
	announced := support.DateApproaching{Date: hearing, Minister: ann, Kind: "death", On: at(2026, 4, 20)}
	skip := func(id uuid.UUID) support.SkipDate { return support.SkipDate{Date: id, Facts: facts()} }
	nextYear := support.DateSkipped{Date: birthday, On: at(2027, 4, 10), RemindAt: at(2027, 4, 3)}
	later := support.FollowUpPaused{Until: at(2026, 4, 11).Add(day)}
	over := support.CaseClosed{Outcome: support.Completed}
	quiet := func(more ...domain.Event) []domain.Event { return append(met(contact(ann, 0, 2000*day)), more...) }
	check(t, map[string]decision{
		"one that lies ahead":                      {given: met(), when: add(at(2026, 4, 10), true), then: events(april)},
		"one that comes back":                      {given: met(), when: add(at(2020, 4, 10), true), then: events(kept(birthday, at(2026, 4, 10), at(2020, 4, 10), true, at(2026, 4, 3)))},
		"the 29th of February":                     {given: met(), when: add(at(2024, 2, 29), true), then: events(kept(birthday, at(2027, 3, 1), at(2024, 2, 29), true, at(2027, 2, 22)))},
		"soon, and reminded of at once":            {given: met(), when: add(at(2026, 3, 4), false), then: events(kept(birthday, at(2026, 3, 4), at(2026, 3, 4), false, noon))},
		"today, in the morning":                    {given: met(), when: add(noon, false), at: after(time.Hour), then: events(kept(birthday, noon, noon, false, after(time.Hour)))},
		"one that has passed":                      {given: met(), when: add(at(2026, 2, 1), false), code: domain.Invalid},
		"none":                                     {given: met(), when: add(time.Time{}, true), code: domain.Invalid},
		"of a kind that nobody knows":              {given: met(), when: support.AddDate{Kind: "party", On: at(2026, 4, 1), Facts: facts()}, code: domain.Invalid},
		"the message comes twice":                  {given: met(april), when: add(at(2026, 4, 10), true)},
		"a stranger keeps nothing":                 {given: met(), when: support.AddDate{Who: byStranger, Kind: "death", Facts: facts()}, code: domain.Forbidden},
		"behind the end":                           {given: met(over), when: add(at(2026, 4, 10), true), code: domain.Conflict},
		"a reminder, and it comes back":            {given: quiet(april), when: wake, at: at(2026, 4, 3), then: events(near(ann, 2026, true))},
		"once":                                     {given: quiet(april, near(ann, 2026, true)), when: wake, at: at(2026, 4, 5)},
		"a reminder, and it does not":              {given: quiet(trial), when: wake, at: at(2026, 4, 13), then: events(announced)},
		"a pause":                                  {given: quiet(april, support.FollowUpPaused{Until: at(2026, 4, 8)}), when: wake, at: at(2026, 4, 7)},
		"a late reminder after it":                 {given: quiet(april, support.FollowUpPaused{Until: at(2026, 4, 8)}), when: wake, at: at(2026, 4, 8), then: events(near(ann, 2026, true))},
		"none when the day is over":                {given: quiet(april, later), when: wake, at: at(2026, 4, 12), then: events(nextYear)},
		"and a single one is gone":                 {given: quiet(trial, support.FollowUpPaused{Until: at(2026, 5, 1)}), when: wake, at: at(2026, 5, 1), then: events(support.DateRemoved{Date: hearing})},
		"skip this year":                           {given: met(april), when: skip(birthday), then: events(nextYear)},
		"skip the one that is announced":           {given: met(april, near(ann, 2026, true)), when: skip(birthday), at: at(2026, 4, 5), then: events(nextYear)},
		"skip the next when the announced is over": {given: met(april, near(ann, 2026, true)), when: skip(birthday), at: at(2026, 5, 5), then: events(support.DateSkipped{Date: birthday, On: at(2028, 4, 10), RemindAt: at(2028, 4, 3)})},
		"skip one that does not come back":         {given: met(trial), when: skip(hearing), then: events(support.DateRemoved{Date: hearing})},
		"skip it when it is announced":             {given: met(trial, announced), when: skip(hearing), then: events(support.DateSkipped{Date: hearing})},
		"skip what is not there":                   {given: met(), when: skip(hearing), code: domain.NotFound},
		"remove":                                   {given: met(april), when: support.RemoveDate{Date: birthday}, then: events(support.DateRemoved{Date: birthday})},
		"remove the announced":                     {given: met(trial, announced), when: support.RemoveDate{Date: hearing}, then: events(support.DateRemoved{Date: hearing})},
		"remove twice":                             {given: met(), when: support.RemoveDate{Date: birthday}},
		"somebody was in touch":                    {given: met(trial, announced), when: support.Remembered{Who: by(bob), Note: text}, then: events(support.DateRemembered{By: bob, Note: text})},
		"once is enough":                           {given: met(trial, announced, support.DateRemembered{}), when: support.Remembered{Who: by(bob)}, code: domain.Conflict},
		"not when it was skipped":                  {given: met(trial, announced, support.DateSkipped{Date: hearing}), when: support.Remembered{Who: by(bob)}, code: domain.Conflict},
	})
	if s := fold(quiet(trial, announced)); len(s.Dates) != 0 || !s.Remembering {
		t.Errorf("a single date stays: %v", s.Dates)
	}
}

func TestWhatLiesAhead(t *testing.T) {
	t.Parallel()
	april := kept(birthday, at(2026, 4, 10), at(2026, 4, 10), true, at(2026, 4, 3))
	trial := kept(hearing, at(2026, 4, 20), at(2026, 4, 20), false, at(2026, 4, 13))
	near := support.DateApproaching{Date: birthday, Minister: ann, Kind: "death", On: at(2026, 4, 10), NextOn: at(2027, 4, 10), RemindAt: at(2027, 4, 3)}
	s := fold(met(april, trial, near, support.DateApproaching{Date: hearing, Minister: ann, Kind: "death", On: at(2026, 4, 20)}))
	for name, tt := range map[string]struct {
		now  time.Time
		want []time.Time
	}{
		"announced, and still ahead":  {at(2026, 4, 4), []time.Time{at(2026, 4, 10), at(2026, 4, 20)}},
		"on the day itself":           {at(2026, 4, 10), []time.Time{at(2026, 4, 10), at(2026, 4, 20)}},
		"over, so it is next year's":  {at(2026, 4, 12), []time.Time{at(2027, 4, 10), at(2026, 4, 20)}},
		"what does not return is out": {at(2026, 4, 22), []time.Time{at(2027, 4, 10)}},
	} {
		var got []time.Time
		for _, d := range s.Ahead(tt.now) {
			got = append(got, d.On)
		}
		if !slices.EqualFunc(got, tt.want, time.Time.Equal) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestTheTwentyNinthOfFebruaryComesBack(t *testing.T) {
	t.Parallel()
	s := fold(met(contact(ann, 0, 2000*day), kept(birthday, at(2027, 3, 1), at(2024, 2, 29), true, at(2027, 2, 22))))
	for _, want := range []time.Time{at(2027, 3, 1), at(2028, 2, 29), at(2029, 3, 1), at(2030, 3, 1), at(2031, 3, 1), at(2032, 2, 29)} {
		got, err := support.Decide(s, wake, want.Add(-7*day))
		if err != nil || len(got) == 0 || !got[len(got)-1].(support.DateApproaching).On.Equal(want) {
			t.Fatalf("%v, %v, want %v", got, err, want)
		}
		for _, e := range got {
			s = support.Evolve(s, e)
		}
	}
}

func TestReleases(t *testing.T) {
	t.Parallel()
	sign := func(who support.Who, scope string, until time.Duration) support.SignRelease {
		return support.SignRelease{Who: who, Release: birthday, Scope: scope, Until: after(until)}
	}
	signed := support.ReleaseSigned{Release: birthday, Scope: support.ReleaseCall, Until: after(30 * day), Referral: desk}
	expired := support.ReleaseExpired{Release: birthday, Scope: support.ReleaseCall, Referral: desk}
	revoked := support.ReleaseRevoked{Release: birthday, Scope: support.ReleaseCall, Referral: desk}
	var many []domain.Event
	for i := range 10 {
		many = append(many, support.ReleaseSigned{Release: person(300 + i), Scope: support.ReleaseProgress, Until: after(day)})
	}
	check(t, map[string]decision{
		"by the family":                 {given: met(), when: sign(family, support.ReleaseCall, 30*day), then: events(signed)},
		"by a coordinator, from paper":  {given: met(), when: sign(byCoordinator, support.ReleaseCall, 30*day), then: events(signed)},
		"never by a minister":           {given: met(), when: sign(by(ann), support.ReleaseCall, 30*day), code: domain.Forbidden},
		"never by the desk":             {given: met(), when: sign(byDesk, support.ReleaseCall, 30*day), code: domain.Forbidden},
		"of something else":             {given: met(), when: sign(family, "everything", 30*day), code: domain.Invalid},
		"for ever":                      {given: met(), when: sign(family, support.ReleaseCall, 400*day), code: domain.Invalid},
		"until yesterday":               {given: met(), when: sign(family, support.ReleaseCall, -day), code: domain.Invalid},
		"one too many":                  {given: met(many...), when: sign(family, support.ReleaseCall, 30*day), code: domain.Rejected},
		"the message comes twice":       {given: met(signed), when: sign(family, support.ReleaseCall, 30*day)},
		"it expires, paused or not":     {given: met(signed, contact(ann, 0, 900*day), support.FollowUpPaused{Until: after(99 * day)}), when: wake, at: after(30 * day), then: events(expired)},
		"once":                          {given: met(signed, contact(ann, 0, 900*day), expired), when: wake, at: after(30 * day)},
		"before there is contact":       {given: asking(passed(ann), passed(bob), signed), when: wake, at: after(30 * day), then: events(expired)},
		"it is revoked":                 {given: met(signed), when: support.RevokeRelease{Release: birthday}, then: events(revoked)},
		"twice":                         {given: met(signed, revoked), when: support.RevokeRelease{Release: birthday}},
		"never by a minister, too":      {given: met(signed), when: support.RevokeRelease{Who: by(ann), Release: birthday}, code: domain.Forbidden},
		"it does not outlive the case":  {given: met(signed), when: support.Close{Who: byCoordinator}, then: events(expired, ended(support.Completed))},
		"nothing is signed behind that": {given: met(ended(support.Completed)), when: sign(family, support.ReleaseCall, 30*day), code: domain.Conflict},
	})
}

func TestClaim(t *testing.T) {
	t.Parallel()
	opened := support.ClaimOpened{By: ann, From: after(-10 * day), RemindAt: after(660 * day), DueAt: after(720 * day)}
	open := func(from time.Time) support.OpenClaim {
		return support.OpenClaim{Who: by(ann), From: from, Facts: facts()}
	}
	none := open(after(-day))
	none.Facts = with(facts(), func(f *support.Facts) { f.Protocol.Claim = support.Claim{} })
	tick := support.TickPaper{Who: by(ann), Paper: "police_report", Facts: facts()}
	ticked := support.PaperTicked{By: ann, Paper: "police_report"}
	quiet := func(more ...domain.Event) []domain.Event { return append(met(contact(ann, 0, 2000*day)), more...) }
	check(t, map[string]decision{
		"opened":                     {given: met(), when: open(after(-10 * day)), then: events(opened)},
		"once":                       {given: met(opened), when: open(after(-10 * day))},
		"late, and reminded at once": {given: met(), when: open(after(-700 * day)), then: events(support.ClaimOpened{By: ann, From: after(-700 * day), RemindAt: noon, DueAt: after(30 * day)})},
		"of tomorrow":                {given: met(), when: open(after(day)), code: domain.Invalid},
		"of no day":                  {given: met(), when: open(time.Time{}), code: domain.Invalid},
		"the program keeps none":     {given: met(), when: none, code: domain.Rejected},
		"a stranger opens none":      {given: met(), when: support.OpenClaim{Who: byStranger, Facts: facts()}, code: domain.Forbidden},
		"a paper":                    {given: met(opened), when: tick, then: events(ticked)},
		"a paper twice":              {given: met(opened, ticked), when: tick},
		"a paper of no claim":        {given: met(), when: tick, code: domain.Rejected},
		"a paper that is not listed": {given: met(opened), when: support.TickPaper{Who: by(ann), Paper: "x", Facts: facts()}, code: domain.Rejected},
		"its end comes near":         {given: quiet(opened), when: wake, at: after(660 * day), then: events(support.ClaimReminded{})},
		"once, also while they rest": {given: quiet(opened, support.FollowUpPaused{Until: after(700 * day)}, support.ClaimReminded{}), when: wake, at: after(661 * day)},
		"filed":                      {given: met(opened), when: support.FileClaim{Who: by(ann)}, then: events(support.ClaimFiled{By: ann})},
		"filed twice":                {given: met(opened, support.ClaimFiled{}), when: support.FileClaim{Who: by(ann)}, code: domain.Conflict},
		"filed, and not reminded of": {given: quiet(opened, support.ClaimFiled{}), when: wake, at: after(660 * day)},
	})
}

func TestWhatElseIsArranged(t *testing.T) {
	t.Parallel()
	post := support.PostNeed{Who: by(ann), Need: birthday, Kind: "meal", On: at(2026, 3, 4), Facts: facts()}
	posted := support.NeedPosted{Need: birthday, By: ann, Kind: "meal", Area: "north", On: at(2026, 3, 4)}
	past, strange := post, post
	past.On, strange.Kind = at(2026, 2, 4), "horse"
	var many []domain.Event
	for i := range 200 {
		many = append(many, support.NeedPosted{Need: person(400 + i)})
	}
	claimed, done := support.NeedNoted{Need: birthday, Status: support.NeedClaimed}, support.NeedNoted{Need: birthday, Status: support.NeedDone}
	check(t, map[string]decision{
		"a note":                         {given: paired(), when: support.WriteNote{Who: by(ann), Note: text}, then: events(support.NoteWritten{By: ann, Note: text})},
		"a document":                     {given: paired(), when: support.AddDocument{Who: by(ann), Document: text, Data: other}, then: events(paper(ann))},
		"a stranger's document":          {given: paired(), when: support.AddDocument{Who: byStranger, Document: text, Data: other}, code: domain.Forbidden},
		"one too many":                   {given: paired(slices.Repeat(events(paper(ann)), 40)...), when: support.AddDocument{Who: by(ann), Document: text, Data: other}, code: domain.Rejected},
		"behind the end":                 {given: paired(ended(support.Completed)), when: support.AddDocument{Who: byCoordinator, Document: text, Data: other}, code: domain.Conflict},
		"it is removed":                  {given: paired(paper(ann)), when: support.RemoveDocument{Who: by(ann), Document: text}, then: events(support.DocumentRemoved{Document: text, Data: other, By: ann})},
		"by a coordinator":               {given: paired(paper(ann), ended(support.Completed)), when: support.RemoveDocument{Who: byCoordinator, Document: text}, then: events(support.DocumentRemoved{Document: text, Data: other, By: coordinator})},
		"by another":                     {given: paired(paper(ann)), when: support.RemoveDocument{Who: by(bob), Document: text}, code: domain.Forbidden},
		"removed by a stranger":          {given: paired(paper(ann)), when: support.RemoveDocument{Who: byStranger, Document: text}, code: domain.Forbidden},
		"removed twice":                  {given: paired(paper(ann), support.DocumentRemoved{Document: text, Data: other, By: ann}), when: support.RemoveDocument{Who: by(ann), Document: text}, code: domain.Conflict},
		"removed before it was there":    {when: support.RemoveDocument{Who: by(ann), Document: text}, code: domain.NotFound},
		"a stranger's note":              {given: paired(), when: support.WriteNote{Who: byStranger, Note: text}, code: domain.Forbidden},
		"a note of whoever was asked":    {given: asking(), when: support.WriteNote{Who: by(ann), Note: text}, code: domain.Forbidden},
		"a partner":                      {given: paired(), when: support.ReferToPartner{Who: by(ann), Partner: "cvc", Facts: facts()}, then: events(support.PartnerNamed{Partner: "cvc", By: ann})},
		"a partner of nobody":            {given: paired(), when: support.ReferToPartner{Who: by(ann), Partner: "x", Facts: facts()}, code: domain.Rejected},
		"help":                           {given: paired(), when: post, then: events(posted)},
		"the message comes twice":        {given: paired(posted), when: post},
		"help of yesterday":              {given: paired(), when: past, code: domain.Invalid},
		"help that nobody gives":         {given: paired(), when: strange, code: domain.Rejected},
		"help without end":               {given: paired(many...), when: post, code: domain.Rejected},
		"claimed":                        {given: paired(posted), when: support.NoteNeed{Need: birthday, Status: support.NeedClaimed}, then: events(claimed)},
		"claimed twice":                  {given: paired(posted, claimed), when: support.NoteNeed{Need: birthday, Status: support.NeedClaimed}},
		"done, behind the end":           {given: paired(posted, claimed, ended(support.Completed)), when: support.NoteNeed{Need: birthday, Status: support.NeedDone}, then: events(done)},
		"done is done":                   {given: paired(posted, done), when: support.NoteNeed{Need: birthday, Status: support.NeedOpen}},
		"of no need":                     {given: paired(), when: support.NoteNeed{Need: birthday, Status: support.NeedDone}},
		"the same matter":                {given: paired(), when: support.Link{Who: byCoordinator, Matter: other}, then: events(support.MatterLinked{Matter: other, By: coordinator})},
		"it is the same already":         {given: paired(), when: support.Link{Who: byCoordinator, Matter: matter}},
		"no matter":                      {given: paired(), when: support.Link{Who: byCoordinator}, code: domain.Invalid},
		"a minister links nothing":       {given: paired(), when: support.Link{Who: by(ann), Matter: other}, code: domain.Forbidden},
		"somebody has to call":           {given: paired(), when: support.NeedCall{Say: "news"}, then: events(support.CallNeeded{Say: "news"})},
		"one call is enough":             {given: paired(support.CallNeeded{}), when: support.NeedCall{Say: "news"}},
		"also behind the end":            {given: paired(ended(support.Completed)), when: support.NeedCall{Say: "news"}, then: events(support.CallNeeded{Say: "news"})},
		"called, also behind the end":    {given: paired(support.CallNeeded{}, ended(support.Completed)), when: support.Called{Who: byCoordinator, Note: text}, then: events(support.FamilyCalled{By: coordinator, Note: text})},
		"called twice":                   {given: paired(support.CallNeeded{}, support.FamilyCalled{}), when: support.Called{Who: byCoordinator}, code: domain.Conflict},
		"a minister does not take calls": {given: paired(support.CallNeeded{}), when: support.Called{Who: by(ann)}, code: domain.Forbidden},
	})
}

// paper is a document that somebody added.
func paper(by uuid.UUID) support.DocumentAdded {
	return support.DocumentAdded{Document: text, Data: other, By: by}
}
