package web

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/workflows"
)

var summarize = workflows.Find("application").Summary

// applicantPlace is a row's place in a list: a page goes on behind it whatever has changed meanwhile. Deadlines change while somebody turns pages, so
// that later pages go by the places of the moment at which the first one was made.
type applicantPlace struct {
	By, Received time.Time
	ID           uuid.UUID
	New          bool      `json:"new,omitzero"` // it came into the list after the first page, and so comes at its end
	At           time.Time `json:"at,omitzero"`  // of a page: when the first one was made
}

// compare puts the earliest deadline first and whatever has none last; of equals the one that waits longest.
func (p applicantPlace) compare(o applicantPlace) int {
	if p.New != o.New {
		if p.New {
			return 1
		}
		return -1
	}
	if p.By.IsZero() != o.By.IsZero() {
		if p.By.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(p.By.Compare(o.By), p.Received.Compare(o.Received), strings.Compare(p.ID.String(), o.ID.String()))
}

func (p applicantPlace) String() string {
	plain, _ := json.Marshal(p) // times and an id: cannot fail
	return base64.RawURLEncoding.EncodeToString(plain)
}

func (p *applicantPlace) read(cursor string) error {
	if cursor == "" {
		return nil
	}
	plain, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || json.Unmarshal(plain, p) != nil || p.ID == uuid.Nil {
		return fieldProblem("cursor", "This cursor is not one of ours. Begin again without it.")
	}
	return nil
}

// place is where it stands in a list that a filter leaves.
func (a *applicant) place(f applicantFilter) applicantPlace {
	p := applicantPlace{Received: a.ReceivedAt, ID: a.ID}
	switch {
	case a.changedSince(f.cursor.At) && !f.had(a.then):
		p.New = true
	case a.changedSince(f.cursor.At):
		p.By = a.then.NextBy.Truncate(time.Microsecond) // as the database keeps it
	case a.NextBy != nil:
		p.By = *a.NextBy
	}
	return p
}

// changedSince tells whether something happened after a moment; nothing has after none.
func (a *applicant) changedSince(at time.Time) bool { return !at.IsZero() && a.UpdatedAt.After(at) }

// had tells whether what is looked up in the database left an application in the list, as it was then.
func (f applicantFilter) had(then domain.Summary) bool {
	switch {
	case then.Status == "", f.Phase != "" && then.Phase != f.Phase:
		return false
	case f.Status == "":
		return !then.Closed || f.Phase == string(application.Over)
	}
	return f.Status == everyStatus || f.Status == string(then.Status)
}

// page takes a page out of a list, and says where the next one begins.
func (l applicants) page(f applicantFilter, now time.Time) (page []*applicant, cursor string) {
	page = l.shown
	if f.cursor.ID != uuid.Nil {
		page = slices.DeleteFunc(slices.Clone(page), func(a *applicant) bool { return a.place(f).compare(f.cursor) <= 0 })
	}
	if len(page) > pageMax {
		page = page[:pageMax]
		last := page[pageMax-1].place(f)
		if last.At = f.cursor.At; last.At.IsZero() {
			last.At = now
		}
		cursor = last.String()
	}
	return page, cursor
}
