package handlers

import (
	"cmp"
	"context"
	"maps"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// address is where a message goes, in which language, and what it says beside its own words; or why nobody knows.
type address struct {
	contact        Contact
	language, link string
	words          []any // the link, the program's short name, a code
	about          store.CaseProgram
	err            error
}

// on gives the address on a channel; empty where there is none.
func (a address) on(channel notify.Channel) string {
	if channel == notify.SMS {
		return a.contact.textsTo()
	}
	return a.contact.Email
}

// addresses opens the sealed contacts of staff members, and of families as far as they said it is safe. There is one for each message, in the
// same order.
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
		var people, cases, relatives, about []uuid.UUID
		for _, i := range indexes {
			about = append(about, notices[i].CaseID)
			switch {
			case notices[i].Requester:
				cases = append(cases, notices[i].CaseID)
			case notices[i].Relative:
				relatives = append(relatives, notices[i].Recipient)
			default:
				people = append(people, notices[i].Recipient)
			}
		}
		scope := store.Scope{Organization: w.organization, Compartments: []domain.Compartment{w.compartment}}
		found, err := n.Desk.Handler.Store.Addressees(ctx, scope, people, cases, relatives, about)
		if err == nil {
			err = n.seekStaff(ctx, w.organization, people, &found)
		}
		for _, i := range indexes {
			if all[i].err = err; err == nil {
				all[i] = n.address(notices[i], found)
			}
		}
		if err == nil {
			n.silence(ctx, w.organization, all, indexes)
		}
	}
	return all
}

// seekStaff finds the contacts of those whose own record lies behind another wall than what they are told of: a coordinator works behind several, and
// is written to about each. Only people are sought there, and only for a message to themself.
func (n *Notices) seekStaff(ctx context.Context, organization string, people []uuid.UUID, found *store.Addressees) error {
	var missing []uuid.UUID
	for _, id := range people {
		if _, known := found.People[id]; !known {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	elsewhere, err := n.Desk.Handler.Store.Addressees(ctx, store.Scope{Organization: organization, Compartments: domain.Compartments()}, missing, nil, nil, nil)
	maps.Copy(found.People, elsewhere.People)
	return err
}

// silence takes out the numbers of those who said STOP. When that cannot be looked up nobody is texted.
func (n *Notices) silence(ctx context.Context, organization string, all []address, indexes []int) {
	keys := n.Desk.keysOf(organization)
	var hashes [][]byte
	for _, i := range indexes {
		if phone := all[i].contact.textsTo(); phone != "" {
			hashes = append(hashes, keys.Lookup("contact", phone))
		}
	}
	if len(hashes) == 0 {
		return
	}
	out, err := n.Desk.Handler.Store.OptedOut(ctx, organization, hashes)
	for _, i := range indexes {
		phone := all[i].contact.textsTo()
		switch {
		case phone == "":
		case err != nil:
			all[i].err = err
		case out[string(keys.Lookup("contact", phone))]:
			all[i].contact.NoTexts = true
		}
	}
}

func (n *Notices) address(notice store.WaitingNotice, found store.Addressees) (a address) {
	a.about = found.Workflows[notice.CaseID]
	program, shifts := a.about.Program, false
	if program == "" {
		of, known := n.Desk.Handler.Programs.ofRota(notice.Organization, notice.CaseID)
		if !known {
			of, known = n.Desk.Handler.Programs.ofShifts(notice.Organization, notice.CaseID)
			shifts = known
		}
		program = of.Key
	}
	short := n.Desk.shortName(notice.Organization, program)
	if !notice.Requester && !notice.Relative {
		p, known := found.People[notice.Recipient]
		if !known {
			return address{err: domain.Errorf(domain.NotFound, "We cannot find that.")}
		}
		a.language, a.link = "en", n.PublicURL+"/inbox"
		if shifts {
			a.link = n.PublicURL + "/shifts/" + program
		}
		var code string
		if strings.HasPrefix(notice.Template, "dispatch") {
			kind := workflows.TaskDispatch
			if notice.Template == "dispatch_assigned" || notice.Template == "dispatch_telephone" {
				kind = workflows.TaskContact
			}
			task := taskID(notice.Cause, kind, notice.Recipient)
			code, a.link = n.Desk.Code(notice.Organization, task), n.PublicURL+n.Desk.DispatchPath(notice.Organization, task)
		}
		a.words = []any{a.link, short, code}
		a.contact, a.err = n.Desk.OpenContact(notice.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		if strings.HasPrefix(notice.Template, "office_") {
			n.ofOffice(notice, &a)
		}
		return a
	}
	return n.ofFamily(notice, found, a, short)
}

// ofOffice is a message about how somebody signs in, or is reached. It leads nowhere: whoever made a page look like ours would write the same.
func (n *Notices) ofOffice(notice store.WaitingNotice, a *address) {
	o, _ := n.Desk.Handler.Programs.Catalog.Organization(notice.Organization)
	a.language, a.link = cmp.Or(a.contact.Language, "en"), ""
	a.words = []any{o.Name, n.Desk.telephone(notice.Organization, "")}
	if notice.Template == workflows.ToFormerContact {
		a.contact.Email, a.contact.Phone = a.contact.FormerEmail, a.contact.FormerPhone
	}
}

// ofFamily is the address of a family: of whoever asked, of a relative, or of an application's contact, each with the paper that is theirs.
func (n *Notices) ofFamily(notice store.WaitingNotice, found store.Addressees, a address, short string) address {
	keys := n.Desk.keysOf(notice.Organization)
	of, known := found.Cases[notice.Recipient]
	if !known {
		return address{err: erased(), about: a.about}
	}
	key, err := keys.OpenDataKey(of.KeyID, of.Wrapped)
	if err != nil {
		return address{err: err}
	}
	receipt := of.Reference
	a.language = of.Language
	if notice.Relative {
		a.contact, a.err = openRelative(key, of.ID, of.Sealed)
		receipt = FamilyReceipt(of.Reference)
		if a.about.Workflow == "application" { // every contact has a paper of their own
			receipt = ContactReceipt(of.Reference, a.contact.Number)
		}
	}
	a.link = n.PublicURL + "/r/" + of.Reference + "/" + n.Desk.Keys.Receipt(receipt)
	if notice.Template == workflows.ToFormer { // whoever reads it there now may be somebody else: it opens nothing
		a.link = ""
	}
	a.words = []any{a.link, short, n.Desk.telephone(notice.Organization, a.about.Program)}
	changed, moved, err := n.changedContact(notice, found)
	if err != nil {
		return address{err: err, about: a.about}
	}
	if moved {
		a.contact, a.err = changed, nil
	}
	if notice.Relative || moved {
		return a
	}
	answers, err := openAnswers(key, of.ID, of.Sealed)
	a.contact, a.err = Reached(answers), err
	return a
}
