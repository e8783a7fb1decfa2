package season

import (
	"time"

	"github.com/google/uuid"
)

type (
	// Opened begins a season.
	Opened struct {
		Program      string    `json:"program"`
		Version      string    `json:"version"`
		Season       string    `json:"season"`
		First        time.Time `json:"first"`
		Last         time.Time `json:"last"`
		ClosesAt     time.Time `json:"closes_at"`
		DrawAt       time.Time `json:"draw_at"`
		Siblings     bool      `json:"siblings"`
		OfferSeconds int64     `json:"offer_seconds"`
		Sessions     int       `json:"sessions"`
		Groups       []string  `json:"groups"`
		Capacities   []int     `json:"capacities"`
		Coaches      int       `json:"coaches,omitempty"` // that each group should have
	}
	// Entered is a wish for a place.
	Entered struct {
		Application uuid.UUID `json:"application"`
		Options     []string  `json:"options"`
		Household   uuid.UUID `json:"household"`
		Standby     bool      `json:"standby"`
		Since       time.Time `json:"since"`
		Ask         int       `json:"ask,omitempty"`
	}
	// Rewished is another wish of somebody who seeks a place or has one: their turn on the list stays what it was.
	Rewished struct {
		Application uuid.UUID `json:"application"`
		Options     []string  `json:"options"`
		Held        bool      `json:"held"` // a coordinator looks first whether they may take part
		Ask         int       `json:"ask"`
	}
	// FitTold says whether the group that somebody is in, or is offered, is still one of those that they may take. Nothing else changes by it.
	FitTold struct {
		Application uuid.UUID `json:"application"`
		Group       string    `json:"group"`
		Fits        bool      `json:"fits"`
		Turn        int       `json:"turn"` // of the place that it is about
		Ask         int       `json:"ask"`
	}
	// PlaceDecided is what became of it, with the reason: for the application, whose turn counts what it was told.
	PlaceDecided struct {
		Application uuid.UUID   `json:"application"`
		Place       Place       `json:"place"`
		Turn        int         `json:"turn"`
		Group       string      `json:"group"`
		Until       time.Time   `json:"until"`
		Why         Why         `json:"why"`
		Coaches     []uuid.UUID `json:"coaches"`
		By          uuid.UUID   `json:"by"`
		Reason      uuid.UUID   `json:"reason"`
		Ask         int         `json:"ask,omitempty"` // the wish that it answers
	}
	// Left gives a place back, or a place on the list.
	Left struct {
		Application uuid.UUID `json:"application"`
		Group       string    `json:"group"`
	}
	// Drawn is the draw: its seed orders equals, so that anybody can draw again and find the same.
	Drawn struct {
		Seed  uint64 `json:"seed"`
		Count int    `json:"count"`
	}
	// ApplicationsClosed is the end of the time to apply; whoever stands by is offered what is left.
	ApplicationsClosed struct{}
	// EntryClosed is the end of the list: whoever still waits is told.
	EntryClosed struct{}
	// GroupResized changes a group's places.
	GroupResized struct {
		By       uuid.UUID `json:"by"`
		Group    string    `json:"group"`
		Capacity int       `json:"capacity"`
	}
	// GroupAdded is one more group.
	GroupAdded struct {
		By       uuid.UUID `json:"by"`
		Group    string    `json:"group"`
		Like     string    `json:"like"`
		Capacity int       `json:"capacity"`
	}
	// OutlineSet gives a group topics of its own.
	OutlineSet struct {
		By     uuid.UUID `json:"by"`
		Group  string    `json:"group"`
		Topics []string  `json:"topics"`
	}
	// CoachAssigned gives a group a coach.
	CoachAssigned struct {
		By    uuid.UUID `json:"by"`
		Group string    `json:"group"`
		Coach uuid.UUID `json:"coach"`
		Until time.Time `json:"until"` // everything that it takes lasts so long; zero: for good
	}
	// CoachLeft takes one away: by a coordinator, or because a clearance ended.
	CoachLeft struct {
		By    uuid.UUID `json:"by"`
		Group string    `json:"group"`
		Coach uuid.UUID `json:"coach"`
		Why   Why       `json:"why"`
	}
	// CoachTold is the same for one application of the group.
	CoachTold struct {
		Application uuid.UUID `json:"application"`
		Coach       uuid.UUID `json:"coach"`
		Left        bool      `json:"left"`
		Turn        int       `json:"turn"` // of the place that it is about
	}
	// CoachesCounted is that a group with children in it has fewer coaches than it should, or enough of them again.
	CoachesCounted struct {
		Group  string    `json:"group"`
		Have   int       `json:"have"`
		Needed int       `json:"needed"`
		DueAt  time.Time `json:"due_at"` // the next meeting
	}
	// MeetingCancelled calls a meeting off.
	MeetingCancelled struct {
		By     uuid.UUID `json:"by"`
		Group  string    `json:"group"`
		Number int       `json:"number"`
		At     time.Time `json:"at"`
	}
	// MeetingMoved is a meeting at another time.
	MeetingMoved struct {
		By       uuid.UUID `json:"by"`
		Group    string    `json:"group"`
		Number   int       `json:"number"`
		StartsAt time.Time `json:"starts_at"`
		EndsAt   time.Time `json:"ends_at"`
	}
	// MeetingTold is the same for one application of the group.
	MeetingTold struct {
		Application uuid.UUID `json:"application"`
		Meeting     uuid.UUID `json:"meeting"`
		At          time.Time `json:"at"`
		Moved       time.Time `json:"moved"` // zero: cancelled
	}
	// AttendanceTaken is who was there; whoever is in neither list was not.
	AttendanceTaken struct {
		By      uuid.UUID   `json:"by"`
		Group   string      `json:"group"`
		Number  int         `json:"number"`
		Present []uuid.UUID `json:"present"`
		Excused []uuid.UUID `json:"excused"`
	}
	// MadeUp lets a missed meeting count.
	MadeUp struct {
		By          uuid.UUID `json:"by"`
		Application uuid.UUID `json:"application"`
		Number      int       `json:"number"`
	}
	// DayChecked is the morning's look at the coaches' clearances.
	DayChecked struct {
		Day    string    `json:"day"`
		NextAt time.Time `json:"next_at"`
	}
	// EndDue means that a coordinator has to look at the list of those who completed it.
	EndDue struct {
		DueAt time.Time `json:"due_at"`
	}
	// Finished is the end of the season for one application.
	Finished struct {
		Application uuid.UUID `json:"application"`
		Completed   bool      `json:"completed"`
		Attended    int       `json:"attended"`
		Needed      int       `json:"needed"`
	}
	// Ended is the end of the season.
	Ended struct {
		By        uuid.UUID `json:"by"`
		Completed int       `json:"completed"`
		Others    int       `json:"others"`
	}
)

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (Opened) EventType() string             { return "season.opened" }
func (Entered) EventType() string            { return "season.entered" }
func (Rewished) EventType() string           { return "season.rewished" }
func (FitTold) EventType() string            { return "season.fit_told" }
func (CoachesCounted) EventType() string     { return "season.coaches_counted" }
func (PlaceDecided) EventType() string       { return "season.place_decided" }
func (Left) EventType() string               { return "season.left" }
func (Drawn) EventType() string              { return "season.drawn" }
func (ApplicationsClosed) EventType() string { return "season.applications_closed" }
func (EntryClosed) EventType() string        { return "season.entry_closed" }
func (GroupResized) EventType() string       { return "season.group_resized" }
func (GroupAdded) EventType() string         { return "season.group_added" }
func (OutlineSet) EventType() string         { return "season.outline_set" }
func (CoachAssigned) EventType() string      { return "season.coach_assigned" }
func (CoachLeft) EventType() string          { return "season.coach_left" }
func (CoachTold) EventType() string          { return "season.coach_told" }
func (MeetingCancelled) EventType() string   { return "season.meeting_cancelled" }
func (MeetingMoved) EventType() string       { return "season.meeting_moved" }
func (MeetingTold) EventType() string        { return "season.meeting_told" }
func (AttendanceTaken) EventType() string    { return "season.attendance_taken" }
func (MadeUp) EventType() string             { return "season.made_up" }
func (DayChecked) EventType() string         { return "season.day_checked" }
func (EndDue) EventType() string             { return "season.end_due" }
func (Finished) EventType() string           { return "season.finished" }
func (Ended) EventType() string              { return "season.ended" }

// Leads gives the application that a place is decided for.
func (e PlaceDecided) Leads() uuid.UUID { return e.Application }

// Leads gives the application whose group fits, or does not.
func (e FitTold) Leads() uuid.UUID { return e.Application }

// Leads gives the application whose group has another coach.
func (e CoachTold) Leads() uuid.UUID { return e.Application }

// Leads gives the application whose meeting is off.
func (e MeetingTold) Leads() uuid.UUID { return e.Application }

// Leads gives the application that is through.
func (e Finished) Leads() uuid.UUID { return e.Application }

// MeetingID is the id of a group's meeting in a season.
func MeetingID(stream uuid.UUID, group string, number int) uuid.UUID {
	return uuid.NewSHA1(stream, []byte(group+"/"+string(rune('0'+number/10))+string(rune('0'+number%10))))
}
