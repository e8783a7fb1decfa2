package support_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

const day = 24 * time.Hour

var (
	noon        = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	mother      = person(1)
	aunt        = person(2)
	coordinator = person(3)
	detective   = person(4)
	stranger    = person(5)
	text        = person(6) // any sealed text
	matter      = person(7)
	desk        = person(8) // the stream on the desk's side
	other       = person(9) // another case
	ann         = person(11)
	bob         = person(12)
	cem         = person(13)
	dee         = person(14)

	byCoordinator = support.Who{By: coordinator, As: domain.RoleCoordinator}
	byDesk        = support.Who{By: detective, As: domain.RoleDesk}
	byStranger    = support.Who{By: stranger, As: domain.RoleMinister}
	family        = support.Who{}
)

// person gives the same id for the same number.
func person(n int) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	id[6], id[8] = 0x40, 0x80
	return id
}

// by is a minister's own wish.
func by(minister uuid.UUID) support.Who { return support.Who{By: minister, As: domain.RoleMinister} }

func after(d time.Duration) time.Time { return noon.Add(d) }

// protocol is the rules of most tests: a gate, and two who go.
func protocol() support.Protocol {
	return support.Protocol{
		Gate: true, Languages: []string{"en", "bs"}, Faiths: []string{"christian", "muslim"}, Areas: []string{"north", "south"},
		Partners: []support.Partner{{Key: "cvc"}, {Key: "outside"}}, Independent: "outside", CallBack: time.Hour, Notify: 6 * time.Hour,
		Dispatch: support.Dispatch{Pair: 2, Answer: 15 * time.Minute, Telephone: 40 * time.Minute, Remind: 30 * time.Minute},
		Contact:  support.Contact{Due: 4 * time.Hour, BackUp: 2 * time.Hour, Visit: 3 * time.Hour},
		Care:     support.Care{CapFamilies: 3, Rest: 72 * time.Hour, Debrief: 2 * day},
		FollowUp: support.FollowUp{After: []time.Duration{day, 3 * day, 14 * day, 30 * day}, Yearly: true, Within: 2 * day},
		Dates:    support.DateRules{Lead: 7 * day, Kinds: []string{"death", "trial"}},
		Concern:  30 * day, Claim: support.Claim{Within: 730 * day, Remind: 60 * day, Papers: []string{"police_report"}}, Needs: []string{"meal"},
	}
}

// facts has the given people on duty, reachable and free.
func facts(on ...uuid.UUID) support.Facts {
	f := support.Facts{Protocol: protocol(), Seed: 7}
	for _, id := range on {
		f.Candidates = append(f.Candidates, support.Candidate{ID: id, OnDuty: true, Ready: true, Cap: 3})
	}
	return f
}

// with changes a copy of facts.
func with(f support.Facts, change func(*support.Facts)) support.Facts {
	change(&f)
	return f
}

func alone(f *support.Facts) { f.Protocol.Dispatch.Pair = 1 }

// request is the desk's, of a mother who knows.
func request() support.Refer {
	return support.Refer{
		Who: byDesk, Program: "hmca", Version: "v1", Open: true, Channel: "web", Asker: support.AskDesk, Notified: true, Texts: true,
		Area: "north", Relative: mother, Referral: desk, Matter: matter, Answers: text, Facts: facts(),
	}
}

func referred() support.FamilyReferred {
	return support.FamilyReferred{
		Basis:   support.FirstContact,
		Program: "hmca", Version: "v1", Channel: "web", EnteredBy: detective, Asker: support.AskDesk, Area: "north", Relative: mother, Notified: true,
		Trusted: true, Texts: true, Referral: desk, Matter: matter, Answers: text,
	}
}

var two = support.DispatchOpened{Wanted: 2}

func offered(minister uuid.UUID, at time.Duration) support.MinisterDispatched {
	return support.MinisterDispatched{Minister: minister, Step: support.OnDutyHere, Because: []string{support.BecauseFree}, Seed: 7, DueAt: after(at + 15*time.Minute)}
}

func accepted(minister uuid.UUID, telephone time.Duration) support.DispatchAccepted {
	e := support.DispatchAccepted{Minister: minister, Referral: desk}
	if telephone != 0 {
		e.TelephoneAt = after(telephone)
	}
	return e
}

func assigned(due time.Duration, ministers ...uuid.UUID) support.MinistersAssigned {
	return support.MinistersAssigned{Ministers: ministers, DueAt: after(due)}
}

func contact(by uuid.UUID, at, next time.Duration) support.ContactMade {
	return support.ContactMade{By: by, Referral: desk, MadeAt: after(at), NextAt: after(next)}
}

// asking is a case for which ann and bob are being asked since noon.
func asking(more ...domain.Event) []domain.Event {
	return append([]domain.Event{referred(), two, offered(ann, 0), offered(bob, 0)}, more...)
}

// paired is a case that ann and bob accepted at noon.
func paired(more ...domain.Event) []domain.Event {
	return append(asking(accepted(ann, 40*time.Minute), accepted(bob, 40*time.Minute), assigned(4*time.Hour, ann, bob)), more...)
}

// met is a case that ann reached at noon.
func met(more ...domain.Event) []domain.Event {
	return append(paired(contact(ann, 0, day), support.DebriefOffered{Minister: ann, DueAt: after(2 * day)}, support.DebriefOffered{Minister: bob, DueAt: after(2 * day)}), more...)
}

func ended(outcome support.Outcome) support.CaseClosed {
	return support.CaseClosed{By: coordinator, Outcome: outcome, Referral: desk}
}

// decision is one line of the tables: what happened so far, what is wanted and when (noon if not said), and what comes of it: events, or a
// refusal with a code, or neither.
type decision struct {
	given []domain.Event
	when  support.Command
	at    time.Time
	then  []domain.Event
	code  domain.Code
}

func check(t *testing.T, tests map[string]decision) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.at.IsZero() {
				tt.at = noon
			}
			got, err := support.Decide(fold(tt.given), tt.when, tt.at)
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			if diff := cmp.Diff(tt.then, got); diff != "" {
				t.Fatalf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func fold(events []domain.Event) support.State {
	var s support.State
	for _, e := range events {
		s = support.Evolve(s, e)
	}
	return s
}

func events(list ...domain.Event) []domain.Event { return list }
