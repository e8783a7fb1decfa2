package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// textMax bounds what people write into one box, in characters.
const textMax = 4000

// Person is somebody signed in.
type Person struct {
	ID           uuid.UUID
	Organization string
	Name         string
	Roles        []domain.Role
}

// Has tells whether the person holds a role.
func (p Person) Has(role domain.Role) bool { return slices.Contains(p.Roles, role) }

// Scope is what the person's transactions may see.
func (p Person) Scope() store.Scope {
	s := store.Scope{Organization: p.Organization, Actor: p.ID, Roles: p.Roles}
	for _, r := range p.Roles {
		for _, c := range r.Compartments() {
			if !slices.Contains(s.Compartments, c) {
				s.Compartments = append(s.Compartments, c)
			}
		}
	}
	return s
}

// Outcome is what an act led to. It holds codes only.
type Outcome struct {
	Event  string        `json:"event"`  // the last event's type
	Status domain.Status `json:"status"` // of the case afterwards
	Late   bool          `json:"late"`   // recorded after the matter was settled, without effect
}

// acting is one person's act on one task under way.
type acting struct {
	desk     *Desk
	ctx      context.Context //nolint:containedctx // an act lasts no longer than the call it is part of
	who      Person
	task     store.TaskRow
	of       store.Case
	keys     *seal.OrgKeys
	key      seal.DataKey
	answers  programs.Answers
	reader   uuid.UUID // of an application: the contact whose paper the family holds
	texts    []store.SealedText
	receipts []store.Receipt
	numbers  []store.CaseNumber
	people   []store.NewPerson
	added    []store.DataKey
	err      error
}

// Act does something with a task that waits or waited for the person. The same act again gives the same outcome. NotFound: no
// such task for this person, or no such action. Otherwise as the rules say.
func (d *Desk) Act(ctx context.Context, who Person, taskID uuid.UUID, name string, body json.RawMessage) (store.TaskRow, json.RawMessage, error) {
	a := &acting{desk: d, ctx: ctx, who: who, keys: d.keysOf(who.Organization)}
	if err := a.load(ctx, taskID); err != nil && (name != "accept" || domain.CodeOf(err) != domain.NotFound || !a.asked(taskID)) {
		return store.TaskRow{}, nil, err
	}
	actions := kinds[a.of.Workflow].acts[a.task.Kind]
	at := slices.IndexFunc(actions, func(known action) bool { return known.name == name })
	if at < 0 {
		return store.TaskRow{}, nil, domain.Errorf(domain.NotFound, "That cannot be done with this task.")
	}
	if actions[at].reads {
		if err := a.readAnswers(ctx); err != nil {
			return store.TaskRow{}, nil, err
		}
	}
	command, err := actions[at].act(a, body)
	if err = errors.Join(err, a.err); err != nil {
		return store.TaskRow{}, nil, err
	}
	canonical := &bytes.Buffer{}
	if err := json.Compact(canonical, body); err != nil && len(body) > 0 {
		return store.TaskRow{}, nil, domain.Because(err, domain.Invalid, "The body is not JSON.")
	}
	result := d.Lanes.Do(ctx, Message{
		Organization: a.of.Organization, Compartment: a.of.Compartment, Workflow: a.of.Workflow, Stream: a.of.ID, Command: command, Actor: actorOf(who.ID), Cause: d.Handler.NewID(),
		Texts: a.texts, People: a.people, Keys: a.added,
		Once: &Once{
			Scope: "act", KeyHash: a.keys.Lookup("act", fmt.Sprintf("%s %s %s %s", who.ID, taskID, name, canonical)),
			BodyHash: []byte{}, Answer: outcomeOf,
		},
	})
	return a.task, result.Answer, result.Err
}

func outcomeOf(r Result) any {
	if len(r.Events) == 0 {
		return Outcome{}
	}
	last := r.Events[len(r.Events)-1]
	o := Outcome{Event: last.Event.EventType(), Status: workflows.Find(last.Workflow).Summary(r.State).Status}
	if late := kinds[last.Workflow].late; late != nil {
		o.Late = late(r.Events[0].Event)
	}
	return o
}

