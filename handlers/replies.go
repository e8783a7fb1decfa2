package handlers

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// repliesAnHour bounds how many answers one number gets, so that two machines do not talk to one another.
const repliesAnHour = 20

// Replies takes what comes in from the gateway of text messages: what people write back, and what became of what we wrote.
type Replies struct {
	Desk      *Desk
	Gateway   notify.Receiver // nil where no gateway is set up
	Sender    notify.Sender
	PublicURL string
	Log       *slog.Logger

	mu       sync.Mutex
	answered map[string][]time.Time
	seen     map[string]bool
}

// Take reads one call of the gateway. Unauthorized: it is not signed as it should be. Invalid: it cannot be read.
func (r *Replies) Take(req *http.Request, body []byte) error {
	if r.Gateway == nil {
		return domain.Errorf(domain.NotFound, "There is nothing at this address.")
	}
	ctx, now := req.Context(), r.Desk.Handler.Now()
	all, err := r.Gateway.Receive(req, r.PublicURL, body, time.Now())
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.State != "" {
			if err := r.Desk.Handler.Store.Delivered(ctx, in.Key, in.State == notify.Delivered, now); err != nil {
				return err
			}
			continue
		}
		if err := r.text(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// text is what somebody wrote back.
func (r *Replies) text(ctx context.Context, in notify.Inbound) error {
	phone, wrong := programs.ReadPhone(in.From)
	if wrong != "" || in.ID != "" && r.twice(in.ID) {
		return nil
	}
	if err := r.hear(ctx, phone, notify.ParseReply(in.Text)); err != nil {
		r.again(in.ID)
		return err
	}
	return nil
}

// hear does what a text message says. All organizations write from one number, so STOP is to all of them, and to those too that will know the
// number only later. Numbers that nobody has get no answer, and after STOP only START and HELP are answered.
func (r *Replies) hear(ctx context.Context, phone string, said notify.Reply) error {
	var back answering
	quiet := false
	for _, o := range r.Desk.Handler.Programs.Catalog.Organizations() {
		if !said.Stop && !said.Start && back.say != "" && back.say != "reply.unknown" {
			break
		}
		scope := store.Scope{Organization: o.Key, Compartments: domain.Compartments()}
		hash := r.Desk.keysOf(o.Key).Lookup("contact", phone)
		from, err := r.sender(ctx, scope, hash)
		if err != nil {
			return err
		}
		if !from.known() && !said.Stop && !said.Start {
			continue
		}
		here, err := r.answer(ctx, scope, hash, from.people, from.families, said)
		if err != nil {
			return err
		}
		if from.known() {
			if back, err = r.inWords(ctx, scope, from, here); err != nil {
				return err
			}
			quiet = quiet || from.stopped && !said.Start && !said.Help || len(from.people) == 0 && !mayAnswer(from.families)
		}
	}
	if back.say != "" && !quiet {
		r.send(ctx, phone, back)
	}
	return nil
}

// mayAnswer holds the gate for answers too: a number that may be of somebody who has not been told of the death hears nothing from us.
func mayAnswer(families []store.ContactCase) bool {
	return !slices.ContainsFunc(families, func(of store.ContactCase) bool { return of.Phase == string(support.Notifying) })
}

func (r *Replies) answer(ctx context.Context, scope store.Scope, hash []byte, people []store.FoundPerson, families []store.ContactCase, said notify.Reply) (say string, err error) {
	switch {
	case said.Stop || said.Start:
		return r.silence(ctx, scope, hash, people, families, said.Stop)
	case len(people) == 0:
		return "reply.family", nil // a family's text is not read by anybody: it is told whom to call
	case said.Help:
		return "reply.help", nil
	}
	for _, p := range people {
		if say, err = r.act(ctx, personOf(scope, p), said); say != "" || err != nil {
			return say, err
		}
	}
	return "reply.unknown", nil
}

// silence hears STOP and START. Whoever stands on a rota leaves it with STOP, and their coordinator is told.
func (r *Replies) silence(ctx context.Context, scope store.Scope, hash []byte, people []store.FoundPerson, families []store.ContactCase, stop bool) (string, error) {
	behind := store.Scope{Organization: scope.Organization, Compartments: []domain.Compartment{domain.Support}}
	if err := r.Desk.Handler.Store.OptOut(ctx, behind, hash, stop, r.Desk.Handler.Now()); err != nil {
		return "", err
	}
	for _, of := range families {
		if err := r.do(ctx, scope.Organization, "support", of.ID, support.OptIn{Yes: !stop}, "requester"); err != nil {
			return "", err
		}
	}
	for _, p := range people {
		if stop {
			if err := r.passAll(ctx, personOf(scope, p)); err != nil {
				return "", err
			}
		}
		for _, program := range r.Desk.Handler.Programs.Catalog.Programs(scope.Organization) {
			if !stop || program.Protocol == nil {
				continue
			}
			for _, channel := range []rota.Channel{rota.SMS, rota.Email, rota.Voice} { // whoever says STOP wants to be left in peace, not to be found another way
				c := rota.Silence{Minister: p.ID, Channel: channel}
				err := r.do(ctx, scope.Organization, "rota", rota.Stream(program.Organization, program.Key), c, actorOf(p.ID))
				if code := domain.CodeOf(err); err != nil && code != domain.NotFound && code != domain.Conflict && code != domain.Rejected {
					return "", err
				}
			}
		}
	}
	if stop {
		return "reply.stopped", nil
	}
	return "reply.started", nil
}

func personOf(scope store.Scope, p store.FoundPerson) Person {
	who := Person{ID: p.ID, Organization: scope.Organization}
	for _, role := range p.Roles {
		who.Roles = append(who.Roles, domain.Role(role))
	}
	return who
}

// passAll has others asked in place of somebody who wants no more messages, without waiting until their time to answer is over.
func (r *Replies) passAll(ctx context.Context, who Person) error {
	var waiting []store.TaskRow
	err := r.Desk.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) (err error) {
		waiting, err = r.Desk.Handler.Store.OwnTasks(ctx, tx, who.ID)
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range waiting {
		if t.Kind != workflows.TaskDispatch || t.ClosedAt != nil {
			continue
		}
		_, _, err := r.Desk.Act(ctx, who, t.ID, "pass", json.RawMessage(`{}`))
		if _, err = outcomeWords("pass", err); err != nil {
			return err
		}
	}
	return nil
}

func (r *Replies) do(ctx context.Context, organization, workflow string, stream uuid.UUID, c domain.Command, actor string) error {
	return r.Desk.Lanes.Do(ctx, Message{Organization: organization, Workflow: workflow, Stream: stream, Command: c, Actor: actor, Cause: r.Desk.Handler.NewID()}).Err
}

// replyActs are what a code and a choice do, by kind of task.
var replyActs = map[string][]string{
	workflows.TaskDispatch: {"accept", "pass"},
	workflows.TaskContact:  {"made", "attempted"},
}

// act does what a code and a choice mean for one person. Without a code the choice is about the one task that waits.
func (r *Replies) act(ctx context.Context, who Person, said notify.Reply) (say string, err error) {
	var waiting []store.TaskRow
	err = r.Desk.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		waiting, err = r.Desk.Handler.Store.OwnTasks(ctx, tx, who.ID)
		return err
	})
	if err != nil {
		return "", err
	}
	if word := strings.ToUpper(strings.TrimSpace(said.Rest)); said.Choice == 0 && (word == "IN" || word == "OUT") {
		return r.visit(ctx, who, said.Code, word == "IN")
	}
	var meant []store.TaskRow
	for _, t := range waiting {
		if replyActs[t.Kind] == nil || said.Code != "" && r.Desk.Code(who.Organization, t.ID) != said.Code || said.Code == "" && t.ClosedAt != nil {
			continue
		}
		meant = append(meant, t)
	}
	switch {
	case len(meant) == 0:
		return "", nil
	case len(meant) > 1:
		return "reply.which", nil
	case said.Choice < 1 || said.Choice > len(replyActs[meant[0].Kind]):
		return "reply.choose", nil
	}
	name := replyActs[meant[0].Kind][said.Choice-1]
	_, _, err = r.Desk.Act(ctx, who, meant[0].ID, name, json.RawMessage(`{}`))
	return outcomeWords(name, err)
}

