package web

import (
	"net/http"
)

// emergencyPage is the card that a coach takes along: for each child whom to call, and what to look out for. It is made for paper, and works on a
// telephone.
type emergencyPage struct {
	Group, Season, Kept string
	Program             *link
	Children            []emergencyView
}

type emergencyView struct {
	Name   string
	Calls  []emergencyCall
	Rows   []summaryRow
	Remark string
}

// emergencyCall is somebody to call, in the order in which they are called.
type emergencyCall struct {
	Who, Relation string
	Phone         *link
	Mind          string // what to mind when calling
}

// showEmergencyCard shows a group's card. Every opening is noted for every family on it.
func (s *Server) showEmergencyCard(w http.ResponseWriter, q *request) error {
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	s.noteReadings(q, g.children)
	body := emergencyPage{Group: g.name(), Season: g.seasonFile.name(), Kept: g.words.c.say("page.emergency.kept"), Program: phoneLink(g.terms.Program.Phone)}
	for _, child := range g.children {
		body.Children = append(body.Children, g.words.emergencyCard(child))
	}
	view := q.page(q.say()("page.emergency.title", body.Group), body).staff()
	view.Back = &link{Href: g.path(), Label: body.Group}
	return s.show(w, http.StatusOK, "season_emergency", view)
}

func (v taskWords) emergencyCard(child *caseFile) emergencyView {
	card := emergencyView{Name: child.applicant(), Calls: v.callsFor(child)}
	numbers := map[string]bool{}
	for _, c := range card.Calls {
		numbers[c.Phone.Href] = true
	}
	answers := child.emergency(child.applicationFacts())
	for _, key := range child.terms.Program.Application.Answers.Emergency {
		value, given := answers[key]
		if number, is := value.(string); !given || is && numbers[number] {
			continue // the number stands beside its owner
		}
		field, _ := child.terms.Program.Form.Field(key)
		card.Rows = append(card.Rows, summaryRow{Label: field.Label.In(v.language), Value: showAnswer(field, v.language, v.c, value)})
	}
	if len(card.Calls) == 0 {
		card.Remark = v.c.say("page.group.no_number")
	}
	return card
}
