package web

import (
	"net/http"
	"net/url"
	"slices"
)

// applicantSheet is a list for paper.
type applicantSheet struct {
	Lead    string
	Bounded *noticeView
	Filter  []summaryRow
	Table   tableView
	None    string
	Back    link
}

func (s *Server) showApplicantSheet(w http.ResponseWriter, q *request) error {
	f, err := readApplicantFilter(q)
	if err != nil {
		return err
	}
	list, err := s.applicants(q.Context(), q, f)
	if err != nil {
		return err
	}
	if err := s.readNames(q.Context(), q, list.shown); err != nil {
		return err
	}
	v := q.applicantWords()
	body := applicantSheet{Lead: v.lead(f, list), Bounded: v.bounded(list), Table: v.plainTable(list.shown), None: v.none(f, list)}
	for _, name := range sortedQuery(f.query()) {
		body.Filter = append(body.Filter, summaryRow{Label: v.c.say("applicants.filter." + name), Value: v.chosen(q, f, list.all, name)})
	}
	p := q.page(v.c.say("applicants.sheet.title", v.c.day(s.Now())), body).staff()
	p.Back = &link{Href: f.address("/applicants"), Label: v.c.say("applicants.back")}
	return s.show(w, http.StatusOK, "applicants_sheet", p)
}

func sortedQuery(query url.Values) []string {
	var names []string
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// chosen is what a filter's field says, in words.
func (v applicantWords) chosen(q *request, f applicantFilter, all []*applicant, name string) string {
	for _, field := range v.filter(q, f, all) {
		if field.Name != name {
			continue
		}
		for _, o := range field.Options {
			if o.Chosen {
				return o.Label
			}
		}
		return field.Value
	}
	return f.query().Get(name)
}
