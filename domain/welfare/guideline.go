package welfare

import "time"

// Guideline is what the trustees wrote and the Chief approved for one fund, as data. A request keeps the one it began under.
type Guideline struct {
	Fund          string       `yaml:"fund" json:"fund" jsonschema:"key of the fund in the organization's ledger"`
	CapCents      int64        `yaml:"cap_cents" json:"cap_cents" jsonschema:"most that one award may be, in cents, without an exception"`
	Exception     Exception    `yaml:"exception" json:"exception" jsonschema:"how to ask for more than the cap"`
	Period        Period       `yaml:"period" json:"period" jsonschema:"how many awards one household may have in how many months"`
	Board         int          `yaml:"board" json:"board" jsonschema:"how many trustees are elected"`
	Panel         int          `yaml:"panel" json:"panel" jsonschema:"how many of them look at one request"`
	Quorum        int          `yaml:"quorum" json:"quorum" jsonschema:"how many equal votes decide"`
	SpreadPercent int          `yaml:"spread_percent" json:"spread_percent" jsonschema:"approvals further apart than this, in percent of the larger one, wait for another vote"`
	Ties          []Tie        `yaml:"ties" json:"ties" jsonschema:"what between a trustee and the member keeps the trustee off the panel"`
	Family        []string     `yaml:"family" json:"family" jsonschema:"the answers to for_whom that this fund serves"`
	Needs         []string     `yaml:"needs" json:"needs" jsonschema:"the answers to need that this fund serves"`
	Payees        []PayeeKind  `yaml:"payees" json:"payees" jsonschema:"who may be paid"`
	Methods       []string     `yaml:"methods" json:"methods" jsonschema:"how a payment may be made"`
	Deadlines     Deadlines    `yaml:"deadlines" json:"deadlines" jsonschema:"how long each step may take"`
	Emergency     VoteDeadline `yaml:"emergency" json:"emergency" jsonschema:"the clock of the trustees when the family says it cannot wait"`
	Tell          []Notice     `yaml:"tell" json:"tell" jsonschema:"who is told what, and when"`
}

// Exception is the road above the cap.
type Exception struct {
	CapCents       int64 `yaml:"cap_cents" json:"cap_cents" jsonschema:"most that an exception may be, in cents; 0: no exceptions"`
	ExplainAtLeast int   `yaml:"explain_at_least" json:"explain_at_least" jsonschema:"characters that a full explanation has at least"`
	Unanimous      bool  `yaml:"unanimous" json:"unanimous" jsonschema:"whether every trustee on the panel has to approve"`
}

// Period limits repeated awards to one household.
type Period struct {
	Months   int          `yaml:"months" json:"months" jsonschema:"length of the period, back from the day of the request"`
	Awards   int          `yaml:"awards" json:"awards" jsonschema:"awards within it that need no further thought"`
	Exceeded ExceededRule `yaml:"exceeded" json:"exceeded" jsonschema:"what happens to one more: care, unanimous or refuse"`
}

// ExceededRule says what happens to a request beyond the period's number.
type ExceededRule string

// The rules for one award more than the period allows.
const (
	WithCare    ExceededRule = "care"      // trustees are told, nothing else changes
	Unanimously ExceededRule = "unanimous" // the whole panel has to approve
	Refuse      ExceededRule = "refuse"    // declined by the guideline, before any trustee sees it
)

// Tie is something between a trustee and the member that keeps the trustee off the panel.
type Tie string

// The ties. A trustee's own request is excluded always.
const (
	SameHousehold  Tie = "household"
	SameUnit       Tie = "unit"
	ChainOfCommand Tie = "chain_of_command"
	Declared       Tie = "declared"
	Payment        Tie = "payment"
)

// PayeeKind says who may be paid.
type PayeeKind string

// The payees.
const (
	PayRequester PayeeKind = "requester" // the member who asks, or for whom somebody asks
	PayNamed     PayeeKind = "named"     // a creditor the family names: a funeral home, a landlord, a clinic
)

// Deadlines say how long each step may take under normal circumstances.
type Deadlines struct {
	Confirm      time.Duration `yaml:"confirm" json:"confirm" jsonschema:"a clerk confirms membership"`
	Interpret    time.Duration `yaml:"interpret,omitempty" json:"interpret,omitempty" jsonschema:"an interpreter brings a story into the board's language; 48h when left out"`
	Vote         VoteDeadline  `yaml:"vote" json:"vote" jsonschema:"the trustees vote"`
	Answer       time.Duration `yaml:"answer" json:"answer" jsonschema:"the family answers a question, else the request lapses"`
	AnswerRemind time.Duration `yaml:"answer_remind" json:"answer_remind" jsonschema:"the family is reminded of the question"`
	Prepare      time.Duration `yaml:"prepare" json:"prepare" jsonschema:"the treasurer prepares the payment"`
	Release      time.Duration `yaml:"release" json:"release" jsonschema:"a second person releases it"`
	Redraw       time.Duration `yaml:"redraw" json:"redraw" jsonschema:"a clerk finds trustees when the board is exhausted"`
}

// VoteDeadline is one trustee's clock, from the moment the request waits for them.
type VoteDeadline struct {
	Remind  time.Duration `yaml:"remind" json:"remind" jsonschema:"a reminder goes out after"`
	Replace time.Duration `yaml:"replace" json:"replace" jsonschema:"an alternate is drawn after"`
}

// Notice is one line of who is told what.
type Notice struct {
	When string    `yaml:"when" json:"when" jsonschema:"event type that causes it"`
	Who  Recipient `yaml:"who" json:"who" jsonschema:"requester, trustee, clerk, interpreter, treasurer or signatory"`
	Say  string    `yaml:"say" json:"say" jsonschema:"key of the message in the catalog"`
}

// Recipient says who gets a notice.
type Recipient string

// The recipients. ToTrustee reaches those trustees the event is about.
const (
	ToRequester   Recipient = "requester"
	ToTrustee     Recipient = "trustee"
	ToClerk       Recipient = "clerk"
	ToInterpreter Recipient = "interpreter"
	ToTreasurer   Recipient = "treasurer"
	ToSignatory   Recipient = "signatory"
)
