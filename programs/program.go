package programs

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/domain/welfare"
)

// Kind says which workflow carries a program's requests.
type Kind string

// The kinds of program.
const (
	KindWelfare     Kind = "welfare"
	KindSupport     Kind = "support"
	KindApplication Kind = "application"
	KindGathering   Kind = "gathering"
	KindConcern     Kind = "concern" // a report about an adult; a door that lists of programs leave out
)

// Text is a sentence in several languages.
type Text = domain.Text

// Program is one door of an organization: its form, and the rules its requests run under.
type Program struct {
	Organization string             `yaml:"organization" json:"organization" jsonschema:"key of the organization, equal to the folder's name"`
	Key          string             `yaml:"key" json:"key" jsonschema:"key of the program, equal to the file's name"`
	Kind         Kind               `yaml:"kind" json:"kind" jsonschema:"workflow that carries its requests: welfare, support, application or gathering"`
	Name         Text               `yaml:"name" json:"name" jsonschema:"what people call it"`
	Summary      Text               `yaml:"summary" json:"summary" jsonschema:"one or two sentences for somebody who never heard of it"`
	Note         Text               `yaml:"note,omitempty" json:"note,omitempty" jsonschema:"shown small beside the guideline, for example where its rules come from"`
	Phone        string             `yaml:"phone" json:"phone" jsonschema:"telephone number of a person, shown on every page"`
	Lines        []Line             `yaml:"lines,omitempty" json:"lines,omitempty" jsonschema:"telephone lines outside the organization that its pages name, for example a child-abuse hotline"`
	Exit         *bool              `yaml:"exit,omitempty" json:"exit,omitempty" jsonschema:"whether its pages have the button Exit this page, because reading them can put somebody at risk; when left out it is on for support and concern, and off for all others"`
	Pictures     int                `yaml:"pictures,omitempty" json:"pictures,omitempty" jsonschema:"how many pictures a family can add to its request later, at most 10; only for welfare and application"`
	Open         bool               `yaml:"open" json:"open" jsonschema:"whether requests are taken now"`
	Form         Form               `yaml:"form" json:"form" jsonschema:"what is asked"`
	Guideline    *welfare.Guideline `yaml:"guideline,omitempty" json:"guideline,omitempty" jsonschema:"rules of a welfare fund; only and always for kind welfare"`
	Protocol     *support.Protocol  `yaml:"protocol,omitempty" json:"protocol,omitempty" jsonschema:"rules of a support program; only and always for kind support"`
	Volunteering *volunteer.Rules   `yaml:"volunteering,omitempty" json:"volunteering,omitempty" jsonschema:"shifts that volunteers of the program carry; of any kind of program"`
	Application  *application.Rules `yaml:"application,omitempty" json:"application,omitempty" jsonschema:"rules of a program that people apply to; only and always for kind application"`
	Gathering    *gathering.Rules   `yaml:"gathering,omitempty" json:"gathering,omitempty" jsonschema:"rules of gatherings that people are invited to; only and always for kind gathering"`

	// Version is the SHA-256 of the program's canonical JSON, in hex; set by the loader, not part of the file.
	Version string `yaml:"-" json:"-"`
}

// Rules gives what the workflow of the program's kind goes by: for welfare its *welfare.Guideline, for support its *support.Protocol,
// for application its *application.Rules, for gathering its *gathering.Rules, for a kind without rules nil.
func (p Program) Rules() any {
	switch {
	case p.Guideline != nil:
		return p.Guideline
	case p.Protocol != nil:
		return p.Protocol
	case p.Application != nil:
		return p.Application
	case p.Gathering != nil:
		return p.Gathering
	}
	return nil
}

// AtRisk tells whether somebody can be at risk by being seen on the program's pages, so that they can be left at once.
func (p Program) AtRisk() bool {
	if p.Exit != nil {
		return *p.Exit
	}
	return p.Kind == KindSupport || p.Kind == KindConcern
}

// Fund is the key of the fund that the program pays from; empty for most.
func (p Program) Fund() string {
	if p.Guideline != nil {
		return p.Guideline.Fund
	}
	return ""
}

// Line is a telephone line outside the organization.
type Line struct {
	Name  Text   `yaml:"name" json:"name" jsonschema:"whose line it is, and for what"`
	Phone string `yaml:"phone" json:"phone" jsonschema:"the number as people dial it"`
}

// Form is what a program asks, page by page.
type Form struct {
	Fields []Field    `yaml:"fields" json:"fields" jsonschema:"the questions, in order"`
	Pages  []Page     `yaml:"pages" json:"pages" jsonschema:"page by page: one decision a page; every field once"`
	OneOf  [][]string `yaml:"one_of,omitempty" json:"one_of,omitempty" jsonschema:"groups of fields of which at least one needs an answer"`
}

