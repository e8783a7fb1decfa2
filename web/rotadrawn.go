package web

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/almoner/almoner/domain/rota"
)

// drawn is the calendar as a strip in which every day is equally wide, however long it is.
func (v *rotaView) drawn(spans []rota.Span, from time.Time) []rotaPart {
	place := func(at time.Time) int {
		day := 0
		for day < rotaDays-1 && !at.Before(v.midnight(from, day+1)) {
			day++
		}
		begin, end := v.midnight(from, day), v.midnight(from, day+1)
		width := stripWidth / rotaDays
		return day*width + int(int64(width)*int64(at.Sub(begin))/int64(end.Sub(begin)))
	}
	tall := map[string]int{"enough": 48, "few": 28, "none": 10}
	var parts []rotaPart
	for _, span := range spans {
		p := rotaPart{Class: v.crowd(span), X: place(span.From)}
		p.Height = tall[p.Class]
		p.Y, p.Width = 48-p.Height, place(span.Until)-p.X
		if i := len(parts) - 1; i >= 0 && parts[i].Class == p.Class {
			parts[i].Width += p.Width
			continue
		}
		parts = append(parts, p)
	}
	return parts
}

// days writes the calendar day by day; days on which the same happens share their lines.
func (v *rotaView) days(spans []rota.Span, from time.Time) []rotaDay {
	var days []rotaDay
	var first string
	for i := range rotaDays {
		begin, end := v.midnight(from, i), v.midnight(from, i+1)
		day := rotaDay{Name: v.c.day(begin), Lines: v.lines(spans, begin, end)}
		if !v.c.now.Before(begin) && v.c.now.Before(end) {
			day.Name, day.alone = v.c.say("rota.page.is_today", day.Name), true
		}
		if slices.Contains(v.state.Holidays, rota.Day(begin.Format(time.DateOnly))) {
			day.Name, day.alone = v.c.say("rota.page.is_holiday", day.Name), true
		}
		if j := len(days) - 1; j >= 0 && !day.alone && !days[j].alone && slices.Equal(days[j].Lines, day.Lines) {
			days[j].Name = v.c.say("rota.page.days", first, day.Name)
			continue
		}
		first, days = day.Name, append(days, day)
	}
	return days
}

// lines says who stands between two midnights.
func (v *rotaView) lines(spans []rota.Span, begin, end time.Time) []rotaLine {
	var lines []rotaLine
	for _, span := range spans {
		from, until := span.From, span.Until
		if from.Before(begin) {
			from = begin
		}
		if until.After(end) {
			until = end
		}
		if !from.Before(until) {
			continue
		}
		line := rotaLine{Kind: v.crowd(span), Hours: v.hours(from, until, begin, end), Who: v.names(span.Ministers)}
		switch line.Kind {
		case "few":
			line.Short = v.c.say("rota.few")
		case "none":
			line.Short = v.c.say("rota.nobody")
		}
		if span.Because == rota.ByOverride || span.Because == rota.ByTemporary {
			line.Because = v.c.say("rota.because." + string(span.Because))
		}
		lines = append(lines, line)
	}
	return lines
}

func (v *rotaView) hours(from, until, begin, end time.Time) string {
	if !from.After(begin) && !until.Before(end) {
		return v.c.say("rota.all_day")
	}
	return begun(v.c.say("rota.hours", v.clock(from), v.clock(until)))
}

// begun writes a part of a sentence as its beginning.
func begun(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
