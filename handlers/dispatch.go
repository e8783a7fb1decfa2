package handlers

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// FamilyReceipt is what a family's own receipt is made of. Whoever referred a family has another one of the same reference, which opens less.
func FamilyReceipt(reference string) string { return reference + "/family" }

// taskID is the id of a task that an event opened for a person.
func taskID(event uuid.UUID, kind string, assignee uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(event, append([]byte(kind), assignee[:]...))
}

// Code is what a text message calls a task by: four digits that follow from the task, so that they are kept nowhere. They count only together
// with the telephone number of the one whose task it is.
func (d *Desk) Code(organization string, task uuid.UUID) string {
	hash := d.keysOf(organization).Lookup("dispatch code", task.String())
	return fmt.Sprint(1000 + binary.BigEndian.Uint32(hash)%9000)
}

// linkMAC is how many bytes of a keyed hash make a call-out's link hard to guess: few, because it has to fit into a text message.
const linkMAC = 9

// DispatchPath is the page behind a call-out's link. Whoever has it can say yes or no for the one who was asked, and reads nothing of the family.
func (d *Desk) DispatchPath(organization string, task uuid.UUID) string {
	return "/go/" + base64.RawURLEncoding.EncodeToString(append(task[:], d.linkOf(organization, task)...))
}

func (d *Desk) linkOf(organization string, task uuid.UUID) []byte {
	return d.keysOf(organization).Lookup("dispatch link", task.String())[:linkMAC]
}

// OpenDispatch finds the task of a call-out's link, and whose organization it is; NotFound for whatever we did not write.
func (d *Desk) OpenDispatch(link string) (organization string, task uuid.UUID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(link)
	if err == nil && len(raw) == len(task)+linkMAC {
		copy(task[:], raw)
		for _, o := range d.Handler.Programs.Catalog.Organizations() {
			if subtle.ConstantTimeCompare(d.linkOf(o.Key, task), raw[len(task):]) == 1 {
				return o.Key, task, nil
			}
		}
	}
	return "", uuid.Nil, domain.Errorf(domain.NotFound, "There is nothing at this address.")
}

// shortName is what a text message calls a program.
func (d *Desk) shortName(organization, program string) string {
	if p, known := d.Handler.Programs.Catalog.Find(organization, program); known {
		return p.Short()
	}
	return strings.ToUpper(program)
}

// telephone is the number of a person of a program.
func (d *Desk) telephone(organization, program string) string {
	if p, known := d.Handler.Programs.Catalog.Find(organization, program); known {
		return p.Phone
	}
	o, _ := d.Handler.Programs.Catalog.Organization(organization)
	return o.Phone
}

func openRelative(key seal.DataKey, caseID uuid.UUID, sealed []byte) (c Contact, err error) {
	plain, err := key.Open(textContext(RelativeText, caseID), sealed)
	if err != nil {
		return c, fmt.Errorf("open relative: %w", err)
	}
	return c, json.Unmarshal(plain, &c)
}

// TaskOf finds whose a task is, for a link or a reply that stands for them; NotFound when it is nobody's.
func (d *Desk) TaskOf(ctx context.Context, organization string, task uuid.UUID) (who Person, row store.TaskRow, err error) {
	row, roles, err := d.Handler.Store.TaskWithOwner(ctx, store.Scope{Organization: organization, Compartments: domain.Compartments()}, task, d.Handler.Now())
	if err != nil {
		return who, row, err
	}
	if row.Assignee == nil {
		return who, row, domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	who = Person{ID: *row.Assignee, Organization: organization}
	for _, r := range roles {
		who.Roles = append(who.Roles, domain.Role(r))
	}
	return who, row, nil
}
