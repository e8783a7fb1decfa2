package web

import (
	"strings"

	"github.com/almoner/almoner/domain"
)

// usd writes cents as the language does, without the decimals of whole dollars. The catalog shows how by writing 1,234.56 dollars.
func (s speaker) usd(cents int64) string { return s.money(domain.FormatUSDShort(cents)) }

// usdAndCents is usd with both decimals always.
func (s speaker) usdAndCents(cents int64) string { return s.money(domain.FormatUSD(cents)) }

// money turns an amount as domain.FormatUSD writes it into the language's way.
func (s speaker) money(english string) string {
	before, rest, _ := strings.Cut(s("format.money"), "1")
	thousands, rest, _ := strings.Cut(rest, "234")
	decimals, after, _ := strings.Cut(rest, "56")
	english, negative := strings.CutPrefix(english, "-")
	number := strings.NewReplacer("$", "", ",", thousands, ".", decimals).Replace(english)
	if negative {
		return "-" + before + number + after
	}
	return before + number + after
}
