package programs_test

import (
	"strings"
	"testing"

	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/programs"
)

const smallGathering = `organization: north
key: aid
kind: gathering
name: Evenings
summary: Everybody is invited.
phone: (314) 555-0100
open: true
form:
  fields:
    - {key: gathering, type: text, required: true, label: Which evening}
    - {key: adults, type: number, required: true, min: 1, max: 4, label: How many}
    - {key: interpreter, type: choice, label: Interpreter, options: [{key: es, label: Español}]}
    - {key: full_name, type: text, required: true, label: Name}
    - {key: contact_email, type: email, label: Mail}
  pages:
    - [gathering, adults, interpreter, full_name, contact_email]
gathering:
  rule: FREQ=MONTHLY;BYDAY=1TU
  from: "18:00"
  to: "20:00"
  place: {name: A House, street: 1 Invented Street}
  capacity: {seats: 20, guests: true}
  party: 4
  rsvp_until: 2h
  offer: 24h
  remind: [48h, 3h]
  interpreters: [es]
  arrange: {ask_before: 72h, within: 24h}
  areas: [{key: north, name: North}]
  tell: [{when: gathering.place_taken, who: requester, say: gathering_place}]
`

func TestSmallGatheringPasses(t *testing.T) {
	t.Parallel()
	p := mustParse(t, smallGathering)
	if rules, ok := p.Rules().(*gathering.Rules); !ok || rules.Party != 4 {
		t.Errorf("it goes by %v", rules)
	}
	stored, err := programs.FromCanonical(p.Canonical())
	if err != nil || stored.Version != p.Version {
		t.Errorf("the stored program came back as %q, %v", stored.Version, err)
	}
}

func TestGatheringRefusals(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(smallGathering, "gathering:\n")
	expectReason(t, head, "kind gathering needs a gathering section")
	checkRefusalsOf(t, smallGathering, map[string]refusal{
		"of support":              {"kind: gathering", "kind: support", "gathering:\n", "only kind gathering has a gathering section; this is kind support"},
		"no rule":                 {"FREQ=MONTHLY;BYDAY=1TU", "the first Tuesday", "rule:", "not a rule of RFC 5545"},
		"a rule of hours":         {"FREQ=MONTHLY;BYDAY=1TU", "FREQ=HOURLY", "rule:", "gives days"},
		"every day":               {"FREQ=MONTHLY;BYDAY=1TU", "FREQ=DAILY", "rule:", "more than 120 days a year"},
		"a day that is none":      {"rule: FREQ=MONTHLY;BYDAY=1TU", "rule: FREQ=MONTHLY;BYDAY=1TU\n  since: tomorrow", "since:", `"tomorrow" is no day`},
		"no time":                 {`"18:00"`, "at six", "from:", "a time of day is written as 18:00"},
		"ends before it begins":   {`"20:00"`, `"17:00"`, "to:", "has to end after it begins"},
		"no place":                {"name: A House", "name: ' '", "place:", "name has to be one line"},
		"seats below nothing":     {"seats: 20", "seats: -1", "capacity:", "seats has to be between 0 and 100000"},
		"a party without anybody": {"party: 4", "party: 0", "party:", "party has to be between 1 and 50"},
		"a party of too many":     {"seats: 20", "seats: 3", "party:", "a party of 4 is larger than the 3 places"},
		"an offer of no time":     {"offer: 24h", "offer: 0s", "offer:", "offer has to be more than 0"},
		"reminders in disorder":   {"[48h, 3h]", "[3h, 48h]", "remind:", "has to come after the one"},
		"a language not asked":    {"interpreters: [es]", "interpreters: [es, bs]", "- {key: interpreter", `"bs" cannot be chosen here`},
		"a language not had":      {"interpreters: [es]", "interpreters: [bs]", "- {key: interpreter", `does not name "es"`},
		"an area twice":           {"[{key: north, name: North}]", "[{key: north, name: North}, {key: north, name: N}]", "areas:", `area "north" is there twice`},
		"an unknown recipient":    {"who: requester", "who: everybody", "tell:", `unknown who "everybody"`},
		"no number of adults":     {"key: adults, type: number, required: true, min: 1, max: 4", "key: grown, type: number, required: true", "fields:", `needs a field "adults" of type number`},
		"bounds in disorder":      {"min: 1, max: 4", "min: 5, max: 4", "key: adults", "min has to be less than max"},
		"a min of a text":         {"key: full_name, type: text", "key: full_name, min: 2, type: text", "key: full_name", "only a number has a min"},
	})
}
