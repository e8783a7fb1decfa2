package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// recordWithin is how long Postgres may take before a request goes to the life-raft.
const recordWithin = 2 * time.Second

// recordAtMost is how long a request waits for a Postgres that answers others.
const recordAtMost = 20 * time.Second

// Desk takes what people bring: requests, acts on tasks, answers, withdrawals, deposits.
type Desk struct {
	Handler    *Handler
	Lanes      *Lanes
	Looks      *Looks
	Keys       *seal.Keys
	References *References
	Raft       Raft

	derived  derived
	answered answeredKeys
	kept     atomic.Int64 // requests put on the raft
	emptied  atomic.Int64 // one more than kept was when the raft was last seen empty; 0: never seen so
}

// Submission is a request with checked answers.
type Submission struct {
	Program   programs.Program
	Language  string
	Channel   string
	EnteredBy uuid.UUID   // zero when the family sent it itself
	EnteredAs domain.Role // in which role
	Answers   programs.Answers
	Key       string    // given by the client so that repeating is safe; may be empty
	Household uuid.UUID // of a family that applies for one more child
	Reason    string    // why a coordinator makes an exception of the rules
}

// Receipt is what the requester keeps. Token is the secret that opens the status of Reference.
type Receipt struct {
	ID         uuid.UUID
	Reference  string
	Token      string
	ReceivedAt time.Time
	Replayed   bool
}

// parcel is a request as it travels, sealed, through INTAKE or straight into a transaction.
type parcel struct {
	ID           uuid.UUID             `json:"id"`
	Organization string                `json:"organization"`
	Program      string                `json:"program"`
	Version      string                `json:"version"`
	Reference    string                `json:"reference"`
	Language     string                `json:"language"`
	Channel      string                `json:"channel"`
	EnteredBy    uuid.UUID             `json:"entered_by"`
	EnteredAs    domain.Role           `json:"entered_as,omitempty"`
	ReceivedAt   time.Time             `json:"received_at"`
	Answers      programs.Answers      `json:"answers"`
	Findings     []application.Finding `json:"findings,omitempty"` // of the program's conditions
	Household    uuid.UUID             `json:"household,omitzero"`
	Reason       string                `json:"reason,omitempty"`
	KeyHash      []byte                `json:"key_hash,omitempty"`
	BodyHash     []byte                `json:"body_hash,omitempty"`
	Canary       bool                  `json:"canary,omitempty"`
}

// receiptAnswer is what a repeated request is answered from.
type receiptAnswer struct {
	Reference  string    `json:"reference"`
	ReceivedAt time.Time `json:"received_at"`
}

// Submit records a request durably, in Postgres or else in INTAKE, before it returns. Rejected: the guideline says no.
// Conflict: the key was used for another request. Unavailable: neither Postgres nor NATS took it, and nothing was recorded.
func (d *Desk) Submit(ctx context.Context, s Submission) (Receipt, error) {
	p, err := d.pack(ctx, s)
	if err != nil {
		return Receipt{}, err
	}
	if r, known, err := d.answered.find(p); known {
		return r, err
	}
	if p.KeyHash != nil && d.mayWait(ctx) && !d.isRecorded(ctx, p, s.Program) {
		if r, err := d.float(ctx, p, s.Program, raftKey(p)); domain.CodeOf(err) != domain.NotFound {
			return r, err
		}
	}
	result, err := d.recordNow(ctx, p, s.Program)
	switch domain.CodeOf(err) {
	case "":
		r, err := d.receipt(p, result)
		d.answered.add(p, r)
		return r, err
	case domain.Unavailable, domain.Internal:
		r, err := d.float(ctx, p, s.Program, raftKey(p))
		if domain.CodeOf(err) == domain.NotFound {
			// The first one is recorded and cannot be looked up now; this one is kept beside it, and will be led to it.
			return d.float(ctx, p, s.Program, p.ID.String())
		}
		return r, err
	default:
		return Receipt{}, err
	}
}

