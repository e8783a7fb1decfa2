package words

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Amount writes dollars, which come as 1,234.56 with or without a sign, the way that an example of 1,234.56 dollars shows.
func Amount(example, dollars string) string {
	before, rest, _ := strings.Cut(example, "1")
	thousands, rest, _ := strings.Cut(rest, "234")
	decimals, after, _ := strings.Cut(rest, "56")
	dollars, negative := strings.CutPrefix(dollars, "-")
	number := strings.NewReplacer("$", "", ",", thousands, ".", decimals).Replace(dollars)
	if negative {
		return "-" + before + number + after
	}
	return before + number + after
}

var dollars = regexp.MustCompile(`^-?\$[0-9,]+(\.[0-9]{2})?$`)

// How English sentences write a day, and a moment.
const (
	englishDay    = "January 2, 2006"
	englishMoment = "January 2, 2006, 3:04 PM"
)

// asRead writes what stands in an English sentence, an amount or a date, as a language does. Anything else stays.
func asRead(in, value string) string {
	if dollars.MatchString(value) {
		return Amount(Say(in, "format.money"), value)
	}
	if day, err := time.Parse(englishDay, value); err == nil {
		return dayOf(in, day)
	}
	moment, zone, _ := strings.Cut(value, " UTC")
	at, err := time.Parse(englishMoment, moment)
	if err != nil || zone != "" {
		return value
	}
	half := "date.am"
	if at.Hour() >= 12 {
		half = "date.pm"
	}
	return Say(in, "date.moment", dayOf(in, at), Say(in, half, at.Format("3:04"), at.Format("15:04"))) + value[len(moment):]
}

func dayOf(in string, at time.Time) string {
	return Say(in, "date.day_of_year", Say(in, fmt.Sprintf("weekday.%d", at.Weekday())), Say(in, fmt.Sprintf("month.%d", at.Month())), at.Day(), at.Year())
}
