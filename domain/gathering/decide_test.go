package gathering_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
)

var (
	now    = time.Date(2026, 2, 2, 15, 0, 0, 0, time.UTC)
	starts = time.Date(2026, 3, 13, 0, 0, 0, 0, time.UTC)
	ends   = starts.Add(90 * time.Minute)
	serial = uuid.NewSHA1(uuid.NameSpaceOID, []byte("series"))
	cora   = uuid.NewSHA1(uuid.NameSpaceOID, []byte("cora"))
	corin  = uuid.NewSHA1(uuid.NameSpaceOID, []byte("corin"))
	text   = uuid.NewSHA1(uuid.NameSpaceOID, []byte("text"))
	facts  = gathering.Facts{Rules: gathering.Rules{
		Capacity: gathering.Capacity{Seats: 100, Guests: true}, Party: 8, Remind: []time.Duration{168 * time.Hour, 24 * time.Hour},
		Interpreters: []string{"bs", "es"}, Arrange: gathering.Arrange{AskBefore: 240 * time.Hour, Within: 72 * time.Hour},
	}}
)

func fold(events ...domain.Event) (s gathering.State) {
	for _, e := range events {
		s = gathering.Evolve(s, e)
	}
	return s
}

func sent(interpreter string) gathering.Answered {
	return gathering.Answered{Series: serial, Gathering: "2026-03-12", Adults: 2, Children: 1, Seats: 3, Interpreter: interpreter}
}

func seated() gathering.PlaceTaken {
	return gathering.PlaceTaken{StartsAt: starts, EndsAt: ends, RemindAt: starts.Add(-168 * time.Hour), Step: 1, Ask: 1}
}

func heard(what, standing string, step, ask int) gathering.Note {
	return gathering.Note{What: what, Standing: standing, StartsAt: starts, EndsAt: ends, Step: step, Ask: ask}
}

func types(events []domain.Event) (names []string) {
	for _, e := range events {
		names = append(names, e.EventType()[len("gathering."):])
	}
	return names
}

