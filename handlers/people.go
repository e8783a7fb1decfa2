package handlers

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// Contact is a person's personal data; it lies sealed under their own key.
type Contact struct {
	Name      string `json:"name"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Language  string `json:"language,omitempty"`
	Relation  string `json:"relation,omitempty"`   // of a relative, to whom the case is about
	TextPhone string `json:"text_phone,omitempty"` // for messages, where that is another number than the one to call
	NoTexts   bool   `json:"no_texts,omitempty"`   // the telephone is for calls: somebody else may read what it shows
	Hours     string `json:"hours,omitempty"`      // in which texts may come, as ReadHours reads them
	Leave     bool   `json:"leave,omitempty"`      // a message may be left when nobody answers; without it none is
	Shared    bool   `json:"shared,omitempty"`     // somebody else uses the telephone
	Unsaid    string `json:"unsaid,omitempty"`     // which questions with yes or no were left open, as Reached lists them
	SendTo    string `json:"send_to,omitempty"`    // where letters go instead
	Number    int    `json:"number,omitempty"`     // of an application's contact: which paper is theirs
	Member    string `json:"member,omitempty"`     // number on the roll, as it was written

	// Where somebody with an office was reached before an administrator changed it.
	FormerEmail string `json:"former_email,omitempty"`
	FormerPhone string `json:"former_phone,omitempty"`
}

// NewPerson is somebody to be added to the roll or the staff of an organization.
type NewPerson struct {
	ID           uuid.UUID // zero: a new one
	Organization string
	Compartment  domain.Compartment
	Contact      Contact
	MemberNumber string // empty for somebody who is not on the roll
	Household    uuid.UUID
	Unit         string
	Supervisor   uuid.UUID
}

type sealedPerson struct {
	row store.NewPerson
	key store.DataKey
}

// AddPerson seals and records somebody, and returns their id.
func (d *Desk) AddPerson(ctx context.Context, p NewPerson) (uuid.UUID, error) {
	row, key, err := d.sealPerson(p)
	if err != nil {
		return uuid.Nil, err
	}
	scope := store.Scope{Organization: p.Organization, Compartments: []domain.Compartment{p.Compartment}}
	return row.ID, d.Handler.Store.AddPerson(ctx, scope, row, key.Wrapped)
}

// sealPerson makes the row of somebody new, with a key of its own.
func (d *Desk) sealPerson(p NewPerson) (row store.NewPerson, key store.DataKey, err error) {
	keys := d.keysOf(p.Organization)
	if phone, wrong := programs.ReadPhone(p.Contact.Phone); p.Contact.Phone != "" && wrong == "" {
		p.Contact.Phone = phone // as a gateway writes it, so that what they text back is known to be theirs
	}
	p.Contact.Member = p.MemberNumber
	sealed, err := d.newPerson(keys, p.Contact)
	if err != nil {
		return row, key, err
	}
	row, key = sealed.row, sealed.key
	if p.ID != uuid.Nil {
		row.ID, row.Household = p.ID, p.ID
		if row.Sealed, err = resealed(keys, key, row.ID, p.Contact); err != nil {
			return row, key, err
		}
	}
	if p.Household != uuid.Nil {
		row.Household = p.Household
	}
	if p.MemberNumber != "" {
		row.MemberHash = MemberHash(keys, p.MemberNumber)
	}
	if p.Contact.Phone != "" {
		row.PhoneHash = keys.Lookup("contact", p.Contact.Phone)
	}
	row.NameHash, row.Unit, row.Supervisor = NameHash(keys, p.Contact.Name), p.Unit, p.Supervisor
	return row, key, nil
}

func (d *Desk) newPerson(keys *seal.OrgKeys, c Contact) (sealedPerson, error) {
	id, keyID := d.Handler.NewID(), d.Handler.NewID()
	key, wrapped, err := keys.NewDataKey(keyID)
	if err != nil {
		return sealedPerson{}, fmt.Errorf("make data key: %w", err)
	}
	sealed, err := sealContact(key, id, c)
	return sealedPerson{
		row: store.NewPerson{ID: id, KeyID: keyID, Household: id, Sealed: sealed, NameHash: NameHash(keys, c.Name)},
		key: store.DataKey{ID: keyID, Wrapped: wrapped},
	}, err
}

func resealed(keys *seal.OrgKeys, k store.DataKey, id uuid.UUID, c Contact) ([]byte, error) {
	key, err := keys.OpenDataKey(k.ID, k.Wrapped)
	if err != nil {
		return nil, fmt.Errorf("open data key: %w", err)
	}
	return sealContact(key, id, c)
}

func sealContact(key seal.DataKey, id uuid.UUID, c Contact) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode contact: %w", err)
	}
	return key.Seal("contact/"+id.String(), plain)
}

// OpenContact opens a person's sealed data.
func (d *Desk) OpenContact(organization string, id, keyID uuid.UUID, wrapped, sealed []byte) (Contact, error) {
	key, err := d.keysOf(organization).OpenDataKey(keyID, wrapped)
	if err != nil {
		return Contact{}, fmt.Errorf("open data key: %w", err)
	}
	plain, err := key.Open("contact/"+id.String(), sealed)
	if err != nil {
		return Contact{}, fmt.Errorf("open contact: %w", err)
	}
	var c Contact
	return c, json.Unmarshal(plain, &c)
}

// OpenText opens a sealed text of a case.
func (d *Desk) OpenText(organization string, t store.TextRow) ([]byte, error) {
	key, err := d.keysOf(organization).OpenDataKey(t.KeyID, t.Wrapped)
	if err != nil {
		return nil, fmt.Errorf("open data key: %w", err)
	}
	return key.Open(textContext(t.Kind, t.CaseID), t.Sealed)
}
