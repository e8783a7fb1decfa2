package volunteer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func up(who uuid.UUID, d volunteer.Date) volunteer.SignUp {
	return volunteer.SignUp{Person: who, Date: d, OfAge: true}
}

func TestSignUp(t *testing.T) {
	t.Parallel()
	licensed := map[uuid.UUID]volunteer.Day{ann: "", bob: "2026-03-08", cem: "2026-03-07"}
	for name, test := range map[string]struct {
		before []volunteer.Command
		c      volunteer.Command
		at     time.Time
		code   domain.Code
		part   string
	}{
		"a free place":                            {c: up(ann, packing)},
		"the second of two":                       {before: []volunteer.Command{up(ann, packing)}, c: up(bob, packing)},
		"nobody gets a third of two":              {before: []volunteer.Command{up(ann, packing), up(bob, packing)}, c: up(cem, packing), code: domain.Conflict, part: "taken in the meantime"},
		"a day that the rule does not give":       {c: up(ann, volunteer.Date{Shift: "packing", Day: "2026-03-09"}), code: domain.NotFound},
		"no such shift":                           {c: up(ann, volunteer.Date{Shift: "sewing", Day: "2026-03-07"}), code: domain.NotFound},
		"no day at all":                           {c: up(ann, volunteer.Date{Shift: "packing", Day: "soon"}), code: domain.NotFound},
		"without stating the age":                 {c: volunteer.SignUp{Person: ann, Date: packing}, code: domain.Rejected, part: "14 years"},
		"too early":                               {c: up(ann, volunteer.Date{Shift: "packing", Day: "2026-06-06"}), code: domain.Rejected, part: "yet"},
		"once it has begun":                       {c: up(ann, packing), at: local("2026-03-07 09:00"), code: domain.Conflict, part: "begun"},
		"once it is over":                         {c: up(ann, packing), at: local("2026-03-07 11:00"), code: domain.Conflict, part: "over"},
		"a clearance that counts for good":        {c: up(ann, delivery)},
		"a clearance that ends on the day itself": {c: up(bob, delivery)},
		"a clearance that ends the day before":    {c: up(cem, delivery), code: domain.Rejected, part: "ends on 2026-03-07"},
		"no clearance":                            {c: up(dee, delivery), code: domain.Rejected, part: "Driver's license"},
		"by a coordinator, without clearance":     {c: volunteer.Assign{By: coordinator, Person: dee, Date: delivery, OfAge: true}, code: domain.Rejected, part: "Driver's license"},
		"by a coordinator, before it is open":     {c: volunteer.Assign{By: coordinator, Person: ann, Date: volunteer.Date{Shift: "packing", Day: "2026-06-06"}, OfAge: true}},
		"by a coordinator, when it is full": {
			before: []volunteer.Command{up(ann, delivery)}, c: volunteer.Assign{By: coordinator, Person: bob, Date: delivery, OfAge: true}, code: domain.Conflict, part: "taken",
		},
		"on a date that was canceled": {before: []volunteer.Command{volunteer.CancelDate{By: coordinator, Date: packing}}, c: up(ann, packing), code: domain.Conflict, part: "canceled"},
		"at two places at once": {
			before: []volunteer.Command{
				up(ann, packing),
				volunteer.AddDate{By: coordinator, Date: volunteer.Date{Shift: "delivery", Day: "2026-03-07"}},
			},
			c: up(ann, volunteer.Date{Shift: "delivery", Day: "2026-03-07"}), code: domain.Rejected, part: "same time",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := given(t, licensed)
			g.do(test.before...)
			if !test.at.IsZero() {
				g.at = test.at
			}
			events, err := g.try(test.c)
			if test.code != "" {
				refused(t, err, test.code, test.part)
				return
			}
			if err != nil || len(without(events)) != 1 {
				t.Errorf("%v, %v", events, err)
			}
		})
	}
}

