package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/words"
)

// textsPage is how many sentences a page shows.
const textsPage = 50

// unread is a sentence that no speaker of a language has looked at, or that is not translated at all.
type unread struct {
	where, english, said string
}

// unreadTexts lists Almoner's own sentences by part, then those of the organization's programs.
func (s *Server) unreadTexts(say speaker, organization, language string) []unread {
	var list []unread
	said, english := words.Entries(language), words.Entries("en")
	for key, entry := range said {
		if entry.Reviewed == "" {
			source := english[key].Text
			if source == "" {
				source = key // what an error says has its English for a key
			}
			list = append(list, unread{partWords(say, key, english), source, entry.Text})
		}
	}
	for key, entry := range english {
		if _, known := said[key]; !known {
			list = append(list, unread{partWords(say, key, english), entry.Text, ""})
		}
	}
	slices.SortFunc(list, func(a, b unread) int {
		return cmp.Or(strings.Compare(a.where, b.where), strings.Compare(a.english, b.english))
	})
	translated := s.Catalog.Translations(organization)[language]
	for _, p := range s.Catalog.Programs(organization) {
		where := p.Name.In("en")
		for _, sentence := range p.Sentences() {
			if entry, known := translated[sentence]; !known || entry.Reviewed == "" {
				list = append(list, unread{where, sentence, entry.Text})
			}
		}
	}
	return list
}

func partWords(say speaker, key string, english map[string]words.Entry) string {
	if _, own := english[key]; !own {
		return say("admin.texts.errors")
	}
	part := words.PartOf(key)
	if part == "" {
		return say("admin.texts.general")
	}
	return say("admin.texts.part", part)
}

func (q *request) textLanguage() (string, error) {
	language := q.PathValue("language")
	if !slices.Contains(translatedLanguages(), language) {
		return "", domain.Errorf(domain.NotFound, "Nothing is translated into a language of that name here.")
	}
	return language, nil
}

func (s *Server) showTexts(w http.ResponseWriter, q *request) error {
	language, err := q.textLanguage()
	if err != nil {
		return err
	}
	say := q.say()
	list := s.unreadTexts(say, q.who.Organization, language)
	page, err := strconv.Atoi(cmp.Or(q.URL.Query().Get("page"), "1"))
	if err != nil || page < 1 || (page-1)*textsPage > len(list) {
		return fieldProblem("page", "There is no such page of this list. Please begin at its first.")
	}
	name := words.NameOf(language)
	body := adminView{Title: say("admin.texts.title", name), Lead: say("admin.texts.lead", len(list))}
	if len(list) == 0 {
		body.Lead = say("admin.texts.none")
		return s.adminPage(w, q, body, link{Href: "/admin/programs", Label: say("admin.programs.back")}, well)
	}
	from, until := (page-1)*textsPage, min(page*textsPage, len(list))
	t := tableView{Caption: say("admin.texts.table", from+1, until, len(list)), Heads: []tableHead{{Label: say("admin.head.where")}, {Label: words.NameOf("en")}, {Label: name}}}
	for _, u := range list[from:until] {
		cell := tableCell{Text: u.said, Lang: language}
		if u.said == "" {
			cell = tableCell{Text: say("admin.texts.absent")}
		}
		t.row(tableCell{Text: u.where}, tableCell{Text: u.english, Lang: "en"}, cell)
	}
	body.Links = []link{{Href: "/admin/texts/" + language + "/csv", Label: say("admin.texts.file")}}
	body.Sections = []adminSection{{Lines: []string{say("admin.texts.how")}, Table: &t}}
	if until < len(list) {
		body.More = &link{Href: "/admin/texts/" + language + "?page=" + strconv.Itoa(page+1), Label: say("admin.texts.more"), Kind: "second"}
	}
	return s.adminPage(w, q, body, link{Href: "/admin/programs", Label: say("admin.programs.back")}, well)
}

// textsFile is all of it for a speaker to read and write beside.
func (s *Server) textsFile(w http.ResponseWriter, q *request) error {
	language, err := q.textLanguage()
	if err != nil {
		return err
	}
	say := q.say()
	rows := [][]string{{say("admin.head.where"), words.NameOf("en"), words.NameOf(language), say("admin.texts.better")}}
	for _, u := range s.unreadTexts(say, q.who.Organization, language) {
		rows = append(rows, []string{u.where, u.english, u.said, ""})
	}
	return writeCSV(w, "texts-"+language+".csv", rows)
}
