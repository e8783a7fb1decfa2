package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// Raft is the stream INTAKE: it keeps a sealed request while Postgres is down. A key that it knows is answered with the
// request it kept then.
type Raft interface {
	// Keep is NotFound when the key is known but its request has left INTAKE: it is recorded.
	Keep(ctx context.Context, organization, program, key string, sealed []byte) (kept []byte, err error)
	Empty(ctx context.Context) (bool, error)
}

// float puts a parcel on the life-raft once the guideline has nothing against it. A request that may have been recorded after
// all is safe to keep twice: its id is the same.
func (d *Desk) float(ctx context.Context, p parcel, program programs.Program, key string) (Receipt, error) {
	workflow := workflows.Find(string(program.Kind))
	m, err := d.message(p, program)
	if err != nil {
		return Receipt{}, err
	}
	if _, err := workflow.Decide(workflow.Zero, kinds[workflow.Name].terms(m.Command, program), p.ReceivedAt); err != nil {
		return Receipt{}, err
	}
	keys := d.keysOf(p.Organization)
	plain, err := json.Marshal(p)
	if err != nil {
		return Receipt{}, fmt.Errorf("encode parcel: %w", err)
	}
	sealed, err := keys.SealIntake(p.Organization+"/"+p.Program, plain)
	if err != nil {
		return Receipt{}, fmt.Errorf("seal parcel: %w", err)
	}
	d.kept.Add(1)
	kept, err := d.Raft.Keep(ctx, p.Organization, p.Program, key, sealed)
	if domain.CodeOf(err) == domain.NotFound {
		return Receipt{}, err
	}
	if err != nil {
		return Receipt{}, domain.Because(err, domain.Unavailable, "We cannot take requests at the moment. Please call the number on this page, or try again in a few minutes.")
	}
	if kept == nil {
		return Receipt{ID: p.ID, Reference: p.Reference, Token: d.Keys.Receipt(p.Reference), ReceivedAt: p.ReceivedAt}, nil
	}
	first, err := d.unpack(p.Organization, p.Program, kept)
	if err != nil {
		return Receipt{}, err
	}
	if string(first.BodyHash) != string(p.BodyHash) {
		return Receipt{}, keyUsed()
	}
	return Receipt{ID: first.ID, Reference: first.Reference, Token: d.Keys.Receipt(first.Reference), ReceivedAt: first.ReceivedAt, Replayed: true}, nil
}

// raftKey is what INTAKE knows a request by: the client's key, or its own id.
func raftKey(p parcel) string {
	if p.KeyHash != nil {
		return fmt.Sprintf("%x", p.KeyHash)
	}
	return p.ID.String()
}

// isRecorded tells whether Postgres knows a request's key. When it cannot say, the request may as well lie in INTAKE.
func (d *Desk) isRecorded(ctx context.Context, p parcel, program programs.Program) bool {
	within, cancel := context.WithTimeout(ctx, recordWithin)
	defer cancel()
	known, err := d.Handler.Store.KnowsKey(within, scopeOf(program), requestScope, p.KeyHash)
	return err == nil && known
}

// mayWait tells whether a request could lie in INTAKE, so that a repetition of it has to be looked for there first.
func (d *Desk) mayWait(ctx context.Context) bool {
	kept := d.kept.Load()
	if d.emptied.Load() == kept+1 {
		return false
	}
	empty, err := d.Raft.Empty(ctx)
	if err == nil && empty {
		d.emptied.Store(kept + 1)
	}
	return err == nil && !empty
}

func (d *Desk) unpack(organization, program string, sealed []byte) (parcel, error) {
	plain, err := d.keysOf(organization).OpenIntake(organization+"/"+program, sealed)
	if err != nil {
		return parcel{}, domain.Because(err, domain.Invalid, "A kept request cannot be opened with our keys.")
	}
	var p parcel
	if err := json.Unmarshal(plain, &p); err != nil {
		return parcel{}, domain.Because(err, domain.Invalid, "A kept request cannot be read.")
	}
	return p, nil
}

// Recover records a request that INTAKE kept. Nothing that was accepted is refused here: a repeated key leads its second
// receipt to the first request, and a key that meanwhile stands for another request is ignored.
func (d *Desk) Recover(ctx context.Context, organization, program string, sealed []byte) error {
	p, err := d.unpack(organization, program, sealed)
	if err != nil {
		return err
	}
	if p.Canary {
		return d.Handler.Store.IntakeSeen(ctx, d.Handler.Now())
	}
	terms, err := d.Handler.Programs.Terms(ctx, organization, p.Version)
	if err != nil {
		return err
	}
	result, err := d.record(ctx, p, terms.Program)
	if errors.Is(err, errKeyUsed) {
		p.KeyHash = nil
		result, err = d.record(ctx, p, terms.Program)
	}
	if err != nil || !result.Replayed || result.CaseID == p.ID {
		return err
	}
	return d.Handler.Store.AddReceipt(ctx, scopeOf(terms.Program), store.Receipt{Reference: p.Reference, CaseID: result.CaseID, At: p.ReceivedAt})
}

// Canary sends an empty parcel through INTAKE, to know that the life-raft floats.
func (d *Desk) Canary(ctx context.Context, organization string) error {
	p := parcel{ID: d.Handler.NewID(), Canary: true}
	plain, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode canary: %w", err)
	}
	sealed, err := d.keysOf(organization).SealIntake(organization+"/canary", plain)
	if err != nil {
		return fmt.Errorf("seal canary: %w", err)
	}
	_, err = d.Raft.Keep(ctx, organization, "canary", p.ID.String(), sealed)
	return err
}
