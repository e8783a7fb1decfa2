// Package demo is the fictional world that Almoner shows itself in: its people, the stories that are under way when a visitor
// comes, and the guided path through them. Nobody in it is real.
package demo

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/web"
	"github.com/almoner/almoner/words"
)

// person is somebody of the demo's world. Names are visibly invented.
type person struct {
	key, name, organization, does string // what they do: persona.<does> in the words
	roles                         []domain.Role
	compartment                   domain.Compartment
	member                        string // number on the roll
	unit                          string
	household                     string // key of whoever it is shared with
	phone                         string
}

// ID is the same at every start.
func (p person) ID() uuid.UUID { return personID(p.organization, p.key) }

func personID(organization, key string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("demo/"+organization+"/"+key))
}

// email is under a domain that can never exist.
func (p person) email() string { return p.key + "@" + p.organization + ".demo.invalid" }

// token signs the person in; a demo listens on this machine only.
func (p person) token() string { return "demo-" + p.organization + "-" + p.key }

// cast lists everybody who can be played.
func cast() []person {
	county := func(key, name, does string, role domain.Role) person {
		return person{key: key, name: name, does: does, roles: []domain.Role{role}, organization: "county", compartment: domain.Welfare}
	}
	list := []person{
		county("member", "Marigold Example", "asks", domain.RoleMember),
		county("clerk", "Clement Sample", "confirms", domain.RoleClerk),
	}
	trustees := []string{"Tansy One", "Tobias Two", "Thea Three", "Tavish Four", "Tilda Five", "Tomas Six", "Twyla Seven"}
	for i, name := range trustees {
		p := county(fmt.Sprintf("trustee-%d", i+1), name+" Fictional", "decides", domain.RoleTrustee)
		p.unit = fmt.Sprintf("Imaginary Precinct %d", i+1)
		if i == 0 {
			p.does = "decides_not"
		}
		list = append(list, p)
	}
	list = append(list,
		county("interpreter", "Inés Ficticia", "interprets", domain.RoleInterpreter),
		county("treasurer", "Terrence Ledger-Sample", "prepares", domain.RoleTreasurer),
		county("signatory", "Signe Second-Sample", "releases", domain.RoleSignatory),
		county("chief", "Chief Invented", "approves", domain.RoleChief),
		county("admin", "Ada Pretend", "administers", domain.RoleAdmin),
		county("auditor", "Audra Pretend", "audits", domain.RoleAuditor),
	)
	return append(append(list, cityCast()...), familyCast()...)
}

func cityCast() []person {
	city := func(key, name, does string, role domain.Role, c domain.Compartment) person {
		return person{key: key, name: name, does: does, roles: []domain.Role{role}, organization: "city", compartment: c}
	}
	list := []person{
		city("desk", "Desmond Nobody", "refers", domain.RoleDesk, domain.Desk),
		city("coordinator", "Cora Nobody", "keeps_league", domain.RoleCoordinator, domain.Support),
		city("guardian", "Guadalupe Nobody", "signs_up", domain.RoleGuardian, domain.Youth),
		city("volunteer", "Volker Nobody", "coaches", domain.RoleVolunteer, domain.Volunteer),
	}
	for i, name := range []string{
		"Micah", "Miriam", "Moses", "Martha", "Malachi", "Magdalena", "Matthias", "Monica", "Mordecai", "Myriam", "Musa", "Maryam",
	} {
		p := city(fmt.Sprintf("minister-%d", i+1), name+" Made-Up", "visits", domain.RoleMinister, domain.Support)
		p.phone = fmt.Sprintf("+1314555%04d", 140+i+1)
		list = append(list, p)
	}
	list = append(list, city("safeguard", "Saffron Nobody", "safeguards", domain.RoleSafeguard, domain.Safeguard))
	list[1].phone = "+13145550140"
	admin := city("admin", "Adam Nobody", "administers_blind", domain.RoleAdmin, domain.Support)
	return append(list, admin)
}

// familyCast are those of the county who stand by colleagues' families.
func familyCast() []person {
	county := func(key, name, does string, role domain.Role, c domain.Compartment) person {
		return person{key: key, name: name, does: does, roles: []domain.Role{role}, organization: "county", compartment: c}
	}
	list := []person{
		county("coordinator", "Corinne Pretend", "keeps_board", domain.RoleCoordinator, domain.Support),
		county("volunteer", "Vera Pretend", "drives", domain.RoleVolunteer, domain.Volunteer),
	}
	list = append(list, county("safeguard", "Saffi Pretend", "safeguards", domain.RoleSafeguard, domain.Safeguard))
	for i, name := range []string{"Vito", "Violet", "Vernon", "Valentina"} {
		list = append(list, county(fmt.Sprintf("volunteer-%d", i+2), name+" Pretend", "packs", domain.RoleVolunteer, domain.Volunteer))
	}
	for i, name := range []string{"Peer", "Petra", "Percy", "Pilar"} {
		p := county(fmt.Sprintf("peer-%d", i+1), name+" Pretend", "listens", domain.RoleMinister, domain.Support)
		p.phone = fmt.Sprintf("+1314555%04d", 160+i+1)
		list = append(list, p)
	}
	return list
}

// roll lists the members of the county's association who ask but do not sign in: T-1001 to T-1040 are tied to no trustee, T-2001
// is of trustee-1's household.
func roll() []person {
	var list []person
	for n := 1001; n <= 1040; n++ {
		list = append(list, person{
			key: fmt.Sprintf("member-%d", n), name: fmt.Sprintf("Member Number %d Fictional", n), organization: "county", compartment: domain.Welfare,
			member: fmt.Sprintf("T-%d", n), unit: fmt.Sprintf("Imaginary Unit %d", n),
		})
	}
	return append(list, person{
		key: "member-2001", name: "Tarragon One Fictional", organization: "county", compartment: domain.Welfare, member: "T-2001",
		household: "trustee-1", unit: "Imaginary Unit 2001",
	})
}

// Personas are the people a visitor can be.
func Personas() []web.Persona {
	var personas []web.Persona
	for _, p := range cast() {
		persona := web.Persona{
			Key: p.key, Name: p.name, Organization: p.organization, Roles: p.roles, Token: p.token(), Email: p.email(), Phone: p.phone, Does: p.does,
		}
		persona.About = words.Say("en", persona.Doing())
		personas = append(personas, persona)
	}
	return personas
}
