package web

import (
	"net/http"
	"time"

	"github.com/almoner/almoner/store"
)

// galleryView is every component in its states, on one living page.
type galleryView struct {
	Buttons   []buttonView
	Link      link
	Phone     *link
	Exit      link
	Fields    []fieldView
	Group     groupView
	Notices   []noticeView
	Errors    []problemLine
	Typed     []titled
	Checks    []check
	Rows      []summaryRow
	Table     tableView
	Ticks     tickTable
	Timeline  []timelineRow
	Exchanges []exchangeView
	Tasks     []taskCard
	Cents     int64
	Date      dateView
	Bar       barView
	Plot      plotView
	Course    plotView
	Messages  []messageView
	Thread    threadView
	Tape      tapeView
	Roll      []rollView
	Code      qrView
	Parts     galleryParts
}

func (s *Server) showComponents(w http.ResponseWriter, q *request) error {
	say := q.say()
	c := s.demoCalendar(say)
	now := s.Now()
	later, earlier := now.Add(50*time.Hour), now.Add(-3*time.Hour)
	label, text := say("page.components.label"), say("page.components.text")
	body := galleryView{
		Buttons: []buttonView{{Label: label}, {Label: label, Kind: "second"}, {Label: label, Kind: "warn"}, {Label: label, Kind: "quiet"}},
		Link:    link{Href: "#main", Label: say("page.components.link")}, Phone: s.firstPhone(), Exit: link{Href: "#main", Label: say("layout.exit")}, Fields: galleryFields(say, label, text),
		Notices: []noticeView{{Title: label, Lines: []string{text}}, {Kind: "good", Title: label, Lines: []string{text}}, {Kind: "late", Title: label, Lines: []string{text}}},
		Errors:  []problemLine{{Href: "#text-wrong", Text: text}},
		Typed:   []titled{{Title: label, Text: text}},
		Checks:  []check{{"fine", label, text}, {"know", label, text}, {"care", label, text}},
		Rows: []summaryRow{
			{Label: label, Value: text, Change: &buttonView{Label: say("page.check.change"), Kind: "quiet", Unseen: label}},
			{Label: label, Value: say("field.not_provided"), Empty: true},
		},
		Timeline: []timelineRow{{At: c.moment(earlier), Text: text, By: say("by.family")}, {At: c.moment(now), Text: text}},
		Cents:    1_500_00, Date: c.moment(now), Bar: fundBar(say, 12_000_00, 3_000_00, 10_000_00),
		Code: codeOf(s.PublicURL, label), Parts: s.galleryParts(say, c, now, label, text),
		Messages: []messageView{
			{Channel: "email", Who: label, Subject: label, At: c.moment(now), Parts: []link{{Text: text + " "}, {Href: "#main", Text: label}}},
			{Channel: "sms", Who: label, At: c.moment(now), Parts: []link{{Text: text}}},
			{Channel: "sms", Mine: true, Who: label, At: c.moment(now), Parts: []link{{Text: text}}},
		},
		Thread: galleryThread(say, c, now, label, text), Tape: galleryTape(say, c, now, label, text),
	}
	body.Group = groupView{Title: label, Why: text, Fields: []fieldView{textField("group-first", "text", label, ""), textField("group-second", "text", label, "")}}
	body.Table = tableView{Caption: label, Heads: []tableHead{{Label: say("head.what")}, {Label: say("head.when")}, {Label: say("head.amount"), Number: true}}}
	at := c.stamp(now)
	body.Table.row(tableCell{Text: label, Href: "#main"}, tableCell{Date: &at}, tableCell{Text: say.usdAndCents(1_500_00)})
	body.Ticks = tickTable{tableView: body.Table, Name: "ticked", Ticks: []tick{{ID: "ticked-field", Value: "one", Label: label, Chosen: true}}}
	body.Table.row(tableCell{Text: label, Late: true}, tableCell{Date: &at}, tableCell{Text: say.usdAndCents(500_00)})
	body.Plot = plotView{Caption: label, Heads: []string{say("head.what"), say("head.amount")}, Rows: []plotRow{
		{Label: label, Values: []string{"12"}, Size: 12}, {Label: label, Values: []string{"7"}, Size: 7}, {Label: text, Values: []string{say("page.reports.hidden")}, Hidden: true},
	}}.draw()
	body.Course = *c.course([]store.Sums{{Month: now.AddDate(0, -2, 0), Deposit: 25_000_00}, {Month: now, Reserve: 4_000_00, Post: 3_000_00}})
	for _, marked := range []string{wasPresent, ""} {
		row := rollView{ID: "roll-" + marked, Field: "roll-" + marked, Name: label, Remark: say("page.season.unsigned")}
		for _, word := range []string{wasPresent, wasExcused, wasAbsent} {
			row.Options = append(row.Options, optionView{ID: "roll-" + marked + "-" + word, Value: word, Label: say("page.attendance." + word), Chosen: word == marked})
		}
		body.Roll = append(body.Roll, row)
	}
	body.Roll[1].Error, body.Roll[1].Unrecorded = text, say("page.group.unrecorded")
	body.Exchanges, _ = exchangeViews([]exchange{{Question: text, AskedAt: earlier}}, c)
	_, answered := exchangeViews([]exchange{{Question: text, AskedAt: earlier, Answer: text, AnsweredAt: &now}, {Question: text, AskedAt: now, Answer: text, AnsweredAt: &now}}, c)
	body.Exchanges = append(body.Exchanges, answered...)
	for _, due := range []*time.Time{&later, &earlier, nil} {
		card := taskCard{Href: "#main", Kind: label, About: []string{text, say.usd(body.Cents)}}
		card.Due, card.Late = c.due(due)
		body.Tasks = append(body.Tasks, card)
	}
	body.Tasks[1].Urgent = say("card.emergency")
	return s.show(w, http.StatusOK, "components", q.page(say("page.components.title"), body))
}

