package web

import (
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/handlers"
)

// sections list what is wrong, and then what would change.
func (l adminList) sections(q *request, plan handlers.RollPlan) (sections []adminSection) {
	say := q.say()
	c := q.server.calendar(say, q.who.Organization)
	line := func(n int) tableCell { return tableCell{Text: say("applicants.number", n)} }
	if len(plan.Wrong) > 0 {
		t := tableView{Caption: say("admin.rolls.wrong"), Heads: []tableHead{{Label: say("applicants.import.line"), Number: true}, {Label: say("applicants.import.what")}}}
		var lines []int
		for n := range plan.Wrong {
			lines = append(lines, n)
		}
		slices.Sort(lines)
		for _, n := range lines[:min(len(lines), listShown)] {
			t.row(line(n), tableCell{Text: say(plan.Wrong[n])})
		}
		sections = append(sections, adminSection{Table: &t})
	}
	for _, kind := range []handlers.RollKind{handlers.RollAdded, handlers.RollChanged, handlers.RollEnded} {
		changes := slices.DeleteFunc(slices.Clone(plan.Changes), func(change handlers.RollChange) bool { return change.Kind != kind })
		sections = append(sections, l.changesSection(c, say("admin.rolls."+string(kind), len(changes)), changes)...)
	}
	return append(sections, l.changesSection(c, say("admin.rolls.kept", len(plan.Kept)), plan.Kept)...)
}

// changesSection lists what would change about some people, or nothing for nobody. Members stand by their number; who ends is in no line, or in one that
// does not say so.
func (l adminList) changesSection(c calendar, caption string, changes []handlers.RollChange) []adminSection {
	if len(changes) == 0 {
		return nil
	}
	t := tableView{Caption: caption}
	lines := changes[0].Kind != handlers.RollEnded
	numbers := slices.ContainsFunc(changes, func(change handlers.RollChange) bool { return change.Number != "" })
	if lines {
		t.Heads = append(t.Heads, tableHead{Label: c.say("applicants.import.line"), Number: true})
	}
	if numbers {
		t.Heads = append(t.Heads, tableHead{Label: c.say("admin.new.number")})
	}
	t.Heads = append(t.Heads, tableHead{Label: c.say("admin.head.name")}, tableHead{Label: c.say("admin.head.fields")})
	for _, change := range changes[:min(len(changes), listShown)] {
		var cells []tableCell
		if lines {
			cells = append(cells, tableCell{Text: c.say("applicants.number", change.Line)})
		}
		if numbers {
			cells = append(cells, tableCell{Text: change.Number})
		}
		t.row(append(cells, tableCell{Text: change.Name}, tableCell{Text: l.changeWords(c, change)})...)
	}
	section := adminSection{Table: &t}
	if n := len(changes); n > listShown {
		section.Lines = []string{c.say("admin.rolls.cut", listShown, n)}
	}
	return []adminSection{section}
}

// changeWords says what changes about one person.
func (l adminList) changeWords(c calendar, change handlers.RollChange) string {
	var said []string
	if change.Another() {
		said = append(said, c.say("admin.rolls.another"))
	}
	for _, f := range change.Fields {
		said = append(said, c.say("admin.rolls.field", c.say("admin.new."+f.Field), c.fieldWords(f.Field, f.To), c.fieldWords(f.Field, f.From)))
	}
	for _, r := range change.Roles {
		key, role := "admin.roster.role_"+string(r.How), c.say("role."+string(r.Role))
		if r.Until.IsZero() {
			said = append(said, c.say(key, role))
		} else {
			said = append(said, c.say(key+"_until", role, c.day(r.Until.Add(-time.Second)))) // midnight ends the day before
		}
	}
	if said == nil {
		return c.say(l.words + "kind." + string(change.Kind))
	}
	return strings.Join(said, "; ")
}

// fieldWords is what a record says in one of its fields.
func (c calendar) fieldWords(field, value string) string {
	switch {
	case value == "":
		return c.say("admin.rolls.empty")
	case field == "phone":
		return phoneWords(value)
	}
	return value
}
