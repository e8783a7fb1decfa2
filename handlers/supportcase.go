package handlers

import (
	"context"
	"encoding/json"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

func checkOut(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Unsafe bool `json:"unsafe"`
	}
	err := a.read(body, &in)
	return support.CheckOut{Who: a.wanting(), Unsafe: in.Unsafe}, err
}

func markAddress(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Unsafe bool `json:"unsafe"`
	}
	err := a.read(body, &in)
	return support.MarkAddress{Who: a.wanting(), Unsafe: in.Unsafe}, err
}

// nameMax is the longest name in characters.
const nameMax = 128

func addRelative(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Name     string `json:"name"`
		Relation string `json:"relation"`
		Phone    string `json:"phone"`
		Email    string `json:"email"`
		Notified bool   `json:"notified"`
		Texts    bool   `json:"texts"`
		Child    bool   `json:"child"`
		minded
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	contact := Contact{Name: domain.CleanLine(in.Name), Relation: domain.CleanLine(in.Relation)}
	switch {
	case contact.Name == "":
		return nil, fieldError("name", "Please write who it is.")
	case utf8.RuneCountInString(contact.Name) > nameMax || utf8.RuneCountInString(contact.Relation) > nameMax:
		return nil, fieldError("name", "Please shorten this to 128 characters or fewer.")
	case domain.HasControlInLine(contact.Name + contact.Relation):
		return nil, fieldError("name", "There is a character in this text that cannot be shown. Please type it again.")
	}
	var sentence string
	if in.Phone != "" {
		if contact.Phone, sentence = programs.ReadPhone(in.Phone); sentence != "" {
			return nil, fieldError("phone", sentence)
		}
	}
	if in.Email != "" {
		if contact.Email, sentence = programs.ReadEmail(in.Email); sentence != "" {
			return nil, fieldError("email", sentence)
		}
	}
	contact, err := in.on(contact)
	if err != nil {
		return nil, err
	}
	id, err := a.sealed(RelativeText, contact)
	return support.AddRelative{Who: a.wanting(), Relative: id, Notified: in.Notified, Texts: in.Texts, Child: in.Child}, err
}

func messages(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Relative uuid.UUID `json:"relative"`
		Yes      *bool     `json:"yes"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	yes, err := wished(in.Yes)
	return support.OptIn{Who: a.wanting(), Relative: in.Relative, Yes: yes}, err
}

func addDate(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Kind   string `json:"kind"`
		On     string `json:"on"`
		Yearly bool   `json:"yearly"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	on, err := a.day("on", in.On)
	return support.AddDate{Who: a.wanting(), Date: a.desk.Handler.NewID(), Kind: in.Kind, On: on, Yearly: in.Yearly}, err
}

func pauseFollowUp(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Until string `json:"until"`
	}
	if err := a.read(body, &in); err != nil || in.Until == "" {
		return support.PauseFollowUp{Who: a.wanting()}, err
	}
	until, err := a.day("until", in.Until)
	return support.PauseFollowUp{Who: a.wanting(), Until: until}, err
}

func openClaim(a *acting, body json.RawMessage) (domain.Command, error) {
	on, err := a.code(body, "from")
	if err != nil {
		return nil, err
	}
	from, err := a.day("from", on)
	return support.OpenClaim{Who: a.wanting(), From: from}, err
}

func postNeed(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Kind string `json:"kind"`
		On   string `json:"on"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	on, err := a.day("on", in.On)
	return support.PostNeed{Who: a.wanting(), Need: a.desk.Handler.NewID(), Kind: in.Kind, On: on}, err
}

func signRelease(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Scope string `json:"scope"`
		Until string `json:"until"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	until, err := a.day("until", in.Until)
	return support.SignRelease{Who: a.wanting(), Release: a.desk.Handler.NewID(), Scope: in.Scope, Until: until}, err
}

func handOver(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Minister uuid.UUID `json:"minister"`
	}
	err := a.read(body, &in)
	return support.HandOver{Who: a.wanting(), Minister: in.Minister}, err
}

