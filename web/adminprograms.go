package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

// shortHash is how many characters of a version a page shows; the log has all of it.
const shortHash = 10

// textState counts what a language says of something.
type textState struct{ all, missing, unreviewed int }

// programTexts counts the sentences of one program in a language. English is what the others are translated from.
func programTexts(p programs.Program, said map[string]words.Entry) (n textState) {
	for _, english := range p.Sentences() {
		n.all++
		entry, known := said[english]
		switch {
		case !known:
			n.missing++
		case entry.Reviewed == "":
			n.unreviewed++
		}
	}
	return n
}

func (n textState) words(say speaker) string {
	switch {
	case n.missing > 0 && n.unreviewed > 0:
		return say("admin.texts.missing", n.missing, n.all) + ", " + say("admin.texts.unreviewed", n.unreviewed, n.all)
	case n.missing > 0:
		return say("admin.texts.missing", n.missing, n.all)
	case n.unreviewed > 0:
		return say("admin.texts.unreviewed", n.unreviewed, n.all)
	}
	return say("admin.texts.fine")
}

// translatedLanguages are those that texts are translated into.
func translatedLanguages() []string {
	return slices.DeleteFunc(words.Languages(), func(l string) bool { return l == "en" })
}

func (s *Server) showProgramList(w http.ResponseWriter, q *request) error {
	say, org := q.say(), q.who.Organization
	versions, err := s.Store.ProgramVersions(q.Context(), q.who.Scope())
	if err != nil {
		return err
	}
	c := s.calendar(say, org)
	list := tableView{Caption: say("admin.programs.table"), Heads: []tableHead{
		{Label: say("page.reports.program")}, {Label: say("admin.head.kind")}, {Label: say("admin.head.version")}, {Label: say("admin.head.since")}, {Label: say("admin.head.open")},
	}}
	for _, language := range translatedLanguages() {
		list.Heads = append(list.Heads, tableHead{Label: words.NameOf(language)})
	}
	all := s.Catalog.Programs(org)
	for _, p := range all {
		since := tableCell{Text: say("admin.programs.unknown")}
		if i := slices.IndexFunc(versions, func(v store.VersionRow) bool { return v.Version == p.Version }); i >= 0 {
			since.Text = c.day(versions[i].RecordedAt)
		}
		open := say("admin.programs.closed")
		if p.Open {
			open = say("admin.programs.open")
		}
		cells := []tableCell{{Text: p.Name.In(q.language())}, {Text: say("program.kind." + string(p.Kind))}, {Text: short(p.Version)}, since, {Text: open}}
		for _, language := range translatedLanguages() {
			cells = append(cells, tableCell{Text: programTexts(p, s.Catalog.Translations(org)[language]).words(say), Href: "/admin/texts/" + language})
		}
		list.row(cells...)
	}
	body := adminView{Title: say("admin.programs.title"), Lead: say("admin.programs.lead"), Sections: []adminSection{{Table: shownTable(list)}, runningSection(q, all, versions), ownTexts(say)}}
	if len(all) == 0 {
		body.Lead = say("admin.programs.none")
	}
	return s.adminPage(w, q, body, toAdmin(say), well)
}

func short(version string) string {
	if len(version) > shortHash {
		return version[:shortHash]
	}
	return version
}

// runningSection says under which version open cases run. A case keeps the version that it began under.
func runningSection(q *request, all []programs.Program, versions []store.VersionRow) adminSection {
	say := q.say()
	t := tableView{Caption: say("admin.programs.running"), Heads: []tableHead{{Label: say("page.reports.program")}, {Label: say("admin.head.version")}, {Label: say("admin.head.cases"), Number: true}}}
	for _, v := range versions {
		if v.Open == 0 {
			continue
		}
		name, text := v.Program, short(v.Version)
		if i := slices.IndexFunc(all, func(p programs.Program) bool { return p.Key == v.Program }); i >= 0 {
			name = all[i].Name.In(q.language())
			if all[i].Version == v.Version {
				text = say("admin.programs.todays", text)
			}
		}
		t.row(tableCell{Text: name}, tableCell{Text: text}, tableCell{Text: strconv.Itoa(v.Open)})
	}
	if len(t.Rows) == 0 {
		return adminSection{Title: say("admin.programs.running"), Lines: []string{say("admin.programs.no_cases")}}
	}
	return adminSection{Table: &t}
}

// ownTexts says how far the sentences of Almoner itself are in each language.
func ownTexts(say speaker) adminSection {
	section := adminSection{Title: say("admin.texts.own"), Lines: []string{say("admin.texts.how")}}
	for _, language := range translatedLanguages() {
		n := textState{}
		said := words.Entries(language)
		for key := range words.Entries("en") {
			n.all++
			entry, known := said[key]
			switch {
			case !known:
				n.missing++
			case entry.Reviewed == "":
				n.unreviewed++
			}
		}
		section.Rows = append(section.Rows, summaryRow{Label: words.NameOf(language), Value: n.words(say)})
	}
	return section
}