func TestDecide(t *testing.T) {
	t.Parallel()
	offered := gathering.PlaceOffered{Until: now.Add(48 * time.Hour), StartsAt: starts, EndsAt: ends, Step: 2, Ask: 1}
	waits := gathering.Waitlisted{StartsAt: starts, EndsAt: ends, Step: 1, Ask: 1}
	opened := gathering.ArrangementOpened{DueAt: now.Add(72 * time.Hour)}
	owned := gathering.ArrangementOwned{By: cora}
	wants := gathering.NumbersWanted{Adults: 1, Children: 1, Seats: 2, Ask: 2}
	with := func(events ...domain.Event) []domain.Event { return append([]domain.Event{sent("")}, events...) }
	spanish := []domain.Event{sent("es"), seated(), opened}
	party := func(adults, children int) gathering.Answer {
		return gathering.Answer{Series: serial, Gathering: "2026-03-12", Open: true, Adults: adults, Children: children}
	}
	for name, tt := range map[string]struct {
		given []domain.Event
		when  gathering.Command
		at    time.Time
		then  []string
		code  domain.Code
	}{
		"an answer":                                {when: party(2, 1), then: []string{"answered"}},
		"the message comes twice":                  {given: with(), when: party(2, 1)},
		"children alone":                           {when: party(0, 1), then: []string{"answered"}},
		"nobody":                                   {when: party(0, 0), code: domain.Rejected},
		"fewer than nobody":                        {when: party(-1, 3), code: domain.Rejected},
		"too many for one answer":                  {when: party(7, 2), code: domain.Rejected},
		"answers are not taken":                    {when: gathering.Answer{Adults: 1}, code: domain.Rejected},
		"of an answer that is not there":           {when: gathering.Withdraw{}, code: domain.NotFound},
		"there is a place":                         {given: with(), when: heard("seated", "seated", 1, 1), then: []string{"place_taken"}},
		"there is none":                            {given: with(), when: heard("waiting", "waiting", 1, 1), then: []string{"waitlisted"}},
		"it came too late":                         {given: with(), when: heard("refused", "refused", 1, 1), then: []string{"not_taken"}},
		"an interpreter is wanted":                 {given: []domain.Event{sent("es")}, when: heard("seated", "seated", 1, 1), then: []string{"place_taken", "arrangement_opened"}},
		"not before there is a place":              {given: []domain.Event{sent("es")}, when: heard("waiting", "waiting", 1, 1), then: []string{"waitlisted"}},
		"a place came free":                        {given: with(waits), when: heard("offered", "offered", 2, 1), then: []string{"place_offered"}},
		"an old word after a newer one":            {given: with(waits, offered), when: heard("waiting", "waiting", 1, 1)},
		"the newer one first":                      {given: with(), when: heard("offered", "offered", 2, 1), then: []string{"place_offered"}},
		"passed over":                              {given: with(waits), when: heard("passed_over", "waiting", 2, 1), then: []string{"passed_over"}},
		"the offer is taken":                       {given: with(waits, offered), when: gathering.Take{}, then: []string{"offer_taken"}},
		"and taken twice":                          {given: with(waits, offered, gathering.OfferTaken{}), when: gathering.Take{}},
		"and taken when there is a place":          {given: with(seated()), when: gathering.Take{}},
		"no offer to take":                         {given: with(waits), when: gathering.Take{}, code: domain.Conflict},
		"an offer taken too late":                  {given: with(waits, offered), when: gathering.Take{}, at: now.Add(48 * time.Hour), code: domain.Conflict},
		"an offer lapses":                          {given: with(waits, offered), when: heard("lapsed", "lapsed", 3, 1), then: []string{"offer_lapsed"}},
		"a yes that was under way":                 {given: with(waits, offered, gathering.OfferTaken{}, gathering.OfferLapsed{Step: 3}), when: heard("seated", "seated", 4, 1), then: []string{"place_taken"}},
		"fewer come":                               {given: with(seated()), when: gathering.Change{Adults: 1, Children: 1}, then: []string{"numbers_wanted"}},
		"as many as before":                        {given: with(seated()), when: gathering.Change{Adults: 2, Children: 1}},
		"too many come":                            {given: with(seated()), when: gathering.Change{Adults: 9}, code: domain.Rejected},
		"a change before the last was heard":       {given: with(seated(), wants), when: gathering.Change{Adults: 1}, code: domain.Conflict},
		"there is room":                            {given: with(seated(), wants), when: heard("changed", "seated", 2, 2), then: []string{"numbers_changed"}},
		"there is none for more":                   {given: with(seated(), wants), when: heard("unchanged", "seated", 2, 2), then: []string{"numbers_kept"}},
		"a change when it is over":                 {given: with(seated()), when: gathering.Change{Adults: 1}, at: starts, code: domain.Conflict},
		"withdrawn":                                {given: with(seated()), when: gathering.Withdraw{}, then: []string{"withdrawn"}},
		"withdrawn twice":                          {given: with(gathering.Withdrawn{}), when: gathering.Withdraw{}},
		"withdrawn when it is called off":          {given: with(gathering.CalledOff{}), when: gathering.Withdraw{}, code: domain.Conflict},
		"a place after it was withdrawn":           {given: with(gathering.Withdrawn{}), when: heard("seated", "seated", 1, 1)},
		"moved":                                    {given: with(seated()), when: heard("moved", "seated", 2, 1), then: []string{"moved"}},
		"moved, and an interpreter was arranged":   {given: append(spanish, gathering.ArrangementSettled{Outcome: gathering.Arranged}), when: heard("moved", "seated", 2, 1), then: []string{"moved", "arrangement_opened"}},
		"called off":                               {given: with(waits), when: heard("called_off", "called_off", 2, 1), then: []string{"called_off"}},
		"a question":                               {given: with(waits), when: gathering.Ask{Question: text}, then: []string{"question_asked"}},
		"a question when it is called off":         {given: with(gathering.CalledOff{}), when: gathering.Ask{Question: text}, code: domain.Conflict},
		"a need later":                             {given: with(seated()), when: gathering.Need{Interpreter: "bs"}, then: []string{"need_stated", "arrangement_opened"}},
		"the same need":                            {given: spanish, when: gathering.Need{Interpreter: "es"}},
		"a language nobody speaks":                 {given: with(seated()), when: gathering.Need{Interpreter: "tlh"}, code: domain.Rejected},
		"a coordinator takes it on":                {given: spanish, when: gathering.Own{By: cora}, then: []string{"arrangement_owned"}},
		"another one too":                          {given: append(spanish, owned), when: gathering.Own{By: corin}, code: domain.Conflict},
		"given back":                               {given: append(spanish, owned), when: gathering.Disown{By: cora}, then: []string{"arrangement_disowned"}},
		"given back by another":                    {given: append(spanish, owned), when: gathering.Disown{By: corin}, code: domain.Forbidden},
		"arranged":                                 {given: append(spanish, owned), when: gathering.Settle{By: cora, Outcome: gathering.Arranged}, then: []string{"arrangement_settled"}},
		"arranged by another":                      {given: append(spanish, owned), when: gathering.Settle{By: corin, Outcome: gathering.Arranged}, code: domain.Conflict},
		"settled without an outcome":               {given: append(spanish, owned), when: gathering.Settle{By: cora}, code: domain.Invalid},
		"settled when nobody comes any more":       {given: append(spanish, gathering.Withdrawn{}), when: gathering.Settle{By: cora, Outcome: gathering.Arranged}, code: domain.Conflict},
		"a reminder is due":                        {given: with(seated()), when: gathering.Wake{}, at: starts.Add(-168 * time.Hour), then: []string{"reminded"}},
		"a reminder is not due":                    {given: with(seated()), when: gathering.Wake{}, at: starts.Add(-169 * time.Hour)},
		"no reminder to the waitlisted":            {given: with(waits), when: gathering.Wake{}, at: starts.Add(-time.Hour)},
		"no reminder after withdrawing":            {given: with(seated(), gathering.Withdrawn{}), when: gathering.Wake{}, at: starts.Add(-time.Hour)},
		"no reminder once it has begun, and over":  {given: with(seated()), when: gathering.Wake{}, at: ends, then: []string{"over"}},
		"a message that cannot be sent":            {given: with(seated()), when: gathering.NeedCall{Say: "gathering_moved"}, then: []string{"call_needed"}},
		"a reminder that cannot be sent":           {given: with(seated()), when: gathering.NeedCall{Say: "gathering_reminder"}},
		"called":                                   {given: with(seated(), gathering.CallNeeded{}), when: gathering.Called{By: cora}, then: []string{"person_called"}},
		"called by somebody else in the meantime ": {given: with(seated()), when: gathering.Called{By: cora}, code: domain.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := tt.at
			if at.IsZero() {
				at = now
			}
			got, err := gathering.Decide(fold(tt.given...), gathering.WithFacts(tt.when, facts).(gathering.Command), at)
			if domain.CodeOf(err) != tt.code || !reflect.DeepEqual(types(got), tt.then) {
				t.Errorf("%v, %v; want %v, %q", types(got), err, tt.then, tt.code)
			}
		})
	}
}

