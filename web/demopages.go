package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// replyMax bounds what a telephone of the demo sends, in characters; longer messages are not delivered by networks either.
const replyMax = 1600

type mailboxView struct {
	Filter   fieldView
	Thread   *threadView // of one telephone
	Messages []messageView
}

// threadView is a telephone as whoever holds it sees it: what came on the left, what was written back on the right, the latest below.
type threadView struct {
	Of      string
	From    string // the telephone's number
	Bubbles []bubbleView
	Done    *noticeView
	Field   fieldView
}

type bubbleView struct {
	Mine  bool
	Who   string
	At    dateView
	Parts []link
	Size  string
	Last  bool
}

func (s *Server) showMailbox(w http.ResponseWriter, q *request) error {
	return s.mailboxPage(w, q, mailOf(q), http.StatusOK, "", "")
}

// mailboxPage shows the messages of one recipient or of all; typed and wrong are of an answer that could not be sent.
func (s *Server) mailboxPage(w http.ResponseWriter, q *request, to string, status int, typed, wrong string) error {
	everybody, err := s.Store.DemoMessages(q.Context(), "", false, mailboxMax)
	if err != nil {
		return err
	}
	messages, err := s.mail(q, to, true)
	if err != nil {
		return err
	}
	say := q.say()
	body := mailboxView{Filter: s.recipients(say, everybody, to)}
	c := s.demoCalendar(say)
	view := q.page(say("page.mailbox.title"), nil).staff()
	if strings.HasPrefix(to, "+") {
		body.Thread = s.thread(say, c, to, messages)
		body.Thread.Field.Value, body.Thread.Field.Error = typed, wrong
		if wrong != "" {
			view.Problems = []problemLine{{Href: "#text", Text: wrong}}
		}
		if q.URL.Query().Get("sent") != "" {
			n := noticeOf(q.language(), "good", "page.mailbox.replied")
			body.Thread.Done = &n
		}
	} else {
		for _, m := range messages {
			body.Messages = append(body.Messages, messageOf(say, c, m))
		}
	}
	view.Body = body
	return s.show(w, status, "mailbox", view)
}

// recipients are those to choose from, each with the name of the demo's person.
func (s *Server) recipients(say speaker, messages []store.DemoMessage, to string) fieldView {
	filter := textField("to", "select", say("page.mailbox.filter"), to)
	filter.choose("", say("page.mailbox.all"), to)
	var all []string
	for _, m := range messages {
		if !slices.Contains(all, m.Recipient) {
			all = append(all, m.Recipient)
		}
	}
	if to != "" && !slices.Contains(all, to) {
		all = append(all, to)
	}
	slices.Sort(all)
	for _, r := range all {
		label := r
		if name := s.holder(r); name != "" {
			label = say("page.mailbox.recipient", r, name)
		}
		filter.choose(r, label, to)
	}
	return filter
}

// holder is the demo's person with an address; empty when it is a family's.
func (s *Server) holder(address string) string {
	for _, p := range s.Demo.Personas {
		if address == p.Email || address == p.Phone {
			return p.Name
		}
	}
	return ""
}

func messageOf(say speaker, c calendar, m mailView) messageView {
	v := messageView{Channel: m.Channel, Who: say("message.to", m.To), Subject: m.Subject, At: c.moment(m.At), Parts: liveParts(m.Text, m.Links), Size: smsSize(say, m)}
	if m.Channel == store.DemoReply {
		v.Channel, v.Mine, v.Who = string(notify.SMS), true, say("message.from", m.To)
	}
	return v
}

func (s *Server) thread(say speaker, c calendar, phone string, latestFirst []mailView) *threadView {
	t := &threadView{Of: say("page.mailbox.telephone", phone), From: phone, Field: textField("text", "text", say("page.mailbox.reply"), "")}
	if name := s.holder(phone); name != "" {
		t.Of = say("page.mailbox.telephone_of", phone, name)
	}
	t.Field.Help = say("page.mailbox.reply_help")
	for i, m := range slices.Backward(latestFirst) {
		b := bubbleView{Mine: m.Channel == store.DemoReply, Who: say("layout.name"), At: c.moment(m.At), Parts: liveParts(m.Text, m.Links), Size: smsSize(say, m), Last: i == 0}
		if b.Mine {
			b.Who = say("page.mailbox.you")
		}
		t.Bubbles = append(t.Bubbles, b)
	}
	return t
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

// replyInDemo sends what was written on a telephone of the demo; it comes in by the door of a real gateway.
func (s *Server) replyInDemo(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	from, wrong := programs.ReadPhone(q.PostForm.Get("from"))
	if wrong != "" {
		return domain.Errorf(domain.Invalid, "Write a text message, from one of the telephones in the mailbox.")
	}
	text := domain.CleanLine(q.PostForm.Get("text"))
	if n := len([]rune(text)); n == 0 || n > replyMax {
		return s.mailboxPage(w, q, from, http.StatusBadRequest, q.PostForm.Get("text"), q.say()("page.mailbox.reply_wrong", replyMax))
	}
	if err := s.Demo.Reply(q.Context(), from, text); err != nil {
		return err
	}
	return seeOther(w, "/demo/mailbox?sent=1&to="+url.QueryEscape(from)+"#latest")
}

// smsSize tells how many parts a text message is sent in.
func smsSize(say speaker, m mailView) string {
	if m.Channel != string(notify.SMS) {
		return ""
	}
	n, _ := notify.Segments(m.Text)
	return say("page.mailbox.size", n)
}
