package handlers

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/concern"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// ContactText is the kind of sealed text that says how a family is reached since it changed that.
const ContactText = "contact"

// FirstRelative is the id under which the contact lies that a referral names.
func FirstRelative(caseID uuid.UUID) uuid.UUID { return uuid.NewSHA1(caseID, []byte("relative")) }

// ReachForm is the part of a form about how a family is reached: those of the questions that it asks, and the rules about them.
func ReachForm(p programs.Program) programs.Program {
	keys := append([]string{"contact_phone", "contact_email"}, MindedAnswers()...)
	p.Form.Fields = slices.DeleteFunc(slices.Clone(p.Form.Fields), func(f programs.Field) bool { return !slices.Contains(keys, f.Key) })
	p.Form.OneOf = slices.DeleteFunc(slices.Clone(p.Form.OneOf), func(group []string) bool {
		return slices.ContainsFunc(group, func(key string) bool { return !slices.Contains(keys, key) })
	})
	return p
}

// Answers is the way back: a contact as the answers that say the same.
func (c Contact) Answers() programs.Answers {
	a := programs.Answers{"safe_to_text": !c.NoTexts, "leave_message": c.Leave, "phone_shared": c.Shared}
	maps.DeleteFunc(a, func(key string, _ any) bool { return slices.Contains(strings.Split(c.Unsaid, ","), key) })
	for key, text := range map[string]string{"contact_phone": c.Phone, "contact_email": c.Email, "call_hours": c.Hours, "send_address": c.SendTo} {
		if text != "" {
			a[key] = text
		}
	}
	return a
}

// reached is what a family said of how it is reached from now on.
type reached struct {
	now, former uuid.UUID // sealed; no former where nothing is to be told there
	same        bool
	phone       string
	asked       string // the telephone number with which they asked
}

// reachFamily is a family's own: how it is reached from now on, by the same rules as when it asked.
func (a *acting) reachFamily(body json.RawMessage) (r reached, err error) {
	var in struct {
		Answers    map[string]json.RawMessage `json:"answers"`
		TellFormer *bool                      `json:"tell_former"` // left out: by e-mail alone
	}
	if err := a.read(body, &in); err != nil {
		return r, err
	}
	terms, err := a.desk.Handler.Programs.Terms(a.ctx, a.of.Organization, a.of.ProgramVersion)
	if err != nil {
		return r, err
	}
	answers, err := ReachForm(terms.Program).Check(in.Answers)
	if err != nil {
		return r, err
	}
	before, asked, err := a.reachedBefore()
	if err != nil {
		return r, err
	}
	next := Reached(answers)
	next.Name, next.Language, next.Relation = before.Name, before.Language, before.Relation
	if next == before {
		return reached{same: true}, nil
	}
	r.phone, r.asked = next.Phone, asked
	former := before.told(in.TellFormer)
	if r.now, err = a.sealed(ContactText, next); err == nil && movedFrom(before, next) && TellsFormer(terms.Program, former) {
		r.former, err = a.sealed(RelativeText, former)
	}
	return r, err
}

// TellsFormer tells whether a family can be told where it was reached before that this was changed. Where somebody can be at risk it never is: a family may
// move away from a telephone because of who reads it.
func TellsFormer(p programs.Program, former Contact) bool { return !p.AtRisk() && !former.silent() }

// told is how somebody is told where they were reached before. Without an answer no telephone rings.
func (c Contact) told(agreed *bool) Contact {
	switch {
	case agreed == nil:
		c.NoTexts = true
	case !*agreed:
		c.NoTexts, c.Email = true, ""
	}
	return c
}

// reachedBefore is how the family is reached as it stands, as it changed it last, else as it asked; and with which number it asked.
func (a *acting) reachedBefore() (c Contact, phone string, err error) {
	texts, err := a.openTexts()
	if err != nil {
		return c, "", err
	}
	if text := texts[FirstRelative(a.of.ID)]; text != nil {
		if err := json.Unmarshal(text, &c); err != nil {
			return c, "", err
		}
	}
	err = a.desk.Handler.Store.Decide(a.ctx, a.within(), func(tx store.Tx) error {
		answers, err := a.desk.answers(a.ctx, tx, a.of)
		if err != nil {
			return err
		}
		asked := Reached(answers)
		phone = asked.Phone
		asked.Name, asked.Language, asked.Relation = c.Name, c.Language, c.Relation
		c = asked
		stored, err := a.desk.Handler.Store.Events(a.ctx, tx, a.of.ID)
		for _, e := range stored {
			event, err := workflows.Decode(e.Type, e.Data)
			if err != nil {
				return err
			}
			var changed uuid.UUID
			switch e := event.(type) {
			case welfare.ContactChanged:
				changed = e.Contact
			case support.ContactChanged:
				changed = e.Contact
			case concern.ContactChanged:
				changed = e.Contact
			case gathering.ContactChanged:
				changed = e.Contact
			}
			if text := texts[changed]; text != nil {
				c = Contact{}
				if err := json.Unmarshal(text, &c); err != nil {
					return err
				}
			}
		}
		return err
	})
	return c, phone, err
}

func reachForWelfare(a *acting, body json.RawMessage) (domain.Command, error) {
	r, err := a.reachFamily(body)
	return welfare.Reach{Contact: r.now, Former: r.former, Same: r.same}, err
}

func reachForConcern(a *acting, body json.RawMessage) (domain.Command, error) {
	r, err := a.reachFamily(body)
	return concern.Reach{Contact: r.now, Former: r.former, Same: r.same}, err
}

func reachForGathering(a *acting, body json.RawMessage) (domain.Command, error) {
	r, err := a.reachFamily(body)
	return gathering.Reach{Contact: r.now, Former: r.former, Same: r.same}, err
}

func reachForSupport(a *acting, body json.RawMessage) (domain.Command, error) {
	r, err := a.reachFamily(body)
	if err == nil && !r.same {
		number := store.CaseNumber{CaseID: a.of.ID} // by which what the family texts is found, and the same family when it asks again
		if r.phone != "" {
			number.Hash = a.keys.Lookup("contact", r.phone)
		}
		a.numbers = append(a.numbers, number)
	}
	return support.Reach{Who: a.wanting(), Contact: r.now, Former: r.former, Same: r.same, OtherNumber: r.phone != "" && r.phone != r.asked}, err
}

// changedContact is how a family is reached since it changed that; known is false where it never did, and for messages to others.
func (n *Notices) changedContact(notice store.WaitingNotice, found store.Addressees) (c Contact, known bool, err error) {
	changed, known := found.Changed[notice.CaseID]
	if !known || !notice.Requester && notice.Recipient != FirstRelative(notice.CaseID) {
		return c, false, nil
	}
	key, err := n.Desk.keysOf(notice.Organization).OpenDataKey(changed.KeyID, changed.Wrapped)
	if err != nil {
		return c, true, err
	}
	plain, err := key.Open(textContext(ContactText, notice.CaseID), changed.Sealed)
	if err != nil {
		return c, true, err
	}
	return c, true, json.Unmarshal(plain, &c)
}
