package handlers

import (
	"sync"

	"github.com/almoner/almoner/seal"
)

// derived keeps organizations' keys, because deriving them takes longer than most of what is done with them.
type derived struct{ byName sync.Map }

// keysOf gives the keys of an organization.
func (d *Desk) keysOf(organization string) *seal.OrgKeys {
	if known, ok := d.derived.byName.Load(organization); ok {
		return known.(*seal.OrgKeys)
	}
	made, _ := d.derived.byName.LoadOrStore(organization, d.Keys.Organization(organization))
	return made.(*seal.OrgKeys)
}
