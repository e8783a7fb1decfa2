package web

import (
	"encoding/json"
	"net/http"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// mine opens a family's own application by the paper in the page's address.
func (s *Server) mine(q *request) (opening, error) {
	o, err := s.openReceipt(q)
	if err == nil && (o.file == nil || o.status.Application == nil) {
		err = domain.Errorf(domain.NotFound, "That cannot be done here at the moment.")
	}
	return o, err
}

// guardianKeys are the questions whose answers are the guardian's own.
func guardianKeys(p programs.Program) []string {
	keys := p.Application.Answers
	return append([]string{keys.Guardian, keys.GuardianCall, keys.SecondCall, "contact_phone", "contact_email"}, handlers.MindedAnswers()...)
}

// applyForAnother begins an application for one more child of the household.
func (s *Server) applyForAnother(w http.ResponseWriter, q *request) error {
	o, err := s.mine(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	p, known := s.Catalog.Find(o.of.Organization, q.PostForm.Get("program"))
	reader, _ := o.file.application().Contact(o.file.reader)
	if !known || p.Application == nil || p.Application.For != application.ForChildren || !p.Open || reader.Number != 0 || reader.Relation == application.Self {
		return domain.Errorf(domain.NotFound, "That cannot be done here at the moment.")
	}
	organization, _ := s.Catalog.Organization(o.of.Organization)
	a := &asking{request: q, organization: organization, program: p, say: q.say(), status: http.StatusOK}
	a.draft = draft{Version: p.Version, Key: newID(), Answers: map[string]json.RawMessage{}, Household: o.file.application().Household}
	from, to := guardianKeys(o.file.terms.Program), guardianKeys(p)
	for i, key := range from {
		value, given := o.status.Application.Answers[key]
		if _, asked := p.Form.Field(to[i]); !given || !asked {
			continue
		}
		if a.draft.Answers[to[i]], err = json.Marshal(value); err != nil {
			return err
		}
	}
	cache(w)
	return a.showStep(w, 0, nil, nil)
}

// downloadRecord gives everything that is kept about an application, as a file.
func (s *Server) downloadRecord(w http.ResponseWriter, q *request) error {
	o, err := s.mine(q)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+o.status.Reference+`.json"`)
	return writeJSON(w, http.StatusOK, o.status)
}

// beginVolunteering lets somebody who was accepted in as a volunteer: their paper is their credential.
func (s *Server) beginVolunteering(w http.ResponseWriter, q *request) error {
	o, err := s.mine(q)
	if err != nil {
		return err
	}
	state := o.file.application()
	if reader, _ := state.Contact(o.file.reader); reader.Number != 0 {
		return domain.Errorf(domain.NotFound, "That cannot be done here at the moment.") // only whoever applied helps
	}
	if o.file.terms.Program.Application.For != application.ForVolunteers || state.Phase != application.InPlace {
		return domain.Errorf(domain.Conflict, "You can begin here once your application has been accepted. Nothing was changed.")
	}
	who := handlers.Person{ID: o.file.reader, Organization: o.of.Organization, Roles: []domain.Role{domain.RoleVolunteer}}
	if err := s.beginSession(w, q, who); err != nil {
		return err
	}
	return seeOther(w, "/inbox")
}
