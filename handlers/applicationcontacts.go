package handlers

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// ContactsMax is how many contacts of an application hold a paper.
const ContactsMax = 4

// ContactReceipt is the paper of an application's contact by their number: the first, 0, holds the paper of the reference itself.
func ContactReceipt(reference string, number int) string {
	if number == 0 {
		return reference
	}
	return reference + "/" + string(rune('1'+number))
}

// contactOf is somebody who is written to, with what they are to whoever takes part.
type contactOf struct {
	Contact
	relation string
}

// contactsOf are the people whom the answers name, the first to be called first. For a minor that is the guardian; whoever is of age stands for
// themselves. The paper that is given at once is the first one's: a young person who fills it in gets that of their own, and cannot sign with it.
func contactsOf(p programs.Program, a programs.Answers, language string, c application.Submit) []contactOf {
	youth := c.Minor && c.Filler == application.ByYouth
	as := func(relation string) contactOf {
		contact := contactAs(relation, p, a, youth)
		contact.Language = language
		return contactOf{contact, relation}
	}
	if !c.Minor {
		return []contactOf{as(application.Self)}
	}
	keys := p.Application.Answers
	var list []contactOf
	if youth {
		list = append(list, as(application.Self))
	}
	if a.Text(keys.Guardian) != "" || a.Text(keys.GuardianCall) != "" {
		list = append(list, as(application.Guardian))
	} else if p.Application.For != application.ForChildren && !youth {
		list = append(list, as(application.Self))
	}
	if a.Text(keys.SecondCall) != "" {
		list = append(list, as(application.SecondGuardian))
	}
	return list
}

// contactAs is how the answers say that somebody is reached. Where a young person filled them in, what was said to be safe is their own and not their
// guardian's.
func contactAs(relation string, p programs.Program, a programs.Answers, youth bool) Contact {
	keys := p.Application.Answers
	safe, _ := a.Bool("safe_to_text")
	own := Contact{Name: a.Text(keys.Name), Phone: a.Text("contact_phone"), Email: a.Text("contact_email"), NoTexts: !safe}.minding(a)
	switch {
	case relation == application.SecondGuardian:
		return Contact{Phone: a.Text(keys.SecondCall), NoTexts: true}
	case relation == application.Guardian && youth:
		return Contact{Name: a.Text(keys.Guardian), Phone: a.Text(keys.GuardianCall), NoTexts: true}
	case relation == application.Guardian:
		return own.calledAt(a.Text(keys.Guardian), a.Text(keys.GuardianCall))
	}
	return own
}

// calledAt gives the contact a number for calls. Where another one was named for messages, those go there, and what was said about the telephone was
// said about that one.
func (c Contact) calledAt(name, phone string) Contact {
	c.Name = name
	if phone != "" && c.Phone != phone {
		c.Phone, c.TextPhone = phone, c.Phone
	}
	return c
}

// textsTo is the number for text messages; empty where none is safe.
func (c Contact) textsTo() string {
	if c.NoTexts {
		return ""
	}
	return cmp.Or(c.TextPhone, c.Phone)
}

// AboutOthers lists the questions about how contacts are reached for whom a reader does not speak, and whose answers stay as they are when the reader
// changes theirs.
func AboutOthers(p programs.Program, s application.State, reader uuid.UUID) []string {
	keys, youth := p.Application.Answers, s.Filler == application.ByYouth
	who, _ := s.Contact(reader)
	ways := append([]string{"contact_phone", "contact_email"}, MindedAnswers()...)
	var list []string
	for _, c := range s.Contacts {
		switch {
		case c.Added || s.SpeaksFor(who, c):
		case c.Relation == application.SecondGuardian:
			list = append(list, keys.SecondCall)
		case c.Relation == application.Guardian && youth:
			list = append(list, keys.Guardian, keys.GuardianCall)
		case c.Relation == application.Guardian:
			list = append(append(list, keys.Guardian, keys.GuardianCall), ways...)
		default:
			list = append(append(list, keys.Name), ways...)
		}
	}
	return list
}

// silent tells that there is nothing to write to that was said to be safe.
func (c Contact) silent() bool { return c.Email == "" && c.textsTo() == "" }

// at gives the contact with a telephone number and an e-mail address as they were typed, at least one of them.
func (c Contact) at(phone, email string) (Contact, error) {
	c.Phone, c.Email = "", ""
	var sentence string
	if phone != "" {
		if c.Phone, sentence = programs.ReadPhone(phone); sentence != "" {
			return c, fieldError("phone", sentence)
		}
	}
	if email != "" {
		if c.Email, sentence = programs.ReadEmail(email); sentence != "" {
			return c, fieldError("email", sentence)
		}
	}
	if c.Phone == "" && c.Email == "" {
		return c, fieldError("phone", "Please write a telephone number or an e-mail address.")
	}
	return c, nil
}