// Field finds a question by its key.
func (f Form) Field(key string) (Field, bool) {
	for _, field := range f.Fields {
		if field.Key == key {
			return field, true
		}
	}
	return Field{}, false
}

// FieldType says how an answer is written and checked.
type FieldType string

// The field types. Money is whole cents in JSON and dollars on pages; a date is YYYY-MM-DD; a number is whole.
const (
	TypeText     FieldType = "text"
	TypeLongText FieldType = "long_text"
	TypeChoice   FieldType = "choice"
	TypeMoney    FieldType = "money"
	TypeDate     FieldType = "date"
	TypeYesNo    FieldType = "yes_no"
	TypePhone    FieldType = "phone"
	TypeEmail    FieldType = "email"
	TypeNumber   FieldType = "number"
)

// Field is one question.
type Field struct {
	Key      string    `yaml:"key" json:"key" jsonschema:"key of the answer"`
	Type     FieldType `yaml:"type" json:"type" jsonschema:"text, long_text, choice, money, date, yes_no, phone, email or number"`
	Label    Text      `yaml:"label" json:"label" jsonschema:"the question"`
	Help     Text      `yaml:"help,omitempty" json:"help,omitempty" jsonschema:"why it is asked and how to answer"`
	Required bool      `yaml:"required,omitempty" json:"required,omitempty" jsonschema:"whether it needs an answer"`
	Options  []Option  `yaml:"options,omitempty" json:"options,omitempty" jsonschema:"the answers of a choice"`
	Max      int       `yaml:"max,omitempty" json:"max,omitempty" jsonschema:"longest answer in characters; 128 for text and 4000 for long_text when left out; of a number, the largest; 1000000 when left out"`
	Min      int       `yaml:"min,omitempty" json:"min,omitempty" jsonschema:"smallest answer of a number; 0 when left out"`
	Free     bool      `yaml:"free,omitempty" json:"free,omitempty" jsonschema:"whether a choice can also be answered in one's own words"`
	Blind    bool      `yaml:"blind,omitempty" json:"blind,omitempty" jsonschema:"names or identifies somebody: never shown to those who decide"`
	Keep     Keep      `yaml:"keep,omitempty" json:"keep,omitempty" jsonschema:"decision: looked at once and never kept; season: erased when the season ends; left out: as long as the program's retention says"`
}

// Keep is how long an answer is kept.
type Keep string

// How long answers are kept; the zero value is as long as the program's retention says.
const (
	KeepForDecision Keep = "decision" // evaluated when it comes in, and never stored
	KeepForSeason   Keep = "season"   // erased when the season ends
)

// Kept is the program with those questions whose answers are stored: what only decides is looked at once.
func (p Program) Kept() Program {
	p.Form.Fields = slices.DeleteFunc(slices.Clone(p.Form.Fields), func(f Field) bool { return f.Keep == KeepForDecision })
	return p
}

// MaxLength is the longest answer in characters: Max, else 128 for one line and 4000 for several.
func (f Field) MaxLength() int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Type == TypeLongText:
		return textMax
	}
	return lineMax
}

// Bounds are the smallest and largest answer of a number.
func (f Field) Bounds() (least, most int) {
	if f.Max == 0 {
		return f.Min, numberMax
	}
	return f.Min, f.Max
}

// Option is one answer of a choice.
type Option struct {
	Key   string `yaml:"key" json:"key" jsonschema:"value of the answer"`
	Label Text   `yaml:"label" json:"label" jsonschema:"what people read"`

	OfferedTo []domain.Role `yaml:"offered_to,omitempty" json:"offered_to,omitempty" jsonschema:"roles of those who enter requests; pages offer this answer to them alone, signed in; to everybody when left out"`
}

// shortMax is the longest name of a program that a text message or a title holds as it is, in characters.
const shortMax = 20

// Short is what a text message, and the title of a family's own page, calls a program: its name when that is short, else its key in capitals, so
// that nothing of what the program is about stands on a locked screen.
func (p Program) Short() string {
	if name := p.Name.In("en"); utf8.RuneCountInString(name) <= shortMax {
		return name
	}
	return strings.ToUpper(p.Key)
}

// ShortIn is Short in the words of a language, where these are as short.
func (p Program) ShortIn(language string) string {
	if name := p.Name.In(language); utf8.RuneCountInString(name) <= shortMax {
		return name
	}
	return p.Short()
}
