package support

import (
	"time"

	"github.com/almoner/almoner/domain"
)

// Protocol is the rules of a support program: whom it sends, how fast, and what it keeps an eye on. It is data; two programs with different
// clocks share every line of code.
type Protocol struct {
	Gate        bool          `yaml:"gate" json:"gate" jsonschema:"whether nobody is written to or visited before it is recorded that this relative has been notified of the death"`
	Languages   []string      `yaml:"languages" json:"languages" jsonschema:"language tags that families can wish for"`
	Faiths      []string      `yaml:"faiths" json:"faiths" jsonschema:"wishes about faith; secular stands beside the others"`
	Areas       []string      `yaml:"areas" json:"areas" jsonschema:"areas of the rota"`
	Partners    []Partner     `yaml:"partners,omitempty" json:"partners,omitempty" jsonschema:"organizations that families are referred to"`
	Independent string        `yaml:"independent,omitempty" json:"independent,omitempty" jsonschema:"key of the partner that takes a family whom we must not serve ourselves, for example after a death caused by police"`
	CallBack    time.Duration `yaml:"call_back" json:"call_back" jsonschema:"how soon a coordinator calls back whoever asks for themselves or for somebody they know"`
	Notify      time.Duration `yaml:"notify,omitempty" json:"notify,omitempty" jsonschema:"how soon the desk should have recorded the notification; after it the desk is asked again"`
	Dispatch    Dispatch      `yaml:"dispatch" json:"dispatch" jsonschema:"how people are sent"`
	Contact     Contact       `yaml:"contact" json:"contact" jsonschema:"how soon they are in contact, and how visits are kept safe"`
	Care        Care          `yaml:"care" json:"care" jsonschema:"what keeps those who help from burning out"`
	FollowUp    FollowUp      `yaml:"follow_up" json:"follow_up" jsonschema:"when somebody asks after the family again"`
	Dates       DateRules     `yaml:"dates" json:"dates" jsonschema:"dates that a family chooses to be remembered on"`
	Concern     time.Duration `yaml:"concern,omitempty" json:"concern,omitempty" jsonschema:"how long a concern about retaliation lasts; left out, the program does not keep any"`
	Claim       Claim         `yaml:"claim,omitempty" json:"claim,omitempty" jsonschema:"the state's compensation claim: a clock and a list of papers, never advice"`
	Needs       []string      `yaml:"needs,omitempty" json:"needs,omitempty" jsonschema:"practical help that volunteers can claim, for example meals"`
	Tell        []Notice      `yaml:"tell,omitempty" json:"tell,omitempty" jsonschema:"who is told what after which event"`
}

// Partner is an organization that families are referred to.
type Partner struct {
	Key   string `yaml:"key" json:"key" jsonschema:"key of the partner"`
	Name  string `yaml:"name" json:"name" jsonschema:"what people call it"`
	Phone string `yaml:"phone" json:"phone" jsonschema:"telephone number that families can call"`
}

// Dispatch is how people are sent to a family.
type Dispatch struct {
	Pair       int           `yaml:"pair" json:"pair" jsonschema:"how many have to accept before anybody visits"`
	Answer     time.Duration `yaml:"answer" json:"answer" jsonschema:"how long one has to answer before the next is asked"`
	Telephone  time.Duration `yaml:"telephone" json:"telephone" jsonschema:"after how long the only one who accepted may telephone, not visit"`
	WarnBefore time.Duration `yaml:"warn_before" json:"warn_before" jsonschema:"how long before a gap in the rota the coordinator is warned"`
	Remind     time.Duration `yaml:"remind" json:"remind" jsonschema:"how soon a coordinator should have found somebody when the rota is exhausted"`
}

// Contact is how soon those who accepted are in contact.
type Contact struct {
	Due    time.Duration `yaml:"due" json:"due" jsonschema:"how soon after the acceptance the first contact is due; then comes a reminder"`
	BackUp time.Duration `yaml:"back_up" json:"back_up" jsonschema:"how long after the reminder somebody else is sent beside them"`
	Visit  time.Duration `yaml:"visit" json:"visit" jsonschema:"how long a visit may last before the coordinator is alarmed"`
}

// Care keeps those who help from burning out.
type Care struct {
	CapFamilies int           `yaml:"cap_families" json:"cap_families" jsonschema:"open families of one person at most"`
	CallOuts    int           `yaml:"call_outs" json:"call_outs" jsonschema:"after how many call-outs within the time of rest somebody is left in peace"`
	Rest        time.Duration `yaml:"rest" json:"rest" jsonschema:"rest after so many call-outs, from the last one on"`
	Debrief     time.Duration `yaml:"debrief" json:"debrief" jsonschema:"how soon after the first contact a conversation is offered to whoever went"`
}

// FollowUp is when somebody asks after the family again, counted from the first contact. The field can widen these; no source fixes them.
type FollowUp struct {
	After  []time.Duration `yaml:"after" json:"after" jsonschema:"times after the first contact, in order"`
	Yearly bool            `yaml:"yearly,omitempty" json:"yearly,omitempty" jsonschema:"whether it goes on once a year"`
	Within time.Duration   `yaml:"within" json:"within" jsonschema:"how long each of them may take"`
}

// DateRules bound the calendar of a family's dates.
type DateRules struct {
	Lead  time.Duration `yaml:"lead" json:"lead" jsonschema:"how long before a date those who help are reminded"`
	Kinds []string      `yaml:"kinds" json:"kinds" jsonschema:"kinds of dates, for example death, birthday, holiday, trial, parole"`
}

// Claim is the state's compensation claim. Missouri: within two years, payer of last resort (dps.mo.gov); the rules change, so they are data.
type Claim struct {
	Within time.Duration `yaml:"within,omitempty" json:"within,omitempty" jsonschema:"how long a family has to file it"`
	Remind time.Duration `yaml:"remind,omitempty" json:"remind,omitempty" jsonschema:"how long before its end the case's people are reminded"`
	Papers []string      `yaml:"papers,omitempty" json:"papers,omitempty" jsonschema:"papers that it usually takes"`
}

// Notice is one line of who is told what.
type Notice struct {
	When string    `yaml:"when" json:"when" jsonschema:"event type"`
	Who  Recipient `yaml:"who" json:"who" jsonschema:"requester, relatives, minister, ministers, coordinator"`
	Say  string    `yaml:"say" json:"say" jsonschema:"key of the message"`
}

// Recipient is who a notice goes to.
type Recipient string

// The recipients. Relatives are those of the case who have been notified and asked to be written to; a minister is the one whom the event is
// about, ministers all who accepted.
const (
	ToRequester   Recipient = "requester"
	ToRelatives   Recipient = "relatives"
	ToMinister    Recipient = "minister"
	ToMinisters   Recipient = "ministers"
	ToCoordinator Recipient = Recipient(domain.RoleCoordinator)
)