func TestTheSameSignUpAgainChangesNothing(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(up(ann, packing))
	same(t, g.do(up(ann, packing)))
	if len(g.state.At(packing)) != 1 {
		t.Error("two places")
	}
}

func TestOnesOwnShiftIsGivenBack(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(up(ann, later))
	same(t, g.do(volunteer.Cancel{Person: ann, Date: later}), volunteer.PlaceCanceled{Person: ann, Shift: "packing", Day: "2026-03-14"})
	_, err := g.try(volunteer.Cancel{Person: ann, Date: later})
	refused(t, err, domain.Conflict, "no place")
	g.do(up(ann, packing))
	g.at = local("2026-03-06 12:00")
	same(t, g.do(volunteer.Cancel{Person: ann, Date: packing}),
		volunteer.PlaceCanceled{Person: ann, Shift: "packing", Day: "2026-03-07"}, volunteer.GapFound{Shift: "packing", Day: "2026-03-07", Missing: 2})
}

func TestACoordinatorTakesAPlaceBackWithAReason(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(up(ann, later))
	_, err := g.try(volunteer.Remove{By: coordinator, Person: ann, Date: later, Reason: "because I say so"})
	refused(t, err, domain.Invalid, "reasons")
	same(t, g.do(volunteer.Remove{By: coordinator, Person: ann, Date: later, Reason: "mistake"}),
		volunteer.PlaceRemoved{By: coordinator, Person: ann, Shift: "packing", Day: "2026-03-14", Reason: "mistake"})
	if len(g.state.Lost) != 1 || g.state.Lost[0].Because != "mistake" {
		t.Errorf("they cannot read why: %+v", g.state.Lost)
	}
}

func TestACheckThatDoesNotCountOnTheDayFreesThePlace(t *testing.T) {
	t.Parallel()
	g := given(t, map[uuid.UUID]volunteer.Day{ann: "2026-03-08"})
	g.do(up(ann, delivery))
	g.f = facts(map[uuid.UUID]volunteer.Day{ann: "2026-03-07"}) // found to end earlier
	g.wakeUntil(local("2026-03-08 05:59"))
	if p, has := g.state.Place(delivery, ann); !has || !p.Reminded {
		t.Errorf("before the day: %+v", g.state.Places)
	}
	same(t, g.wakeUntil(local("2026-03-08 06:00")),
		volunteer.PlaceBlocked{Person: ann, Shift: "delivery", Day: "2026-03-08", Check: "license"}, volunteer.GapFound{Shift: "delivery", Day: "2026-03-08", Missing: 1})
	if _, has := g.state.Place(delivery, ann); has || g.state.Lost[0].Check != "license" {
		t.Errorf("%+v", g.state)
	}
}

func TestAClearanceThatIsTakenBackFreesTodaysPlaceAtOnce(t *testing.T) {
	t.Parallel()
	g := given(t, map[uuid.UUID]volunteer.Day{ann: ""})
	next := volunteer.Date{Shift: "delivery", Day: "2026-03-15"}
	g.do(up(ann, delivery), up(ann, next))
	g.wakeUntil(local("2026-03-08 09:00"))
	same(t, g.do(volunteer.WithdrawClearance{By: coordinator, Person: ann, Check: "license"}),
		volunteer.ClearanceWithdrawn{By: coordinator, Person: ann, Check: "license"},
		volunteer.PlaceBlocked{Person: ann, Shift: "delivery", Day: "2026-03-08", Check: "license"})
	if _, has := g.state.Place(next, ann); !has {
		t.Error("the place of a later day is gone too; the check can be made again until then")
	}
}

