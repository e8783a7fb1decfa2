package handlers

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// decides is who acts on an application, in the role that reaches furthest; the family by the paper that it holds.
func (a *acting) decides() application.Who {
	switch {
	case a.who.ID == uuid.Nil:
		return application.Who{Reader: a.reader}
	case a.who.Has(domain.RoleCoordinator):
		return application.Who{By: a.who.ID, As: domain.RoleCoordinator}
	}
	return application.Who{By: a.who.ID, As: domain.RoleVolunteer}
}

var applicationActs = map[string][]action{
	workflows.TaskScreen: {{name: "clear", act: clearCheck}, {name: "refuse", act: refuseCheck}},
	workflows.TaskReview: {
		{name: "accept", act: simply(func(w application.Who) domain.Command { return application.Accept{Who: w} })},
		{name: "waitlist", act: simply(func(w application.Who) domain.Command { return application.Accept{Who: w, Standby: true} })},
		{name: "refuse", act: saying("reason", "Please write a reason that the family can read.", func(w application.Who, text uuid.UUID) domain.Command {
			return application.Refuse{Who: w, Reason: text}
		})},
		{name: "ask", act: saying("question", "Please write what you want to know.", func(w application.Who, text uuid.UUID) domain.Command {
			return application.Ask{Who: w, Question: text}
		})},
	},
	workflows.TaskFit: {
		{name: "keep", act: saying("reason", "Please write why the place stays.", func(w application.Who, text uuid.UUID) domain.Command {
			return application.Keep{Who: w, Reason: text}
		})},
		{name: "refuse", act: saying("reason", "Please write a reason that the family can read.", func(w application.Who, text uuid.UUID) domain.Command {
			return application.Refuse{Who: w, Reason: text}
		})},
	},
	workflows.TaskStanding: {{name: "fine", act: lookedAt(true)}, {name: "concern", act: lookedAt(false)}},
	workflows.TaskCall:     {{name: "called", act: calledFamily}},
}

// applicationCaseActs are what coordinators, and coaches with their own group, do at any time; the rules say which of it is whose.
var applicationCaseActs = []action{
	{name: "sign", act: signConsent},
	{name: "unsign", act: ofKey("consent", func(w application.Who, code string) domain.Command { return application.Unsign{Who: w, Consent: code} })},
	{name: "add_contact", act: addContact},
	{name: "reach", act: reachContact},
	{name: "bar", act: barContact(false)},
	{name: "unbar", act: barContact(true)},
	{name: "first", act: ofContact(func(w application.Who, id uuid.UUID) domain.Command { return application.First{Who: w, Contact: id} })},
	{name: "messages", act: chooseMessages},
	{name: "note", act: saying("note", "Please write what the others should know.", func(w application.Who, text uuid.UUID) domain.Command {
		return application.Note{Who: w, Note: text}
	})},
	{name: "custody", act: saying("note", "Please write what the order says.", func(w application.Who, text uuid.UUID) domain.Command {
		return application.Note{Who: w, Note: text, Custody: true}
	})},
	{name: "issue", act: issueItem},
	{name: "return", act: returnItem(false)},
	{name: "lost", act: returnItem(true)},
	{name: "take_place", act: simply(func(w application.Who) domain.Command { return application.TakePlace{Who: w} })},
	{name: "pass_place", act: simply(func(w application.Who) domain.Command { return application.PassPlace{Who: w} })},
	{name: "withdraw", act: simply(func(w application.Who) domain.Command { return application.Withdraw{Who: w} })},
	{name: "close", act: saying("reason", "Please write a reason that the family can read.", func(w application.Who, text uuid.UUID) domain.Command {
		return application.Close{Who: w, Reason: text}
	})},
	{name: "renew", act: renewCheck},
	{name: "change", act: changeAnswers},
}

// applicationFamilyActs are the family's own, by its receipt.
var applicationFamilyActs = []action{
	{name: "sign", act: signConsent},
	{name: "unsign", act: ofKey("consent", func(w application.Who, code string) domain.Command { return application.Unsign{Who: w, Consent: code} })},
	{name: "interpreter", act: askInterpreter},
	{name: "add_contact", act: addContact},
	{name: "first", act: ofContact(func(w application.Who, id uuid.UUID) domain.Command { return application.First{Who: w, Contact: id} })},
	{name: "messages", act: chooseMessages},
	{name: "take_place", act: simply(func(w application.Who) domain.Command { return application.TakePlace{Who: w} })},
	{name: "pass_place", act: simply(func(w application.Who) domain.Command { return application.PassPlace{Who: w} })},
	{name: "appeal", act: saying("reason", "Please write what we should look at again.", func(w application.Who, text uuid.UUID) domain.Command {
		return application.Appeal{Who: w, Reason: text}
	})},
	{name: "change", act: changeAnswers},
}

// simply is an act without a body.
func simply(command func(application.Who) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		return command(a.decides()), a.read(body, &struct{}{})
	}
}

// saying is an act with a text that may not stay empty.
func saying(field, missing string, command func(application.Who, uuid.UUID) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		text, err := a.reason(body, field, true, missing)
		return command(a.decides(), text), err
	}
}

func ofKey(field string, command func(application.Who, string) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		code, err := a.code(body, field)
		return command(a.decides(), code), err
	}
}

func ofContact(command func(application.Who, uuid.UUID) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		id, err := a.id(body, "contact")
		return command(a.decides(), id), err
	}
}

