package web

import (
	"cmp"
	"net/http"
	"strconv"
	"time"
)

// plotView is a table of counts with each of them drawn beside it.
type plotView struct {
	Caption string
	Heads   []string // of the rows, then of their values
	Rows    []plotRow
}

type plotRow struct {
	Label  string
	Values []string
	Size   int       // that is drawn
	Width  int       // of a thousand
	Hidden bool      // the value is not told
	Parts  []barPart // drawn one behind the other instead of one width
}

// draw gives each row its width, the largest the whole.
func (p plotView) draw() plotView {
	most := 1
	for _, row := range p.Rows {
		most = max(most, row.Size)
	}
	for i := range p.Rows {
		p.Rows[i].Width = p.Rows[i].Size * 1000 / most
	}
	return p
}

type reportView struct {
	Filters  []fieldView
	Period   string
	Notes    []string
	Sections []reportSection
}

type reportSection struct {
	Title, Lead string
	Rows        []summaryRow
	Plots       []plotView
	Table       *tableView
	Note        string
}

// reportWords puts a report into words.
type reportWords struct {
	*report
	c        calendar
	language string
}

func (s *Server) showReport(w http.ResponseWriter, q *request) error {
	say := q.say()
	list := s.supportPrograms(q)
	if len(list) == 0 {
		return s.show(w, http.StatusOK, "reports", q.page(say("page.reports.title"), reportView{Notes: []string{say("page.reports.none")}}).staff())
	}
	key := cmp.Or(q.URL.Query().Get("program"), list[0].Key)
	r, err := s.reportOf(q, key)
	if err != nil {
		return err
	}
	v := reportWords{report: r, c: s.calendar(say, q.who.Organization), language: q.language()}
	body := v.view()
	asked, err := s.fundSections(q, v)
	if err != nil {
		return err
	}
	body.Sections = append(body.Sections, asked...)
	if len(list) > 1 {
		f := textField("program", "select", say("page.reports.program"), key)
		for _, p := range list {
			f.choose(p.Key, p.Name.In(v.language), key)
		}
		body.Filters = append(body.Filters, f)
	}
	days := strconv.Itoa(r.days)
	f := textField("days", "select", say("page.reports.days"), days)
	for _, n := range reportPeriods {
		f.choose(strconv.Itoa(n), say("page.reports.last", n), days)
	}
	body.Filters = append(body.Filters, f)
	return s.show(w, http.StatusOK, "reports", q.page(say("page.reports.title"), body).staff())
}

func (v reportWords) view() reportView {
	say := v.c.say
	body := reportView{Period: say("page.reports.period", v.program.Name.In(v.language), v.c.day(v.since))}
	if !v.complete {
		body.Notes = append(body.Notes, say("page.reports.cut"))
	}
	body.Sections = append(body.Sections, v.talks())
	switch {
	case len(v.families) == 0:
		body.Notes = append(body.Notes, say("page.reports.nobody"))
	case v.hidden.whole:
		body.Notes = append(body.Notes, say("page.reports.too_few"))
	default:
		if !v.exact {
			body.Notes = append(body.Notes, say("page.reports.veiled"))
		}
		body.Sections = append(body.Sections,
			v.waits(say("page.reports.accept"), say("page.reports.accept_what"), v.accept, v.hidden.accept),
			v.waits(say("page.reports.reach"), say("page.reports.reach_what"), v.reach, v.hidden.reach), v.outcomes())
	}
	body.Sections = append(body.Sections, v.carried(), v.rotaGaps(), v.done())
	return body
}