func TestNobodyIsCheckedInWithoutAClearance(t *testing.T) {
	t.Parallel()
	g := given(t, map[uuid.UUID]volunteer.Day{ann: "", bob: ""})
	g.do(up(ann, delivery))
	g.wakeUntil(local("2026-03-08 05:50"))
	_, err := g.try(volunteer.CheckIn{By: ann, Person: ann, Date: delivery})
	refused(t, err, domain.Rejected, "too early")
	g.at = local("2026-03-08 09:50")
	g.f = facts(map[uuid.UUID]volunteer.Day{bob: ""})
	_, err = g.try(volunteer.CheckIn{By: ann, Person: ann, Date: delivery})
	refused(t, err, domain.Rejected, "Driver's license")
	_, err = g.try(volunteer.CheckIn{By: coordinator, Person: bob, Date: delivery})
	refused(t, err, domain.Rejected, "add a place first")
	_, err = g.try(volunteer.CheckIn{By: bob, Person: bob, Date: delivery})
	refused(t, err, domain.Conflict, "no place")
	g.do(volunteer.SetPlaces{By: coordinator, Date: delivery, Places: 2})
	g.do(volunteer.CheckIn{By: coordinator, Person: bob, Date: delivery})
	if p, has := g.state.Place(delivery, bob); !has || !p.Here {
		t.Error("a walk-in is not there")
	}
	same(t, g.do(volunteer.CheckIn{By: coordinator, Person: bob, Date: delivery}))
}

func TestAShiftIsTheSubstitutesOnlyAfterTheirYes(t *testing.T) {
	t.Parallel()
	g := given(t, map[uuid.UUID]volunteer.Day{ann: "", bob: ""})
	g.do(up(ann, delivery))
	_, err := g.try(volunteer.Take{By: bob, Person: ann, Date: delivery, OfAge: true})
	refused(t, err, domain.Conflict, "not offered")
	_, err = g.try(volunteer.Offer{Person: ann, Date: delivery, To: cem})
	refused(t, err, domain.Rejected, "still yours")
	g.do(volunteer.Offer{Person: ann, Date: delivery, To: bob})
	if _, has := g.state.Place(delivery, ann); !has {
		t.Error("an offer alone took it away")
	}
	_, err = g.try(volunteer.Take{By: cem, Person: ann, Date: delivery, OfAge: true})
	refused(t, err, domain.Conflict, "not offered to you")
	same(t, g.do(volunteer.Decline{By: bob, Person: ann, Date: delivery}), volunteer.OfferDeclined{By: bob, Person: ann, Shift: "delivery", Day: "2026-03-08"})
	_, err = g.try(volunteer.Take{By: bob, Person: ann, Date: delivery, OfAge: true})
	refused(t, err, domain.Conflict, "not offered")
	g.do(volunteer.Offer{Person: ann, Date: delivery})
	_, err = g.try(volunteer.Take{By: cem, Person: ann, Date: delivery, OfAge: true})
	refused(t, err, domain.Rejected, "Driver's license")
	same(t, g.do(volunteer.Take{By: bob, Person: ann, Date: delivery, OfAge: true}), volunteer.ShiftTaken{By: bob, Person: ann, Shift: "delivery", Day: "2026-03-08"})
	if _, has := g.state.Place(delivery, ann); has || len(g.state.At(delivery)) != 1 {
		t.Errorf("%+v", g.state.Places)
	}
	_, err = g.try(volunteer.WithdrawOffer{Person: ann, Date: delivery})
	refused(t, err, domain.Conflict, "not yours any more")
}

func TestAnOfferThatNobodyAnswersEnds(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(up(ann, later), volunteer.Offer{Person: ann, Date: later})
	if g.state.NextAt.After(local("2026-03-03 06:00")) {
		t.Errorf("the clock rings at %v", g.state.NextAt)
	}
	same(t, g.wakeUntil(local("2026-03-04 09:00")), volunteer.OfferEnded{Person: ann, Shift: "packing", Day: "2026-03-14"}, volunteer.GapFound{Shift: "packing", Day: "2026-03-07", Missing: 2})
	if p, has := g.state.Place(later, ann); !has || p.Offered {
		t.Errorf("%+v", p)
	}
}