func TestALateWishIsMarked(t *testing.T) {
	t.Parallel()
	late, err := gathering.Decide(fold(sent("es")), gathering.WithFacts(heard("seated", "seated", 1, 1), facts).(gathering.Command), starts.Add(-48*time.Hour))
	if err != nil || len(late) != 2 {
		t.Fatal(late, err)
	}
	if e := late[1].(gathering.ArrangementOpened); !e.Late || !e.DueAt.Equal(starts) {
		t.Errorf("two days before: %+v", e)
	}
}

// TestOnlyThoseWithAPlaceAreReminded sends the words of the series in any order, and any wishes, while time goes on.
func TestOnlyThoseWithAPlaceAreReminded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, at := fold(sent(rapid.SampledFrom([]string{"", "es"}).Draw(t, "interpreter"))), now
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			what := rapid.SampledFrom([]string{"seated", "waiting", "offered", "lapsed", "changed", "unchanged", "moved", "passed_over", "called_off"}).Draw(t, "what")
			standing := rapid.SampledFrom([]string{"seated", "waiting", "offered"}).Draw(t, "standing")
			c := rapid.SampledFrom([]gathering.Command{
				heard(what, standing, rapid.IntRange(1, 12).Draw(t, "step"), s.Asks),
				gathering.Wake{},
				gathering.Take{},
				gathering.Change{Adults: 1},
				gathering.Withdraw{},
				gathering.Own{By: cora},
				gathering.Need{Interpreter: "bs"},
			}).Draw(t, "command")
			over := s.Over()
			events, err := gathering.Decide(s, gathering.WithFacts(c, facts).(gathering.Command), at)
			if err != nil && len(events) > 0 || over && len(events) > 0 {
				t.Fatalf("%v and %v of %+v", events, err, s)
			}
			for _, e := range events {
				if _, reminds := e.(gathering.Reminded); reminds && s.Phase != gathering.Seated {
					t.Fatalf("somebody who is %s is reminded", s.Phase)
				}
				s = gathering.Evolve(s, e)
			}
			at = at.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")) * time.Hour)
		}
	})
}