// checked reads until when a result counts, and on which day it was found.
func (a *acting) checked(body json.RawMessage, withCheck bool) (check string, on, until time.Time, err error) {
	var in struct {
		Check     string `json:"check"`
		CheckedOn string `json:"checked_on"`
		ExpiresOn string `json:"expires_on"`
	}
	if err = a.read(body, &in); err != nil {
		return "", on, until, err
	}
	if in.Check != "" && !withCheck {
		return "", on, until, fieldError("check", "This field is not known here.")
	}
	if on, err = dateOf("checked_on", in.CheckedOn); err == nil {
		until, err = dateOf("expires_on", in.ExpiresOn)
	}
	return in.Check, on, until, err
}

// dateOf reads a date as a midnight in UTC; nothing written is the zero time.
func dateOf(field, written string) (time.Time, error) {
	if written == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, written)
	if err != nil || day.Year() < 1990 || day.Year() > 2200 {
		return time.Time{}, fieldError(field, "Please write a day that exists, with its month and year.")
	}
	return day, nil
}

func clearCheck(a *acting, body json.RawMessage) (domain.Command, error) {
	_, on, until, err := a.checked(body, false)
	return application.Clear{Who: a.decides(), Check: a.task.Brief.Kind, On: on, Until: until}, err
}

func renewCheck(a *acting, body json.RawMessage) (domain.Command, error) {
	check, on, until, err := a.checked(body, true)
	return application.Clear{Who: a.decides(), Check: check, On: on, Until: until}, err
}

func refuseCheck(a *acting, body json.RawMessage) (domain.Command, error) {
	text, err := a.reason(body, "reason", true, "Please write a reason that the family can read. What was found does not belong here.")
	return application.Refuse{Who: a.decides(), Check: a.task.Brief.Kind, Reason: text}, err
}

func lookedAt(fine bool) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		text, err := a.reason(body, "note", !fine, "Please write what was seen, and who talks with them about it.")
		return application.Look{Who: a.decides(), Standing: a.task.Brief.Kind, Fine: fine, Note: text}, err
	}
}

func calledFamily(a *acting, body json.RawMessage) (domain.Command, error) {
	note, err := a.reason(body, "note", false, "")
	return application.Called{Who: a.decides(), Note: note}, err
}

func signConsent(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Consent  string `json:"consent"`
		Hash     string `json:"hash"`
		Language string `json:"language"`
	}
	err := a.read(body, &in)
	return application.Sign{Who: a.decides(), Consent: in.Consent, Hash: in.Hash, Language: in.Language}, err
}

// askInterpreter reads for which language; one that is not in the list is written and lies sealed.
func askInterpreter(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Language string `json:"language"`
		Other    string `json:"other"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	c := application.Interpret{Who: a.decides(), Language: in.Language}
	switch {
	case in.Language != application.OtherLanguage && !slices.Contains(application.Languages(), in.Language):
		return nil, fieldError("language", "Please choose one of the list.")
	case in.Language != application.OtherLanguage:
		return c, nil // whatever else was written, the chosen language counts
	case utf8.RuneCountInString(in.Other) > nameMax:
		return nil, fieldError("other", "Please shorten this to 128 characters or fewer.")
	}
	var err error
	c.Other, err = a.text("other", in.Other, true, "Please write which language.")
	return c, err
}

func addContact(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Name     string `json:"name"`
		Relation string `json:"relation"`
		Phone    string `json:"phone"`
		Email    string `json:"email"`
		Texts    bool   `json:"texts"`
		minded
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	contact := Contact{Name: domain.CleanLine(in.Name), Language: a.of.Language, NoTexts: !in.Texts}
	switch {
	case contact.Name == "":
		return nil, fieldError("name", "Please write who it is.")
	case utf8.RuneCountInString(contact.Name) > nameMax:
		return nil, fieldError("name", "Please shorten this to 128 characters or fewer.")
	case domain.HasControlInLine(contact.Name):
		return nil, fieldError("name", "There is a character in this text that cannot be shown. Please type it again.")
	}
	contact, err := contact.at(in.Phone, in.Email)
	if err == nil {
		contact, err = in.on(contact)
	}
	if err != nil {
		return nil, err
	}
	state, err := a.application()
	if err != nil {
		return nil, err
	}
	contact.Number = len(state.Contacts)
	id, err := a.sealed(RelativeText, contact)
	if contact.Number < ContactsMax {
		a.receipts = append(a.receipts, store.Receipt{Reference: ContactReceipt(a.of.Reference, contact.Number), CaseID: a.of.ID, At: a.desk.Handler.Now()})
	}
	return application.AddContact{Who: a.decides(), Contact: application.Contact{
		ID: id, Number: contact.Number, Relation: in.Relation, Silent: contact.silent(),
	}}, err
}

func barContact(lift bool) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		var in struct {
			Contact uuid.UUID `json:"contact"`
			Note    string    `json:"note"`
		}
		if err := a.read(body, &in); err != nil {
			return nil, err
		}
		note, err := a.text("note", in.Note, true, "Please write which order you have seen, and of which day.")
		return application.Bar{Who: a.decides(), Contact: in.Contact, Lifted: lift, Note: note}, err
	}
}

func chooseMessages(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Contact uuid.UUID `json:"contact"`
		Yes     *bool     `json:"yes"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	yes, err := wished(in.Yes)
	return application.Messages{Who: a.decides(), Contact: in.Contact, Yes: yes}, err
}

// wished is whether messages are wanted. Nobody is taken to have said no by saying nothing.
func wished(yes *bool) (bool, error) {
	if yes == nil {
		return false, fieldError("yes", "Please choose yes or no.")
	}
	return *yes, nil
}

func issueItem(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Item string `json:"item"`
		Size string `json:"size"`
	}
	err := a.read(body, &in)
	return application.Issue{Who: a.decides(), Item: in.Item, Size: in.Size, Handing: a.desk.Handler.NewID()}, err
}

func returnItem(lost bool) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		id, err := a.id(body, "handing")
		return application.Return{Who: a.decides(), Handing: id, Lost: lost}, err
	}
}
