package handlers

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/store"
)

// ApplyPeople carries a plan out, person by person in the transaction of each wall. What was done stays done when something else is refused; the error
// is the first refusal, and the same file once more does the rest.
func (o Office) ApplyPeople(ctx context.Context, p RollPlan) error {
	if len(p.Wrong) > 0 {
		return domain.Errorf(domain.Rejected, "Some lines of the file are wrong. Nothing was changed; please mend them first.")
	}
	done := office.ChangePeople{By: o.By}
	var refused error
	for _, home := range domain.Compartments() {
		changes := slices.DeleteFunc(slices.Clone(p.Changes), func(c RollChange) bool { return c.home != home })
		for part := range slices.Chunk(changes, BatchMax) {
			for i, result := range o.arrange(ctx, home, part) {
				switch {
				case result.Err != nil && refused == nil:
					refused = result.Err
				case result.Err != nil || len(result.Events) == 0:
				case part[i].Kind == RollAdded:
					done.Added++
				case part[i].Kind == RollChanged:
					done.Changed++
				case part[i].Kind == RollEnded:
					done.Ended++
				}
			}
		}
	}
	if err := o.decide(ctx, office.PeopleStream(o.Organization), domain.Public, Message{Command: done}); err != nil {
		return err
	}
	return refused
}

func (o Office) arrange(ctx context.Context, home domain.Compartment, changes []RollChange) []Result {
	messages := make([]Message, len(changes))
	for i, c := range changes {
		m := Message{
			Organization: o.Organization, Compartment: home, Workflow: "office", Stream: office.Stream(o.Organization, c.do.Person), Command: c.do,
			Actor: o.actor(), Cause: o.Desk.Handler.NewID(),
		}
		if c.write != nil {
			m.People = []store.NewPerson{*c.write}
		}
		if c.key != nil {
			m.Keys = []store.DataKey{*c.key}
		}
		messages[i] = m
	}
	return o.Desk.Handler.Handle(ctx, messages)
}

// RosterEntry is somebody with an office as a file shows them, with the roles that end together.
type RosterEntry struct {
	ID uuid.UUID
	Contact
	Roles []domain.Role
	Until time.Time
}

// ExportPeople gives everybody who holds an office today, one entry for each end of roles, and records that they were taken away as a file.
func (o Office) ExportPeople(ctx context.Context) ([]RosterEntry, error) {
	people, err := o.roster(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(people, func(a, b *rosterPerson) int {
		return strings.Compare(strings.ToLower(a.contact.Name), strings.ToLower(b.contact.Name))
	})
	var list []RosterEntry
	for _, who := range people {
		first := len(list)
		for _, h := range who.held {
			at := slices.IndexFunc(list[first:], func(e RosterEntry) bool { return e.Until.Equal(h.Until) })
			if at < 0 {
				list, at = append(list, RosterEntry{ID: who.row.ID, Contact: who.contact, Until: h.Until}), len(list)-first
			}
			list[first+at].Roles = append(list[first+at].Roles, h.Role)
		}
	}
	return list, o.decide(ctx, office.PeopleStream(o.Organization), domain.Public, Message{Command: office.ExportList{By: o.By, Lines: len(list)}})
}
