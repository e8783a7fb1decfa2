package domain_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func TestReachedElse(t *testing.T) {
	t.Parallel()
	now, former := uuid.New(), uuid.New()
	erased, err := domain.ReachedElse(domain.ReachMost-1, now, uuid.Nil, former)
	if err != nil || !slices.Equal(erased, []uuid.UUID{now, former}) {
		t.Errorf("erased are %v, %v", erased, err)
	}
	if erased, err = domain.ReachedElse(0, uuid.Nil, uuid.Nil); err != nil || erased != nil {
		t.Errorf("of nothing %v is erased, %v", erased, err)
	}
	if erased, err = domain.ReachedElse(domain.ReachMost, now); domain.CodeOf(err) != domain.Rejected || erased != nil {
		t.Errorf("one change too many erases %v, %v", erased, err)
	}
}
