package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/store"
)

// Trial is what would become of an application if it were recorded.
type Trial struct {
	Person []byte // keyed hash of name and birthday, by which the same person is recognized
	Known  bool   // the same submission was recorded before
	Err    error  // why it would not be recorded
}

// TryApplication decides an application by the same rules as Submit and records nothing.
func (d *Desk) TryApplication(ctx context.Context, s Submission) Trial {
	if s.Program.Application == nil {
		return Trial{Err: domain.Errorf(domain.NotFound, "Nobody applies to this program.")}
	}
	p := parcel{
		ID: d.Handler.NewID(), Organization: s.Program.Organization, Program: s.Program.Key, Version: s.Program.Version, Language: s.Language, Channel: s.Channel,
		EnteredBy: s.EnteredBy, EnteredAs: s.EnteredAs, ReceivedAt: d.Handler.Now().UTC(), Answers: s.Answers,
	}
	p.Findings, p.Answers = d.Handler.Programs.Judge(s.Program, s.Answers, p.ReceivedAt)
	m, err := d.message(p, s.Program)
	if err != nil {
		return Trial{Err: err}
	}
	t := Trial{Person: m.Opens.ContactHash, Known: d.Repeats(ctx, s.Program, s.Key)}
	command := applicationTerms(m.Command, s.Program)
	_, t.Err = application.Decide(application.State{}, command.(application.Submit), p.ReceivedAt)
	return t
}

// OpenApplicationsOf tells which of some people have an open application for a program.
func (d *Desk) OpenApplicationsOf(ctx context.Context, s Submission, people [][]byte) (open map[string]bool, err error) {
	open = map[string]bool{}
	err = d.Handler.Store.Decide(ctx, scopeOf(s.Program), func(tx store.Tx) error {
		twins, err := d.Handler.Store.Twins(ctx, tx, s.Program.Organization, s.Program.Key, people)
		for _, t := range twins {
			open[string(t.Hash)] = true
		}
		return err
	})
	return open, err
}

// ImportKey makes the same row of a file the same submission, whoever sends it and however often.
func ImportKey(s Submission) (string, error) {
	var canonical bytes.Buffer
	if err := json.NewEncoder(&canonical).Encode(s.Answers); err != nil {
		return "", err
	}
	sum := sha256.Sum256(canonical.Bytes())
	return "import " + hex.EncodeToString(sum[:]), nil
}
