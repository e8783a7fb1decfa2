package handlers

import (
	"context"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
)

// address is where a message goes, in which language, and what its link leads to; or why nobody knows.
type address struct {
	contact        Contact
	language, link string
	err            error
}

// addresses opens the sealed contacts of staff members, and of requesters as far as they said it is safe. There is one for each
// message, in the same order.
func (n *Notices) addresses(ctx context.Context, notices []store.WaitingNotice) []address {
	type wall struct {
		organization string
		compartment  domain.Compartment
	}
	behind := map[wall][]int{}
	for i, notice := range notices {
		w := wall{notice.Organization, notice.Compartment}
		behind[w] = append(behind[w], i)
	}
	all := make([]address, len(notices))
	for w, indexes := range behind {
		var people, cases []uuid.UUID
		for _, i := range indexes {
			if notices[i].Requester {
				cases = append(cases, notices[i].CaseID)
			} else {
				people = append(people, notices[i].Recipient)
			}
		}
		scope := store.Scope{Organization: w.organization, Compartments: []domain.Compartment{w.compartment}}
		found, err := n.Desk.Handler.Store.Addressees(ctx, scope, people, cases)
		for _, i := range indexes {
			if all[i].err = err; err == nil {
				all[i] = n.address(notices[i], found)
			}
		}
	}
	return all
}

func (n *Notices) address(notice store.WaitingNotice, found store.Addressees) (a address) {
	keys := n.Desk.keysOf(notice.Organization)
	if !notice.Requester {
		p, known := found.People[notice.Recipient]
		if !known {
			return address{err: domain.Errorf(domain.NotFound, "We cannot find that.")}
		}
		a.language, a.link = "en", n.PublicURL+"/inbox"
		a.contact, a.err = n.Desk.OpenContact(notice.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		return a
	}
	of, known := found.Cases[notice.CaseID]
	if !known {
		return address{err: erased()}
	}
	key, err := keys.OpenDataKey(of.KeyID, of.Wrapped)
	if err != nil {
		return address{err: err}
	}
	answers, err := openAnswers(key, of.ID, of.Sealed)
	return address{
		contact: safeContact(answers), language: of.Language, link: n.PublicURL + "/r/" + of.Reference + "/" + n.Desk.Keys.Receipt(of.Reference), err: err,
	}
}
