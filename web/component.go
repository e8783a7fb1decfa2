package web

import (
	"strings"
	"time"

	"github.com/almoner/almoner/words"
)

// What the components in templates/components show. A page is built from these and from headings and paragraphs.

type link struct {
	Href, Label string
	Text        string // below a door's name
	Kind        string // of a button
	Here        bool   // leads to the page it stands on
}

// phoneLink has the number to dial in Href; the component puts the scheme before it.
func phoneLink(number string) *link {
	if number == "" {
		return nil
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	if len(digits) == 10 {
		digits = "+1" + digits
	}
	return &link{Href: digits, Label: number}
}

type buttonView struct {
	Label, Name, Value, Kind string
	Unseen                   string // after the label, for whoever hears the page
}

type problemLine struct{ Href, Text string }

type noticeView struct {
	Kind, Title string // "good", "late" or neither
	Lines       []string
}

func noticeOf(language, kind, title string, keys ...string) noticeView {
	n := noticeView{Kind: kind}
	if title != "" {
		n.Title = words.Say(language, title)
	}
	for _, key := range keys {
		n.Lines = append(n.Lines, words.Say(language, key))
	}
	return n
}

type summaryRow struct {
	Label, Value string
	Empty        bool
	Change       *buttonView
}

type tableView struct {
	Caption string
	Heads   []tableHead
	Rows    [][]tableCell
}

type tableHead struct {
	Label  string
	Number bool
}

type tableCell struct {
	Label, Text, Href string
	Then              string // follows the text
	Lang              string // of what follows, or else of the text, when it is not the page's
	Number, Late      bool
	Date              *dateView
}

// row adds a row; each cell takes its label from the head above it, for screens where a row is a card.
func (t *tableView) row(cells ...tableCell) {
	for i := range cells {
		cells[i].Label, cells[i].Number = t.Heads[i].Label, t.Heads[i].Number
	}
	t.Rows = append(t.Rows, cells)
}

type timelineRow struct {
	At       dateView
	Text, By string
}

type taskCard struct {
	Href, Kind  string
	About       []string
	Due, Urgent string
	Late        bool
}

// check tells something about a request beside its story: in words, and its color says no more than them.
type check struct{ Kind, Word, Text string } // Kind: "fine", "know" or "care"

type barView struct {
	Label string
	Parts []barPart
}

type barPart struct {
	Class, Label string
	Cents        int64
	X, Width     int64 // of a thousand
}

// fundBar draws available, reserved and paid as parts of what was received.
func fundBar(say speaker, available, reserved, paid int64) barView {
	b := barView{
		Label: say("fund.drawn", say.usd(available), say.usd(reserved), say.usd(paid)),
		Parts: []barPart{
			{Class: "available", Label: say("fund.available"), Cents: available},
			{Class: "reserved", Label: say("fund.reserved"), Cents: reserved},
			{Class: "paid", Label: say("fund.paid"), Cents: paid},
		},
	}
	total := max(1, available+reserved+paid)
	var before int64
	for i := range b.Parts {
		b.Parts[i].X = before * 1000 / total
		before += b.Parts[i].Cents
		b.Parts[i].Width = before*1000/total - b.Parts[i].X
	}
	return b
}

// exchangeView is one answer with all the questions that it was given to, or the questions that are open together.
type exchangeView struct {
	Questions  []questionAsked
	Answer     string
	AnsweredAt *dateView
}

type questionAsked struct {
	Text string
	At   dateView
}

// exchangeViews puts questions that one answer closed, or will close, together with it.
func exchangeViews(list []exchange, c calendar) (open, answered []exchangeView) {
	var last *time.Time
	for _, e := range list {
		asked := questionAsked{Text: e.Question, At: c.moment(e.AskedAt)}
		switch {
		case e.AnsweredAt == nil && len(open) > 0:
			open[0].Questions = append(open[0].Questions, asked)
		case e.AnsweredAt == nil:
			open = []exchangeView{{Questions: []questionAsked{asked}}}
		case last != nil && last.Equal(*e.AnsweredAt):
			same := &answered[len(answered)-1]
			same.Questions = append(same.Questions, asked)
		default:
			at := c.moment(*e.AnsweredAt)
			answered = append(answered, exchangeView{Questions: []questionAsked{asked}, Answer: e.Answer, AnsweredAt: &at})
		}
		last = e.AnsweredAt
	}
	return open, answered
}

type messageView struct {
	Channel, Who, Subject string
	Mine                  bool // it was written on a telephone of the demo
	At                    dateView
	Parts                 []link // text, and live links in it
	Size                  string // of a text message
}

// calendar writes times as people of one organization read them.
type calendar struct {
	say  speaker
	zone *time.Location
	now  time.Time
}

func (s *Server) calendar(say speaker, organization string) calendar {
	o, _ := s.Catalog.Organization(organization)
	zone := o.Location()
	return calendar{say: say, zone: zone, now: s.Now().In(zone)}
}
