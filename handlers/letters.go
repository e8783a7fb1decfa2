package handlers

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/store"
)

// Letters lists the messages of one organization that no retry helped, oldest first, and how many others are of no organization that can be told.
// Those are the operator's.
func (r *Reactions) Letters(ctx context.Context, organization string) (list []store.DeadLetter, nobodys int, err error) {
	dead, err := r.Desk.Handler.Store.DeadLetters(ctx)
	for _, d := range dead {
		switch OrganizationOf(d) {
		case organization:
			list = append(list, d)
		case "":
			nobodys++
		}
	}
	return list, nobodys, err
}

// OrganizationOf tells whose message it is; empty when nothing says so.
func OrganizationOf(d store.DeadLetter) string {
	if d.Organization != "" {
		return d.Organization
	}
	return organizationOf(d.Headers, d.Subject)
}

// organizationOf reads it from a message's headers, or from the subject that it arrived on.
func organizationOf(headers json.RawMessage, subject string) string {
	var named map[string]any
	if json.Unmarshal(headers, &named) == nil {
		for _, key := range []string{headerOrganization, "organization"} {
			if name, ok := named[key].(string); ok && name != "" {
				return name
			}
		}
	}
	if parts := strings.Split(subject, "."); len(parts) > 2 && parts[0] == "almoner" {
		return parts[2]
	}
	return ""
}

// EventOf is the type of event that a message told of; empty for a timer or a request.
func EventOf(d store.DeadLetter) string {
	var named map[string]any
	if json.Unmarshal(d.Headers, &named) != nil {
		return ""
	}
	kind, _ := named[headerType].(string)
	return kind
}

// Letter finds an open one of the organization; NotFound for anybody else's.
func (r *Reactions) Letter(ctx context.Context, organization string, id uuid.UUID) (store.DeadLetter, error) {
	list, _, err := r.Letters(ctx, organization)
	if err != nil {
		return store.DeadLetter{}, err
	}
	for _, d := range list {
		if d.ID == id {
			return d, nil
		}
	}
	return store.DeadLetter{}, domain.Errorf(domain.NotFound, "No message of your organization that is stuck has that id. It may have been handled meanwhile.")
}

// RetryLetter records that somebody wants a message handled once more, and does so.
func (r *Reactions) RetryLetter(ctx context.Context, o Office, d store.DeadLetter) error {
	if o.Organization != "" {
		if err := o.decide(ctx, office.Stream(o.Organization, d.ID), domain.Public, Message{Command: office.RetryLetter{By: o.By, Letter: d.ID}}); err != nil {
			return err
		}
	}
	return r.Retry(ctx, d)
}

// DropLetter gives a message up. Why is kept with it.
func (r *Reactions) DropLetter(ctx context.Context, o Office, d store.DeadLetter, why string) error {
	if o.Organization != "" {
		if err := o.decide(ctx, office.Stream(o.Organization, d.ID), domain.Public, Message{Command: office.DropLetter{By: o.By, Letter: d.ID}}); err != nil {
			return err
		}
	}
	h := r.Desk.Handler
	return h.Store.SettleDeadLetter(ctx, d.ID, h.Now(), "dropped", why)
}
