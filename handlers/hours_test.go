package handlers

import (
	"testing"
	"time"
)

func TestHoursOfADay(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]Hours{
		"h09_17": {9, 17}, "h00_24": {0, 24}, "": {}, "any": {}, "h17_09": {}, "h09_25": {}, "h9": {}, "h09_17x": {}, "h09_17 and so on": {}, "h-9_17": {},
	} {
		if got := ReadHours(answer); got != want {
			t.Errorf("%q is %v", answer, got)
		}
	}
	central, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, central) }
	for from, want := range map[time.Time]time.Time{
		at(7, 8, 59): at(7, 9, 0), at(7, 9, 0): at(7, 9, 0), at(7, 16, 59): at(7, 16, 59), at(7, 17, 0): at(8, 9, 0), at(7, 23, 30): at(8, 9, 0),
	} {
		if got := (Hours{9, 17}).next(from.UTC(), central); !got.Equal(want) {
			t.Errorf("after %v comes %v", from, got)
		}
	}
}
