// Package application is the rules of a place in a program: who may apply, what is checked, who signs, how a place is found, and what is kept
// until the end. Children, adults and volunteers go the same road; which steps it has is data.
package application

import (
	"time"

	"github.com/almoner/almoner/domain"
)

// Audience is whom a program is for. It decides behind which wall the applications lie: those of children behind youth, all others behind
// volunteer.
type Audience string

// The audiences.
const (
	ForChildren   Audience = "children"   // minors, and those who were when they began
	ForAdults     Audience = "adults"     // whoever takes part for themselves
	ForVolunteers Audience = "volunteers" // whoever helps: coaches, drivers, advisers
)

// Compartment is the wall behind which applications of an audience lie.
func (a Audience) Compartment() domain.Compartment {
	if a == ForChildren {
		return domain.Youth
	}
	return domain.Volunteer
}

// Rules are those of one program that people apply to.
type Rules struct {
	For         Audience    `yaml:"for" json:"for" jsonschema:"children, adults or volunteers"`
	Answers     Keys        `yaml:"answers" json:"answers" jsonschema:"which question of the form is what"`
	Eligibility []Condition `yaml:"eligibility,omitempty" json:"eligibility,omitempty" jsonschema:"who can take part; every condition has to hold"`
	Screening   []Check     `yaml:"screening,omitempty" json:"screening,omitempty" jsonschema:"what is checked before anybody is seated, one task each; only result and dates are kept"`
	Review      Review      `yaml:"review" json:"review" jsonschema:"whether a coordinator reads each application, and how soon"`
	Consents    []Consent   `yaml:"consents,omitempty" json:"consents,omitempty" jsonschema:"what is signed, in words that count by their exact text"`
	Season      *Season     `yaml:"season,omitempty" json:"season,omitempty" jsonschema:"when it takes place and with how many; left out, whoever is accepted has a place"`
	Seating     Seating     `yaml:"seating,omitempty" json:"seating,omitempty" jsonschema:"how places are given; only with a season"`
	Completion  Completion  `yaml:"completion,omitempty" json:"completion,omitempty" jsonschema:"what it takes to complete; only with a season"`
	Equipment   []Item      `yaml:"equipment,omitempty" json:"equipment,omitempty" jsonschema:"what is handed out, and whether it comes back"`
	Costs       []Cost      `yaml:"costs,omitempty" json:"costs,omitempty" jsonschema:"what a place costs the program, never the family"`
	Standing    []Standing  `yaml:"standing,omitempty" json:"standing,omitempty" jsonschema:"what is looked at again while somebody takes part, privately"`
	Tell        []Notice    `yaml:"tell,omitempty" json:"tell,omitempty" jsonschema:"who is told what after which event"`
	Retention   Retention   `yaml:"retention" json:"retention" jsonschema:"when what was written is erased"`
}

// Keys name the questions that the rules read. Everything else in a form is the program's own.
type Keys struct {
	Name         string   `yaml:"name" json:"name" jsonschema:"question for the name of whoever takes part"`
	BirthDate    string   `yaml:"birth_date,omitempty" json:"birth_date,omitempty" jsonschema:"question for the date of birth"`
	FilledBy     string   `yaml:"filled_by,omitempty" json:"filled_by,omitempty" jsonschema:"choice of who fills this in, with the answers guardian and youth; left out, a guardian does where one is asked for"`
	Guardian     string   `yaml:"guardian,omitempty" json:"guardian,omitempty" jsonschema:"question for the guardian's name"`
	GuardianCall string   `yaml:"guardian_phone,omitempty" json:"guardian_phone,omitempty" jsonschema:"question for the guardian's telephone number"`
	SecondCall   string   `yaml:"second_guardian_phone,omitempty" json:"second_guardian_phone,omitempty" jsonschema:"question for a second guardian's telephone number"`
	Wishes       []string `yaml:"wishes,omitempty" json:"wishes,omitempty" jsonschema:"questions for the first, second and third choice: keys of groups, or of activities"`
	Emergency    []string `yaml:"emergency,omitempty" json:"emergency,omitempty" jsonschema:"questions whose answers stand on the coach's emergency card"`
}

