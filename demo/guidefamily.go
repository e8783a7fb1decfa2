package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
)

// guideNumbers are the telephones of families whom the guided path refers. Nobody of the cast and no story has one of them. They are few, so that the
// ministers, who take no more than some families each, are never all taken by visitors of before.
func guideNumbers() (numbers []string) {
	for n := 180; n < 186; n++ {
		numbers = append(numbers, fmt.Sprintf("+1314555%04d", n))
	}
	return numbers
}

// freeNumber gives the telephone of a family whom nobody is asked about. Where all are, the coordinator closes the file that was opened first.
func (g guide) freeNumber(ctx context.Context) (string, error) {
	scope, keys := store.Scope{Organization: "city", Compartments: domain.Compartments()}, g.n.Server.Keys.Organization("city")
	free := guideNumbers()
	hashes := make([][]byte, len(free))
	for i, number := range free {
		hashes[i] = keys.Lookup("contact", number)
	}
	taken := map[string]string{} // number by reference
	var open []store.Case
	err := g.n.Store.Read(ctx, scope, func(tx store.Tx) error {
		twins, err := g.n.Store.Twins(ctx, tx, "city", "hmca", hashes)
		if err != nil {
			return err
		}
		numbers := guideNumbers()
		for _, t := range twins {
			c, err := g.n.Store.CaseByID(ctx, tx, t.ID)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(hashes, func(h []byte) bool { return string(h) == string(t.Hash) })
			open, taken[c.Reference] = append(open, c), numbers[i]
			free = slices.DeleteFunc(free, func(number string) bool { return number == numbers[i] })
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if len(free) > 0 {
		return free[rand.IntN(len(free))], nil //nolint:gosec // nothing is kept secret by it
	}
	first := slices.MinFunc(open, func(a, b store.Case) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	err = g.onCase(ctx, tokenOf("city/coordinator"), first.Reference, "close", map[string]any{"note": "The family needs nobody any more."})
	return taken[first.Reference], err
}
