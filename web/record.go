package web

import (
	"bytes"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"unicode"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/programs"
)

// recordView is what a family keeps of its request, on paper.
type recordView struct {
	Language, Title, Organization, Phone string
	Status, Next                         string
	Rows                                 []summaryRow // reference, when, where
	Decision                             *decisionView
	Exchanges                            []summaryRow // what was asked since, and answered
	Sent                                 string       // what the answers are called
	SentSince                            bool         // and that some of them were changed
	Answers                              []summaryRow
	Onward                               string // where the rest of what was sent lies
}

// accounts recognizes what can be the number of an account or a card: eight digits together, or twelve with something in between. Telephone numbers
// and dates, as people write them, are shorter.
var accounts = regexp.MustCompile(`\d{8,}|\d(?:[ -]?\d){11,}`)

// masked leaves of each such number the last four digits, by which whoever wrote it knows it again.
func masked(text string) string {
	return accounts.ReplaceAllStringFunc(text, func(number string) string {
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, number)
		return "••••" + digits[len(digits)-4:]
	})
}

// recordRows are the answers as the record repeats them. Questions that whoever asked never met, because of another answer, are left out.
func recordRows(p programs.Program, language string, c calendar, answers programs.Answers) (rows []summaryRow) {
	for _, f := range p.Form.Fields {
		switch {
		case p.Gathering != nil && f.Key == programs.AnswerGathering: // its key is the day that its rule gave, and it may have been moved: when it is stands above
			continue
		case answers[f.Key] == nil && !p.AskedFor(f.Key, answers):
			continue
		}
		row := answerRow(f, language, c, answers[f.Key])
		if f.Type == programs.TypeText || f.Type == programs.TypeLongText {
			row.Value = masked(row.Value)
		}
		rows = append(rows, row)
	}
	return rows
}

// sendRecord sends the record of a request as a file to keep. The page that it repeats can be printed as well, and is what a screen reader reads best.
func (s *Server) sendRecord(w http.ResponseWriter, q *request) error {
	o, err := s.openReceipt(q)
	if err != nil {
		return err
	}
	if o.file == nil {
		return domain.Errorf(domain.Unavailable, "Our database does not answer at the moment.")
	}
	document, err := writeRecord(s.record(q, o))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": o.status.Reference + ".pdf"}))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(document)
	return err
}

// record gathers what the page of a receipt says of a request, for paper.
func (s *Server) record(q *request, o opening) recordView {
	say, language, program := q.say(), q.language(), o.file.terms.Program
	c := s.calendar(say, o.status.Organization)
	frame := s.withinProgram(q.page("", nil), program)
	v := recordView{
		Language: language, Title: program.Name.In(language), Organization: frame.Organization, Phone: program.Phone,
		Rows: []summaryRow{
			{Label: say("page.receipt.reference"), Value: o.status.Reference},
			{Label: say("page.receipt.received"), Value: c.moment(o.of.ReceivedAt).Words},
			{Label: say("page.record.written"), Value: c.moment(s.Now()).Words},
			{Label: say("page.record.call"), Value: program.Phone},
		},
	}
	v.Status, v.Next = o.standsWords(c, program)
	if program.AtRisk() {
		v.Title = program.ShortIn(language)
	} else {
		v.Rows = append(v.Rows, summaryRow{Label: say("page.receipt.keep"), Value: s.PublicURL + "/r/" + o.status.Reference + "/" + q.PathValue("token")})
	}
	if st := o.status.Gathering; st != nil && !st.StartsAt.IsZero() {
		v.Rows = append(v.Rows, summaryRow{Label: say("page.gathering.when"), Value: s.whenWords(c, series.Gathering{StartsAt: st.StartsAt, EndsAt: st.EndsAt})})
	}
	v.Decision = o.decisionWords(c)
	if !o.file.onBehalf {
		v.Answers, v.Onward = o.file.sentRows(language, c), o.file.sentOnward(say)
		v.Exchanges = exchangeRows(o.status.Questions, c)
		v.Sent, v.SentSince = o.file.sentTitle(c), o.file.sentSince()
	}
	return v
}