func (v reportWords) talks() reportSection {
	say := v.c.say
	section := reportSection{Title: say("page.reports.talks")}
	switch n := v.work.wishes(); n {
	case 0:
		section.Lead = say("page.reports.talks_none")
	case 1:
		section.Lead = say("page.reports.talks_one")
	default:
		section.Lead = say("page.reports.talks_many", n)
	}
	if !v.exact || len(v.work.talks) == 0 {
		return section
	}
	section.Lead += " " + say("page.reports.talks_call")
	section.Table = &tableView{Caption: say("page.reports.talks_cases"), Heads: []tableHead{
		{Label: say("head.reference")}, {Label: say("head.when")}, {Label: say("page.reports.head.people"), Number: true},
	}}
	for _, t := range v.work.talks {
		at := v.c.stamp(t.at)
		section.Table.row(tableCell{Text: t.reference, Href: "/cases/" + t.reference}, tableCell{Date: &at}, tableCell{Text: strconv.Itoa(t.people)})
	}
	return section
}

// plot is a table of counts of one kind of thing.
func (v reportWords) plot(caption, head, of string, labels []string, counts []int, hidden []bool) plotView {
	p := plotView{Caption: caption, Heads: []string{head, of}}
	for i, label := range labels {
		row := plotRow{Label: label, Size: counts[i], Values: []string{strconv.Itoa(counts[i])}}
		if hidden != nil && hidden[i] {
			row = plotRow{Label: label, Values: []string{v.c.say("page.reports.hidden")}, Hidden: true}
		}
		p.Rows = append(p.Rows, row)
	}
	return p.draw()
}

func (v reportWords) labels(prefix string, keys []string) []string {
	var labels []string
	for _, key := range keys {
		labels = append(labels, v.c.say(prefix+key))
	}
	return labels
}

func (v reportWords) waits(title, what string, w waits, hidden []bool) reportSection {
	say := v.c.say
	section := reportSection{Title: title, Lead: what, Note: say("page.reports.of_those")}
	for _, r := range []struct {
		label   string
		percent int
	}{{say("page.reports.half"), 50}, {say("page.reports.nine"), 90}} {
		row := summaryRow{Label: r.label}
		switch d, known := v.quantile(w, hidden, r.percent); {
		case known:
			row.Value = v.c.span(time.Duration(minutesUp(d)) * time.Minute)
		case len(w.took) > 0 || !v.exact:
			row.Value, row.Empty = say("page.reports.hidden"), true
		default:
			row.Value, row.Empty = say("page.reports.never"), true
		}
		section.Rows = append(section.Rows, row)
	}
	section.Plots = []plotView{v.plot(say("page.reports.how_long"), say("page.reports.head.time"), say("page.reports.head.families"),
		v.labels("page.reports.wait.", w.keys), w.counts, hidden)}
	return section
}

func (v reportWords) outcomes() reportSection {
	say := v.c.say
	section := reportSection{Title: say("page.reports.outcomes"), Lead: say("page.reports.outcomes_what")}
	number := func(label string, n int, secret bool) {
		row := summaryRow{Label: label, Value: strconv.Itoa(n)}
		if secret {
			row.Value, row.Empty = say("page.reports.hidden"), true
		}
		section.Rows = append(section.Rows, row)
	}
	number(say("page.reports.end.referred"), len(v.families), false)
	accepted, secret := happened(v.accept, v.hidden.accept)
	number(say("page.reports.end.accepted"), accepted, secret)
	reached, secret := happened(v.reach, v.hidden.reach)
	number(say("page.reports.end.contact"), reached, secret)
	section.Plots = []plotView{
		v.plot(say("page.reports.ends"), say("page.reports.head.end"), say("page.reports.head.families"), v.labels("page.reports.end.", endKeys()), v.ends, v.hidden.ends),
		v.plot(say("page.reports.askers"), say("page.reports.head.asker"), say("page.reports.head.families"), v.labels("asker.", askerKeys()), v.askers, v.hidden.askers),
	}
	if !v.exact {
		section.Note = say("page.reports.no_cross")
		return section
	}
	section.Table = v.crossTable()
	return section
}

