package handlers

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/workflows"
)

// welfareKind is a welfare fund's part in the handlers.
func welfareKind() kind {
	return kind{
		submit: welfareSubmit,
		terms: func(c domain.Command, p programs.Program) domain.Command {
			return welfare.WithFacts(c, welfare.Facts{Guideline: *p.Guideline})
		},
		brief: newWelfareFacts,
		acts:  welfareActs,
		picture: func(p picture) domain.Command {
			return welfare.AddPicture{Picture: p.id, Data: p.data, Most: p.most}
		},
		familyActs: []action{{name: "reach", act: reachForWelfare}},
		reply:      func(answer uuid.UUID) domain.Command { return welfare.Answer{Answer: answer} },
		withdraw:   func() domain.Command { return welfare.Withdraw{} },
		needCall:   func(say string) domain.Command { return welfare.NeedCall{Say: say} },
		late: func(e domain.Event) bool {
			vote, ok := e.(welfare.VoteCast)
			return ok && vote.Late
		},
	}
}

// welfareSubmit makes the command of a request to a welfare fund, and the keyed hashes by which ties are found.
func welfareSubmit(p requested, m *Message) domain.Command {
	a, keys, program, opens := p.Answers, p.keys, p.program, m.Opens
	emergency, _ := a.Bool("emergency")
	c := welfare.Submit{
		Program: p.Program, Version: p.Version, Open: program.Open, Channel: welfare.Channel(p.Channel), EnteredBy: p.EnteredBy,
		ForWhom: a.Text("for_whom"), Need: a.Text("need"), AmountCents: a.Cents("amount_cents"), Emergency: emergency,
		Explanation: utf8.RuneCountInString(a.Text("exception_explanation")), PayeeNamed: a.Text("payee_name") != "", Answers: p.text,
	}
	if base, _, _ := strings.Cut(p.Language, "-"); base != boardLanguage { // en-US is read by who reads en
		c.Language = base
	}
	if number := MemberNumber(a.Text("member_number")); number != "" {
		c.MemberHash = keys.Lookup("member", number)
		opens.MemberHash = c.MemberHash
	}
	opens.Fund = program.Guideline.Fund
	opens.NameHash = keys.Lookup("name", plainName(a.Text("member_name")))
	if payee := a.Text("payee_name"); payee != "" {
		opens.PayHash = keys.Lookup("name", plainName(payee))
	}
	return c
}

// MemberNumber is a number without what people write differently from one time to the next: letters in upper case, and digits.
func MemberNumber(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, typed)
}

// plainName is a name without what people write differently from one time to the next.
func plainName(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(name)), " ")
}

// NameHash is the keyed hash of a name, by which a trustee who is paid or who asks is recognized.
func NameHash(keys *seal.OrgKeys, name string) []byte { return keys.Lookup("name", plainName(name)) }

// MemberHash is the keyed hash of a member number.
func MemberHash(keys *seal.OrgKeys, number string) []byte {
	return keys.Lookup("member", MemberNumber(number))
}

// SameName tells whether two names, as people write them, mean the same.
func SameName(a, b string) bool { return plainName(a) == plainName(b) }

// act makes the command of one action on one kind of task.
type act func(*acting, json.RawMessage) (domain.Command, error)

var welfareActs = map[string][]action{
	workflows.TaskConfirmMembership: {{"confirm", confirmMembership, true}, {"refuse", refuseMembership, false}},
	workflows.TaskInterpret:         {{"interpret", interpretStory, false}, {"plain", alreadyPlain, false}},
	workflows.TaskFindInterpreter:   {{"proceed", waiveInterpretation, false}},
	workflows.TaskVote:              {{"approve", approve, false}, {"decline", decline, false}, {"ask", askFamily, false}, {"recuse", recuse, false}},
	workflows.TaskFindTrustees:      {{"redraw", redraw, false}},
	workflows.TaskPrepare:           {{"prepare", prepare, true}},
	workflows.TaskRelease:           {{"release", release, false}, {"reject", reject, false}},
	workflows.TaskCall:              {{"called", called, false}},
}

type action struct {
	name  string
	act   act
	reads bool // what the requester wrote
}

// Actions lists what can be done with a kind of task.
func Actions(kind string) []string {
	return names(actionsOn(kind))
}

