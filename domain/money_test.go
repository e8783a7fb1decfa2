package domain_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
)

func TestFormatUSD(t *testing.T) {
	t.Parallel()
	tests := map[int64][2]string{
		0:           {"$0.00", "$0"},
		5:           {"$0.05", "$0.05"},
		-5:          {"-$0.05", "-$0.05"},
		99_999:      {"$999.99", "$999.99"},
		150_000:     {"$1,500.00", "$1,500"},
		123_456_789: {"$1,234,567.89", "$1,234,567.89"},
		-1 << 63:    {"-$92,233,720,368,547,758.08", "-$92,233,720,368,547,758.08"},
	}
	for cents, want := range tests {
		if got := domain.FormatUSD(cents); got != want[0] {
			t.Errorf("FormatUSD(%d) = %q, want %q", cents, got, want[0])
		}
		if got := domain.FormatUSDShort(cents); got != want[1] {
			t.Errorf("FormatUSDShort(%d) = %q, want %q", cents, got, want[1])
		}
	}
}

func TestParseUSD(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in    string
		cents int64
		says  string // part of the refusal; empty: accepted
	}{
		"whole dollars":               {in: "1500", cents: 150_000},
		"with everything":             {in: "$1,500.00", cents: 150_000},
		"one decimal":                 {in: "12.5", cents: 1250},
		"a point and nothing after":   {in: "850.", cents: 85_000},
		"spaces of all kinds":         {in: " $ 1 500 . 00\u00a0\n", cents: 150_000},
		"nothing at all is an amount": {in: "0", cents: 0},
		"the limit":                   {in: "1,000,000", cents: domain.MoneyMaxCents},
		"empty":                       {in: "", says: "for example 850"},
		"words":                       {in: "a lot", says: "for example 850"},
		"a decimal comma":             {in: "1.500,00", cents: 150_000},
		"a comma before cents":        {in: "450,50", cents: 45_050},
		"points between thousands":    {in: "1.200 $", cents: 120_000},
		"the sign at the end":         {in: "450 US$", cents: 45_000},
		"the name of the currency":    {in: "USD 1,000.5", cents: 100_050},
		"three decimals":              {in: "0.505", says: "for example 850"},
		"groups of two":               {in: "1,50,000", says: "for example 850"},
		"two kinds of groups":         {in: "1.500,000", says: "for example 850"},
		"two signs":                   {in: "$$5", says: "for example 850"},
		"an exponent":                 {in: "1e3", says: "for example 850"},
		"negative":                    {in: "-5", says: "not below zero"},
		"negative after the sign":     {in: "$-5", says: "not below zero"},
		"negative before the sign":    {in: "-$5", says: "not below zero"},
		"a cent over the limit":       {in: "1000000.01", says: "at most $1,000,000"},
		"more than a number holds":    {in: strings.Repeat("9", 400), says: "at most $1,000,000"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := domain.ParseUSD(tt.in)
			if tt.says == "" && (err != nil || got != tt.cents) {
				t.Fatalf("got %d, %v; want %d", got, err, tt.cents)
			}
			if tt.says != "" && (domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), tt.says)) {
				t.Fatalf("got %v, want an invalid error that says %q", err, tt.says)
			}
		})
	}
}

func TestUSDRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.Int64Range(0, domain.MoneyMaxCents).Draw(t, "cents")
		for _, s := range []string{domain.FormatUSD(cents), domain.FormatUSDShort(cents)} {
			if got, err := domain.ParseUSD(s); err != nil || got != cents {
				t.Fatalf("%d → %q → %d, %v", cents, s, got, err)
			}
		}
	})
}

func TestMedianWholeDollars(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		amounts []int64
		want    int64
	}{
		"none":                            {nil, 0},
		"one, to the cent":                {[]int64{85_055}, 85_055},
		"odd: the middle one, unchanged":  {[]int64{100_000, 85_055, 50_000}, 85_055},
		"even: the mean, rounded down":    {[]int64{100_000, 85_055}, 92_500},
		"even and equal: also whole":      {[]int64{85_055, 85_055}, 85_000},
		"even of four: only the middle":   {[]int64{1, 20_000, 30_000, 99_999_999}, 25_000},
		"large amounts do not run over":   {[]int64{1<<62 + 1<<61, 1<<62 + 1<<61}, 1<<62 + 1<<61 - (1<<62+1<<61)%100},
		"order does not matter: unsorted": {[]int64{3_00, 1_00, 2_00}, 2_00},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := domain.MedianWholeDollars(tt.amounts); got != tt.want {
				t.Fatalf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestMedianStaysWithinTheAmounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(1, domain.MoneyMaxCents), 1, 9).Draw(t, "amounts")
		before := slices.Clone(amounts)
		got := domain.MedianWholeDollars(amounts)
		if !slices.Equal(before, amounts) {
			t.Fatal("the caller's slice was changed")
		}
		if got > slices.Max(amounts) || got < slices.Min(amounts)-99 {
			t.Fatalf("%d lies outside %v", got, amounts)
		}
		if len(amounts)%2 == 1 && !slices.Contains(amounts, got) {
			t.Fatalf("%d is none of %v", got, amounts)
		}
		if len(amounts)%2 == 0 && got%100 != 0 {
			t.Fatalf("%d is not whole dollars", got)
		}
	})
}