// otherCase finds another case of the organization's support by its reference, within the walls of whoever acts.
func (a *acting) otherCase(typed string) (other store.Case, err error) {
	reference, err := domain.ParseReference(typed)
	if err != nil {
		return other, fieldError("reference", domain.MessageOf(err))
	}
	scope := a.who.Scope()
	scope.Reference = reference
	err = a.desk.Handler.Store.Read(a.ctx, scope, func(tx store.Tx) error {
		other, err = a.desk.Handler.Store.CaseByReference(a.ctx, tx, reference)
		return err
	})
	if err == nil && (other.ID == a.of.ID || other.Workflow != a.of.Workflow) {
		return other, fieldError("reference", "Please name another case of the same kind.")
	}
	return other, err
}

// ActOnCase does something that one of a case's people may do at any time. The same act again within its key gives the same outcome. NotFound:
// no such act; otherwise as the rules say.
func (d *Desk) ActOnCase(ctx context.Context, who Person, of store.Case, name, key string, body json.RawMessage) (json.RawMessage, error) {
	a := &acting{desk: d, ctx: ctx, who: who, keys: d.keysOf(of.Organization), of: of}
	return a.onCase(kinds[of.Workflow].caseActs, "case act", name, key, body)
}

// Choose does what the family itself may, by its receipt. Reader is whose paper that is, of an application.
func (d *Desk) Choose(ctx context.Context, of store.Case, reader uuid.UUID, name, key string, body json.RawMessage) (json.RawMessage, error) {
	a := &acting{desk: d, ctx: ctx, who: Person{Organization: of.Organization}, keys: d.keysOf(of.Organization), of: of, reader: reader}
	return a.onCase(kinds[of.Workflow].familyActs, "choice", name, key, body)
}

func (a *acting) onCase(actions []action, scope, name, key string, body json.RawMessage) (json.RawMessage, error) {
	at := -1
	for i, known := range actions {
		if known.name == name {
			at = i
		}
	}
	if at < 0 {
		return nil, domain.Errorf(domain.NotFound, "That cannot be done with this case.")
	}
	if err := a.openKey(); err != nil {
		return nil, err
	}
	command, err := actions[at].act(a, body)
	if err != nil {
		return nil, err
	}
	m := Message{
		Organization: a.of.Organization, Compartment: a.of.Compartment, Workflow: a.of.Workflow, Stream: a.of.ID, Command: command, Actor: actorOf(a.who.ID), Cause: a.desk.Handler.NewID(), Texts: a.texts,
		Receipts: a.receipts, Numbers: a.numbers, People: a.people,
	}
	if key != "" {
		m.Once = &Once{
			Scope: scope, KeyHash: a.keys.Lookup(scope, a.of.ID.String()+" "+a.who.ID.String()+a.reader.String()+" "+name+" "+key),
			BodyHash: a.keys.Lookup(scope+" body", string(body)), Answer: outcomeOf,
		}
	}
	result := a.desk.Lanes.Do(a.ctx, m)
	if result.Answer == nil && result.Err == nil {
		answer, err := json.Marshal(outcomeOf(result))
		return answer, err
	}
	return result.Answer, result.Err
}

// openKey opens the case's data key.
func (a *acting) openKey() error {
	s := a.desk.Handler.Store
	scope := store.Scope{Organization: a.of.Organization, Compartments: []domain.Compartment{a.of.Compartment}}
	var wrapped []byte
	err := s.Read(a.ctx, scope, func(tx store.Tx) (err error) {
		wrapped, err = s.Key(a.ctx, tx, a.of.KeyID)
		return err
	})
	if domain.CodeOf(err) == domain.NotFound {
		return erased()
	}
	if err == nil {
		a.key, err = a.keys.OpenDataKey(a.of.KeyID, wrapped)
	}
	return err
}

// CaseActions lists what a case's people can do with it at any time; FamilyActions what the family itself can.
func CaseActions(workflow string) []string { return names(kinds[workflow].caseActs) }

// FamilyActions lists what a family can do with its own case.
func FamilyActions(workflow string) []string { return names(kinds[workflow].familyActs) }

func names(actions []action) []string {
	list := []string{}
	for _, a := range actions {
		list = append(list, a.name)
	}
	return list
}