// visit checks somebody in or out at the family they are with, when there is only one.
func (r *Replies) visit(ctx context.Context, who Person, _ string, in bool) (string, error) {
	var with []store.Case
	err := r.Desk.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) (err error) {
		with, err = r.Desk.Handler.Store.CasesWith(ctx, tx, who.ID)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case len(with) == 0:
		return "", nil
	case len(with) > 1:
		return "reply.which", nil
	}
	name := "check_out"
	if in {
		name = "check_in"
	}
	_, err = r.Desk.ActOnCase(ctx, who, with[0], name, "", json.RawMessage(`{}`))
	return outcomeWords(name, err)
}

// outcomeWords name the answer to a reply. A refusal by the rules is an answer; everything else is an error, and the gateway tries again.
func outcomeWords(name string, err error) (string, error) {
	switch domain.CodeOf(err) {
	case "":
		return "reply." + name, nil
	case domain.Conflict:
		return "reply.late", nil
	case domain.Forbidden, domain.Rejected, domain.NotFound:
		return "reply.cannot", nil
	default:
		return "", err
	}
}

// twice tells whether a message came before; gateways repeat what was not answered in time.
func (r *Replies) twice(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil || len(r.seen) > answeredMax {
		r.seen = map[string]bool{}
	}
	before := r.seen[id]
	r.seen[id] = true
	return before
}

// again lets the gateway repeat what could not be taken.
func (r *Replies) again(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.seen, id)
}

// send writes back, unless this number has had enough answers.
func (r *Replies) send(ctx context.Context, phone string, a answering) {
	now := r.Desk.Handler.Now()
	key := a.organization + phone
	r.mu.Lock()
	if r.answered == nil || len(r.answered) > answeredMax {
		r.answered = map[string][]time.Time{}
	}
	var lately []time.Time
	for _, at := range r.answered[key] {
		if now.Sub(at) < time.Hour {
			lately = append(lately, at)
		}
	}
	enough := len(lately) >= repliesAnHour
	r.answered[key] = append(lately, now)
	r.mu.Unlock()
	if enough || !r.Sender.Reaches(notify.SMS) {
		return
	}
	m := notify.Message{Key: r.Desk.Handler.NewID(), At: now, Channel: notify.SMS, To: phone, Text: notify.GSM7(words.Say(a.language, a.say, a.call))}
	if err := r.Sender.Send(ctx, m); err != nil {
		r.Log.Warn("an answer to a text message was not sent", "say", a.say)
	}
}
