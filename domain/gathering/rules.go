// Package gathering is the rules of one answer to an invitation: who comes with how many, what they need so that they can take part, and what
// becomes of it. Which gatherings there are, and who has a place, is decided in the series (package series).
package gathering

import (
	"time"

	"github.com/almoner/almoner/domain"
)

// Rules are those of one program whose gatherings come again.
type Rules struct {
	Rule         string          `yaml:"rule" json:"rule" jsonschema:"days of the gatherings, as RFC 5545 writes them, for example FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=2TH"`
	Since        string          `yaml:"since,omitempty" json:"since,omitempty" jsonschema:"day to count from, as YYYY-MM-DD, for a rule such as every second week"`
	From         string          `yaml:"from" json:"from" jsonschema:"when they begin, as 19:00 in the organization's time zone"`
	To           string          `yaml:"to" json:"to" jsonschema:"when they end, the same day"`
	Place        Place           `yaml:"place" json:"place" jsonschema:"where"`
	Capacity     Capacity        `yaml:"capacity" json:"capacity" jsonschema:"how many can come"`
	Party        int             `yaml:"party" json:"party" jsonschema:"most people in one answer"`
	RSVPUntil    time.Duration   `yaml:"rsvp_until" json:"rsvp_until" jsonschema:"how long before it begins answers end"`
	Offer        time.Duration   `yaml:"offer" json:"offer" jsonschema:"how long a place from the waiting list is kept for whoever it is offered to"`
	Remind       []time.Duration `yaml:"remind,omitempty" json:"remind,omitempty" jsonschema:"how long before it begins those with a place are reminded, longest first"`
	Interpreters []string        `yaml:"interpreters,omitempty" json:"interpreters,omitempty" jsonschema:"languages that an interpreter can be had for"`
	Arrange      Arrange         `yaml:"arrange" json:"arrange" jsonschema:"interpreters, and what people need to take part"`
	Areas        []Area          `yaml:"areas,omitempty" json:"areas,omitempty" jsonschema:"areas that people are counted by, never listed"`
	Tell         []Notice        `yaml:"tell,omitempty" json:"tell,omitempty" jsonschema:"who is told what after which event"`
}

// Place is where people meet, as it stands on a sign and on a letter.
type Place struct {
	Name   string `yaml:"name" json:"name" jsonschema:"name of the house"`
	Street string `yaml:"street" json:"street" jsonschema:"street and number, and the town if it is not clear"`
}

// Capacity is how many can come.
type Capacity struct {
	Seats  int  `yaml:"seats" json:"seats" jsonschema:"places of each gathering; 0 for no limit"`
	Guests bool `yaml:"guests" json:"guests" jsonschema:"whether everybody who comes along takes a place; otherwise only whoever answers does"`
}

// Arrange is what it takes to have an interpreter, a ramp or a seat in front.
type Arrange struct {
	AskBefore time.Duration `yaml:"ask_before" json:"ask_before" jsonschema:"how long before it begins somebody has to ask, so that it can be promised; a later wish is marked late"`
	Within    time.Duration `yaml:"within" json:"within" jsonschema:"how soon a coordinator should have arranged it"`
}

// Area is one that people are counted by.
type Area struct {
	Key  string      `yaml:"key" json:"key" jsonschema:"key of the area"`
	Name domain.Text `yaml:"name" json:"name" jsonschema:"what people call it"`
}

// Notice is one line of who is told what.
type Notice struct {
	When string    `yaml:"when" json:"when" jsonschema:"event type"`
	Who  Recipient `yaml:"who" json:"who" jsonschema:"requester"`
	Say  string    `yaml:"say" json:"say" jsonschema:"key of the message"`
}

// Recipient is who a notice goes to.
type Recipient string

// ToRequester is whoever sent the answer. Coordinators find what there is to do in their inbox.
const ToRequester Recipient = "requester"

// Taken is how many places so many people take.
func (c Capacity) Taken(adults, children int) int {
	if !c.Guests {
		return 1
	}
	return adults + children
}