// load finds the task within the person's walls, its case, and the case's key.
func (a *acting) load(ctx context.Context, taskID uuid.UUID) error {
	seen, err := a.desk.Looks.At(ctx, a.who, taskID)
	if err != nil {
		return err
	}
	if seen.Wrapped == nil {
		return erased()
	}
	a.task = seen.TaskRow
	a.of = store.Case{ID: seen.CaseID, Organization: seen.Organization, Compartment: seen.Compartment, Workflow: seen.Workflow, KeyID: seen.KeyID}
	a.key, err = a.keys.OpenDataKey(seen.KeyID, seen.Wrapped)
	return err
}

// asked finds a call-out that has gone past the person, behind the wall that has closed for them since: a late yes is heard, and the rules say
// whether it is still of use.
func (a *acting) asked(taskID uuid.UUID) bool {
	scope := store.Scope{Organization: a.who.Organization, Compartments: []domain.Compartment{domain.Support}}
	t, _, err := a.desk.Handler.Store.TaskWithOwner(a.ctx, scope, taskID, a.desk.Handler.Now())
	if err != nil || t.Assignee == nil || *t.Assignee != a.who.ID || t.Kind != workflows.TaskDispatch || !a.who.Has(domain.RoleMinister) {
		return false
	}
	a.task = t
	a.of = store.Case{ID: t.CaseID, Organization: t.Organization, Compartment: t.Compartment, Workflow: "support"}
	return true
}

func openAnswers(key seal.DataKey, caseID uuid.UUID, sealed []byte) (programs.Answers, error) {
	plain, err := key.Open(textContext("answers", caseID), sealed)
	if err != nil {
		return nil, fmt.Errorf("open answers: %w", err)
	}
	var answers programs.Answers
	return answers, json.Unmarshal(plain, &answers)
}

// read decodes an action's body: unknown and wrong-typed fields are Invalid.
func (a *acting) read(body json.RawMessage, into any) error { return ReadJSON(body, into) }

