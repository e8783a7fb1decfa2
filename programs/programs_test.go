package programs_test

import (
	"strings"
	"testing"

	"github.com/almoner/almoner/programs"
)

// small is the shortest welfare program that passes; tests replace parts of it.
const small = `organization: north
key: aid
kind: welfare
name: Aid
summary: {en: Help with money., es: Ayuda con dinero.}
phone: (314) 555-0100
open: true
form:
  fields:
    - {key: for_whom, type: choice, required: true, label: Who, options: [{key: self, label: Me}, {key: child, label: A child}]}
    - {key: member_name, type: text, required: true, label: Name, blind: true}
    - {key: need, type: choice, required: true, label: What for, options: [{key: medical, label: Medical}]}
    - {key: what_happened, type: long_text, required: true, label: What happened}
    - {key: amount_cents, type: money, required: true, label: How much}
    - {key: phone, type: phone, label: Telephone}
    - {key: email, type: email, label: E-mail}
    - {key: day, type: date, label: When}
    - {key: urgent, type: yes_no, label: Urgent}
  pages:
    - [for_whom, member_name]
    - [need, what_happened, amount_cents]
    - [phone, email, day, urgent]
  one_of:
    - [phone, email]
guideline:
  fund: aid
  cap_cents: 150000
  exception: {cap_cents: 0, explain_at_least: 0, unanimous: false}
  period: {months: 12, awards: 1, exceeded: care}
  board: 7
  panel: 3
  quorum: 2
  spread_percent: 25
  ties: [household]
  family: [self]
  needs: [medical]
  payees: [requester]
  methods: [check]
  deadlines:
    confirm: 48h
    vote: {remind: 48h, replace: 96h}
    answer: 336h
    answer_remind: 168h
    prepare: 72h
    release: 48h
    redraw: 48h
  emergency: {remind: 6h, replace: 24h}
  tell:
    - {when: welfare.panel_drawn, who: trustee, say: task}
`

var known = programs.Known{
	Events:   map[string]bool{"welfare.panel_drawn": true},
	Messages: map[string]bool{"task": true},
}

func mustParse(t testing.TB, yaml string) programs.Program {
	t.Helper()
	p, findings := programs.Parse("north", "aid", "north/aid.yaml", []byte(yaml), known)
	for _, f := range findings {
		t.Error(f)
	}
	if len(findings) > 0 {
		t.FailNow()
	}
	return p
}

// lineOf gives the number of the line that holds part.
func lineOf(t *testing.T, yaml, part string) int {
	t.Helper()
	before, _, ok := strings.Cut(yaml, part)
	if !ok {
		t.Fatalf("%q is not in the file", part)
	}
	return strings.Count(before, "\n") + 1
}
