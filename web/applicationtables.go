package web

import (
	"slices"
	"strings"

	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

func (v taskWords) consentTable(texts []application.Consent, s application.State) *tableView {
	t := &tableView{Caption: v.c.say("page.application.consents"), Heads: []tableHead{
		{Label: v.c.say("head.consent")}, {Label: v.c.say("head.signed")}, {Label: v.c.say("head.when")},
	}}
	for _, text := range s.Consents(texts) {
		g, signed := s.Signature(text.Key)
		cells := []tableCell{{Text: text.Title.In(v.language)}, {Text: v.c.say("consent.none")}, {Text: ""}}
		switch {
		case signed && slices.Contains(s.Unsigned, text.Key), slices.Contains(s.Unsigned, text.Key):
			cells[1].Text = v.c.say("consent.awaited")
		case signed:
			at := v.c.stamp(g.At)
			cells[1].Text, cells[2].Date = v.c.say("consent.signed"), &at
		}
		t.row(cells...)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (v taskWords) itemTable(s application.State) *tableView {
	if len(s.Handings) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.application.items"), Heads: []tableHead{{Label: v.c.say("head.item")}, {Label: v.c.say("head.status")}, {Label: v.c.say("head.due")}}}
	for _, h := range s.Handings {
		due := tableCell{Text: v.c.say("item.kept")}
		if !h.DueAt.IsZero() {
			at := v.c.stamp(h.DueAt)
			due = tableCell{Date: &at}
		}
		t.row(tableCell{Text: strings.TrimSpace(itemTitle(v.file.terms.Program, h.Item, v.language) + " " + h.Size)}, tableCell{Text: v.c.say("item." + h.Status)}, due)
	}
	return t
}

func itemTitle(p programs.Program, key, language string) string {
	for _, item := range p.Application.Equipment {
		if item.Key == key {
			return item.Title.In(language)
		}
	}
	return key
}

// consentsToday are the consents as they are signed now.
func (s *Server) consentsToday(f *caseFile) []application.Consent {
	if p, known := s.Catalog.Find(f.Organization, f.Program); known && p.Application != nil {
		return p.Application.Consents
	}
	return f.terms.Program.Application.Consents
}
