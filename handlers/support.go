package handlers

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// RelativeText is the kind of sealed text that holds a relative's contact.
const RelativeText = "relative"

// supportKind is the support workflow's part in the handlers.
func supportKind() kind {
	return kind{
		submit: supportSubmit,
		terms: func(c domain.Command, p programs.Program) domain.Command {
			return support.WithFacts(c, support.Facts{Protocol: *p.Protocol})
		},
		brief:      newSupportFacts,
		acts:       supportActs,
		caseActs:   supportCaseActs,
		familyActs: supportFamilyActs,
		withdraw:   func() domain.Command { return support.Withdraw{} },
		needCall:   func(say string) domain.Command { return support.NeedCall{Say: say} },
	}
}

// supportSubmit makes the command of a referral. The contact of whoever it names is sealed apart, as that of every relative is.
func supportSubmit(r requested, m *Message) domain.Command {
	a := r.Answers
	notified, _ := a.Bool("family_notified")
	texts, told := a.Bool("safe_to_text")
	safety, _ := a.Bool("safety_concern")
	independent, _ := a.Bool("independent")
	c := support.Refer{
		Who: support.Who{By: r.EnteredBy, As: r.EnteredAs}, Program: r.Program, Version: r.Version, Open: r.program.Open, Channel: r.Channel,
		Asker: support.Asker(a.Text("who_is_asking")), Notified: notified, Language: oneOf(r.program.Protocol.Languages, a.Text("language")),
		Faith: oneOf(r.program.Protocol.Faiths, a.Text("faith_wish")), Area: oneOf(r.program.Protocol.Areas, a.Text("area")),
		Safety: safety, Independent: independent, Relative: FirstRelative(r.ID), Referral: uuid.NewSHA1(r.ID, []byte("referral")),
		Matter: r.ID, Answers: r.text, Silent: told && !texts, Basis: support.Basis(a.Text("contact_basis")),
	}
	// Only the family itself, or the desk that spoke with it, can say that it wants to be written to.
	c.Texts = texts && (c.Asker == support.AskFamily || c.As == domain.RoleDesk || c.As == domain.RoleCoordinator)
	if c.Language == "" && r.Language != "en" {
		c.Language = oneOf(r.program.Protocol.Languages, r.Language)
	}
	contact := Contact{Name: a.Text("family_contact_name"), Phone: a.Text("contact_phone"), Email: a.Text("contact_email"), Language: r.Language}.minding(a)
	c.Mind = support.Mind{Quiet: !contact.Leave, Shared: contact.Shared, Hours: contact.Hours != ""}
	if text, err := sealedText(r.key, r.ID, m.Opens.KeyID, c.Relative, RelativeText, contact, r.ReceivedAt); err == nil {
		m.Texts = append(m.Texts, text)
	}
	// The desk's receipt opens the desk's side of the wall, which is written once that is there.
	family := store.Receipt{Reference: FamilyReceipt(r.Reference), CaseID: r.ID, At: r.ReceivedAt}
	if c.As == domain.RoleDesk {
		m.Receipts = []store.Receipt{family}
	} else {
		m.Receipts = append(m.Receipts, family)
	}
	if contact.Phone != "" {
		c.ContactHash = r.keys.Lookup("contact", contact.Phone)
		m.Opens.ContactHash = c.ContactHash
	}
	return c
}

// oneOf keeps an answer that is a code of the program. What somebody wrote in their own words stays sealed with the answers.
func oneOf(codes []string, answer string) string {
	if slices.Contains(codes, answer) {
		return answer
	}
	return ""
}

var supportActs = map[string][]action{
	workflows.TaskCallBack: {
		{name: "proceed", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Proceed{Who: w, Note: note} })},
		{name: "decline", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Decline{Who: w, Note: note} })},
		{name: "not_reached", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.NotReached{Who: w, Note: note} })},
		{name: "divert", act: plain(func(w support.Who) domain.Command { return support.Divert{Who: w} })},
	},
	workflows.TaskConfirmNotification: {
		{name: "notified", act: plain(func(w support.Who) domain.Command { return support.RecordNotified{Who: w} })},
	},
	workflows.TaskDispatch: {
		{name: "accept", act: plain(func(w support.Who) domain.Command { return support.Accept{Who: w} })},
		{name: "pass", act: pass},
	},
	workflows.TaskFindMinisters: {
		{name: "again", act: plain(func(w support.Who) domain.Command { return support.SearchAgain{Who: w} })},
		{name: "assign", act: ofID("minister", func(w support.Who, id uuid.UUID) domain.Command { return support.Assign{Who: w, Minister: id} })},
	},
	workflows.TaskContact: {
		{name: "made", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Made{Who: w, Note: note} })},
		{name: "attempted", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Attempt{Who: w, Note: note} })},
	},
	workflows.TaskVisitAlarm: {
		{name: "safe", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.FoundSafe{Who: w, Note: note} })},
	},
	workflows.TaskFollowUp: {
		{name: "done", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Followed{Who: w, Note: note} })},
		{name: "skip", act: plain(func(w support.Who) domain.Command { return support.Followed{Who: w, Skipped: true} })},
	},
	workflows.TaskRemember: {
		{name: "done", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Remembered{Who: w, Note: note} })},
	},
	workflows.TaskOfferConversation: {
		{name: "offered", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.SettleConcern{Who: w, Note: note} })},
	},
	workflows.TaskDebrief: {
		{name: "talk", act: plain(func(w support.Who) domain.Command { return support.Debriefed{Who: w, Talk: true} })},
		{name: "fine", act: plain(func(w support.Who) domain.Command { return support.Debriefed{Who: w} })},
	},
	workflows.TaskReadAgain: {
		{name: "theirs", act: noted(func(w support.Who, note uuid.UUID) domain.Command {
			return support.ReadAgain{Who: w, Note: note, Theirs: true}
		})},
		{name: "read", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.ReadAgain{Who: w, Note: note} })},
		{name: "stranger", act: noted(func(w support.Who, note uuid.UUID) domain.Command {
			return support.ReadAgain{Who: w, Note: note, Ends: true}
		})},
	},
	workflows.TaskCall: {
		{name: "called", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Called{Who: w, Note: note} })},
	},
}

