package season

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Command is a wish about one season.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Who is who wants something, in the role that reaches furthest.
type Who struct {
	By uuid.UUID
	As domain.Role
}

// Facts is what the rules know from outside a season.
type Facts struct {
	Seed     uint64
	Meetings []Meeting               // of the groups that the command is about, as the program plans them
	Cleared  map[uuid.UUID]time.Time // how long each coach has everything that it takes; absent: not at all. The zero time is for good
	Today    time.Time               // midnight UTC of the day where the organization is
	Morning  time.Time               // of the next day there, as an instant
	DayEnds  time.Time               // the end there of the season's last day
	Coaches  int                     // that each group should have
	Watched  bool                    // children meet only with an adult who has everything that it takes
}

// Meeting is one session of a group.
type Meeting struct {
	Group            string
	Number           int
	StartsAt, EndsAt time.Time
	Topic            string // of the program's outline
}

// Opening is what a season begins with.
type Opening struct {
	Program, Version, Season string
	First, Last              time.Time // midnights UTC
	ClosesAt                 time.Time // applications end
	DrawAt                   time.Time // zero: places are given as people are accepted
	Siblings                 bool
	Offer                    time.Duration
	Sessions                 int // that it takes to complete
	Groups                   []string
	Capacities               []int
	Coaches                  int // that each group should have; zero: the program does not say
}

type (
	// Open begins a season; again, it changes nothing.
	Open struct{ Opening }
	// Enter asks for a place.
	Enter struct {
		Season      string // which is opened for it if it is not there yet
		Application uuid.UUID
		Options     []string // for each wish, the groups that fit, with commas between
		Household   uuid.UUID
		Standby     bool
		Since       time.Time
		Ask         int // counts wishes, so that an old one changes nothing
		Facts       Facts
	}
	// Rewish replaces the wishes of somebody who entered before. Whoever has a place keeps it; Held offers nothing until a coordinator has looked.
	Rewish struct {
		Application uuid.UUID
		Options     []string
		Held        bool
		Ask         int
	}
	// Leave gives a place, or a place on the list, back.
	Leave struct{ Application uuid.UUID }
	// Reply answers an offer.
	Reply struct {
		Application uuid.UUID
		Taken       bool
	}
	// Seat gives somebody a place out of turn, or moves them to another group; it needs a reason.
	Seat struct {
		Who
		Application uuid.UUID
		Group       string
		Reason      uuid.UUID
	}
	// Resize changes the places of a group. More are offered at once.
	Resize struct {
		Who
		Group    string
		Capacity int
	}
	// AddGroup opens one more group like another.
	AddGroup struct {
		Who
		Like     string
		Capacity int
	}
	// Outline gives a group topics of its own, in order.
	Outline struct {
		Who
		Group  string
		Topics []string
		Known  []string // of the program
	}
	// Assign gives a group a coach, and Unassign takes one away.
	Assign struct {
		Who
		Group string
		Coach uuid.UUID
		Facts Facts
	}
	// Unassign takes a coach away.
	Unassign struct {
		Who
		Group string
		Coach uuid.UUID
		Facts Facts
	}
	// Cancel calls a meeting off, or every meeting of a day when no group is named. Everybody with a place is told.
	Cancel struct {
		Who
		Group  string
		Number int
		Day    time.Time
		Facts  Facts
	}
	// Shift moves a meeting.
	Shift struct {
		Who
		Group            string
		Number           int
		StartsAt, EndsAt time.Time
		Facts            Facts
	}
	// Attend records who was at a meeting. The last word counts, so that a slip is mended by saying it again.
	Attend struct {
		Who
		Group            string
		Number           int
		Present, Excused []uuid.UUID
		Facts            Facts
	}
	// MakeUp lets a missed meeting count.
	MakeUp struct {
		Who
		Application uuid.UUID
		Number      int
		Facts       Facts
	}
	// Complete ends the season: whoever was there often enough has completed it.
	Complete struct {
		Who
		Facts Facts
	}
	// Wake is the one timer of a season: whatever is due, happens.
	Wake struct{ Facts Facts }
)

func (Open) CommandName() string     { return "open" }
func (Enter) CommandName() string    { return "enter" }
func (Rewish) CommandName() string   { return "rewish" }
func (Leave) CommandName() string    { return "leave" }
func (Reply) CommandName() string    { return "reply" }
func (Seat) CommandName() string     { return "seat" }
func (Resize) CommandName() string   { return "resize" }
func (AddGroup) CommandName() string { return "add_group" }
func (Outline) CommandName() string  { return "outline" }
func (Assign) CommandName() string   { return "assign" }
func (Unassign) CommandName() string { return "unassign" }
func (Cancel) CommandName() string   { return "cancel" }
func (Shift) CommandName() string    { return "shift" }
func (Attend) CommandName() string   { return "attend" }
func (MakeUp) CommandName() string   { return "make_up" }
func (Complete) CommandName() string { return "complete" }
func (Wake) CommandName() string     { return "wake" }

func (Open) command()     {}
func (Enter) command()    {}
func (Rewish) command()   {}
func (Leave) command()    {}
func (Reply) command()    {}
func (Seat) command()     {}
func (Resize) command()   {}
func (AddGroup) command() {}
func (Outline) command()  {}
func (Assign) command()   {}
func (Unassign) command() {}
func (Cancel) command()   {}
func (Shift) command()    {}
func (Attend) command()   {}
func (MakeUp) command()   {}
func (Complete) command() {}
func (Wake) command()     {}

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	if c, wants := c.(interface{ with(f Facts) domain.Command }); wants {
		return c.with(f)
	}
	return c
}

func (c Enter) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Assign) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c Unassign) with(f Facts) domain.Command { c.Facts = f; return c }
func (c Cancel) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c Shift) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Attend) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c MakeUp) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c Complete) with(f Facts) domain.Command { c.Facts = f; return c }
func (c Wake) with(f Facts) domain.Command     { c.Facts = f; return c }

// Stream is the id of a program's season.
func Stream(organization, program, key string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("season/"+organization+"/"+program+"/"+key))
}
