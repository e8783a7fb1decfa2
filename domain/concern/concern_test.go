package concern_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/concern"
)

var (
	now  = time.Date(2027, 1, 4, 15, 0, 0, 0, time.UTC)
	sam  = concern.Who{By: uuid.NewSHA1(uuid.NameSpaceOID, []byte("sam")), As: domain.RoleSafeguard}
	cora = concern.Who{By: uuid.NewSHA1(uuid.NameSpaceOID, []byte("cora")), As: domain.RoleCoordinator}
	note = uuid.NewSHA1(uuid.NameSpaceOID, []byte("note"))
)

func TestDecide(t *testing.T) {
	t.Parallel()
	report := concern.Report{Program: "speak-up", Version: "v", Open: true, Channel: "web", Danger: true, Answers: note}
	reported := concern.Reported{Program: "speak-up", Version: "v", Channel: "web", Danger: true, Answers: note, DueAt: now.Add(12 * time.Hour)}
	looked := concern.Looked{By: sam.By, DueAt: now.Add(14 * 24 * time.Hour)}
	settled := concern.Settled{By: sam.By, Reason: note}
	for name, tt := range map[string]struct {
		given []domain.Event
		when  concern.Command
		at    time.Time
		then  domain.Event
		code  domain.Code
	}{
		"reported":                          {when: report, then: reported},
		"reported twice":                    {given: []domain.Event{reported}, when: report},
		"while none are taken":              {when: concern.Report{Program: "speak-up"}, code: domain.Rejected},
		"whoever reported it adds":          {given: []domain.Event{reported}, when: concern.Add{Note: note}, then: concern.Added{Note: note}},
		"the program's own people look":     {given: []domain.Event{reported}, when: concern.Look{Who: cora}, code: domain.Forbidden},
		"the program's own people add":      {given: []domain.Event{reported}, when: concern.Add{Who: cora, Note: note}, code: domain.Forbidden},
		"the program's own people settle":   {given: []domain.Event{reported}, when: concern.Settle{Who: cora, Reason: note}, code: domain.Forbidden},
		"whoever reported it settles":       {given: []domain.Event{reported}, when: concern.Settle{Reason: note}, code: domain.Forbidden},
		"looked into":                       {given: []domain.Event{reported}, when: concern.Look{Who: sam}, then: looked},
		"looked into twice":                 {given: []domain.Event{reported, looked}, when: concern.Look{Who: sam}},
		"handed on":                         {given: []domain.Event{reported}, when: concern.Refer{Who: sam, To: "state_hotline", Note: note}, then: concern.Referred{By: sam.By, To: "state_hotline", Note: note}},
		"handed to nobody":                  {given: []domain.Event{reported}, when: concern.Refer{Who: sam, To: "the coach"}, code: domain.Invalid},
		"settled":                           {given: []domain.Event{reported, looked}, when: concern.Settle{Who: sam, Reason: note}, then: settled},
		"settled twice":                     {given: []domain.Event{reported, settled}, when: concern.Settle{Who: sam, Reason: note}, code: domain.Conflict},
		"nobody looked in time":             {given: []domain.Event{reported}, when: concern.Wake{}, at: now.Add(12 * time.Hour), then: concern.Overdue{NextAt: now.Add(24 * time.Hour)}},
		"there is time yet":                 {given: []domain.Event{reported}, when: concern.Wake{}, at: now.Add(11 * time.Hour)},
		"a clock after the end":             {given: []domain.Event{reported, settled}, when: concern.Wake{}, at: now.Add(99 * time.Hour)},
		"before it is there":                {when: concern.Look{Who: sam}, code: domain.NotFound},
		"a message that reached nobody":     {given: []domain.Event{reported}, when: concern.NeedCall{Say: "received"}},
		"more is told after it was settled": {given: []domain.Event{reported, settled}, when: concern.Add{Note: note}, code: domain.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s concern.State
			for _, e := range tt.given {
				s = concern.Evolve(s, e)
			}
			at := tt.at
			if at.IsZero() {
				at = now
			}
			got, err := concern.Decide(s, tt.when, at)
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			var then []domain.Event
			if tt.then != nil {
				then = []domain.Event{tt.then}
			}
			if diff := cmp.Diff(then, got); diff != "" {
				t.Fatalf("events (-want +got):\n%s", diff)
			}
		})
	}
}
