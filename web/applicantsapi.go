package web

import (
	"net/http"
	"time"

	"github.com/almoner/almoner/domain/application"
)

// applicantRow is one application as the API lists it.
type applicantRow struct {
	caseView
	Applicant string    `json:"applicant"`
	Season    string    `json:"season,omitempty"`
	Group     string    `json:"group,omitempty"`
	Ahead     *int      `json:"ahead,omitempty"` // how many come before on the waiting list
	Since     time.Time `json:"since"`
	Checks    []string  `json:"checks_missing"`
	Unsigned  []string  `json:"unsigned"`
	Unclear   []string  `json:"unclear"`
}

func (s *Server) listApplicants(w http.ResponseWriter, q *request) error {
	f, err := readApplicantFilter(q)
	if err != nil {
		return err
	}
	list, err := s.applicants(q.Context(), q, f)
	if err != nil {
		return err
	}
	page, cursor := list.page(f, s.Now())
	if err := s.readNames(q.Context(), q, page); err != nil {
		return err
	}
	rows := []applicantRow{}
	for _, a := range page {
		row := applicantRow{
			caseView: viewCase(a.Case), Applicant: a.name(), Season: a.state.Placing.Season, Group: a.state.Group, Since: a.since, Checks: nonNil(a.unfinished()),
			Unsigned: nonNil(a.state.Unsigned), Unclear: nonNil(a.state.Unclear),
		}
		if a.state.Phase == application.Waiting {
			row.Ahead = &a.ahead
		}
		rows = append(rows, row)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"applicants": rows, "bounded": list.bounded, "next_cursor": cursor})
}
