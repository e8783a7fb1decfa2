package season

// What a season may be at most. A program's file and what coordinators do later keep to the same limits.
const (
	GroupsMax   = 200  // of a season, all numbered ones counted
	CapacityMax = 1000 // places of one group
	SessionsMax = 200  // of one group, and so topics of its outline
)
