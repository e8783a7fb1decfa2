package referral_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/referral"
)

var (
	now       = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	family    = uuid.NewSHA1(uuid.NameSpaceOID, []byte("case"))
	detective = uuid.NewSHA1(uuid.NameSpaceOID, []byte("detective"))
	june      = now.AddDate(0, 3, 0)
	may       = now.AddDate(0, 2, 0)
	first     = uuid.NewSHA1(uuid.NameSpaceOID, []byte("first"))
	second    = uuid.NewSHA1(uuid.NameSpaceOID, []byte("second"))
	twin      = uuid.NewSHA1(uuid.NameSpaceOID, []byte("twin"))
)

func fold(events []domain.Event) referral.State {
	var s referral.State
	for _, e := range events {
		s = referral.Evolve(s, e)
	}
	return s
}

func opened(more ...domain.Event) []domain.Event {
	return append([]domain.Event{referral.Opened{Case: family, By: detective}}, more...)
}

func noted(release uuid.UUID, until time.Time) referral.ReleaseNoted {
	return referral.ReleaseNoted{Release: release, Scope: "call_me", Until: until}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	note := func(release uuid.UUID, until time.Time) referral.NoteRelease {
		return referral.NoteRelease{Release: release, Scope: "call_me", Until: until}
	}
	recorded := referral.NotificationRecorded{Case: family, By: detective}
	one := func(e domain.Event) []domain.Event { return []domain.Event{e} }
	tests := map[string]struct {
		given []domain.Event
		when  referral.Command
		then  []domain.Event
		code  domain.Code
	}{
		"opened":                           {when: referral.Open{Case: family, By: detective, Notified: true}, then: one(referral.Opened{Case: family, By: detective, Notified: true})},
		"opened twice":                     {given: opened(), when: referral.Open{Case: family, By: detective}},
		"notified by the desk":             {given: opened(), when: referral.Notified{By: detective}, then: one(recorded)},
		"twice":                            {given: opened(recorded), when: referral.Notified{By: detective}, code: domain.Conflict},
		"before there is a referral":       {when: referral.Notified{By: detective}, code: domain.NotFound},
		"notified by a coordinator":        {given: opened(), when: referral.Note{Fact: referral.FamilyNotified}, then: one(referral.NotificationRecorded{Case: family})},
		"whom the desk came before":        {given: opened(recorded), when: referral.Note{Fact: referral.FamilyNotified}},
		"somebody accepted":                {given: opened(), when: referral.Note{Fact: referral.SomebodyAccepted}, then: one(referral.AcceptanceNoted{})},
		"another accepted":                 {given: opened(referral.AcceptanceNoted{}), when: referral.Note{Fact: referral.SomebodyAccepted}},
		"contact":                          {given: opened(), when: referral.Note{Fact: referral.ContactMade}, then: one(referral.ContactNoted{})},
		"an acceptance that comes after":   {given: opened(referral.ContactNoted{}), when: referral.Note{Fact: referral.SomebodyAccepted}},
		"closed":                           {given: opened(), when: referral.Note{Fact: referral.CaseClosed}, then: one(referral.ClosingNoted{})},
		"closed twice":                     {given: opened(referral.ClosingNoted{}), when: referral.Note{Fact: referral.CaseClosed}},
		"of another case from now on":      {given: opened(), when: referral.Attach{Case: twin, Adopted: true}, then: one(referral.Attached{Case: twin})},
		"the message of that comes twice":  {given: opened(referral.Attached{Case: twin}), when: referral.Attach{Case: twin, Adopted: true}},
		"the desk's word goes along":       {given: opened(recorded), when: referral.Attach{Case: twin, Adopted: true, Notified: true}, then: []domain.Event{referral.Attached{Case: twin}, referral.NotificationRecorded{Case: twin, By: detective}}},
		"what is known of the other case":  {given: opened(), when: referral.Attach{Case: twin, Adopted: true, Notified: true, Accepted: true, Contact: true}, then: []domain.Event{referral.Attached{Case: twin}, referral.NotificationRecorded{Case: twin}, referral.AcceptanceNoted{}, referral.ContactNoted{}}},
		"the other has a referral":         {given: opened(), when: referral.Attach{Case: twin}, then: one(referral.ClosingNoted{})},
		"attached too early":               {when: referral.Attach{Case: twin}, code: domain.Conflict},
		"notified by the desk afterwards":  {given: opened(referral.Attached{Case: twin}), when: referral.Notified{By: detective}, then: one(referral.NotificationRecorded{Case: twin, By: detective})},
		"no other fact":                    {given: opened(), when: referral.Note{Fact: "minister"}},
		"a fact that comes too early":      {when: referral.Note{Fact: referral.CaseClosed}, code: domain.Conflict},
		"a release that comes too early":   {when: note(first, june), code: domain.Conflict},
		"a release":                        {given: opened(), when: note(first, june), then: one(noted(first, june))},
		"the message comes twice":          {given: opened(noted(first, june)), when: note(first, june)},
		"its end":                          {given: opened(noted(first, june)), when: note(first, time.Time{}), then: one(noted(first, time.Time{}))},
		"its end twice":                    {given: opened(noted(first, june), noted(first, time.Time{})), when: note(first, time.Time{})},
		"its end before its beginning":     {given: opened(), when: note(first, time.Time{}), then: one(noted(first, time.Time{}))},
		"its beginning after its end":      {given: opened(noted(first, time.Time{})), when: note(first, june)},
		"without a name":                   {given: opened(), when: note(uuid.Nil, june), then: one(noted(uuid.Nil, june))},
		"without a name, and its end":      {given: opened(noted(uuid.Nil, june)), when: note(uuid.Nil, time.Time{}), then: one(noted(uuid.Nil, time.Time{}))},
		"without a name, no end":           {given: opened(), when: note(uuid.Nil, time.Time{})},
		"without a name, and signed again": {given: opened(noted(uuid.Nil, june), noted(uuid.Nil, time.Time{})), when: note(uuid.Nil, june), then: one(noted(uuid.Nil, june))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := referral.Decide(fold(tt.given), tt.when, now)
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			if diff := cmp.Diff(tt.then, got); diff != "" {
				t.Fatalf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOneReleaseEndsAndTheOtherStays(t *testing.T) {
	t.Parallel()
	both := opened(noted(first, june), noted(second, may))
	for name, tt := range map[string]struct {
		more []domain.Event
		want map[string]time.Time
	}{
		"both":       {nil, map[string]time.Time{"call_me": june}},
		"the second": {[]domain.Event{noted(first, time.Time{})}, map[string]time.Time{"call_me": may}},
		"the first":  {[]domain.Event{noted(second, time.Time{})}, map[string]time.Time{"call_me": june}},
		"neither":    {[]domain.Event{noted(first, time.Time{}), noted(second, time.Time{})}, map[string]time.Time{}},
	} {
		if diff := cmp.Diff(tt.want, fold(append(both[:len(both):len(both)], tt.more...)).Released); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestTheWall counts what the desk can know. A field more is a hole in the wall.
func TestTheWall(t *testing.T) {
	t.Parallel()
	want := []string{"Case", "By", "Notified", "Accepted", "Contact", "Closed", "Released", "Releases"}
	var got []string
	for i := range reflect.TypeFor[referral.State]().NumField() {
		got = append(got, reflect.TypeFor[referral.State]().Field(i).Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the desk knows (-want +got):\n%s", diff)
	}
	for _, e := range []domain.Event{referral.AcceptanceNoted{}, referral.ContactNoted{}, referral.ClosingNoted{}} {
		if reflect.TypeOf(e).NumField() > 0 {
			t.Errorf("%s says more than that it is so", e.EventType())
		}
	}
	if (referral.NotificationRecorded{Case: family}).Leads() != uuid.Nil || (referral.NotificationRecorded{Case: family, By: detective}).Leads() != family {
		t.Error("only the desk's own word goes to the case")
	}
}

// TestInWhateverOrderItComes delivers the same facts in any order, some twice: the desk reads the same in the end.
func TestInWhateverOrderItComes(t *testing.T) {
	t.Parallel()
	facts := []referral.Command{
		referral.Note{Fact: referral.SomebodyAccepted},
		referral.Note{Fact: referral.ContactMade},
		referral.Note{Fact: referral.FamilyNotified},
		referral.NoteRelease{Release: first, Scope: "call_me", Until: june},
		referral.NoteRelease{Release: first, Scope: "call_me"},
		referral.NoteRelease{Release: second, Scope: "call_me", Until: may},
		referral.Note{Fact: referral.CaseClosed},
	}
	rapid.Check(t, func(t *rapid.T) {
		s := fold(opened())
		order := append(rapid.Permutation(facts).Draw(t, "order"), rapid.SliceOf(rapid.SampledFrom(facts)).Draw(t, "again")...)
		for _, c := range order {
			events, err := referral.Decide(s, c, now)
			if err != nil {
				t.Fatalf("%s: %v", c.CommandName(), err)
			}
			for _, e := range events {
				before := cmp.Diff(referral.State{}, s)
				next := referral.Evolve(s, e)
				if cmp.Diff(referral.State{}, s) != before {
					t.Fatalf("%s changed what it was folded into", e.EventType())
				}
				s = next
			}
		}
		if !s.Notified || !s.Accepted || !s.Contact || !s.Closed || cmp.Diff(map[string]time.Time{"call_me": may}, s.Released) != "" {
			t.Fatalf("the desk reads %+v", s)
		}
	})
}