// reachedElse is how somebody else says that a contact is reached from now on. What is left out stays as it was.
type reachedElse struct {
	Phone     *string `json:"phone"`
	Email     *string `json:"email"`
	TextPhone string  `json:"text_phone"` // for messages; the number for calls takes them back to that one
	Texts     *bool   `json:"texts"`      // whether messages are safe there; left out, no for another number
	minded
}

func (r reachedElse) on(c Contact) (Contact, error) {
	next, err := c.at(orAsBefore(r.Phone, c.Phone), orAsBefore(r.Email, c.Email))
	if err != nil {
		return c, err
	}
	if r.TextPhone != "" {
		phone, sentence := programs.ReadPhone(r.TextPhone)
		if sentence != "" {
			return c, fieldError("text_phone", sentence)
		}
		next.TextPhone = phone
	}
	if next.TextPhone == next.Phone {
		next.TextPhone = ""
	}
	if next.TextPhone != c.TextPhone { // what was said about a telephone was said about the one for messages, which is another now
		next.Shared, next.Leave = false, false
	}
	switch messages := cmp.Or(next.TextPhone, next.Phone); {
	case r.Texts != nil:
		next.NoTexts = !*r.Texts
	case messages != cmp.Or(c.TextPhone, c.Phone):
		next.NoTexts = true
	}
	return r.minded.on(next)
}

func orAsBefore(said *string, before string) string {
	if said == nil {
		return before
	}
	return *said
}

// reachContact is a coordinator's act for whoever calls: somebody who was let in later, or has no paper of their own yet, cannot change it themselves.
func reachContact(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Contact uuid.UUID `json:"contact"`
		reachedElse
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	state, err := a.application()
	if err != nil {
		return nil, err
	}
	texts, err := a.openTexts()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(state.Contacts, func(known application.Contact) bool { return known.ID == in.Contact })
	var sealed Contact
	if i < 0 || json.Unmarshal(texts[state.Contacts[i].Text], &sealed) != nil {
		return nil, fieldError("contact", "Please choose one of the list.")
	}
	next, err := in.on(sealed)
	if err == nil && next == sealed {
		err = fieldError("phone", "They are reached in this way already. Nothing was changed.")
	}
	if err != nil {
		return nil, err
	}
	terms, err := a.desk.Handler.Programs.Terms(a.ctx, a.of.Organization, a.of.ProgramVersion)
	if err != nil {
		return nil, err
	}
	r, err := a.reachedNow(terms.Program, state.Contacts[i], sealed, next)
	return application.Reach{Who: a.decides(), Reached: r}, err
}

// reached seals anew how those are reached of whom the answers say something else than before. Whoever was let in later is not in the answers.
func (a *acting) reached(p programs.Program, s application.State, before map[uuid.UUID][]byte, former, kept programs.Answers) ([]application.Reached, error) {
	youth := s.Filler == application.ByYouth
	var list []application.Reached
	for _, known := range s.Contacts {
		var sealed Contact
		if known.Added || json.Unmarshal(before[known.Text], &sealed) != nil {
			continue
		}
		was, now := contactAs(known.Relation, p, former, youth), contactAs(known.Relation, p, kept, youth)
		next := now
		next.Name, next.Language, next.Relation, next.Number = cmp.Or(now.Name, sealed.Name), sealed.Language, sealed.Relation, sealed.Number
		if now == was || next == sealed {
			continue
		}
		r, err := a.reachedNow(p, known, sealed, next)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// reachedNow seals how a contact is reached from now on, and with it the record of somebody who wants to help.
func (a *acting) reachedNow(p programs.Program, known application.Contact, before, next Contact) (application.Reached, error) {
	text, err := a.sealed(RelativeText, next)
	if err == nil && known.Number == 0 && p.Application.For == application.ForVolunteers {
		err = a.recordAgain(known.ID, next)
	}
	return application.Reached{
		Contact: known.ID, Text: text, Silent: next.silent(), Moved: !p.AtRisk() && (movedFrom(before, next) || next.NoTexts != before.NoTexts),
	}, err
}

// movedFrom tells that somebody is reached at another number or address than before.
func movedFrom(before, next Contact) bool {
	return next.Phone != before.Phone || next.TextPhone != before.TextPhone || next.Email != before.Email
}

// recordAgain seals the record of somebody who wants to help anew: whoever was accepted is written to about shifts there.
func (a *acting) recordAgain(id uuid.UUID, c Contact) error {
	found, err := a.desk.Handler.Store.Addressees(a.ctx, a.within(), []uuid.UUID{id}, nil, nil, nil)
	if err != nil {
		return err
	}
	p, known := found.People[id]
	if !known {
		return domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	before, err := a.desk.OpenContact(a.of.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
	if err != nil {
		return err
	}
	c.Number, c.Member, c.FormerEmail, c.FormerPhone = 0, before.Member, before.FormerEmail, before.FormerPhone
	sealed, err := resealed(a.keys, store.DataKey{ID: p.KeyID, Wrapped: p.Wrapped}, id, c)
	if err != nil {
		return err
	}
	a.people = append(a.people, volunteerOf(a.keys, id, p.KeyID, sealed, c))
	return nil
}
