package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/workflows"
)

// What the buttons on the event tape do.
const (
	tapeMax     = 100
	troubleStop = 10 * time.Second
	troubleLast = 5
	troubleSkip = 24 * time.Hour
)

type mailboxView struct {
	Filter   fieldView
	Reply    *replyBox
	Done     *noticeView
	Messages []messageView
}

func (s *Server) showMailbox(w http.ResponseWriter, q *request) error {
	messages, err := s.mail(q)
	if err != nil {
		return err
	}
	everybody, err := s.Store.DemoMessages(q.Context(), "", mailboxMax)
	if err != nil {
		return err
	}
	say, to := q.say(), q.URL.Query().Get("to")
	body := mailboxView{Filter: textField("to", "select", say("page.mailbox.filter"), to)}
	body.Filter.choose("", say("page.mailbox.all"), to)
	var recipients []string
	for _, m := range everybody {
		if !slices.Contains(recipients, m.Recipient) {
			recipients = append(recipients, m.Recipient)
		}
	}
	slices.Sort(recipients)
	for _, r := range recipients {
		body.Filter.choose(r, r, to)
	}
	c := s.demoCalendar(say)
	for _, m := range messages {
		body.Messages = append(body.Messages, messageView{Channel: m.Channel, To: m.To, Subject: m.Subject, At: c.moment(m.At), Parts: liveParts(m.Text, m.Links), Size: smsSize(say, m)})
	}
	if strings.HasPrefix(to, "+") || strings.HasPrefix(to, " ") {
		body.Reply = &replyBox{From: strings.Replace(to, " ", "+", 1), Field: textField("text", "text", say("page.mailbox.reply"), "")}
		body.Reply.Field.Help = say("page.mailbox.reply_help")
	}
	if q.URL.Query().Get("sent") != "" {
		n := noticeOf(q.language(), "good", "page.mailbox.replied")
		body.Done = &n
	}
	return s.show(w, http.StatusOK, "mailbox", q.page(say("page.mailbox.title"), body).staff())
}

// demoCalendar tells times as the first organization does.
func (s *Server) demoCalendar(say speaker) calendar {
	for _, o := range s.Catalog.Organizations() {
		if len(s.openDoors(o.Key, "en")) > 0 {
			return s.calendar(say, o.Key)
		}
	}
	return s.calendar(say, "")
}

// liveParts cuts a message's text at its links.
func liveParts(text string, links []string) (parts []link) {
	for text != "" {
		at, found := len(text), ""
		for _, l := range links {
			if i := strings.Index(text, l); l != "" && i >= 0 && i < at {
				at, found = i, l
			}
		}
		if at > 0 {
			parts = append(parts, link{Text: text[:at]})
		}
		if found == "" {
			break
		}
		parts = append(parts, link{Href: found, Text: found})
		text = text[at+len(found):]
	}
	return parts
}

// replyBox is the telephone of a demo's person: what is written here comes in by the door of a real gateway.
type replyBox struct {
	From  string
	Field fieldView
}

func (s *Server) replyInDemo(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	from, wrong := programs.ReadPhone(q.PostForm.Get("from"))
	text := domain.CleanLine(q.PostForm.Get("text"))
	if wrong != "" || text == "" {
		return domain.Errorf(domain.Invalid, "Write a text message, from one of the telephones in the mailbox.")
	}
	if err := s.Demo.Reply(q.Context(), from, text); err != nil {
		return err
	}
	return seeOther(w, "/demo/mailbox?sent=1&to="+url.QueryEscape(from))
}

type tapeView struct {
	Done     *noticeView
	Troubles []buttonView
	Table    tableView
}

func (s *Server) showTape(w http.ResponseWriter, q *request) error {
	events, err := s.Store.Recent(q.Context(), tapeMax)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.demoCalendar(say)
	body := tapeView{Table: tableView{Caption: say("page.events.caption"), Heads: []tableHead{
		{Label: say("head.when")}, {Label: say("head.what")}, {Label: say("head.subject")}, {Label: say("head.cause")},
	}}}
	for _, do := range []string{"stop", "twice", "skip"} {
		body.Troubles = append(body.Troubles, buttonView{Label: say("page.events." + do), Name: "do", Value: do, Kind: "second"})
		if q.URL.Query().Get("did") == do {
			n := noticeOf(q.language(), "good", "", "page.events."+do+"_done")
			body.Done = &n
		}
	}
	for _, e := range events {
		at := c.stamp(e.At)
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return err
		}
		body.Table.row(tableCell{Date: &at}, tableCell{Text: eventWords(say, event)},
			tableCell{Text: "almoner.events." + e.Organization + "." + e.Type}, tableCell{Text: causeWords(e.Actor) + " " + e.Cause.String()[28:]})
	}
	return s.show(w, http.StatusOK, "events", q.page(say("page.events.title"), body).staff().kept())
}

// causeWords leave out which person it was.
func causeWords(actor string) string {
	kind, rest, _ := strings.Cut(actor, ":")
	if kind == "route" {
		return rest
	}
	return kind
}

func (s *Server) makeTrouble(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	do := q.PostForm.Get("do")
	var err error
	switch do {
	case "stop":
		s.Demo.StopBus(troubleStop)
	case "twice":
		_, err = s.Demo.Redeliver(q.Context(), troubleLast)
	case "skip":
		_, err = s.Demo.Advance(q.Context(), troubleSkip)
	default:
		err = domain.Errorf(domain.Invalid, "That trouble is not known here.")
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/demo/events?did="+do)
}

// smsSize tells how many parts a text message is sent in.
func smsSize(say speaker, m mailView) string {
	if m.Channel != string(notify.SMS) {
		return ""
	}
	n, _ := notify.Segments(m.Text)
	return say("page.mailbox.size", n)
}