// Repeats tells whether a request with this key was recorded before, so that it gets its first answer whatever has changed since.
func (d *Desk) Repeats(ctx context.Context, program programs.Program, key string) bool {
	if key == "" {
		return false
	}
	return d.isRecorded(ctx, parcel{KeyHash: requestKey(d.keysOf(program.Organization), program.Key, key)}, program)
}

// Sent gives the reference and the code of the request that was recorded with this key, to whoever proves that the key is theirs; ok is false when
// there is none, or when it cannot be looked up now.
func (d *Desk) Sent(ctx context.Context, program programs.Program, key string) (reference, token string, ok bool) {
	within, cancel := context.WithTimeout(ctx, recordWithin)
	defer cancel()
	hash := requestKey(d.keysOf(program.Organization), program.Key, key)
	reference, err := d.Handler.Store.KeyReference(within, scopeOf(program), requestScope, hash)
	if err != nil || reference == "" {
		return "", "", false
	}
	return reference, d.Keys.Receipt(reference), true
}

func (d *Desk) pack(ctx context.Context, s Submission) (parcel, error) {
	workflow := workflows.Find(string(s.Program.Kind))
	reference, err := d.References.Take(ctx, workflow.Reference)
	if err != nil {
		return parcel{}, err
	}
	p := parcel{
		ID: d.Handler.NewID(), Organization: s.Program.Organization, Program: s.Program.Key, Version: s.Program.Version, Reference: reference,
		Language: s.Language, Channel: s.Channel, EnteredBy: s.EnteredBy, EnteredAs: s.EnteredAs, Household: s.Household, Reason: s.Reason, ReceivedAt: d.Handler.Now().UTC().Truncate(time.Microsecond), Answers: s.Answers,
	}
	p.Findings, p.Answers = d.Handler.Programs.Judge(s.Program, p.Answers, p.ReceivedAt)
	if s.Key != "" {
		keys := d.keysOf(p.Organization)
		body, err := json.Marshal(s.Answers)
		if err != nil {
			return parcel{}, fmt.Errorf("encode answers: %w", err)
		}
		p.KeyHash = requestKey(keys, p.Program, s.Key)
		p.BodyHash = keys.Lookup("request body", s.Language+" "+string(body))
	}
	return p, nil
}

// recordNow records a parcel for as long as Postgres answers at all: a request that only has to wait for others is not put on the
// raft.
func (d *Desk) recordNow(ctx context.Context, p parcel, program programs.Program) (Result, error) {
	type outcome struct {
		result Result
		err    error
	}
	ctx, cancel := context.WithTimeout(ctx, recordAtMost)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		result, err := d.record(ctx, p, program)
		done <- outcome{result, err}
	}()
	tick := time.NewTicker(recordWithin)
	defer tick.Stop()
	for {
		select {
		case o := <-done:
			return o.result, o.err
		case <-tick.C:
			within, stop := context.WithTimeout(ctx, recordWithin/2)
			err := d.Handler.Store.Ping(within)
			stop()
			if err != nil {
				return Result{}, err
			}
		}
	}
}

// record takes a parcel into Postgres; both roads end here.
func (d *Desk) record(ctx context.Context, p parcel, program programs.Program) (Result, error) {
	m, err := d.message(p, program)
	if err != nil {
		return Result{}, err
	}
	result := d.Lanes.Do(ctx, m)
	return result, result.Err
}

