package rota_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

func TestOverrides(t *testing.T) {
	t.Parallel()
	from, until := monday.Add(time.Hour), monday.Add(3*time.Hour)
	set := rota.Override{By: coordinator, ID: one, Area: "north", From: from, Until: until, Out: ann, In: bob, Facts: facts}
	with := func(change func(*rota.Override)) rota.Override {
		c := set
		change(&c)
		return c
	}
	overridden := rota.OverrideSet{By: coordinator, Override: one, Area: "north", From: from, Until: until, Out: ann, In: bob}
	only := func(out, in uuid.UUID) rota.OverrideSet {
		e := overridden
		e.Out, e.In = out, in
		return e
	}
	full := known(ann, bob)
	for i := range rota.LayersMax {
		full = append(full, with(func(c *rota.Override) { c.ID = person(5000 + i) }))
	}
	both := known(ann, bob)
	standing := also(both, set)
	decide(t, map[string]decision{
		"let one stand in for another, and arm the check": {given: both, when: set, want: []domain.Event{overridden, armed}},
		"are set once":        {given: standing, when: set},
		"can be changed":      {given: standing, when: with(func(c *rota.Override) { c.Out = uuid.Nil }), want: []domain.Event{only(uuid.Nil, bob)}},
		"can only remove":     {given: standing, when: with(func(c *rota.Override) { c.In = uuid.Nil }), want: []domain.Event{only(ann, uuid.Nil)}},
		"do something":        {given: both, when: with(func(c *rota.Override) { c.In, c.Out = uuid.Nil, uuid.Nil }), code: domain.Invalid},
		"change somebody":     {given: both, when: with(func(c *rota.Override) { c.In = ann }), code: domain.Invalid},
		"need the reachable":  {given: known(ann), when: set, code: domain.Rejected},
		"need the known":      {given: known(bob), when: set, code: domain.Rejected},
		"have an id":          {given: both, when: with(func(c *rota.Override) { c.ID = uuid.Nil }), code: domain.Invalid},
		"are in an area":      {given: both, when: with(func(c *rota.Override) { c.Area = "" }), code: domain.Invalid},
		"have an end":         {given: both, when: with(func(c *rota.Override) { c.Until = time.Time{} }), code: domain.Invalid},
		"are not over":        {given: both, when: with(func(c *rota.Override) { c.From, c.Until = monday.Add(-time.Hour), monday }), code: domain.Rejected},
		"are 500 at most":     {given: full, when: set, code: domain.Rejected},
		"change when full":    {given: full, when: with(func(c *rota.Override) { c.ID, c.Area = person(5000), "south" }), want: []domain.Event{rota.OverrideSet{By: coordinator, Override: person(5000), Area: "south", From: from, Until: until, Out: ann, In: bob}}},
		"share the room":      {given: full, when: rota.SetTemporary{ID: two, Area: "north", From: from, Until: until, Ministers: []uuid.UUID{ann}, Facts: facts}, code: domain.Rejected},
		"are cleared":         {given: standing, when: rota.ClearOverride{By: ann, ID: one}, want: []domain.Event{rota.OverrideCleared{By: ann, Override: one}}},
		"are cleared once":    {given: both, when: rota.ClearOverride{By: ann, ID: one}, code: domain.Conflict},
		"are not temporaries": {given: standing, when: rota.ClearTemporary{By: ann, ID: one}, code: domain.Conflict},
	})
}

func TestTemporarySchedules(t *testing.T) {
	t.Parallel()
	from, until := monday.Add(time.Hour), monday.Add(3*time.Hour)
	set := rota.SetTemporary{By: coordinator, ID: one, Area: "north", From: from, Until: until, Ministers: []uuid.UUID{bob, ann, bob}, Facts: facts}
	with := func(change func(*rota.SetTemporary)) rota.SetTemporary {
		c := set
		change(&c)
		return c
	}
	temporary := rota.TemporarySet{By: coordinator, Temporary: one, Area: "north", From: from, Until: until, Ministers: []uuid.UUID{ann, bob}}
	alone := temporary
	alone.Ministers = []uuid.UUID{ann}
	both := known(ann, bob)
	standing := also(both, set)
	decide(t, map[string]decision{
		"name each once, and arm the check": {given: both, when: set, want: []domain.Event{temporary, armed}},
		"are set once":                      {given: standing, when: with(func(c *rota.SetTemporary) { c.Ministers = []uuid.UUID{ann, bob} })},
		"can be changed":                    {given: standing, when: with(func(c *rota.SetTemporary) { c.Ministers = []uuid.UUID{ann} }), want: []domain.Event{alone}},
		"name somebody":                     {given: both, when: with(func(c *rota.SetTemporary) { c.Ministers = nil }), code: domain.Invalid},
		"need the reachable":                {given: known(ann), when: set, code: domain.Rejected},
		"have an id":                        {given: both, when: with(func(c *rota.SetTemporary) { c.ID = uuid.Nil }), code: domain.Invalid},
		"are in an area":                    {given: both, when: with(func(c *rota.SetTemporary) { c.Area = "west" }), code: domain.Invalid},
		"are not too long":                  {given: both, when: with(func(c *rota.SetTemporary) { c.Until = from.AddDate(2, 0, 0) }), code: domain.Rejected},
		"are cleared":                       {given: standing, when: rota.ClearTemporary{By: ann, ID: one}, want: []domain.Event{rota.TemporaryCleared{By: ann, Temporary: one}}},
		"are cleared once":                  {given: both, when: rota.ClearTemporary{By: ann, ID: one}, code: domain.Conflict},
	})
}
