package domain

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// MoneyMaxCents is the largest amount, in cents, that anybody can type: a million dollars. More is a slip of the finger.
const MoneyMaxCents int64 = 100_000_000

// usdPatterns are the notations of amounts: without groups of thousands, with commas between them, and with points.
var usdPatterns = []*regexp.Regexp{
	regexp.MustCompile(`^([0-9]+)(?:[.,]([0-9]{0,2}))?$`),
	regexp.MustCompile(`^([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]{0,2}))?$`),
	regexp.MustCompile(`^([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]{0,2}))?$`),
}

var dollarSigns = regexp.MustCompile(`(?i)^(?:US)?\$|(?:US)?\$$|^USD|USD$`)

// FormatUSD writes cents as dollars with both decimals, for example "$1,500.00" or "-$0.05".
func FormatUSD(cents int64) string {
	sign, magnitude := "", uint64(cents)
	if cents < 0 {
		sign, magnitude = "-", -magnitude
	}
	rest := strconv.FormatUint(magnitude%100+100, 10)[1:]
	return sign + "$" + groupThousands(strconv.FormatUint(magnitude/100, 10)) + "." + rest
}

// FormatUSDShort is FormatUSD without the decimals when the amount is whole dollars, for example "$1,500".
func FormatUSDShort(cents int64) string {
	return strings.TrimSuffix(FormatUSD(cents), ".00")
}

func groupThousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// ParseUSD reads dollars as people type them, and gives cents: "1500", "$1,500.00", and as Bosnian is written, "1.500,00 $". Three digits after the last
// comma or point are thousands, fewer are cents. Stray spaces are dropped. What it cannot read, negative amounts, fractions of a cent and more than
// MoneyMaxCents are Invalid.
func ParseUSD(s string) (int64, error) { return ParseUSDUpTo(s, MoneyMaxCents) }

// ParseUSDUpTo is ParseUSD with another bound, in cents.
func ParseUSDUpTo(s string, most int64) (int64, error) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	if s = dollarSigns.ReplaceAllString(s, ""); strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−") {
		return 0, Errorf(Invalid, "Write an amount that is not below zero.")
	}
	for _, pattern := range usdPatterns {
		if m := pattern.FindStringSubmatch(s); m != nil {
			cents, err := strconv.ParseInt(strings.NewReplacer(",", "", ".", "").Replace(m[1])+(m[2] + "00")[:2], 10, 64)
			if err != nil || cents > most {
				return 0, Errorf(Invalid, "Write an amount of at most %s.", FormatUSDShort(most))
			}
			return cents, nil
		}
	}
	return 0, Errorf(Invalid, "Write the amount in dollars, for example 850 or 1,500.00.")
}

// MedianWholeDollars gives the median of amounts in cents; 0 of none. Of an even number it is the mean of the middle two,
// rounded down to the whole dollar; a median that somebody named stays as it is, to the cent.
func MedianWholeDollars(amounts []int64) int64 {
	if len(amounts) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(amounts))
	high := sorted[len(sorted)/2]
	if len(sorted)%2 == 1 {
		return high
	}
	low := sorted[len(sorted)/2-1]
	mean := low + (high-low)/2
	return mean - mean%100
}