// crossTable leaves out what did not happen.
func (v reportWords) crossTable() *tableView {
	say := v.c.say
	table := &tableView{Caption: say("page.reports.cross"), Heads: []tableHead{{Label: say("page.reports.head.end")}}}
	for _, key := range askerKeys() {
		table.Heads = append(table.Heads, tableHead{Label: say("asker." + key), Number: true})
	}
	cross := v.cross()
	for i, t := range cross[askerKeys()[0]] {
		cells := []tableCell{{Text: say("page.reports.end." + t.Key)}}
		all := 0
		for _, asker := range askerKeys() {
			n := *cross[asker][i].Count
			all += n
			cells = append(cells, tableCell{Text: strconv.Itoa(n)})
		}
		if all > 0 {
			table.row(cells...)
		}
	}
	return table
}

func askerKeys() []string {
	var keys []string
	for _, a := range askers {
		keys = append(keys, string(a))
	}
	return keys
}

// carried is who carries how much now.
func (v reportWords) carried() reportSection {
	say := v.c.say
	section := reportSection{Title: say("page.reports.loads"), Lead: say("page.reports.loads_what", len(v.ministers), v.limit)}
	if len(v.ministers) == 0 {
		section.Lead = say("page.reports.loads_none")
		return section
	}
	var labels []string
	for n := range v.loads {
		switch {
		case n == v.limit:
			labels = append(labels, say("page.reports.loads_limit", n))
		case n > v.limit:
			labels = append(labels, say("page.reports.loads_over", n))
		default:
			labels = append(labels, strconv.Itoa(n))
		}
	}
	section.Rows = []summaryRow{{Label: say("page.reports.loads_full"), Value: strconv.Itoa(v.full)}}
	section.Plots = []plotView{v.plot(say("page.reports.loads_spread"), say("page.reports.head.with"), say("page.reports.head.people"), labels, v.loads, nil)}
	return section
}

// done is what ministers did in the period.
func (v reportWords) done() reportSection {
	say := v.c.say
	section := reportSection{Title: say("page.reports.work"), Lead: say("page.reports.work_what")}
	section.Rows = []summaryRow{
		{Label: say("page.reports.work_asked"), Value: strconv.Itoa(v.work.asked)},
		{Label: say("page.reports.work_accepted"), Value: strconv.Itoa(v.work.accepted)},
		{Label: say("page.reports.work_visits"), Value: strconv.Itoa(v.work.visits)},
		{Label: say("page.reports.work_hours"), Value: hours(time.Duration(v.work.minutes) * time.Minute)},
	}
	if !v.exact || len(v.ministers) == 0 {
		return section
	}
	people := say("page.reports.head.people")
	section.Plots = []plotView{
		v.plot(say("page.reports.call_outs"), say("page.reports.head.call_outs"), people, v.labels("page.reports.call_outs.", callOutKeys), spread(v.ministers, v.work.callOuts, callOutsBelow), nil),
		v.plot(say("page.reports.visits"), say("page.reports.head.hours"), people, v.labels("page.reports.visits.", visitKeys), spread(v.ministers, v.work.minutesOf, minutesBelow), nil),
	}
	section.Note = say("page.reports.work_note")
	return section
}

func (v reportWords) rotaGaps() reportSection {
	say := v.c.say
	section := reportSection{Title: say("page.reports.gaps"), Lead: say("page.reports.gaps_none")}
	p := plotView{Caption: say("page.reports.gaps_areas"), Heads: []string{say("page.reports.head.area"), say("page.reports.head.warnings"), say("page.reports.head.hours")}}
	found := 0
	area, _ := v.program.Form.Field("area")
	for _, g := range v.gaps {
		found += g.found
		p.Rows = append(p.Rows, plotRow{Label: optionLabel(area, v.language, g.area), Values: []string{strconv.Itoa(g.found), hours(g.length)}, Size: int(g.length / time.Minute)})
	}
	if found > 0 {
		section.Lead, section.Plots = say("page.reports.gaps_what", v.c.day(v.gapsUntil)), []plotView{p.draw()}
	}
	return section
}

// hours writes a length in hours, to a tenth.
func hours(d time.Duration) string {
	return strconv.FormatFloat(d.Round(6*time.Minute).Hours(), 'f', -1, 64)
}
