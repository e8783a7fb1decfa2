package support_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

func TestAFamilyIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	now, then, later := uuid.New(), uuid.New(), uuid.New()
	reach := support.Reach{Contact: now, Former: then}
	changed := support.ContactChanged{Contact: now, Former: then}
	yes := support.MessagesChosen{Relative: mother, Yes: true}
	check(t, map[string]decision{
		"it is told where it could be written to": {given: paired(yes), when: reach, then: events(changed)},
		"and not where it could not":              {given: paired(support.MessagesChosen{Relative: mother}), when: reach, then: events(support.ContactChanged{Contact: now, Erased: []uuid.UUID{then}})},
		"the same changes nothing":                {given: paired(yes), when: support.Reach{Contact: now, Same: true}},
		"nor does the same once more":             {given: paired(yes, changed), when: reach},
		"what was before is forgotten":            {given: paired(yes, changed), when: support.Reach{Contact: later}, then: events(support.ContactChanged{Contact: later, Erased: []uuid.UUID{now, then}})},
		"nobody else says it":                     {given: paired(yes), when: support.Reach{Who: byStranger, Contact: now}, code: domain.Forbidden},
		"not behind the end":                      {given: paired(yes, ended(support.Completed)), when: reach, code: domain.Conflict},
	})
}
