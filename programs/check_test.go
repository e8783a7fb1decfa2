package programs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/almoner/almoner/programs"
)

const urgent = "    - {key: urgent, type: yes_no, label: Urgent}"

func TestHeadRefusals(t *testing.T) {
	t.Parallel()
	checkRefusals(t, map[string]refusal{
		"another organization":    {"organization: north", "organization: south", "", `organization is "south" but its folder is "north"`},
		"another key":             {"key: aid\n", "key: help\n", "", `key is "help" but its file is "aid"`},
		"capital letters":         {"key: aid\n", "key: Aid\n", "", `malformed key "Aid"`},
		"unknown kind":            {"kind: welfare", "kind: lottery", "", `unknown kind "lottery"; it is one of welfare, support`},
		"no English":              {"name: Aid", "name: {es: Ayuda}", "", "name has no English text"},
		"blank English":           {"name: Aid", "name: ' '", "", "name has no English text"},
		"empty translation":       {"es: Ayuda con dinero.", "es: ''", "", "summary.es is empty"},
		"no language":             {"es: Ayuda con dinero.", "Spanish: Ayuda", "", `"Spanish" is not a language tag`},
		"text too long":           {"name: Aid", "name: " + strings.Repeat("a", 4001), "", "longer than 4000 characters"},
		"control characters":      {"name: Aid", `name: "A\u202eid"`, "", "cannot be printed"},
		"not a telephone":         {"phone: (314) 555-0100", "phone: ask inside", "", `"ask inside" is not a telephone number`},
		"guideline for no reason": {"kind: welfare", "kind: support", "guideline:", "only kind welfare has a guideline"},
	})
}

func TestFormRefusals(t *testing.T) {
	t.Parallel()
	checkRefusals(t, map[string]refusal{
		"field twice":              {urgent, urgent + "\n    - {key: urgent, type: text, label: Again}", "Again", `field "urgent" is there twice`},
		"malformed key":            {"key: urgent", "key: Is it urgent", "", "malformed key"},
		"unknown type":             {"type: yes_no", "type: maybe", "", `unknown type "maybe"`},
		"label not in English":     {"label: Urgent", "label: {es: Urgente}", "", "form.fields[8].label has no English text"},
		"help not in English":      {"label: Urgent", "label: Urgent, help: {es: Nada}", "", "form.fields[8].help has no English text"},
		"choice without options":   {"type: yes_no", "type: choice", "key: urgent", `choice "urgent" has no options`},
		"options without choice":   {"label: Urgent", "label: Urgent, options: [{key: a, label: A}]", "", "only a choice has options"},
		"option twice":             {"[{key: medical, label: Medical}]", "[{key: medical, label: A}, {key: medical, label: B}]", "", `option "medical" is there twice`},
		"option malformed":         {"key: child", "key: A child", "", `malformed key "A child"`},
		"max of a yes_no":          {"label: Urgent", "label: Urgent, max: 3", "", "only text has a max"},
		"max below zero":           {"label: Name", "label: Name, max: -1", "", "max has to be between 1 and 4000"},
		"max too large":            {"label: Name", "label: Name, max: 4001", "", "max has to be between 1 and 4000"},
		"date parts taken":         {"{key: urgent,", "{key: day-month,", "key: day,", `date "day" cannot stand beside a field "day-month"`},
		"page of nobody":           {"email, day, urgent]", "email, day, urgent, fax]", "", `page names the unknown field "fax"`},
		"field on two pages":       {"email, day, urgent]", "email, day, urgent, need]", "", `field "need" is on two pages`},
		"field on no page":         {"email, day, urgent]", "email, day]", "key: urgent", `field "urgent" is on no page`},
		"empty page":               {"    - [phone, email, day, urgent]", "    - [phone, email, day, urgent]\n    - []", "- []", "a page needs at least one field"},
		"group of nobody":          {"    - [phone, email]\n", "    - [phone, fax]\n", "[phone, fax]", `one_of names the unknown field "fax"`},
		"group of one":             {"    - [phone, email]\n", "    - [phone]\n", "[phone]", "at least two fields"},
		"group with a field twice": {"    - [phone, email]\n", "    - [phone, phone]\n", "[phone, phone]", `one_of names "phone" twice`},
	})
}

func TestBounds(t *testing.T) {
	t.Parallel()
	var fields, keys, options strings.Builder
	for i := range 101 {
		fmt.Fprintf(&fields, "    - {key: f%d, type: text, label: F}\n", i)
		fmt.Fprintf(&keys, ", f%d", i)
		fmt.Fprintf(&options, ", {key: o%d, label: O}", i)
	}
	many := strings.NewReplacer(urgent+"\n", urgent+"\n"+fields.String(), "day, urgent]", "day, urgent"+keys.String()+"]").Replace(small)
	expectReason(t, many, "110 fields are too many; the most is 60")
	expectReason(t, strings.Replace(small, "{key: medical, label: Medical}", "{key: medical, label: Medical}"+options.String(), 1),
		"102 options are too many; the most is 100")
	head, _, _ := strings.Cut(small, "form:")
	expectReason(t, strings.Replace(head, "welfare", "support", 1)+"form: {fields: [], pages: []}\n", "a form needs at least one field")
	expectReason(t, strings.Replace(small, "guideline:", "guidelines:", 1), `unknown key "guidelines"`)
	withoutGuideline, _, _ := strings.Cut(small, "guideline:")
	expectReason(t, withoutGuideline, "kind welfare needs a guideline")
	_, findings := programs.Parse("north", "aid", "a.yaml", []byte("form:\n  fields:\n"+strings.Repeat("    - {}\n", 500)))
	if len(findings) != 100 {
		t.Errorf("%d findings, want no more than 100", len(findings))
	}
}

