package office_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
)

var (
	now        = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	ada, grace = uuid.UUID{1}, uuid.UUID{2}
)

func TestDecide(t *testing.T) {
	t.Parallel()
	welfare := office.Facts{Home: domain.Welfare, Roles: []domain.Role{domain.RoleAdmin, domain.RoleClerk}, OtherAdmins: 1}
	alone := office.Facts{Home: domain.Welfare, Roles: []domain.Role{domain.RoleAdmin}}
	termed, ending := welfare, alone
	termed.Terms = []office.Term{{Role: domain.RoleAdmin}, {Role: domain.RoleClerk}}
	ending.Terms = []office.Term{{Role: domain.RoleAdmin, Until: now.AddDate(0, 0, 7)}}
	for name, test := range map[string]struct {
		state   office.State
		command office.Command
		want    []domain.Event
		code    domain.Code
	}{
		"somebody new with two roles": {
			command: office.AddPerson{By: ada, Person: grace, Roles: []domain.Role{domain.RoleClerk, domain.RoleAuditor}, Home: domain.Welfare},
			want: []domain.Event{
				office.PersonAdded{By: ada, Person: grace}, office.RoleGranted{By: ada, Person: grace, Role: domain.RoleClerk}, office.RoleGranted{By: ada, Person: grace, Role: domain.RoleAuditor},
			},
		},
		"a record behind one wall with a role behind another": {
			command: office.AddPerson{By: ada, Person: grace, Roles: []domain.Role{domain.RoleClerk, domain.RoleMinister}, Home: domain.Welfare}, code: domain.Rejected,
		},
		"a role until a day": {
			command: office.Grant{By: ada, Person: grace, Role: domain.RoleTrustee, Until: now.AddDate(1, 0, 0), Facts: welfare},
			want:    []domain.Event{office.RoleGranted{By: ada, Person: grace, Role: domain.RoleTrustee, Until: now.AddDate(1, 0, 0)}},
		},
		"a role until yesterday":        {command: office.Grant{By: ada, Person: grace, Role: domain.RoleTrustee, Until: now.AddDate(0, 0, -1), Facts: welfare}, code: domain.Invalid},
		"a role to oneself":             {command: office.Grant{By: ada, Person: ada, Role: domain.RoleTrustee, Facts: welfare}, code: domain.Forbidden},
		"a role that is held":           {command: office.Grant{By: ada, Person: grace, Role: domain.RoleClerk, Facts: welfare}, code: domain.Rejected},
		"a role that there is not":      {command: office.Grant{By: ada, Person: grace, Role: "emperor", Facts: welfare}, code: domain.Invalid},
		"the end of a role":             {command: office.End{By: ada, Person: grace, Role: domain.RoleClerk, Facts: welfare}, want: []domain.Event{office.RoleEnded{By: ada, Person: grace, Role: domain.RoleClerk}}},
		"the end of a role not held":    {command: office.End{By: ada, Person: grace, Role: domain.RoleChief, Facts: welfare}, code: domain.Rejected},
		"one of two administrators":     {command: office.End{By: ada, Person: ada, Role: domain.RoleAdmin, Facts: welfare}, want: []domain.Event{office.RoleEnded{By: ada, Person: ada, Role: domain.RoleAdmin}}},
		"the last administrator":        {command: office.End{By: ada, Person: ada, Role: domain.RoleAdmin, Facts: alone}, code: domain.Rejected},
		"the last one, by the operator": {command: office.End{Person: ada, Role: domain.RoleAdmin, Facts: alone}, want: []domain.Event{office.RoleEnded{Person: ada, Role: domain.RoleAdmin}}},
		"a token":                       {command: office.IssueToken{By: ada, Person: grace, Until: now.AddDate(0, 0, 90), Facts: welfare}, want: []domain.Event{office.TokenIssued{By: ada, Person: grace, Until: now.AddDate(0, 0, 90)}}},
		"a token that is over":          {command: office.IssueToken{By: ada, Person: grace, Until: now, Facts: welfare}, code: domain.Invalid},
		"a token for nothing":           {command: office.IssueToken{By: ada, Person: grace, Until: now.AddDate(0, 0, 90)}, code: domain.Rejected},
		"no sign-in any more":           {command: office.EndSignIns{By: ada, Person: grace}, want: []domain.Event{office.SignInsEnded{By: ada, Person: grace}}},
		"a tie":                         {command: office.Tie{By: ada, Person: grace, Other: ada}, want: []domain.Event{office.TieDeclared{By: ada, Person: grace, Other: ada}}},
		"a tie to oneself":              {command: office.Tie{By: ada, Person: grace, Other: grace}, code: domain.Rejected},
		"a list's line as it was": {
			command: office.Arrange{By: ada, Person: grace, Hold: []office.Term{{Role: domain.RoleClerk}}, Facts: termed},
		},
		"a list's line with all there can be": {
			command: office.Arrange{
				By: ada, Person: grace, Contact: true, Hold: []office.Term{{Role: domain.RoleClerk, Until: now.AddDate(1, 0, 0)}, {Role: domain.RoleTrustee}},
				End: []domain.Role{domain.RoleAdmin, domain.RoleChief}, Facts: termed,
			},
			want: []domain.Event{
				office.RoleTermChanged{By: ada, Person: grace, Role: domain.RoleClerk, Until: now.AddDate(1, 0, 0)},
				office.RoleGranted{By: ada, Person: grace, Role: domain.RoleTrustee},
				office.RoleEnded{By: ada, Person: grace, Role: domain.RoleAdmin},
				office.ContactChanged{By: ada, Person: grace},
			},
		},
		"somebody new on a list": {
			command: office.Arrange{By: ada, Person: grace, New: true, Home: domain.Support, Hold: []office.Term{{Role: domain.RoleMinister}}},
			want:    []domain.Event{office.PersonAdded{By: ada, Person: grace}, office.RoleGranted{By: ada, Person: grace, Role: domain.RoleMinister}},
		},
		"somebody new who came twice": {
			state: office.State{Added: true}, command: office.Arrange{By: ada, Person: grace, New: true, Home: domain.Support}, code: domain.Conflict,
		},
		"a list that gives its bearer a role":            {command: office.Arrange{By: ada, Person: ada, Hold: []office.Term{{Role: domain.RoleTrustee}}, Facts: termed}, code: domain.Forbidden},
		"a list that prolongs its bearer's role":         {command: office.Arrange{By: ada, Person: ada, Hold: []office.Term{{Role: domain.RoleAdmin}}, Facts: ending}, code: domain.Forbidden},
		"a list that ends its bearer's role":             {command: office.Arrange{By: ada, Person: ada, End: []domain.Role{domain.RoleAdmin}, Facts: termed}, code: domain.Forbidden},
		"a list that ends the last administrator":        {command: office.Arrange{By: ada, Person: grace, End: []domain.Role{domain.RoleAdmin}, Facts: ending}, code: domain.Rejected},
		"a list that gives the last administrator a day": {command: office.Arrange{By: ada, Person: grace, Hold: []office.Term{{Role: domain.RoleAdmin, Until: now.AddDate(0, 1, 0)}}, Facts: ending}, code: domain.Rejected},
		"a list with a day that is over":                 {command: office.Arrange{By: ada, Person: grace, Hold: []office.Term{{Role: domain.RoleClerk, Until: now}}, Facts: termed}, code: domain.Invalid},
		"people":                                         {command: office.ChangePeople{By: ada, Changed: 3}, want: []domain.Event{office.PeopleChanged{By: ada, Changed: 3}}},
		"people as they were":                            {command: office.ChangePeople{By: ada}},
		"a list taken away":                              {command: office.ExportList{By: ada, Lines: 7}, want: []domain.Event{office.ListExported{By: ada, Lines: 7}}},
		"a roll":                                         {command: office.ChangeRoll{By: ada, Added: 2, Ended: 1}, want: []domain.Event{office.RollChanged{By: ada, Added: 2, Ended: 1}}},
		"a roll as it was":                               {command: office.ChangeRoll{By: ada}},
		"a message once more":                            {command: office.RetryLetter{By: ada, Letter: grace}, want: []domain.Event{office.LetterRetried{By: ada, Letter: grace}}},
		"a dropped message once more":                    {state: office.State{Dropped: true}, command: office.RetryLetter{By: ada, Letter: grace}, code: domain.Conflict},
		"a message given up":                             {command: office.DropLetter{By: ada, Letter: grace}, want: []domain.Event{office.LetterDropped{By: ada, Letter: grace}}},
		"a message given up twice":                       {state: office.State{Dropped: true}, command: office.DropLetter{By: ada, Letter: grace}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := office.Decide(test.state, test.command, now)
			if domain.CodeOf(err) != test.code {
				t.Fatalf("error %v, want code %q", err, test.code)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOnlyADropSettles(t *testing.T) {
	t.Parallel()
	if s := office.Evolve(office.Evolve(office.State{}, office.LetterRetried{}), office.RoleEnded{}); s.Dropped {
		t.Error("a retry settles")
	}
	if s := office.Evolve(office.State{}, office.LetterDropped{}); !s.Dropped {
		t.Error("a drop does not settle")
	}
	if s := office.Evolve(office.State{}, office.PersonAdded{}); !s.Added {
		t.Error("somebody who was added is not on record")
	}
}
