package web_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/words"
)

// TestAmountsAreReadAsTheyAreShown: whoever types an amount as their own page writes it is understood.
func TestAmountsAreReadAsTheyAreShown(t *testing.T) {
	t.Parallel()
	for _, language := range words.Languages() {
		rapid.Check(t, func(t *rapid.T) {
			cents := rapid.Int64Range(0, domain.MoneyMaxCents).Draw(t, "cents")
			for _, dollars := range []string{domain.FormatUSD(cents), domain.FormatUSDShort(cents)} {
				shown := words.Amount(words.Say(language, "format.money"), dollars)
				if got, err := domain.ParseUSD(shown); err != nil || got != cents {
					t.Errorf("in %s %q is read as %d cents: %v", language, shown, got, err)
				}
			}
		})
	}
}
