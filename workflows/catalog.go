package workflows

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/domain/need"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/domain/welfare"
)

// All lists every workflow.
func All() []Workflow {
	return []Workflow{
		welfareWorkflow(), fundWorkflow(), supportWorkflow(), referralWorkflow(), needWorkflow(), rotaWorkflow(), applicationWorkflow(), seasonWorkflow(), concernWorkflow(),
		volunteerWorkflow(), gatheringWorkflow(), seriesWorkflow(), officeWorkflow(),
	}
}

// Find gives a workflow by name; asking for an unknown one is a broken program.
func Find(name string) Workflow {
	for _, w := range All() {
		if w.Name == name {
			return w
		}
	}
	panic("workflows: unknown workflow " + name)
}

// events is every event type that may be stored.
var events = register(slices.Concat([]domain.Event{
	welfare.RequestSubmitted{},
	welfare.MembershipConfirmed{},
	welfare.MembershipQuestioned{},
	welfare.MembershipRefused{},
	welfare.InterpretationAwaited{},
	welfare.InterpretationOverdue{},
	welfare.StoryInterpreted{},
	welfare.InterpretationWaived{},
	welfare.PanelDrawn{},
	welfare.AlternateDrawn{},
	welfare.TrusteeRecused{},
	welfare.TrusteeRelieved{},
	welfare.PanelTied{},
	welfare.BoardExhausted{},
	welfare.BoardReopened{},
	welfare.VoteCast{},
	welfare.VoteReminded{},
	welfare.QuestionAsked{},
	welfare.QuestionReminded{},
	welfare.QuestionAnswered{},
	welfare.PictureAdded{},
	welfare.RequestApproved{},
	welfare.RequestDeclined{},
	welfare.FundsReserved{},
	welfare.FundsAwaited{},
	welfare.PaymentPrepared{},
	welfare.PaymentReturned{},
	welfare.PaymentReleased{},
	welfare.ReservationVoided{},
	welfare.WaitEnded{},
	welfare.RequestWithdrawn{},
	welfare.RequestLapsed{},
	welfare.CallNeeded{},
	welfare.FamilyCalled{},
	welfare.ContactChanged{},
	welfare.CaseClosed{},
	fund.Deposited{},
	referral.Opened{},
	referral.Attached{},
	referral.NotificationRecorded{},
	referral.AcceptanceNoted{},
	referral.ContactNoted{},
	referral.ClosingNoted{},
	referral.ReleaseNoted{},
	need.Opened{},
	need.Claimed{},
	need.Released{},
	need.Done{},
}, supportEvents(), rotaEvents(), applicationEvents(), seasonEvents(), concernEvents(), volunteerEvents(), gatheringEvents(), seriesEvents(), officeEvents())...)

func register(samples ...domain.Event) map[string]reflect.Type {
	types := map[string]reflect.Type{}
	for _, e := range samples {
		if _, twice := types[e.EventType()]; twice {
			panic("workflows: event registered twice: " + e.EventType())
		}
		types[e.EventType()] = reflect.TypeOf(e)
	}
	return types
}

// EventTypes lists the names of all events, sorted.
func EventTypes() []string { return slices.Sorted(maps.Keys(events)) }

// EventGoType gives the Go type of an event, for schemas.
func EventGoType(name string) reflect.Type { return events[name] }

// Decode reads a stored event.
func Decode(name string, data []byte) (domain.Event, error) {
	t, known := events[name]
	if !known {
		return nil, fmt.Errorf("decode event: unknown type %q", name)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(data, v.Interface()); err != nil {
		return nil, fmt.Errorf("decode %s: %w", name, err)
	}
	return v.Elem().Interface().(domain.Event), nil
}
