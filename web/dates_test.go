package web

import (
	"testing"
	"time"

	"github.com/almoner/almoner/domain"
)

// TestDeadlinesSayTheHourWhenItIsNear: a promise of two hours is not called a day.
func TestDeadlinesSayTheHourWhenItIsNear(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 16, 15, 0, 0, chicago)
	for _, ask := range []struct {
		language  string
		in        time.Duration
		due, next string
	}{
		{"en", 2 * time.Hour, "Due in 2 hours, today, 6:15 p.m.", "A coordinator acts next, by today, 6:15 p.m."},
		{"en", 10 * time.Hour, "Due in 10 hours, Monday, November 23, 2:15 a.m.", "A coordinator acts next, by Monday, November 23, 2:15 a.m."},
		{"en", 72 * time.Hour, "Due in 3 days, Wednesday, November 25", "A coordinator acts next, by Wednesday, November 25."},
		{"en", -2 * time.Hour, "2 hours late, was due Sunday, November 22, 2:15 p.m.", "A coordinator acts next. It should have been done by Sunday, November 22, 2:15 p.m.; we are looking after it."},
		{"es", 2 * time.Hour, "Vence en 2 horas, hoy, 6:15 p. m.", "El siguiente paso es de la coordinación, a más tardar hoy, 6:15 p. m."},
		{"bs", 2 * time.Hour, "Rok je za 2 sata, danas u 18:15", "Sljedeći je na redu koordinator. Rok: danas u 18:15."},
		{"bs", 72 * time.Hour, "Rok je za 3 dana, srijeda, 25. novembra", "Sljedeći je na redu koordinator. Rok: srijeda, 25. novembra."},
	} {
		c := calendar{say: in(ask.language), zone: chicago, now: now}
		at := now.Add(ask.in)
		if got, _ := c.due(&at); got != ask.due {
			t.Errorf("%s, %s: %q, want %q", ask.language, ask.in, got, ask.due)
		}
		if got := nextWords(c, next{Who: domain.Actor("coordinator"), By: &at}); got != ask.next {
			t.Errorf("%s, %s: %q, want %q", ask.language, ask.in, got, ask.next)
		}
	}
}
