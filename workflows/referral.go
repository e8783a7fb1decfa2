package workflows

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/domain/support"
)

// TaskRecordNotification waits for the desk: that the family was told of the death, in person.
const TaskRecordNotification = "record_notification"

func referralWorkflow() Workflow {
	return define(Workflow{
		Name: "referral", Compartment: domain.Desk,
		Work: func(_, state any, event domain.Event) []domain.Effect {
			forget := domain.Forget{Texts: []uuid.UUID{referral.Written(state.(referral.State).Case)}}
			switch e := event.(type) {
			case referral.Opened:
				if !e.Notified {
					return []domain.Effect{domain.OpenTask{Kind: TaskRecordNotification, Role: domain.RoleDesk}}
				}
			case referral.NotificationRecorded:
				return []domain.Effect{domain.CloseTasks{Kind: TaskRecordNotification, As: "notified"}, forget}
			case referral.ClosingNoted:
				return []domain.Effect{domain.CloseTasks{Kind: TaskRecordNotification, As: "closed"}, forget}
			}
			return nil
		},
	}, referral.Decide, referral.Evolve, referralSummary)
}

func referralSummary(s referral.State) domain.Summary {
	switch {
	case s.Case == uuid.Nil:
		return domain.Summary{}
	case s.Closed:
		return domain.Summary{Status: domain.Closed, Phase: "closed", Next: domain.NextNobody, Closed: true}
	case s.Contact:
		return domain.Summary{Status: domain.InContact, Phase: "in_contact", Next: domain.NextMinisters}
	case s.Accepted:
		return domain.Summary{Status: domain.Assigned, Phase: "assigned", Next: domain.NextMinisters}
	case !s.Notified:
		return domain.Summary{Status: domain.Received, Phase: "notifying", Next: domain.NextDesk}
	}
	return domain.Summary{Status: domain.Received, Phase: "referred", Next: domain.NextMinisters}
}

// referralRoutes are everything that passes the wall between the ministers and the homicide desk, in either direction. A route more here is a
// hole in it: TestTheWall counts them.
func referralRoutes() []Route {
	return []Route{
		elsewhere("referral-open", func(of uuid.UUID, e domain.Event) domain.Command {
			r := e.(support.FamilyReferred)
			return referral.Open{Case: of, By: r.EnteredBy, Notified: r.Notified}
		}, support.FamilyReferred{}),
		elsewhere("referral-note-notified", fact(referral.FamilyNotified), support.RelativeNotified{}),
		elsewhere("referral-note-accepted", fact(referral.SomebodyAccepted), support.DispatchAccepted{}),
		elsewhere("referral-note-contact", fact(referral.ContactMade), support.ContactMade{}),
		elsewhere("referral-note-closed", fact(referral.CaseClosed), support.CaseClosed{}),
		elsewhere("referral-attach", func(of uuid.UUID, e domain.Event) domain.Command {
			r := e.(support.ReferredAgain)
			return referral.Attach{Case: of, Adopted: r.Adopted, Notified: r.Notified, Accepted: r.Accepted, Contact: r.Contact}
		}, support.ReferredAgain{}),
		elsewhere("referral-note-release", released, support.ReleaseSigned{}, support.ReleaseRevoked{}, support.ReleaseExpired{}),
		elsewhere("support-record-notified", func(_ uuid.UUID, e domain.Event) domain.Command {
			return support.RecordNotified{Who: support.Who{By: e.(referral.NotificationRecorded).By, As: domain.RoleDesk}}
		}, referral.NotificationRecorded{}),
	}
}

func fact(f referral.Fact) From {
	return func(uuid.UUID, domain.Event) domain.Command { return referral.Note{Fact: f} }
}

func released(_ uuid.UUID, event domain.Event) domain.Command {
	switch e := event.(type) {
	case support.ReleaseSigned:
		return referral.NoteRelease{Release: e.Release, Scope: e.Scope, Until: e.Until}
	case support.ReleaseRevoked:
		return referral.NoteRelease{Release: e.Release, Scope: e.Scope}
	case support.ReleaseExpired:
		return referral.NoteRelease{Release: e.Release, Scope: e.Scope}
	}
	return referral.NoteRelease{}
}
