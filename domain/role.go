package domain

// Role is what a person may do in one organization. A person may hold several.
type Role string

// The roles.
const (
	RoleMember      Role = "member"
	RoleClerk       Role = "clerk"
	RoleTrustee     Role = "trustee"
	RoleInterpreter Role = "interpreter" // brings stories into the board's language, and reads no name
	RoleTreasurer   Role = "treasurer"
	RoleSignatory   Role = "signatory"
	RoleChief       Role = "chief"
	RoleDesk        Role = "desk"
	RoleMinister    Role = "minister"
	RoleCoordinator Role = "coordinator"
	RoleGuardian    Role = "guardian"
	RoleVolunteer   Role = "volunteer"
	RoleSafeguard   Role = "safeguard" // named by the organization for reports about an adult
	RoleAdmin       Role = "admin"
	RoleAuditor     Role = "auditor"
)

// Roles lists every role, in the order people read them.
func Roles() []Role {
	return []Role{
		RoleMember, RoleClerk, RoleTrustee, RoleInterpreter, RoleTreasurer, RoleSignatory, RoleChief, RoleDesk, RoleMinister,
		RoleCoordinator, RoleGuardian, RoleVolunteer, RoleSafeguard, RoleAdmin, RoleAuditor,
	}
}

// Compartments lists every compartment.
func Compartments() []Compartment {
	return []Compartment{Welfare, Support, Desk, Youth, Volunteer, Safeguard, Public}
}

// Compartments says behind which walls a role works.
func (r Role) Compartments() []Compartment {
	switch r {
	case RoleMember, RoleClerk, RoleTrustee, RoleInterpreter, RoleTreasurer, RoleSignatory, RoleChief:
		return []Compartment{Welfare, Public}
	case RoleDesk:
		return []Compartment{Desk, Public}
	case RoleMinister:
		return []Compartment{Support, Public}
	case RoleCoordinator:
		return []Compartment{Support, Youth, Volunteer, Public}
	case RoleGuardian:
		return []Compartment{Youth, Public}
	case RoleVolunteer:
		return []Compartment{Volunteer, Youth, Public} // of youth, the group that they look after
	case RoleSafeguard:
		return []Compartment{Safeguard, Public}
	case RoleAdmin, RoleAuditor:
		return Compartments()
	}
	return nil
}
