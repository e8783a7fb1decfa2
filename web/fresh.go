package web

import (
	"cmp"

	"github.com/google/uuid"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/notify"
)

// freshNotice says right after a request was sent that it is there, and what this family hears from us from now on.
func (s *Server) freshNotice(o opening, c calendar, language string) *noticeView {
	n := noticeOf(language, "good", "page.receipt.new", "page.receipt.new_keep")
	if o.status.Gathering != nil {
		n = noticeOf(language, "good", "page.visit.new", "page.visit.new_keep")
	}
	if o.file != nil && !o.file.referrer { // the numbers of somebody else are the family's
		n.Lines = append(n.Lines, s.hears(o.file, c)...)
	}
	return &n
}

// hears is what a family hears of its request, and how: by the ways that messages really go.
func (s *Server) hears(f *caseFile, c calendar) []string {
	if f.ClosedAt != nil {
		return nil // what it can do is said below, and nothing more comes of it
	}
	to, w := f.writtenTo()
	hours := handlers.ReadHours(to.Hours)
	between := func(key, within string) string {
		if hours.Known() {
			return c.say(within, c.oClock(hours.From), c.oClock(hours.Until))
		}
		return c.say(key)
	}
	mail, text := to.Email != "" && s.reaches(notify.Email), cmp.Or(to.TextPhone, to.Phone) != "" && !to.NoTexts && s.reaches(notify.SMS)
	var lines []string
	switch {
	case w == writtenAlways && mail:
		return []string{c.say("page.receipt.new_mail")}
	case w == writtenAlways && text:
		return []string{between("page.receipt.new_text", "page.receipt.new_text_between")}
	case w == writtenOnce && mail:
		lines = append(lines, c.say("page.receipt.new_once"))
	default:
		lines = append(lines, c.say("page.receipt.new_none"))
	}
	if to.Phone != "" {
		lines = append(lines, between("page.receipt.new_call", "page.receipt.new_call_between"))
	}
	return lines
}

// written says how far somebody is written to.
type written int

const (
	writtenAlways written = iota
	writtenOnce           // by e-mail that we have the request, and not after that
	writtenNever
)

// writtenTo is how whoever reads their page is reached, and how far they are written to.
func (f *caseFile) writtenTo() (handlers.Contact, written) {
	switch f.Workflow {
	case "support":
		r, _ := f.support().Relative(uuid.Nil)
		switch {
		case r.MayWrite():
			return f.reached(), writtenAlways
		case r.MayAnswer():
			return f.reached(), writtenOnce
		}
		return f.reached(), writtenNever
	case "concern":
		return f.reached(), writtenNever
	case "application":
		return f.readersContact()
	}
	return f.reached(), writtenAlways
}

// readersContact is how the contact of an application is reached whose own page this is.
func (f *caseFile) readersContact() (handlers.Contact, written) {
	for _, line := range f.contacts() {
		if line.ID != f.reader {
			continue
		}
		to := handlers.Contact{Phone: line.Phone, TextPhone: line.TextPhone, Email: line.Email, Hours: line.Calling.Hours, NoTexts: line.Calling.NoTexts}
		if line.Texting != nil {
			to.NoTexts = line.Texting.NoTexts
		}
		if line.Written {
			return to, writtenAlways
		}
		return to, writtenNever
	}
	return handlers.Contact{}, writtenNever
}
