package handlers

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/workflows"
)

// The kinds of sealed text that answers to invitations bring beside their answers.
const (
	QuestionText = "agenda_question"
	NeedText     = "access_need"
)

// gatheringKind is the part of answers to invitations in the handlers.
func gatheringKind() kind {
	return kind{
		submit: gatheringSubmit,
		terms: func(c domain.Command, p programs.Program) domain.Command {
			return gathering.WithFacts(c, gathering.Facts{Rules: *p.Gathering})
		},
		brief: newGatheringFacts,
		acts: map[string][]action{
			workflows.TaskArrange:     {{name: "own", act: ownArrangement}, {name: "settle", act: settleArrangement}},
			workflows.TaskArranging:   {{name: "settle", act: settleArrangement}, {name: "disown", act: disownArrangement}},
			workflows.TaskCallVisitor: {{name: "called", act: calledVisitor}},
		},
		caseActs: []action{
			{name: "change", act: changeNumbers},
			{name: "take", act: takePlace},
			{name: "need", act: stateNeed},
			{name: "withdraw", act: withdrawVisit},
		},
		familyActs: []action{
			{name: "change", act: changeNumbers},
			{name: "take", act: takePlace},
			{name: "need", act: stateNeed},
			{name: "ask", act: askQuestion},
			{name: "reach", act: reachForGathering},
		},
		withdraw: func() domain.Command { return gathering.Withdraw{} },
		needCall: func(say string) domain.Command { return gathering.NeedCall{Say: say} },
	}
}

// gatheringSubmit makes the command of an answer.
func gatheringSubmit(r requested, _ *Message) domain.Command {
	a := r.Answers
	key := a.Text(programs.AnswerGathering)
	if !series.IsKey(key) { // the series answers that it knows no such gathering
		key = ""
	}
	return gathering.Answer{
		By: r.EnteredBy, Series: series.Stream(r.Organization, r.Program), Gathering: key, Program: r.Program, Version: r.Version,
		Open: r.program.Open, Channel: r.Channel, Adults: a.Number(programs.AnswerAdults), Children: a.Number(programs.AnswerChildren),
		Interpreter: oneOf(r.program.Gathering.Interpreters, a.Text(programs.AnswerInterpreter)),
		Access:      a.Text(programs.AnswerAccess) != "", Answers: r.text,
	}
}

// gatheringFacts gives commands the rules of the program version that the answer came under.
type gatheringFacts struct{ nothingToKnow }

func newGatheringFacts(*batch) briefing { return gatheringFacts{} }

func (gatheringFacts) into(s *stream, c domain.Command) domain.Command {
	if s.terms == nil || s.terms.Program.Gathering == nil {
		return c
	}
	return gathering.WithFacts(c, gathering.Facts{Rules: *s.terms.Program.Gathering})
}

func ownArrangement(a *acting, body json.RawMessage) (domain.Command, error) {
	return gathering.Own{By: a.who.ID}, a.read(body, &struct{}{})
}

func disownArrangement(a *acting, body json.RawMessage) (domain.Command, error) {
	return gathering.Disown{By: a.who.ID}, a.read(body, &struct{}{})
}

func settleArrangement(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Outcome gathering.Outcome `json:"outcome"`
		Note    string            `json:"note"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	if !slices.Contains(gathering.Outcomes(), in.Outcome) {
		return nil, fieldError("outcome", "Please choose what came of it.")
	}
	note, err := a.text("note", in.Note, false, "")
	return gathering.Settle{By: a.who.ID, Outcome: in.Outcome, Note: note}, err
}

func calledVisitor(a *acting, body json.RawMessage) (domain.Command, error) {
	note, err := a.reason(body, "note", false, "")
	return gathering.Called{By: a.who.ID, Note: note}, err
}

func changeNumbers(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Adults   *int `json:"adults"`
		Children int  `json:"children"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	if in.Adults == nil {
		return nil, fieldError("adults", "Write how many adults come, as a whole number; 0 if only children do.")
	}
	return gathering.Change{By: a.who.ID, Adults: *in.Adults, Children: in.Children}, nil
}

func takePlace(a *acting, body json.RawMessage) (domain.Command, error) {
	return gathering.Take{By: a.who.ID}, a.read(body, &struct{}{})
}

func withdrawVisit(a *acting, body json.RawMessage) (domain.Command, error) {
	return gathering.Withdraw{By: a.who.ID}, a.read(body, &struct{}{})
}

func stateNeed(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Interpreter string `json:"interpreter"`
		Need        string `json:"need"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	access, err := a.text(NeedText, in.Need, false, "")
	if err == nil && access == uuid.Nil && in.Interpreter == "" {
		err = fieldError("need", "Please choose a language, or write what you need.")
	}
	return gathering.Need{By: a.who.ID, Interpreter: in.Interpreter, Access: access}, err
}

func askQuestion(a *acting, body json.RawMessage) (domain.Command, error) {
	in := map[string]string{}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	for key := range in {
		if key != "question" {
			return nil, fieldError(key, "This field is not known here.")
		}
	}
	question, err := a.text(QuestionText, in["question"], true, "Please write your question.")
	return gathering.Ask{By: a.who.ID, Question: question}, err
}