func confirmMembership(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		MemberNumber string `json:"member_number"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	number := MemberNumber(in.MemberNumber)
	if number == "" {
		number = MemberNumber(a.answers.Text("member_number"))
	}
	if number == "" || len(number) > 32 {
		return nil, fieldError("member_number", "Please write the member's number as it stands on the roll.")
	}
	return welfare.ConfirmMembership{By: a.who.ID, MemberHash: a.keys.Lookup("member", number), NewMember: a.newMember(number)}, nil
}

func refuseMembership(a *acting, body json.RawMessage) (domain.Command, error) {
	reason, err := a.reason(body, "reason", true, "Please say why, so that the family can be told.")
	return welfare.RefuseMembership{By: a.who.ID, Reason: reason}, err
}

// boardLanguage is what trustees read.
const boardLanguage = "en"

func interpretStory(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Story       string `json:"story"`
		Explanation string `json:"explanation"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	c := welfare.Interpret{By: a.who.ID}
	var err error
	if c.Story, err = a.text("story", in.Story, true, "Please write the story in English."); err != nil {
		return nil, err
	}
	c.Explanation, err = a.text("explanation", in.Explanation, false, "")
	return c, err
}

func alreadyPlain(a *acting, body json.RawMessage) (domain.Command, error) {
	return welfare.Interpret{By: a.who.ID}, a.read(body, &struct{}{})
}

func waiveInterpretation(a *acting, body json.RawMessage) (domain.Command, error) {
	reason, err := a.reason(body, "reason", true, "Please say whom you asked, so that the trustees know why they read the family's own words.")
	return welfare.WaiveInterpretation{By: a.who.ID, Reason: reason}, err
}

func approve(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		AmountCents json.RawMessage `json:"amount_cents"`
		Reason      string          `json:"reason"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	cents, err := wholeCents(in.AmountCents)
	if err != nil {
		return nil, err
	}
	reason, err := a.text("reason", in.Reason, false, "")
	return welfare.CastVote{By: a.who.ID, Choice: welfare.Approve, AmountCents: cents, Reason: reason}, err
}

func decline(a *acting, body json.RawMessage) (domain.Command, error) {
	reason, err := a.reason(body, "reason", true, "Please say why, so that the family can be told.")
	return welfare.CastVote{By: a.who.ID, Choice: welfare.Decline, Reason: reason}, err
}

func askFamily(a *acting, body json.RawMessage) (domain.Command, error) {
	question, err := a.reason(body, "question", true, "Please write what you want to know.")
	return welfare.Ask{By: a.who.ID, Question: question}, err
}

func recuse(a *acting, body json.RawMessage) (domain.Command, error) {
	reason, err := a.reason(body, "reason", false, "")
	return welfare.Recuse{By: a.who.ID, Reason: reason}, err
}

func redraw(a *acting, body json.RawMessage) (domain.Command, error) {
	return welfare.Redraw{By: a.who.ID}, a.read(body, &struct{}{})
}

func prepare(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Payee  string `json:"payee"`
		Method string `json:"method"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	if in.Payee == "" {
		return nil, fieldError("payee", "Please write whom you pay, as the family named them.")
	}
	if in.Method == "" {
		return nil, fieldError("method", "Please choose how you pay.")
	}
	return welfare.Prepare{By: a.who.ID, Method: in.Method, PayeeOK: SameName(in.Payee, Payee(a.answers))}, nil
}

// Payee is whom the family wants paid: whom they named, else the member.
func Payee(answers programs.Answers) string {
	if named := answers.Text("payee_name"); named != "" {
		return named
	}
	return answers.Text("member_name")
}

func release(a *acting, body json.RawMessage) (domain.Command, error) {
	return welfare.Release{By: a.who.ID}, a.read(body, &struct{}{})
}

func reject(a *acting, body json.RawMessage) (domain.Command, error) {
	reason, err := a.reason(body, "reason", true, "Please say what is wrong with it.")
	return welfare.Return{By: a.who.ID, Reason: reason}, err
}

func called(a *acting, body json.RawMessage) (domain.Command, error) {
	note, err := a.reason(body, "note", false, "")
	return welfare.Called{By: a.who.ID, Note: note}, err
}
