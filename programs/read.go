package programs

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"github.com/almoner/almoner/domain"
)

const (
	lineMax      = 128 // characters of a one-line answer
	emailMax     = 254 // bytes, by RFC 5321
	emailUserMax = 64  // bytes before the @
	phoneTyped   = 40  // bytes of a telephone number with everything around it
	numberDigits = 32  // bytes of a JSON number
	yearFirst    = 1900
	yearLast     = 2100
	homeRegion   = "US" // of telephone numbers without a country
)

const (
	sayText    = "Write this in words."
	sayMoney   = "Write the amount in whole cents, for example 85000 for $850."
	sayDate    = "Write a date that exists, as year-month-day, for example 2026-03-24."
	sayYears   = "Write a date between the years 1900 and 2100."
	sayYesNo   = "Choose yes or no."
	sayNumber  = "Write a whole number, for example 2."
	sayPhone   = "Write a telephone number with its area code, for example (314) 555-0100."
	sayEmail   = "Write an e-mail address, for example name@example.org."
	sayControl = "Some characters here cannot be read. Please type this again."
)

var numberPattern = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$`)

// read turns one JSON value into an answer: string, int64 or bool, nil when not answered. The sentence is "" when all is well.
func (f Field) read(raw json.RawMessage) (value any, sentence string) {
	s := strings.TrimSpace(string(raw))
	if s == "" || s == "null" {
		return nil, ""
	}
	switch f.Type {
	case TypeMoney:
		return readCents(s)
	case TypeNumber:
		return f.readNumber(s)
	case TypeYesNo:
		if s != "true" && s != "false" {
			return nil, sayYesNo
		}
		return s == "true", ""
	default: // the others are written as text
	}
	if s[0] != '"' {
		return nil, sayText
	}
	var text string
	if !utf8.ValidString(s) || json.Unmarshal([]byte(s), &text) != nil {
		return nil, sayControl
	}
	return f.readText(text)
}

// readText is read for everything that JSON writes as a string.
func (f Field) readText(s string) (value any, sentence string) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) { // half a surrogate pair arrives as RuneError
		return nil, sayControl
	}
	clean, hasControl := domain.CleanLine, domain.HasControlInLine
	if f.Type == TypeLongText {
		clean, hasControl = domain.CleanText, domain.HasControl
	}
	s = clean(s)
	switch {
	case s == "":
		return nil, ""
	case hasControl(s):
		return nil, sayControl
	}
	switch f.Type {
	case TypeChoice:
		switch {
		case slices.ContainsFunc(f.Options, func(o Option) bool { return o.Key == s }):
		case !f.Free:
			return nil, "Choose one of the answers."
		case utf8.RuneCountInString(s) > f.MaxLength():
			return nil, shorten(f.MaxLength())
		}
	case TypeDate:
		sentence = checkDate(s)
	case TypePhone:
		s, sentence = readPhone(s)
	case TypeEmail:
		s, sentence = readEmail(s)
	default:
		if utf8.RuneCountInString(s) > f.MaxLength() {
			sentence = shorten(f.MaxLength())
		}
	}
	if sentence != "" {
		return nil, sentence
	}
	return s, ""
}

func shorten(most int) string {
	if most == 1 {
		return "Shorten this to 1 character or fewer."
	}
	return fmt.Sprintf("Shorten this to %d characters or fewer.", most)
}

// readCents takes any JSON number that is whole, also 85000.0 and 8.5e4, which some clients write.
func readCents(s string) (any, string) {
	if len(s) > numberDigits || !numberPattern.MatchString(s) {
		return nil, sayMoney
	}
	n, ok := new(big.Rat).SetString(s)
	if !ok || !n.IsInt() {
		return nil, sayMoney
	}
	if n.Sign() < 0 {
		return nil, "Write an amount that is not below zero."
	}
	if n.Cmp(new(big.Rat).SetInt64(domain.MoneyMaxCents)) > 0 {
		return nil, fmt.Sprintf("Write an amount of at most %s.", domain.FormatUSDShort(domain.MoneyMaxCents))
	}
	return n.Num().Int64(), ""
}

// readNumber takes any JSON number that is whole and within the bounds of the question.
func (f Field) readNumber(s string) (any, string) {
	if len(s) > numberDigits || !numberPattern.MatchString(s) {
		return nil, sayNumber
	}
	n, ok := new(big.Rat).SetString(s)
	if !ok || !n.IsInt() {
		return nil, sayNumber
	}
	least, most := f.Bounds()
	if n.Cmp(big.NewRat(int64(least), 1)) < 0 || n.Cmp(big.NewRat(int64(most), 1)) > 0 {
		return nil, fmt.Sprintf("Write a whole number from %d to %d.", least, most)
	}
	return n.Num().Int64(), ""
}

func checkDate(s string) string {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return sayDate
	}
	if day.Year() < yearFirst || day.Year() > yearLast {
		return sayYears
	}
	return ""
}

// readPhone gives the number as E.164. It asks what a number must look like, not whether it is assigned: new area codes come
// faster than tables of them.
func readPhone(s string) (e164, sentence string) {
	if len(s) > phoneTyped {
		return "", sayPhone
	}
	n, err := phonenumbers.Parse(s, homeRegion)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return "", sayPhone
	}
	if n.GetExtension() != "" {
		return "", "Write a number that can be called without an extension."
	}
	e164 = phonenumbers.Format(n, phonenumbers.E164)
	if n.GetCountryCode() == 1 && !northAmerican.MatchString(e164) {
		return "", sayPhone
	}
	return e164, ""
}

// northAmerican numbers have no area code and no exchange that begins with 0 or 1.
var northAmerican = regexp.MustCompile(`^\+1[2-9][0-9]{2}[2-9][0-9]{6}$`)

// readEmail gives the address with its domain in lower case.
func readEmail(s string) (address, sentence string) {
	at := strings.LastIndexByte(s, '@')
	if len(s) > emailMax || at < 1 || at > emailUserMax {
		return "", sayEmail
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || strings.ContainsAny(s[:at], `@"`) {
		return "", sayEmail
	}
	host := strings.ToLower(s[at+1:])
	if !plausibleHost(host) || at+1+len(host) > emailMax {
		return "", sayEmail
	}
	return s[:at+1] + host, ""
}

func plausibleHost(host string) bool {
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		for _, r := range label {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				return false
			}
		}
	}
	return len(labels) > 1
}