// galleryFields are a field of every type, and one that needs another look.
func galleryFields(say speaker, label, text string) []fieldView {
	var fields []fieldView
	for _, kind := range []string{"text", "long_text", "money", "number", "choice", "date", "select"} {
		f := textField(kind+"-field", kind, label, "")
		f.Help = text
		switch kind {
		case "choice", "select":
			f.choose("one", label, "one")
			f.choose("two", text, "one")
		case "date":
			f.Parts = dateParts(f.ID, say, map[string]string{})
		}
		fields = append(fields, f)
	}
	fields[1].Optional = true
	signed := textField("signed-field", "yes_no", label, "")
	signed.Signs = &noticeView{Title: label, Lines: []string{text}}
	signed.choose("yes", say("field.yes"), "")
	signed.choose("no", say("field.no"), "")
	fields = append(fields, signed)
	wrong := textField("text-wrong", "text", label, label)
	wrong.Error = text
	return append(fields, wrong)
}

func galleryThread(say speaker, c calendar, now time.Time, label, text string) threadView {
	return threadView{Of: label, Field: textField("reply-field", "text", say("page.mailbox.reply"), ""), Bubbles: []bubbleView{
		{Who: label, At: c.moment(now), Parts: []link{{Text: text + " "}, {Href: "#main", Text: label}}, Size: say("page.mailbox.size", 1)},
		{Mine: true, Who: label, At: c.moment(now), Parts: []link{{Text: "1"}}},
	}}
}

// galleryTape is an event with a route in every state.
func galleryTape(say speaker, c calendar, now time.Time, label, text string) tapeView {
	took := say("page.tape.milliseconds", 12)
	row := tapeRow{ID: "tape-one", At: c.stamp(now), What: text, Subject: []string{label}, By: label, Cause: &link{Href: "#tape-two", Label: text}, Takers: []takerView{
		{Kind: "done", Route: label, State: say("page.tape.done_first", took)},
		{Kind: "done", Route: label, State: say("page.tape.done_later", 3, took), Again: say("page.tape.again", 2)},
		{Kind: "waits", Route: label, State: say("page.tape.under_way")},
		{Kind: "late", Route: label, State: say("page.tape.failed", 2)},
		{Kind: "late", Route: label, State: say("page.tape.given_up", 8), Stuck: &link{Href: "#main", Label: say("page.tape.stuck")}},
	}}
	return tapeView{Caption: label, Rows: []tapeRow{row, {ID: "tape-two", At: c.stamp(now), What: text, Subject: []string{label}, By: label, Waits: say("page.tape.waits"), Nobody: true}}}
}
