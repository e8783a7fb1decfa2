package web

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/words"
)

// usd writes cents as the language does, without the decimals of whole dollars. The catalog shows how by writing 1,234.56 dollars.
func (s speaker) usd(cents int64) string { return s.money(domain.FormatUSDShort(cents)) }

// usdAndCents is usd with both decimals always.
func (s speaker) usdAndCents(cents int64) string { return s.money(domain.FormatUSD(cents)) }

// money turns an amount as domain.FormatUSD writes it into the language's way.
func (s speaker) money(english string) string {
	return words.Amount(s("format.money"), english)
}
