package need_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/need"
)

var (
	now    = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	meal   = uuid.NewSHA1(uuid.NameSpaceOID, []byte("meal"))
	family = uuid.NewSHA1(uuid.NameSpaceOID, []byte("case"))
	ann    = uuid.NewSHA1(uuid.NameSpaceOID, []byte("ann"))
	bob    = uuid.NewSHA1(uuid.NameSpaceOID, []byte("bob"))
)

func fold(events []domain.Event) need.State {
	var s need.State
	for _, e := range events {
		s = need.Evolve(s, e)
	}
	return s
}

func opened(more ...domain.Event) []domain.Event {
	return append([]domain.Event{need.Opened{Need: meal, Case: family, Kind: "meal", Area: "north", On: now}}, more...)
}

func TestDecide(t *testing.T) {
	t.Parallel()
	claimed, released, done := need.Claimed{Case: family, Need: meal, By: ann}, need.Released{Case: family, Need: meal, By: ann}, need.Done{Case: family, Need: meal, By: ann}
	open := need.Open{Need: meal, Case: family, Kind: "meal", Area: "north", On: now}
	for name, tt := range map[string]struct {
		given []domain.Event
		when  need.Command
		then  domain.Event
		code  domain.Code
	}{
		"on the board":                   {when: open, then: opened()[0]},
		"the message comes twice":        {given: opened(), when: open},
		"claimed":                        {given: opened(), when: need.Claim{By: ann}, then: claimed},
		"claimed twice by the same":      {given: opened(claimed), when: need.Claim{By: ann}},
		"claimed by another meanwhile":   {given: opened(claimed), when: need.Claim{By: bob}, code: domain.Conflict},
		"before it is there":             {when: need.Claim{By: ann}, code: domain.NotFound},
		"done before it is there":        {when: need.Finish{By: ann}, code: domain.NotFound},
		"given back":                     {given: opened(claimed), when: need.Release{By: ann}, then: released},
		"given back by another":          {given: opened(claimed), when: need.Release{By: bob}, code: domain.Forbidden},
		"given back twice":               {given: opened(claimed, released), when: need.Release{By: ann}, code: domain.Forbidden},
		"given back by nobody":           {given: opened(), when: need.Release{}, code: domain.Forbidden},
		"claimed after that":             {given: opened(claimed, released), when: need.Claim{By: bob}, then: need.Claimed{Case: family, Need: meal, By: bob}},
		"done":                           {given: opened(claimed), when: need.Finish{By: ann}, then: done},
		"done by another":                {given: opened(claimed), when: need.Finish{By: bob}, code: domain.Forbidden},
		"done by nobody":                 {given: opened(), when: need.Finish{}, code: domain.Forbidden},
		"claimed when it was done":       {given: opened(claimed, done), when: need.Claim{By: bob}, code: domain.Conflict},
		"done when it was done":          {given: opened(claimed, done), when: need.Finish{By: ann}, code: domain.Conflict},
		"on the board when it was done":  {given: opened(claimed, done), when: open},
		"given back when it was done":    {given: opened(claimed, done), when: need.Release{By: ann}, code: domain.Conflict},
		"claimed by nobody, and nothing": {given: opened(), when: need.Claim{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := need.Decide(fold(tt.given), tt.when, now)
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			var then []domain.Event
			if tt.then != nil {
				then = []domain.Event{tt.then}
			}
			if diff := cmp.Diff(then, got); diff != "" {
				t.Fatalf("events (-want +got):\n%s", diff)
			}
		})
	}
	for _, e := range []domain.Elsewhere{claimed, released, done} {
		if e.Leads() != family {
			t.Errorf("%s leads to %v", e.EventType(), e.Leads())
		}
	}
}

// TestItIsNeverTwoPeoples lets volunteers race for one need.
func TestItIsNeverTwoPeoples(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := fold(opened())
		var holder uuid.UUID
		finished := false
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			by := rapid.SampledFrom([]uuid.UUID{ann, bob}).Draw(t, "by")
			c := rapid.SampledFrom([]need.Command{need.Claim{By: by}, need.Release{By: by}, need.Finish{By: by}}).Draw(t, "command")
			events, err := need.Decide(s, c, now)
			for _, e := range events {
				s = need.Evolve(s, e)
				switch e := e.(type) {
				case need.Claimed:
					if holder != uuid.Nil || finished {
						t.Fatalf("%v claimed what is %v's", e.By, holder)
					}
					holder = e.By
				case need.Released:
					if holder != e.By || finished {
						t.Fatalf("%v gave back what is %v's", e.By, holder)
					}
					holder = uuid.Nil
				case need.Done:
					if holder != e.By || finished {
						t.Fatalf("%v did what is %v's", e.By, holder)
					}
					finished = true
				}
			}
			if err != nil && len(events) > 0 || s.By != holder || s.Done != finished {
				t.Fatalf("%v, %v: %+v", events, err, s)
			}
		}
	})
}