// Condition is one rule about answers and dates. Exactly one of Is, Not, Age, Before, After and Any says what has to hold.
type Condition struct {
	Key     string      `yaml:"key" json:"key" jsonschema:"key of the condition"`
	Answer  string      `yaml:"answer,omitempty" json:"answer,omitempty" jsonschema:"question that it looks at"`
	Is      []string    `yaml:"is,omitempty" json:"is,omitempty" jsonschema:"answers that are fine; yes and no for a yes_no question"`
	Not     []string    `yaml:"not,omitempty" json:"not,omitempty" jsonschema:"answers that are not"`
	Age     *Age        `yaml:"age,omitempty" json:"age,omitempty" jsonschema:"age in whole years, of a date of birth"`
	Before  string      `yaml:"before,omitempty" json:"before,omitempty" jsonschema:"a date answer has to be before this day, as YYYY-MM-DD, today or first_day"`
	After   string      `yaml:"after,omitempty" json:"after,omitempty" jsonschema:"a date answer has to be after this day, as YYYY-MM-DD, today or first_day"`
	Any     []Case      `yaml:"any,omitempty" json:"any,omitempty" jsonschema:"answers of which at least one has to be so"`
	When    *Case       `yaml:"when,omitempty" json:"when,omitempty" jsonschema:"applies only to those who answered so"`
	Fixed   bool        `yaml:"fixed,omitempty" json:"fixed,omitempty" jsonschema:"whether not even a coordinator can make an exception"`
	Say     domain.Text `yaml:"say,omitempty" json:"say,omitempty" jsonschema:"what somebody reads who does not meet it, kindly and in a sentence"`
	Instead domain.Text `yaml:"instead,omitempty" json:"instead,omitempty" jsonschema:"what they can do instead"`
}

// Age bounds an age in whole years; zero bounds nothing.
type Age struct {
	From int    `yaml:"from,omitempty" json:"from,omitempty" jsonschema:"youngest"`
	To   int    `yaml:"to,omitempty" json:"to,omitempty" jsonschema:"oldest"`
	On   string `yaml:"on,omitempty" json:"on,omitempty" jsonschema:"first_day of the season, which is meant when left out, or today"`
}

// Case is an answer that is one of several.
type Case struct {
	Answer string   `yaml:"answer" json:"answer" jsonschema:"question"`
	Is     []string `yaml:"is" json:"is" jsonschema:"answers"`
}

// Check is one thing that is looked into before somebody takes part. Its result, its dates and who looked are kept; what was found never is
// (RSMo 43.540 makes records of checks confidential).
type Check struct {
	Key    string          `yaml:"key" json:"key" jsonschema:"key of the check, for example records_check"`
	Title  domain.Text     `yaml:"title" json:"title" jsonschema:"what people call it"`
	Within time.Duration   `yaml:"within" json:"within" jsonschema:"how soon it should be done"`
	Valid  time.Duration   `yaml:"valid,omitempty" json:"valid,omitempty" jsonschema:"how long a result counts when no other end is given; left out, for good"`
	Remind []time.Duration `yaml:"remind,omitempty" json:"remind,omitempty" jsonschema:"how long before the end somebody is reminded, longest first; 60, 30 and 7 days are usual"`
}

// Review is a coordinator's look at an application.
type Review struct {
	Needed bool          `yaml:"needed" json:"needed" jsonschema:"whether a coordinator decides; otherwise whoever is eligible and cleared is accepted"`
	Within time.Duration `yaml:"within,omitempty" json:"within,omitempty" jsonschema:"how soon"`
}

// Signer is whose signature a consent needs.
type Signer string

// The signers. A guardian signs for whoever is under 18 when signing; everybody else signs for themselves.
const (
	SignGuardian  Signer = "guardian"  // of a minor; nobody for an adult
	SignApplicant Signer = "applicant" // whoever takes part, or the guardian of a minor
)

// Consent is a text that is signed. What counts is the exact text in one language: when it changes, it is asked for again.
type Consent struct {
	Key      string      `yaml:"key" json:"key" jsonschema:"key of the consent"`
	Title    domain.Text `yaml:"title" json:"title" jsonschema:"what people call it"`
	Text     domain.Text `yaml:"text" json:"text" translate:"-" jsonschema:"the exact words that are signed"`
	Signer   Signer      `yaml:"signer" json:"signer" jsonschema:"guardian or applicant"`
	Required bool        `yaml:"required,omitempty" json:"required,omitempty" jsonschema:"whether nobody takes part without it"`
	Answer   string      `yaml:"answer,omitempty" json:"answer,omitempty" jsonschema:"yes_no question of the form whose yes signs it"`
	Reviewed []string    `yaml:"reviewed" json:"reviewed" jsonschema:"languages in which the text was reviewed; in others it is not signed, and an interpreter calls instead"`
}

