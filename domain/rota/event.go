package rota

import (
	"time"

	"github.com/google/uuid"
)

// MinisterEnrolled puts a minister on the rota or changes what is known of them; all lists are sorted codes.
type MinisterEnrolled struct {
	By          uuid.UUID `json:"by"`
	Minister    uuid.UUID `json:"minister"`
	Languages   []string  `json:"languages,omitempty"`
	Faiths      []string  `json:"faiths,omitempty"`
	Areas       []string  `json:"areas,omitempty"`
	CapFamilies int       `json:"cap_families"`
}

// ChannelVerified says that the minister can be reached this way.
type ChannelVerified struct {
	By       uuid.UUID `json:"by"`
	Minister uuid.UUID `json:"minister"`
	Channel  Channel   `json:"channel"`
}

// ChannelSilenced says that the minister cannot be reached this way any more.
type ChannelSilenced struct {
	Minister uuid.UUID `json:"minister"`
	Channel  Channel   `json:"channel"`
}

// MinisterUnreachable says that no verified channel is left, so that somebody looks after it; until then they stand nowhere.
type MinisterUnreachable struct {
	Minister uuid.UUID `json:"minister"`
}

// MinisterDismissed takes a minister out of every shift, override and temporary schedule.
type MinisterDismissed struct {
	By       uuid.UUID `json:"by"`
	Minister uuid.UUID `json:"minister"`
}

// QuietSet gives a minister weekly quiet hours.
type QuietSet struct {
	By          uuid.UUID `json:"by"`
	Minister    uuid.UUID `json:"minister"`
	Window      uuid.UUID `json:"window"`
	Weekdays    int       `json:"weekdays"` // bit 0 is Sunday
	StartMinute int       `json:"start_minute"`
	EndMinute   int       `json:"end_minute"`
}

// QuietCleared takes quiet hours back.
type QuietCleared struct {
	By       uuid.UUID `json:"by"`
	Minister uuid.UUID `json:"minister"`
	Window   uuid.UUID `json:"window"`
}

// AbsenceSet says when a minister is away.
type AbsenceSet struct {
	By       uuid.UUID `json:"by"`
	Minister uuid.UUID `json:"minister"`
	Absence  uuid.UUID `json:"absence"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
}

// AbsenceCleared takes an absence back.
type AbsenceCleared struct {
	By       uuid.UUID `json:"by"`
	Minister uuid.UUID `json:"minister"`
	Absence  uuid.UUID `json:"absence"`
}

// ShiftAdded puts a minister on duty every week on some days.
type ShiftAdded struct {
	By          uuid.UUID `json:"by"`
	Shift       uuid.UUID `json:"shift"`
	Minister    uuid.UUID `json:"minister"`
	Area        string    `json:"area"`
	Weekdays    int       `json:"weekdays"` // bit 0 is Sunday
	StartMinute int       `json:"start_minute"`
	EndMinute   int       `json:"end_minute"`
	FromDay     Day       `json:"from_day"`
	UntilDay    Day       `json:"until_day,omitempty"` // empty for an open end
}

// ShiftEnded sets the last day on which a shift begins.
type ShiftEnded struct {
	By      uuid.UUID `json:"by"`
	Shift   uuid.UUID `json:"shift"`
	LastDay Day       `json:"last_day"`
}

// OverrideSet puts In on duty and takes Out off it for one interval.
type OverrideSet struct {
	By       uuid.UUID `json:"by"`
	Override uuid.UUID `json:"override"`
	Area     string    `json:"area"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Out      uuid.UUID `json:"out,omitzero"`
	In       uuid.UUID `json:"in,omitzero"`
}

// OverrideCleared takes an override back.
type OverrideCleared struct {
	By       uuid.UUID `json:"by"`
	Override uuid.UUID `json:"override"`
}

// TemporarySet replaces what was planned in an area for one interval.
type TemporarySet struct {
	By        uuid.UUID   `json:"by"`
	Temporary uuid.UUID   `json:"temporary"`
	Area      string      `json:"area"`
	From      time.Time   `json:"from"`
	Until     time.Time   `json:"until"`
	Ministers []uuid.UUID `json:"ministers"`
}

// TemporaryCleared takes a temporary schedule back.
type TemporaryCleared struct {
	By        uuid.UUID `json:"by"`
	Temporary uuid.UUID `json:"temporary"`
}

// HolidaySet names a day on which regular shifts do not count.
type HolidaySet struct {
	By  uuid.UUID `json:"by"`
	Day Day       `json:"day"`
}

// HolidayCleared lets regular shifts count again on a day.
type HolidayCleared struct {
	By  uuid.UUID `json:"by"`
	Day Day       `json:"day"`
}

// GapFound says that too few will stand in an area, so that somebody fills it.
type GapFound struct {
	Area     string    `json:"area"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Standing int       `json:"standing"`
	Open     bool      `json:"open,omitempty"` // no end is in sight; Until is only how far was looked
}

// GapClosed says that a gap that was warned of is over, filled, or no longer what it was.
type GapClosed struct {
	Area  string    `json:"area"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// DayChecked says when gaps are looked for next.
type DayChecked struct {
	NextAt time.Time `json:"next_at"`
}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (MinisterEnrolled) EventType() string    { return "rota.minister_enrolled" }
func (ChannelVerified) EventType() string     { return "rota.channel_verified" }
func (ChannelSilenced) EventType() string     { return "rota.channel_silenced" }
func (MinisterUnreachable) EventType() string { return "rota.minister_unreachable" }
func (MinisterDismissed) EventType() string   { return "rota.minister_dismissed" }
func (QuietSet) EventType() string            { return "rota.quiet_set" }
func (QuietCleared) EventType() string        { return "rota.quiet_cleared" }
func (AbsenceSet) EventType() string          { return "rota.absence_set" }
func (AbsenceCleared) EventType() string      { return "rota.absence_cleared" }
func (ShiftAdded) EventType() string          { return "rota.shift_added" }
func (ShiftEnded) EventType() string          { return "rota.shift_ended" }
func (OverrideSet) EventType() string         { return "rota.override_set" }
func (OverrideCleared) EventType() string     { return "rota.override_cleared" }
func (TemporarySet) EventType() string        { return "rota.temporary_set" }
func (TemporaryCleared) EventType() string    { return "rota.temporary_cleared" }
func (HolidaySet) EventType() string          { return "rota.holiday_set" }
func (HolidayCleared) EventType() string      { return "rota.holiday_cleared" }
func (GapFound) EventType() string            { return "rota.gap_found" }
func (GapClosed) EventType() string           { return "rota.gap_closed" }
func (DayChecked) EventType() string          { return "rota.day_checked" }
