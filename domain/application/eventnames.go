package application

import (
	"github.com/google/uuid"
)

func (Submitted) EventType() string        { return "application.submitted" }
func (ConsentAsked) EventType() string     { return "application.consent_asked" }
func (ConsentSigned) EventType() string    { return "application.consent_signed" }
func (ConsentTaken) EventType() string     { return "application.consent_taken_back" }
func (ConsentReminded) EventType() string  { return "application.consent_reminded" }
func (CheckAwaited) EventType() string     { return "application.check_awaited" }
func (CheckCleared) EventType() string     { return "application.check_cleared" }
func (CheckRefused) EventType() string     { return "application.check_refused" }
func (CheckEnding) EventType() string      { return "application.check_ending" }
func (CheckEnded) EventType() string       { return "application.check_ended" }
func (ReviewAwaited) EventType() string    { return "application.review_awaited" }
func (Accepted) EventType() string         { return "application.accepted" }
func (Refused) EventType() string          { return "application.refused" }
func (Appealed) EventType() string         { return "application.appealed" }
func (QuestionAsked) EventType() string    { return "application.question_asked" }
func (PictureAdded) EventType() string     { return "application.picture_added" }
func (QuestionAnswered) EventType() string { return "application.question_answered" }
func (AnswersChanged) EventType() string   { return "application.answers_changed" }
func (WishesChanged) EventType() string    { return "application.wishes_changed" }
func (FitDoubted) EventType() string       { return "application.fit_doubted" }
func (FitSettled) EventType() string       { return "application.fit_settled" }
func (PlaceSought) EventType() string      { return "application.place_sought" }
func (PlaceNoted) EventType() string       { return "application.place_noted" }
func (PlaceReturned) EventType() string    { return "application.place_returned" }
func (Placed) EventType() string           { return "application.placed" }
func (OfferAnswered) EventType() string    { return "application.offer_answered" }
func (ContactAdded) EventType() string     { return "application.contact_added" }
func (ContactChanged) EventType() string   { return "application.contact_changed" }
func (FormerForgotten) EventType() string  { return "application.former_contact_forgotten" }
func (ContactBarred) EventType() string    { return "application.contact_barred" }
func (ContactUnbarred) EventType() string  { return "application.contact_unbarred" }
func (ContactFirst) EventType() string     { return "application.contact_first" }
func (MessagesChosen) EventType() string   { return "application.messages_chosen" }
func (Noted) EventType() string            { return "application.noted" }
func (CoachNoted) EventType() string       { return "application.coach_noted" }
func (SessionNoted) EventType() string     { return "application.session_noted" }
func (ItemIssued) EventType() string       { return "application.item_issued" }
func (ItemReturned) EventType() string     { return "application.item_returned" }
func (ItemLost) EventType() string         { return "application.item_lost" }
func (ItemOverdue) EventType() string      { return "application.item_overdue" }
func (CostBorne) EventType() string        { return "application.cost_borne" }
func (StandingPlanned) EventType() string  { return "application.standing_planned" }
func (StandingDue) EventType() string      { return "application.standing_due" }
func (StandingLooked) EventType() string   { return "application.standing_looked" }
func (CallNeeded) EventType() string       { return "application.call_needed" }
func (ContactCalled) EventType() string    { return "application.contact_called" }
func (Ended) EventType() string            { return "application.ended" }
func (SeasonForgotten) EventType() string  { return "application.season_forgotten" }
func (Forgotten) EventType() string        { return "application.forgotten" }

// Leads gives the season whose place is sought.
func (e PlaceSought) Leads() uuid.UUID { return e.Seating }

// Leads gives the season that hears of other wishes.
func (e WishesChanged) Leads() uuid.UUID { return e.Seating }

// Leads gives the season whose place was offered.
func (e OfferAnswered) Leads() uuid.UUID { return e.Seating }

// Leads gives the season that has the place back.
func (e PlaceReturned) Leads() uuid.UUID { return e.Seating }

// Leads gives the season where a place may become free.
func (e Ended) Leads() uuid.UUID { return e.Seating }