// Season is when a program takes place: again and again, by a rule.
type Season struct {
	Begins     string        `yaml:"begins" json:"begins" jsonschema:"rule of the first days, as RFC 5545 writes them, for example FREQ=YEARLY;BYMONTH=2,9;BYDAY=1WE"`
	ApplyUntil time.Duration `yaml:"apply_until,omitempty" json:"apply_until,omitempty" jsonschema:"how long before the first day applications for it end"`
	ApplyFrom  time.Duration `yaml:"apply_from,omitempty" json:"apply_from,omitempty" jsonschema:"how long before the first day they begin; left out, when those for the season before end"`
	Sessions   Sessions      `yaml:"sessions" json:"sessions" jsonschema:"the meetings of every group that has none of its own"`
	Outline    []Topic       `yaml:"outline,omitempty" json:"outline,omitempty" jsonschema:"what the sessions are about, in order; a coordinator can give each group its own"`
	Groups     []Group       `yaml:"groups" json:"groups" jsonschema:"cohorts or teams with their places"`
	Coaches    Coaching      `yaml:"coaches,omitempty" json:"coaches,omitempty" jsonschema:"who looks after a group"`
}

// Coaching says what it takes to look after a group. It holds when somebody is assigned and on every day of the season.
type Coaching struct {
	Needs []string `yaml:"needs,omitempty" json:"needs,omitempty" jsonschema:"checks that a coach has to have passed, whichever program's volunteers they are, for example records_check"`
	Each  int      `yaml:"each,omitempty" json:"each,omitempty" jsonschema:"how many a group should have; whoever coordinates is told of groups with fewer"`
}

// Sessions are meetings at the same time of day, on the same days of the week or on days by a rule.
type Sessions struct {
	Count int      `yaml:"count" json:"count" jsonschema:"how many there are"`
	Days  []string `yaml:"days,omitempty" json:"days,omitempty" jsonschema:"days of the week, for example wednesday; days or rule"`
	Rule  string   `yaml:"rule,omitempty" json:"rule,omitempty" jsonschema:"rule of the days, as RFC 5545 writes them, for meetings that are not weekly: FREQ=MONTHLY;BYDAY=1TH"`
	From  string   `yaml:"from" json:"from" jsonschema:"when they begin, as 18:00 in the organization's time zone"`
	To    string   `yaml:"to" json:"to" jsonschema:"when they end"`
	Place string   `yaml:"place,omitempty" json:"place,omitempty" jsonschema:"where"`
}

// Topic is what one session is about.
type Topic struct {
	Key   string      `yaml:"key" json:"key" jsonschema:"key of the topic"`
	Title domain.Text `yaml:"title" json:"title" jsonschema:"what it is about"`
	Place string      `yaml:"place,omitempty" json:"place,omitempty" jsonschema:"where, when that is elsewhere: a visit"`
	For   string      `yaml:"for,omitempty" json:"for,omitempty" jsonschema:"a word for the groups that it suits, for example teens"`
}

// Group is a cohort or team, or several alike.
type Group struct {
	Key      string      `yaml:"key" json:"key" jsonschema:"key of the group; several alike are numbered, for example soccer-8-1"`
	Name     domain.Text `yaml:"name" json:"name" jsonschema:"what people call it"`
	Activity string      `yaml:"activity,omitempty" json:"activity,omitempty" jsonschema:"key that a wish can name, for example soccer"`
	Ages     *Age        `yaml:"ages,omitempty" json:"ages,omitempty" jsonschema:"ages that belong here"`
	Number   int         `yaml:"number,omitempty" json:"number,omitempty" jsonschema:"how many alike; 1 when left out"`
	Capacity int         `yaml:"capacity" json:"capacity" jsonschema:"places of each"`
	Sessions *Sessions   `yaml:"sessions,omitempty" json:"sessions,omitempty" jsonschema:"meetings of its own"`
	For      string      `yaml:"for,omitempty" json:"for,omitempty" jsonschema:"topics of the outline that carry this word, and those that carry none, are this group's"`
}