func (d *Desk) message(p parcel, program programs.Program) (Message, error) {
	keys := d.keysOf(p.Organization)
	keyID, textID := d.Handler.NewID(), d.Handler.NewID()
	key, wrapped, err := keys.NewDataKey(keyID)
	if err != nil {
		return Message{}, fmt.Errorf("make data key: %w", err)
	}
	answers, err := json.Marshal(p.Answers)
	if err != nil {
		return Message{}, fmt.Errorf("encode answers: %w", err)
	}
	sealed, err := key.Seal(textContext("answers", p.ID), answers)
	if err != nil {
		return Message{}, fmt.Errorf("seal answers: %w", err)
	}
	opens := store.NewCase{
		ID: p.ID, Workflow: string(program.Kind), Program: p.Program, Version: p.Version, Reference: p.Reference, Language: p.Language,
		Channel: p.Channel, KeyID: keyID, ReceivedAt: p.ReceivedAt,
	}
	m := Message{
		Organization: p.Organization, Compartment: compartmentOf(program), Workflow: string(program.Kind), Stream: p.ID, Actor: actorOf(p.EnteredBy), Cause: p.ID, Opens: &opens,
		Keys:     []store.DataKey{{ID: keyID, Wrapped: wrapped}},
		Texts:    []store.SealedText{{ID: textID, CaseID: p.ID, KeyID: keyID, Kind: "answers", Sealed: sealed, At: p.ReceivedAt}},
		Receipts: []store.Receipt{{Reference: p.Reference, CaseID: p.ID, At: p.ReceivedAt}},
	}
	o, _ := d.Handler.Programs.Catalog.Organization(p.Organization)
	m.Command = kinds[m.Workflow].submit(requested{parcel: p, program: program, keys: keys, key: key, text: textID, zone: o.Location()}, &m)
	if p.KeyHash != nil {
		m.Once = &Once{
			Scope: requestScope, KeyHash: p.KeyHash, BodyHash: p.BodyHash, Reference: p.Reference,
			Answer: func(Result) any { return receiptAnswer{Reference: p.Reference, ReceivedAt: p.ReceivedAt} },
		}
		if p.Channel == string(welfare.Web) {
			m.Draft = p.KeyHash // it may have been kept on the way
		}
	}
	return m, nil
}

// requestKey is the hash of the key that makes a request once, and its draft the same one.
func requestKey(keys *seal.OrgKeys, program, key string) []byte {
	return keys.Lookup("request key", program+" "+key)
}

func actorOf(person uuid.UUID) string {
	if person == uuid.Nil {
		return "requester"
	}
	return "person:" + person.String()
}

// textContext binds a sealed text to its case and kind.
func textContext(kind string, caseID uuid.UUID) string { return kind + "/" + caseID.String() }

// receipt answers a recorded request, or a repeated one as it was answered the first time.
func (d *Desk) receipt(p parcel, r Result) (Receipt, error) {
	if !r.Replayed {
		return Receipt{ID: p.ID, Reference: p.Reference, Token: d.Keys.Receipt(p.Reference), ReceivedAt: p.ReceivedAt}, nil
	}
	var first receiptAnswer
	if err := json.Unmarshal(r.Answer, &first); err != nil {
		return Receipt{}, fmt.Errorf("read receipt: %w", err)
	}
	return Receipt{ID: r.CaseID, Reference: first.Reference, Token: d.Keys.Receipt(first.Reference), ReceivedAt: first.ReceivedAt, Replayed: true}, nil
}

// requestScope is where the keys of requests count.
const requestScope = "request"

// scopeOf is where a program's cases lie.
func scopeOf(program programs.Program) store.Scope {
	return store.Scope{Organization: program.Organization, Compartments: []domain.Compartment{compartmentOf(program)}}
}

// compartmentOf is the wall behind which a program's cases lie.
func compartmentOf(program programs.Program) domain.Compartment {
	if w := workflows.Find(string(program.Kind)); w.Compartment != "" {
		return w.Compartment
	}
	return program.Application.For.Compartment()
}

// errKeyUsed tells a key that stands for another request from every other conflict.
var errKeyUsed = errors.New("the key was used before with another body")

func keyUsed() error {
	return domain.Because(errKeyUsed, domain.Conflict, "This key was used before for something else. Nothing was changed; use a new key.")
}