// exchangeRows are questions with their answers, one under the other. One answer to several questions stands once below them.
func exchangeRows(list []exchange, c calendar) (rows []summaryRow) {
	open, answered := exchangeViews(list, c)
	for _, e := range append(answered, open...) {
		for _, question := range e.Questions {
			rows = append(rows, summaryRow{Label: c.say("exchange.question") + " " + question.At.Words, Value: question.Text})
		}
		if e.AnsweredAt == nil {
			rows[len(rows)-1].Value += "\n" + c.say("exchange.open")
			continue
		}
		label := "exchange.answer"
		if len(e.Questions) > 1 {
			label = "exchange.answer_all"
		}
		rows = append(rows, summaryRow{Label: c.say(label) + " " + e.AnsweredAt.Words, Value: masked(e.Answer)})
	}
	return rows
}

// The measures of a record, in millimeters and points, on paper as it is sold in the United States.
const (
	recordMargin = 20.0
	recordLine   = 6.0
	recordBody   = 11.0
)

// paper writes one document.
type paper struct {
	*fpdf.Fpdf
	regular *sfnt.Font
	missing bool // a letter that the font does not have
}

// writeRecord writes a record with letters for every language that pages are in.
func writeRecord(v recordView) ([]byte, error) {
	regular, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	say := in(v.Language)
	p := &paper{Fpdf: fpdf.New("P", "mm", "Letter", ""), regular: regular}
	p.SetLang(v.Language)
	p.SetTitle(p.letters(v.Title+" "+v.Rows[0].Value), true)
	p.SetAuthor(p.letters(v.Organization), true)
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(recordMargin, recordMargin, recordMargin)
	p.SetAutoPageBreak(true, recordMargin)
	p.SetFooterFunc(func() {
		p.SetY(-15)
		p.SetFont("go", "", 9)
		p.CellFormat(0, 5, p.letters(say("page.record.page", v.Rows[0].Value, p.PageNo())), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	p.say("", recordBody, v.Organization)
	p.say("B", 18, v.Title)
	p.say("", recordBody+1, v.Status)
	p.say("B", recordBody, v.Next)
	p.Ln(recordLine / 2)
	p.rows(v.Rows)
	if v.Decision != nil {
		p.Ln(recordLine)
		p.say("B", 14, say("page.receipt.decision"))
		p.rows(v.Decision.Rows)
		if len(v.Decision.Reasons) > 0 {
			p.rows([]summaryRow{{Label: say("page.receipt.reasons"), Value: strings.Join(v.Decision.Reasons, "\n\n")}})
		}
	}
	if len(v.Exchanges) > 0 {
		p.Ln(recordLine)
		p.say("B", 14, say("page.receipt.answered"))
		p.rows(v.Exchanges)
	}
	if len(v.Answers) > 0 || v.Onward != "" {
		p.Ln(recordLine)
		p.say("B", 14, v.Sent)
		if v.SentSince {
			p.say("", recordBody, say("page.record.sent_since"))
		}
		p.rows(v.Answers)
	}
	if v.Onward != "" {
		p.say("", recordBody, v.Onward)
	}
	if p.missing {
		p.Ln(recordLine)
		p.say("", recordBody-1, say("page.record.letters"))
	}
	var b bytes.Buffer
	err = p.Output(&b)
	return b.Bytes(), err
}

func (p *paper) say(style string, size float64, text string) {
	p.SetFont("go", style, size)
	p.MultiCell(0, size*0.55, p.letters(text), "", "L", false)
	p.Ln(1)
}

// rows writes each label above its answer, so that long ones of either have the whole line. A label never stands alone at the foot of a page.
func (p *paper) rows(rows []summaryRow) {
	_, height := p.GetPageSize()
	for _, row := range rows {
		if p.GetY()+3*recordLine > height-recordMargin {
			p.AddPage()
		}
		p.SetFont("go", "B", recordBody-1)
		p.MultiCell(0, recordLine-1, p.letters(row.Label), "", "L", false)
		p.SetFont("go", "", recordBody)
		p.MultiCell(0, recordLine, p.letters(row.Value), "", "L", false)
		p.Ln(2)
	}
}

// letters replaces what the font has no letter for.
func (p *paper) letters(text string) string {
	var buffer sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if glyph, err := p.regular.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			p.missing = true
			return '?'
		}
		return r
	}, text)
}
