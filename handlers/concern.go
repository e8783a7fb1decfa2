package handlers

import (
	"encoding/json"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/concern"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/workflows"
)

// concernKind is a report's part in the handlers.
func concernKind() kind {
	add := concernText("note", "Please write what there is to add.", func(w concern.Who, text uuid.UUID) domain.Command { return concern.Add{Who: w, Note: text} })
	return kind{
		submit: func(r requested, _ *Message) domain.Command {
			safe, told := r.Answers.Bool("safe_now")
			return concern.Report{Program: r.Program, Version: r.Version, Open: r.program.Open, Channel: r.Channel, Danger: told && !safe, Answers: r.text}
		},
		terms:    func(c domain.Command, _ programs.Program) domain.Command { return c },
		needCall: func(say string) domain.Command { return concern.NeedCall{Say: say} },
		acts: map[string][]action{workflows.TaskConcern: {
			{name: "look", act: func(a *acting, body json.RawMessage) (domain.Command, error) {
				return concern.Look{Who: a.safeguards()}, a.read(body, &struct{}{})
			}},
			{name: "note", act: add},
			{name: "refer", act: referConcern},
			{name: "settle", act: concernText("reason", "Please write how it ended; whoever reported it reads this.", func(w concern.Who, text uuid.UUID) domain.Command {
				return concern.Settle{Who: w, Reason: text}
			})},
		}},
		familyActs: []action{{name: "add", act: add}, {name: "reach", act: reachForConcern}},
	}
}

// safeguards is who looks into a report, or nobody for whoever reported it.
func (a *acting) safeguards() concern.Who {
	switch {
	case a.who.ID == uuid.Nil:
		return concern.Who{}
	case a.who.Has(domain.RoleSafeguard):
		return concern.Who{By: a.who.ID, As: domain.RoleSafeguard}
	}
	return concern.Who{By: a.who.ID}
}

func concernText(field, missing string, command func(concern.Who, uuid.UUID) domain.Command) act {
	return func(a *acting, body json.RawMessage) (domain.Command, error) {
		text, err := a.reason(body, field, true, missing)
		return command(a.safeguards(), text), err
	}
}

func referConcern(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		To   string `json:"to"`
		Note string `json:"note"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	note, err := a.text("note", in.Note, false, "")
	return concern.Refer{Who: a.safeguards(), To: in.To, Note: note}, err
}