func expectReason(t *testing.T, yaml, reason string) {
	t.Helper()
	_, findings := programs.Parse("north", "aid", "north/aid.yaml", []byte(yaml), known)
	for _, f := range findings {
		if strings.Contains(f.Reason, reason) {
			return
		}
	}
	t.Errorf("no finding with %q among %v", reason, findings)
}

func TestGuidelineRefusals(t *testing.T) {
	t.Parallel()
	checkRefusals(t, map[string]refusal{
		"a field is missing":         {"key: member_name", "key: member", "fields:", `kind welfare needs a field "member_name" of type text`},
		"a field of another type":    {"key: amount_cents, type: money", "key: amount_cents, type: text", "", `needs "amount_cents" to be of type money, not text`},
		"a field may stay empty":     {"key: member_name, type: text, required: true", "key: member_name, type: text", "", `needs "member_name" to be required`},
		"fund malformed":             {"fund: aid", "fund: The fund", "", "malformed key"},
		"no cap":                     {"cap_cents: 150000", "cap_cents: 0", "", "cap_cents has to be between 1 and 100000000"},
		"exception below the cap":    {"{cap_cents: 0,", "{cap_cents: 150000,", "", "the exception's cap of 150000 cents is not above the cap of 150000"},
		"exception below zero":       {"{cap_cents: 0,", "{cap_cents: -1,", "", "between 0 and"},
		"explanation below zero":     {"explain_at_least: 0", "explain_at_least: -1", "", "explain_at_least has to be between 0 and 4000"},
		"months below zero":          {"months: 12", "months: -1", "", "months has to be between 0 and 120"},
		"awards below zero":          {"awards: 1", "awards: -1", "", "awards has to be between 0 and 99"},
		"unknown rule":               {"exceeded: care", "exceeded: luck", "", `unknown exceeded "luck"; it is one of care, unanimous, refuse`},
		"panel of one":               {"panel: 3", "panel: 1", "", "a panel has at least 2 trustees, not 1"},
		"panel larger than board":    {"board: 7\n  panel: 3", "board: 3\n  panel: 5", "panel: 5", "the panel of 5 is larger than its board of 3"},
		"board of one":               {"board: 7", "board: 1", "", "board has to be between 2 and 99"},
		"quorum of one":              {"quorum: 2", "quorum: 1", "", "a quorum is at least 2 votes, not 1"},
		"quorum larger than panel":   {"quorum: 2", "quorum: 4", "", "the quorum of 4 is larger than its panel of 3"},
		"quorum is no majority":      {"panel: 3\n  quorum: 2", "panel: 4\n  quorum: 2", "quorum: 2", "the quorum of 2 is no majority of the panel of 4"},
		"spread over a hundred":      {"spread_percent: 25", "spread_percent: 101", "", "spread_percent has to be between 0 and 100"},
		"unknown tie":                {"ties: [household]", "ties: [friends]", "", `unknown ties "friends"`},
		"tie twice":                  {"ties: [household]", "ties: [household, household]", "", `ties names "household" twice`},
		"family not asked for":       {"family: [self]", "family: [self, cousin]", "", `unknown family "cousin"; it is one of self, child`},
		"no family":                  {"family: [self]", "family: []", "", "family needs at least 1"},
		"need not asked for":         {"needs: [medical]", "needs: [travel]", "", `unknown needs "travel"`},
		"unknown payee":              {"payees: [requester]", "payees: [anybody]", "", `unknown payees "anybody"`},
		"no payee":                   {"payees: [requester]", "payees: []", "", "payees needs at least 1"},
		"no method":                  {"methods: [check]", "methods: []", "", "methods needs at least 1"},
		"malformed method":           {"methods: [check]", "methods: [By Check]", "", "malformed key"},
		"no time":                    {"confirm: 48h", "confirm: 0s", "", "confirm has to be more than 0"},
		"time below zero":            {"prepare: 72h", "prepare: -72h", "", "prepare has to be more than 0"},
		"more than a year":           {"release: 48h", "release: 9000h", "", "at most a year"},
		"no time to redraw":          {"redraw: 48h", "redraw: 0h", "", "redraw has to be more than 0"},
		"reminder after replacement": {"{remind: 48h, replace: 96h}", "{remind: 96h, replace: 96h}", "", "the reminder after 96h0m0s does not come before the replacement"},
		"emergency the same":         {"{remind: 6h, replace: 24h}", "{remind: 25h, replace: 24h}", "", "does not come before the replacement"},
		"reminder after the answer":  {"answer_remind: 168h", "answer_remind: 336h", "", "does not come before the end"},
		"unknown recipient":          {"who: trustee", "who: everybody", "", `unknown who "everybody"`},
		"unknown event":              {"when: welfare.panel_drawn", "when: welfare.panel_drawing", "", `unknown event "welfare.panel_drawing"`},
		"unknown message":            {"say: task", "say: hello", "", `unknown message "hello"`},
		"nothing to say":             {"say: task", "say: ''", "", "when and say cannot be empty"},
	})
}

func TestTellLineTwice(t *testing.T) {
	t.Parallel()
	expectReason(t, small+"    - {when: welfare.panel_drawn, who: trustee, say: task}\n", "the same line is there twice")
}

func TestTellIsNotCheckedAgainstNothing(t *testing.T) {
	t.Parallel()
	yaml := strings.Replace(small, "welfare.panel_drawn", "welfare.anything", 1)
	if _, findings := programs.Parse("north", "aid", "north/aid.yaml", []byte(yaml)); len(findings) > 0 {
		t.Errorf("got %v", findings)
	}
}
