package handlers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/need"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// kind is what the handlers know of a workflow beside its rules. What a workflow has no use for stays nil.
type kind struct {
	// submit makes the command of a request, and adds to what travels with it.
	submit func(r requested, m *Message) domain.Command
	// terms gives a command the rules of its program, which is enough to refuse a request while Postgres is down.
	terms func(c domain.Command, p programs.Program) domain.Command
	// brief begins a batch's facts.
	brief func(b *batch) briefing
	// acts are the actions by kind of task, in the order people see them.
	acts map[string][]action
	// reply, picture, withdraw and needCall are what a family answers, adds, that it wants no more, and that it could not be written to.
	reply    func(answer uuid.UUID) domain.Command
	picture  func(p picture) domain.Command // that a family adds
	withdraw func() domain.Command
	needCall func(say string) domain.Command
	// caseActs are what a case's people can do at any time, and familyActs what the family itself can.
	caseActs   []action
	familyActs []action
	// beside tells that a command opens a stream beside a case.
	beside func(domain.Command) bool
	// opens makes a stream ready that a route's command goes to and that may not be there yet.
	opens func(ctx context.Context, d *Desk, m Message) error
	// prepares adds to a route's command what only the desk can read.
	prepares func(ctx context.Context, d *Desk, m Message) (domain.Command, error)
	// afterwards tells that clocks run on after a case has ended.
	afterwards bool
	// everywhere has its transactions see behind every wall of the organization, because a person works behind several.
	everywhere bool
	// late tells that an act was recorded after its matter was settled.
	late func(domain.Event) bool
}

// kinds is every workflow's part in the handlers, by the workflow's name.
var kinds map[string]kind

func init() { // not where it is declared: acts name functions that look into it
	kinds = map[string]kind{
		"welfare": welfareKind(),
		"fund":    {},
		"support": supportKind(),
		"referral": {
			acts:   map[string][]action{workflows.TaskRecordNotification: {{name: "notified", act: notifiedByDesk}}},
			beside: func(c domain.Command) bool { _, opens := c.(referral.Open); return opens },
		},
		"need": {
			acts: map[string][]action{
				workflows.TaskHelp: {{name: "claim", act: claimNeed}}, workflows.TaskHelping: {{name: "done", act: finishNeed}, {name: "release", act: releaseNeed}},
			},
			beside: func(c domain.Command) bool { _, opens := c.(need.Open); return opens },
		},
		"rota":        {brief: newRotaFacts},
		"application": applicationKind(),
		"season":      seasonKind(),
		"concern":     concernKind(),
		"volunteer":   {brief: newVolunteerFacts},
		"gathering":   gatheringKind(),
		"series":      {brief: newSeriesFacts},
		"office":      {brief: newOfficeFacts, everywhere: true},
	}
}

// requested is a request about to become a command.
type requested struct {
	parcel
	program programs.Program
	keys    *seal.OrgKeys
	key     seal.DataKey
	text    uuid.UUID // of the sealed answers
	zone    *time.Location
}

// briefing is what a batch's commands know from outside their cases. Each decision updates it for the next.
type briefing interface {
	// load finds what the batch's commands need, in as few round trips as it takes.
	load(ctx context.Context, tx store.Tx) error
	// into gives a command with its facts.
	into(s *stream, c domain.Command) domain.Command
	// learn takes in what a decision did.
	learn(s *stream, effects []domain.Effect, after domain.Summary)
}

// nothingToKnow is the briefing of commands that need no facts.
type nothingToKnow struct{}

func (nothingToKnow) load(context.Context, store.Tx) error                 { return nil }
func (nothingToKnow) into(_ *stream, c domain.Command) domain.Command      { return c }
func (nothingToKnow) learn(_ *stream, _ []domain.Effect, _ domain.Summary) {}

// briefingOf begins the facts of a batch.
func briefingOf(b *batch) briefing {
	if brief := kinds[b.workflow.Name].brief; brief != nil {
		return brief(b)
	}
	return nothingToKnow{}
}

// actionsOn finds what can be done with a kind of task, whichever workflow it belongs to.
func actionsOn(task string) []action {
	for _, k := range kinds {
		if actions, ok := k.acts[task]; ok {
			return actions
		}
	}
	return nil
}
