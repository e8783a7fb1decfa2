package handlers

import (
	"encoding/json"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/need"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/store"
)

// wanting is who acts, in the role that reaches furthest here; nobody for the family itself.
func (a *acting) wanting() support.Who {
	switch {
	case a.who.ID == uuid.Nil:
		return support.Who{}
	case a.who.Has(domain.RoleCoordinator):
		return support.Who{By: a.who.ID, As: domain.RoleCoordinator}
	case a.who.Has(domain.RoleDesk):
		return support.Who{By: a.who.ID, As: domain.RoleDesk}
	}
	return support.Who{By: a.who.ID, As: domain.RoleMinister}
}

// plain is an act without a body.
func plain(command func(support.Who) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		return command(a.wanting()), a.read(body, &struct{}{})
	}
}

// noted is an act with a note that may stay empty.
func noted(command func(support.Who, uuid.UUID) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		text, err := a.reason(body, "note", false, "")
		return command(a.wanting(), text), err
	}
}

// written is an act with a text that may not.
func written(field, missing string, command func(support.Who, uuid.UUID) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		text, err := a.reason(body, field, true, missing)
		return command(a.wanting(), text), err
	}
}

// ofID is an act on something that its body names by id.
func ofID(field string, command func(support.Who, uuid.UUID) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		code, err := a.code(body, field)
		if err != nil {
			return nil, err
		}
		id, err := uuid.Parse(code)
		if err != nil {
			return nil, fieldError(field, "Please choose one of the list.")
		}
		return command(a.wanting(), id), nil
	}
}

// ofCode is an act with one code of the program.
func ofCode(field string, command func(support.Who, string) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		code, err := a.code(body, field)
		return command(a.wanting(), code), err
	}
}

// ofCase is an act that names another case by its reference, within the walls of whoever acts.
func ofCase(command func(support.Who, store.Case) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		code, err := a.code(body, "reference")
		if err != nil {
			return nil, err
		}
		other, err := a.otherCase(code)
		if err != nil {
			return nil, err
		}
		return command(a.wanting(), other), nil
	}
}

// code reads a body of one short code.
func (a *acting) code(body json.RawMessage, field string) (string, error) {
	in := map[string]string{}
	if err := a.read(body, &in); err != nil {
		return "", err
	}
	for key := range in {
		if key != field {
			return "", fieldError(key, "This field is not known here.")
		}
	}
	if in[field] == "" || len(in[field]) > 64 {
		return "", fieldError(field, "Please choose one of the list.")
	}
	return in[field], nil
}

func pass(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Reason string `json:"reason"`
		Tied   bool   `json:"tied"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	reason, err := a.text("reason", in.Reason, false, "")
	return support.Pass{Who: a.wanting(), Reason: reason, Tied: in.Tied}, err
}

func notifiedByDesk(a *acting, body json.RawMessage) (domain.Command, error) {
	return referral.Notified{By: a.who.ID}, a.read(body, &struct{}{})
}

func claimNeed(a *acting, body json.RawMessage) (domain.Command, error) {
	return need.Claim{By: a.who.ID}, a.read(body, &struct{}{})
}

func finishNeed(a *acting, body json.RawMessage) (domain.Command, error) {
	return need.Finish{By: a.who.ID}, a.read(body, &struct{}{})
}

func releaseNeed(a *acting, body json.RawMessage) (domain.Command, error) {
	return need.Release{By: a.who.ID}, a.read(body, &struct{}{})
}
