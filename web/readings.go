package web

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// A reading by the same person of the same family is noted again after notedFor. A process remembers notedMax of them.
const (
	notedFor = time.Hour
	notedMax = 10_000
)

// notedReadings remembers what was noted lately, so that a list that refreshes itself does not write each time. It forgets all of it when it is too
// much; then the same is noted twice, which is no harm.
type notedReadings struct {
	mu sync.Mutex
	at map[[2]uuid.UUID]time.Time // by person and case
}

// begin tells whether a reading is to be noted, and remembers it.
func (n *notedReadings) begin(person, family uuid.UUID, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := [2]uuid.UUID{person, family}
	if last, noted := n.at[key]; noted && now.Sub(last) < notedFor {
		return false
	}
	if n.at == nil || len(n.at) >= notedMax {
		n.at = map[[2]uuid.UUID]time.Time{}
	}
	n.at[key] = now
	return true
}

// forget lets a reading that was not written be noted next time.
func (n *notedReadings) forget(person, family uuid.UUID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.at, [2]uuid.UUID{person, family})
}

// noteReading records that somebody was shown whom to call in a family, so that the family can ask; whatever else is shown is not recorded. A file
// that cannot be noted is shown all the same: at three in the morning it is needed.
func (s *Server) noteReading(ctx context.Context, who handlers.Person, of store.Case, shown any) {
	role := domain.RoleMinister
	switch facts := shown.(type) {
	case contactFacts:
		for _, again := range facts.beside { // whoever sent it reads that somebody has, as of any other request
			s.noteReading(ctx, who, again, contactFacts{})
		}
	case applicationFacts:
		role = domain.RoleVolunteer
	default:
		return
	}
	if !s.noted.begin(who.ID, of.ID, s.Now()) {
		return
	}
	if who.Has(domain.RoleCoordinator) {
		role = domain.RoleCoordinator
	}
	scope := store.Scope{Organization: of.Organization, Compartments: []domain.Compartment{of.Compartment}}
	err := s.Store.NoteReading(ctx, scope, s.Desk.Handler.NewID(), of.ID, store.Reading{PersonID: who.ID, Role: string(role), At: s.Now()})
	if err != nil {
		s.noted.forget(who.ID, of.ID)
		s.Log.Warn("a reading was not noted", "case", of.ID)
	}
}