// Trusts lists the checks that looking after a group takes. Where a children's program names none, nobody is trusted.
func (r Rules) Trusts() (needs []string, anybody bool) {
	if r.Season == nil || r.For == ForChildren && len(r.Season.Coaches.Needs) == 0 {
		return nil, false
	}
	return r.Season.Coaches.Needs, true
}

// Watched tells whether children meet only with an adult who has passed every check: in every program of theirs that says who may look after a group.
func (r Rules) Watched() bool {
	_, anybody := r.Trusts()
	return anybody && r.For == ForChildren
}

// CoachesNeeded is how many coaches a group with somebody in it should have. Children are never without one.
func (r Rules) CoachesNeeded() int {
	switch {
	case r.Season == nil:
		return 0
	case r.Watched():
		return max(1, r.Season.Coaches.Each)
	}
	return r.Season.Coaches.Each
}

// SeatingMode is when places are given.
type SeatingMode string

// The modes.
const (
	FirstCome SeatingMode = "first_come" // as soon as somebody is accepted, in the order of acceptance
	ByDraw    SeatingMode = "draw"       // all at once, by a recorded draw
)

// Seating is how places are given.
type Seating struct {
	Mode     SeatingMode   `yaml:"mode,omitempty" json:"mode,omitempty" jsonschema:"first_come, which is meant when left out, or draw"`
	Draw     time.Duration `yaml:"draw,omitempty" json:"draw,omitempty" jsonschema:"how long before the first day the draw is held"`
	Siblings bool          `yaml:"siblings,omitempty" json:"siblings,omitempty" jsonschema:"whether brothers and sisters of those who are seated come first"`
	Offer    time.Duration `yaml:"offer,omitempty" json:"offer,omitempty" jsonschema:"how long a place from the waiting list is kept for whoever it is offered to"`
}

// Completion is what it takes to complete.
type Completion struct {
	Sessions    int  `yaml:"sessions,omitempty" json:"sessions,omitempty" jsonschema:"sessions that somebody has to be at; made up for counts"`
	Certificate bool `yaml:"certificate,omitempty" json:"certificate,omitempty" jsonschema:"whether there is a certificate"`
}

// Item is something that is handed out.
type Item struct {
	Key     string        `yaml:"key" json:"key" jsonschema:"key of the item"`
	Title   domain.Text   `yaml:"title" json:"title" jsonschema:"what people call it"`
	Sizes   []string      `yaml:"sizes,omitempty" json:"sizes,omitempty" jsonschema:"sizes that there are"`
	Cents   int64         `yaml:"cents,omitempty" json:"cents,omitempty" jsonschema:"what one costs the program, in cents"`
	Returns time.Duration `yaml:"returns,omitempty" json:"returns,omitempty" jsonschema:"how long after the last session it is due back; left out, it is kept"`
}

// Cost is what each place costs the program.
type Cost struct {
	Key   string      `yaml:"key" json:"key" jsonschema:"key of the cost"`
	Title domain.Text `yaml:"title" json:"title" jsonschema:"what it is for"`
	Cents int64       `yaml:"cents" json:"cents" jsonschema:"in cents"`
}

// Standing is something that is looked at again while somebody takes part, for example grades.
type Standing struct {
	Key   string        `yaml:"key" json:"key" jsonschema:"key, for example grades"`
	Title domain.Text   `yaml:"title" json:"title" jsonschema:"what is looked at"`
	Every time.Duration `yaml:"every" json:"every" jsonschema:"how often, counted from the day of the place"`
}

// Notice is one line of who is told what.
type Notice struct {
	When string    `yaml:"when" json:"when" jsonschema:"event type"`
	Who  Recipient `yaml:"who" json:"who" jsonschema:"requester, guardians or coordinator"`
	Say  string    `yaml:"say" json:"say" jsonschema:"key of the message"`
}

// Recipient is who a notice goes to.
type Recipient string

// The recipients. Guardians are those who may be written to, in their order; for an adult the requester stands in.
const (
	ToRequester   Recipient = "requester"
	ToGuardians   Recipient = "guardians"
	ToCoordinator Recipient = Recipient(domain.RoleCoordinator)
)

// Retention is when what was written is erased. What decides only is never kept at all, and what serves the season ends with it: both are marked at
// their question.
type Retention struct {
	NotSeated time.Duration `yaml:"not_seated" json:"not_seated" jsonschema:"how long after an end without a place the answers are kept"`
	Ended     time.Duration `yaml:"ended" json:"ended" jsonschema:"how long after the end of taking part"`
}
