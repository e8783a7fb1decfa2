package handlers

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/store"
)

// RollEntry is a member as a file shows them. Household is the number of somebody of the same household; empty for one of their own.
type RollEntry struct {
	Contact
	Unit, Household string
}

// ExportRoll gives the member roll, and records that it was taken away as a file.
func (o Office) ExportRoll(ctx context.Context) ([]RollEntry, error) {
	d := o.Desk
	roll, err := d.Handler.Store.Roll(ctx, store.Scope{Organization: o.Organization, Compartments: []domain.Compartment{domain.Welfare}}, d.Handler.Now(), RollMax+1)
	if err != nil {
		return nil, err
	}
	if len(roll) > RollMax {
		return nil, domain.Errorf(domain.TooLarge, "The roll has more members than one file can hold. Please ask your operator.")
	}
	list, heads := make([]RollEntry, len(roll)), map[uuid.UUID]string{}
	for i, m := range roll {
		c, err := d.OpenContact(o.Organization, m.ID, m.KeyID, m.Wrapped, m.Sealed)
		if err != nil {
			return nil, err
		}
		list[i] = RollEntry{Contact: c, Unit: m.Unit}
		if _, headed := heads[m.HouseholdID]; !headed || m.ID == m.HouseholdID {
			heads[m.HouseholdID] = c.Member
		}
	}
	for i, m := range roll {
		if m.HouseholdID != m.ID {
			list[i].Household = heads[m.HouseholdID]
		}
	}
	slices.SortStableFunc(list, func(a, b RollEntry) int { return strings.Compare(a.Member, b.Member) })
	return list, o.decide(ctx, office.RollStream(o.Organization), domain.Welfare, Message{Command: office.ExportList{By: o.By, Lines: len(list)}})
}