// supportCaseActs are what ministers and coordinators do with a case; the rules say which of it is whose.
var supportCaseActs = []action{
	{name: "note", act: written("note", "Please write what the others should know.", func(w support.Who, note uuid.UUID) domain.Command { return support.WriteNote{Who: w, Note: note} })},
	{name: "check_in", act: plain(func(w support.Who) domain.Command { return support.CheckIn{Who: w} })},
	{name: "check_out", act: checkOut},
	{name: "address", act: markAddress},
	{name: "add_relative", act: addRelative},
	{name: "notified", act: ofID("relative", func(w support.Who, id uuid.UUID) domain.Command { return support.RecordNotified{Who: w, Relative: id} })},
	{name: "messages", act: messages},
	{name: "add_date", act: addDate},
	{name: "remove_date", act: ofID("date", func(w support.Who, id uuid.UUID) domain.Command { return support.RemoveDate{Who: w, Date: id} })},
	{name: "skip_date", act: ofID("date", func(w support.Who, id uuid.UUID) domain.Command { return support.SkipDate{Who: w, Date: id} })},
	{name: "pause", act: pauseFollowUp},
	{name: "concern", act: plain(func(w support.Who) domain.Command { return support.RaiseConcern{Who: w} })},
	{name: "partner", act: ofCode("partner", func(w support.Who, code string) domain.Command { return support.ReferToPartner{Who: w, Partner: code} })},
	{name: "open_claim", act: openClaim},
	{name: "paper", act: ofCode("paper", func(w support.Who, code string) domain.Command { return support.TickPaper{Who: w, Paper: code} })},
	{name: "file_claim", act: plain(func(w support.Who) domain.Command { return support.FileClaim{Who: w} })},
	{name: "need", act: postNeed},
	{name: "remove_document", act: ofID("document", func(w support.Who, id uuid.UUID) domain.Command { return support.RemoveDocument{Who: w, Document: id} })},
	{name: "release", act: signRelease},
	{name: "revoke", act: ofID("release", func(w support.Who, id uuid.UUID) domain.Command { return support.RevokeRelease{Who: w, Release: id} })},
	{name: "hand_over", act: handOver},
	{name: "decline", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Decline{Who: w, Note: note} })},
	{name: "not_reached", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.NotReached{Who: w, Note: note} })},
	{name: "link", act: ofCase(func(w support.Who, other store.Case) domain.Command {
		matter := other.ID
		if other.Matter != nil {
			matter = *other.Matter
		}
		return support.Link{Who: w, Matter: matter}
	})},
	{name: "merge", act: ofCase(func(w support.Who, other store.Case) domain.Command {
		return support.Merge{Who: w, Into: other.ID, Ended: other.ClosedAt != nil}
	})},
	{name: "close", act: noted(func(w support.Who, note uuid.UUID) domain.Command { return support.Close{Who: w, Note: note} })},
	{name: "reopen", act: plain(func(w support.Who) domain.Command { return support.Reopen{Who: w} })},
}

// supportFamilyActs are the family's own, by its receipt.
var supportFamilyActs = []action{
	{name: "reach", act: reachForSupport},
	{name: "messages", act: messages},
	{name: "add_date", act: addDate},
	{name: "remove_date", act: ofID("date", func(w support.Who, id uuid.UUID) domain.Command { return support.RemoveDate{Who: w, Date: id} })},
	{name: "skip_date", act: ofID("date", func(w support.Who, id uuid.UUID) domain.Command { return support.SkipDate{Who: w, Date: id} })},
	{name: "pause", act: pauseFollowUp},
	{name: "release", act: signRelease},
	{name: "revoke", act: ofID("release", func(w support.Who, id uuid.UUID) domain.Command { return support.RevokeRelease{Who: w, Release: id} })},
}

// day reads a date as people of the organization mean it: its local noon.
func (a *acting) day(field, written string) (time.Time, error) {
	o, _ := a.desk.Handler.Programs.Catalog.Organization(a.of.Organization)
	on, err := time.ParseInLocation(time.DateOnly, written, o.Location())
	if err != nil || on.Year() < 1900 || on.Year() > 2200 {
		return time.Time{}, fieldError(field, "Please write a day that exists, with its month and year.")
	}
	return on.Add(12 * time.Hour), nil
}

// sealed keeps something that a person wrote under an id.
func (a *acting) sealed(kind string, v any) (uuid.UUID, error) {
	id := a.desk.Handler.NewID()
	text, err := sealedText(a.key, a.of.ID, a.of.KeyID, id, kind, v, a.desk.Handler.Now())
	if err != nil {
		return uuid.Nil, err
	}
	a.texts = append(a.texts, text)
	return id, nil
}

func sealedText(key interface {
	Seal(context string, plain []byte) ([]byte, error)
}, caseID, keyID, id uuid.UUID, kind string, v any, at time.Time,
) (store.SealedText, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return store.SealedText{}, fmt.Errorf("encode %s: %w", kind, err)
	}
	sealed, err := key.Seal(textContext(kind, caseID), plain)
	return store.SealedText{ID: id, CaseID: caseID, KeyID: keyID, Kind: kind, Sealed: sealed, At: at}, err
}