// ReadJSON decodes one JSON object strictly; an empty body counts as {}. Invalid says which field is wrong.
func ReadJSON(body []byte, into any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if !utf8.Valid(body) {
		return domain.Errorf(domain.Invalid, "The body is not UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fieldError(wrong.Field, "This is not the type it should be.")
	case err != nil:
		return domain.Because(err, domain.Invalid, "The body is not the JSON object that is wanted here, or has a field that is not known.")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return domain.Errorf(domain.Invalid, "The body has something after its JSON object.")
	}
	return nil
}

func fieldError(field, message string) error {
	e := domain.Errorf(domain.Invalid, "%s", message)
	e.Fields = []domain.FieldError{{Field: field, Message: message}}
	return e
}

// wholeCents reads an amount in cents: a whole number, not negative, not absurd.
func wholeCents(raw json.RawMessage) (int64, error) {
	var cents int64
	if len(raw) == 0 || string(raw) == "null" {
		return 0, fieldError("amount_cents", "Please write the amount.")
	}
	if err := json.Unmarshal(raw, &cents); err != nil || cents < 0 || cents > 100*domain.MoneyMaxCents {
		return 0, fieldError("amount_cents", "The amount has to be a whole number of cents, not negative.")
	}
	return cents, nil
}

// reason reads a body of a single text.
func (a *acting) reason(body json.RawMessage, field string, required bool, missing string) (uuid.UUID, error) {
	in := map[string]string{}
	if err := a.read(body, &in); err != nil {
		return uuid.Nil, err
	}
	for key := range in {
		if key != field {
			return uuid.Nil, fieldError(key, "This field is not known here.")
		}
	}
	return a.text(field, in[field], required, missing)
}

// text seals what a person wrote; the zero id stands for nothing written.
func (a *acting) text(field, written string, required bool, missing string) (uuid.UUID, error) {
	written = domain.CleanText(written)
	switch {
	case written == "" && required:
		return uuid.Nil, fieldError(field, missing)
	case written == "":
		return uuid.Nil, nil
	case utf8.RuneCountInString(written) > textMax:
		return uuid.Nil, fieldError(field, fmt.Sprintf("Please keep it below %d characters.", textMax))
	case domain.HasControl(written):
		return uuid.Nil, fieldError(field, "There is a character in this text that cannot be shown. Please type it again.")
	}
	id := a.desk.Handler.NewID()
	sealed, err := a.key.Seal(textContext(field, a.of.ID), []byte(written))
	if err != nil {
		return uuid.Nil, fmt.Errorf("seal %s: %w", field, err)
	}
	a.texts = append(a.texts, store.SealedText{ID: id, CaseID: a.of.ID, KeyID: a.of.KeyID, Kind: field, Sealed: sealed, At: a.desk.Handler.Now()})
	return id, nil
}

// newMember prepares a roll entry for a number that the roll does not know yet, with the name the family wrote.
func (a *acting) newMember(number string) uuid.UUID {
	person, err := a.desk.newPerson(a.keys, Contact{Name: a.answers.Text("member_name"), Member: number})
	if err != nil {
		a.err = err
		return uuid.Nil
	}
	person.row.MemberHash = a.keys.Lookup("member", number)
	a.people, a.added = append(a.people, person.row), append(a.added, person.key)
	return person.row.ID
}

// Reply records the family's answer to what the trustees asked.
func (d *Desk) Reply(ctx context.Context, of store.Case, written string) error {
	a := &acting{desk: d, keys: d.keysOf(of.Organization), of: of}
	question, err := a.openFamily(ctx)
	if err != nil {
		return err
	}
	reply := kinds[of.Workflow].reply
	if reply == nil {
		return domain.Errorf(domain.Conflict, "No question is open.")
	}
	answer, err := a.text("answer", written, true, "Please write an answer.")
	if err != nil {
		return err
	}
	return d.Lanes.Do(ctx, Message{
		Organization: of.Organization, Compartment: of.Compartment, Workflow: of.Workflow, Stream: of.ID, Command: reply(answer), Actor: "requester",
		Cause: d.Handler.NewID(), Texts: a.texts,
		Once: &Once{Scope: "reply", KeyHash: a.keys.Lookup("reply", of.ID.String()+question.String()+written), BodyHash: []byte{}, Answer: outcomeOf},
	}).Err
}

// openFamily finds the case's key and its latest question.
func (a *acting) openFamily(ctx context.Context) (question uuid.UUID, err error) {
	s := a.desk.Handler.Store
	scope := store.Scope{Organization: a.of.Organization, Compartments: []domain.Compartment{a.of.Compartment}}
	err = s.Read(ctx, scope, func(tx store.Tx) error {
		texts, err := s.Texts(ctx, tx, []uuid.UUID{a.of.ID})
		if err != nil {
			return err
		}
		for _, t := range texts {
			if t.Kind == "question" {
				question = t.ID
			}
			if a.key, err = a.keys.OpenDataKey(t.KeyID, t.Wrapped); err != nil {
				return err
			}
		}
		return nil
	})
	return question, err
}

// Withdraw ends a request by the family's wish; Conflict once it was paid or otherwise ended.
func (d *Desk) Withdraw(ctx context.Context, of store.Case) error {
	withdraw := kinds[of.Workflow].withdraw
	if withdraw == nil {
		return domain.Errorf(domain.Conflict, "This cannot be withdrawn here. Please call the number on this page.")
	}
	return d.Lanes.Do(ctx, Message{
		Organization: of.Organization, Compartment: of.Compartment, Workflow: of.Workflow, Stream: of.ID, Command: withdraw(), Actor: "requester", Cause: d.Handler.NewID(),
	}).Err
}

// Deposit records money received into a fund. With a key, repeating it is safe.
func (d *Desk) Deposit(ctx context.Context, who Person, key, fundKey string, cents int64) error {
	keys := d.keysOf(who.Organization)
	m := Message{
		Organization: who.Organization, Workflow: "fund", Stream: fund.Stream(who.Organization, fundKey), Actor: actorOf(who.ID), Cause: d.Handler.NewID(),
		Command: fund.Deposit{Fund: fundKey, AmountCents: cents, By: who.ID},
	}
	if key != "" {
		m.Once = &Once{
			Scope: "deposit", KeyHash: keys.Lookup("deposit", who.ID.String()+" "+fundKey+" "+key),
			BodyHash: keys.Lookup("deposit body", fmt.Sprint(cents)), Answer: outcomeOf,
		}
	}
	return d.Lanes.Do(ctx, m).Err
}
