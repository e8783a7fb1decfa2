package web

import "time"

// galleryParts are the components that pages of single workflows are built from.
type galleryParts struct {
	Acts     []actForm
	Consents []consentSheet
	Lines    []lineView
	Pictures picturesView
	Files    []link
	Links    rotaLinks
	Area     rotaArea
	Entries  []rotaEntry
	Form     rotaForm
}

func (s *Server) galleryParts(say speaker, c calendar, now time.Time, label, text string) galleryParts {
	press := buttonView{Label: label}
	shut, open := textField("act-shut", "long_text", label, ""), textField("act-open", "text", label, label)
	open.Error = text
	picture := textField("picture-field", "file", label, "")
	checks := textField("checks-field", "checks", label, "")
	checks.choose("one", label, "one")
	checks.choose("two", text, "one")
	parts := galleryParts{
		Acts: []actForm{
			{Label: label, Action: "#main", Help: text, Fields: []fieldView{shut}, Button: press},
			{Label: label, Action: "#main", Open: true, Fields: []fieldView{open}, Button: buttonView{Label: label, Kind: "warn"}},
		},
		Consents: []consentSheet{
			{Title: label, Lines: []string{text}, State: say("page.mine.signed", label, c.moment(now).Words), Signed: true},
			{
				Title: label, Lines: []string{text}, State: say("page.mine.needed"), Written: say("page.mine.written.en"),
				Form: &actForm{Label: label, Action: "#main", Open: true, Button: press},
			},
		},
		Pictures: picturesView{Action: "#main", Who: text, Kept: label, Field: &picture},
		Files:    []link{{Href: "#main", Label: label}},
		Links:    rotaLinks{Label: say("page.components.links"), List: []link{{Href: "#main", Label: label, Here: true}, {Href: "#main", Label: text}}},
		Entries: []rotaEntry{
			{Text: text, More: label}, {Text: text, Action: "#main", Do: "nothing", Name: "entry", Value: "one", Button: buttonView{Label: label, Kind: "quiet"}},
		},
		Form: rotaForm{Do: "nothing", Action: "#main", Title: label, Help: text, Open: true, Fields: []fieldView{checks}, Button: press},
	}
	if s.firstPhone() != nil {
		parts.Lines = []lineView{{Name: label, Phone: *s.firstPhone()}}
	}
	third := stripWidth / 3
	parts.Area = rotaArea{
		ID: "area-shown", Name: text, Drawn: text, Caption: text, Width: stripWidth,
		Ticks: []rotaTick{{Weekday: label[:1], Day: "1"}, {Weekday: label[:1], Day: "2", X: third}, {Weekday: label[:1], Day: "3", X: 2 * third}},
		Parts: []rotaPart{
			{Class: "enough", Width: third, Height: 48}, {Class: "few", X: third, Y: 20, Width: third, Height: 28}, {Class: "none", X: 2 * third, Y: 38, Width: third, Height: 10},
		},
		Days: []rotaDay{{Name: c.day(now), Lines: []rotaLine{
			{Kind: "enough", Hours: say("rota.all_day"), Who: label},
			{Kind: "few", Hours: say("rota.all_day"), Short: say("rota.few"), Who: label, Because: text},
			{Kind: "none", Hours: say("rota.all_day"), Short: say("rota.nobody")},
		}}},
	}
	return parts
}
