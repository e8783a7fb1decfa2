package programs_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
)

func TestSmallSupportProgramPasses(t *testing.T) {
	t.Parallel()
	p := mustParse(t, smallSupport)
	if got := p.Protocol.FollowUp.After; len(got) != 3 || got[1] != 74*time.Hour {
		t.Errorf("follow-ups after %v", got)
	}
	if p.Fund() != "" {
		t.Errorf("it pays from %q", p.Fund())
	}
	stored, err := programs.FromCanonical(p.Canonical())
	if err != nil || stored.Version != p.Version || string(stored.Canonical()) != string(p.Canonical()) {
		t.Errorf("the stored program came back as %q, %v", stored.Version, err)
	}
}

func TestRulesFollowTheKind(t *testing.T) {
	t.Parallel()
	if rules, ok := mustParse(t, small).Rules().(*welfare.Guideline); !ok || rules.Panel != 3 {
		t.Errorf("welfare goes by %v", rules)
	}
	if rules, ok := mustParse(t, smallSupport).Rules().(*support.Protocol); !ok || rules.Dispatch.Pair != 2 {
		t.Errorf("support goes by %v", rules)
	}
	if rules := (programs.Program{Kind: programs.KindGathering}).Rules(); rules != nil {
		t.Errorf("gathering goes by %v", rules)
	}
}

func TestAProtocolChangesNoVersionOfAnotherKind(t *testing.T) {
	t.Parallel()
	if canonical := string(mustParse(t, small).Canonical()); strings.Contains(canonical, "protocol") {
		t.Errorf("the versions of all welfare programs changed: %s", canonical)
	}
}

func TestAProtocolIsOnlyAndAlwaysOfSupport(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(smallSupport, "protocol:")
	expectReason(t, head, "kind support needs a protocol")
	checkRefusalsOf(t, smallSupport, map[string]refusal{
		"of welfare":   {"kind: support", "kind: welfare", "protocol:", "only kind support has a protocol; this is kind welfare"},
		"of gathering": {"kind: support", "kind: gathering", "protocol:", "only kind support has a protocol; this is kind gathering"},
	})
}

func TestSupportFormRefusals(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallSupport, map[string]refusal{
		"nobody to talk to":       {"key: family_contact_name", "key: family_contact", "fields:", `kind support needs a field "family_contact_name" of type text`},
		"no telephone":            {"key: contact_phone", "key: phone", "fields:", `kind support needs a field "contact_phone" of type phone`},
		"nobody asks":             {"key: who_is_asking", "key: who", "fields:", `kind support needs a field "who_is_asking" of type choice`},
		"a gate without question": {"key: family_notified", "key: notified", "fields:", `kind support needs a field "family_notified" of type yes_no`},
		"the gate may stay open":  {"key: family_notified, type: yes_no, required: true", "key: family_notified, type: yes_no", "", `kind support needs "family_notified" to be required`},
		"the name may be empty":   {"key: family_contact_name, type: text, required: true", "key: family_contact_name, type: text", "", `needs "family_contact_name" to be required`},
		"a telephone in words":    {"key: contact_phone, type: phone", "key: contact_phone, type: text", "", `kind support needs "contact_phone" to be of type phone, not text`},
		"an e-mail in words":      {"key: contact_email, type: email", "key: contact_email, type: text", "", `needs "contact_email" to be of type email, not text`},
		"safety in words":         {"key: safety_concern, type: yes_no", "key: safety_concern, type: long_text", "", `needs "safety_concern" to be of type yes_no`},
		"texts by date":           {"key: safe_to_text, type: yes_no", "key: safe_to_text, type: date", "", `needs "safe_to_text" to be of type yes_no`},
		"others in words":         {"key: independent, type: yes_no", "key: independent, type: text", "", `needs "independent" to be of type yes_no`},
		"help in a line":          {"key: what_would_help, type: long_text", "key: what_would_help, type: text", "", `needs "what_would_help" to be of type long_text`},
		"language in words":       {"language, type: choice, label: Language, options: [{key: en, label: English}, {key: bs, label: Bosanski}]", "language, type: text, label: Language", "", `needs "language" to be of type choice`},
		"another asker":           {"key: family, label: A relative", "key: neighbor, label: A neighbor", "", `unknown asker "neighbor"; it is one of family, homicide_desk, clergy, other`},
		"kept for nobody known":   {"label: The desk}", "label: The desk, offered_to: [minister]}", "", `unknown offered_to "minister"; it is one of desk, coordinator`},
		"kept for nobody":         {"label: The desk}", "label: The desk, offered_to: []}", "", "offered_to needs at least 1"},
		"kept twice":              {"label: The desk}", "label: The desk, offered_to: [desk, desk]}", "", `offered_to names "desk" twice`},
		"nothing for others":      {"label: A relative}, {key: homicide_desk, label: The desk}", "label: A relative, offered_to: [desk]}, {key: homicide_desk, label: The desk, offered_to: [desk]}", "", `nobody else has an answer of "who_is_asking" to choose`},
		"kept, and in own words":  {"{key: jewish, label: Jewish}]", "{key: jewish, label: Jewish, offered_to: [desk]}], free: true", "", `"faith_wish" can be answered in one's own words`},
		"the desk without a gate": {"gate: true", "gate: false", "homicide_desk", "only a program with a gate is asked by the homicide desk"},
		"a language too many":     {"{key: bs, label: Bosanski}", "{key: bs, label: Bosanski}, {key: es, label: Español}", "", `protocol.languages does not name "es", which can be chosen here`},
		"a faith too few":         {", {key: jewish, label: Jewish}", "", "key: faith_wish", `"jewish" cannot be chosen here, yet protocol.faiths names it`},
		"an area too few":         {"areas: [hill, port]", "areas: [hill, port, lake]", "key: area", `"lake" cannot be chosen here, yet protocol.areas names it`},
		"nobody independent":      {"  independent: others\n", "", "key: independent", "yet the protocol names no independent partner"},
	})
}

func TestProtocolRefusals(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallSupport, map[string]refusal{
		"no language":                {"languages: [bs, en]", "languages: []", "", "languages needs at least 1"},
		"a language in words":        {"languages: [bs, en]", "languages: [bs, english]", "", `"english" is not a language tag`},
		"a malformed language":       {"languages: [bs, en]", "languages: [bs, En]", "", `malformed key "En"`},
		"a faith twice":              {"faiths: [secular, jewish]", "faiths: [secular, jewish, secular]", "", `faiths names "secular" twice`},
		"a malformed faith":          {"faiths: [secular, jewish]", "faiths: [secular, Jewish]", "", `malformed key "Jewish"`},
		"no area":                    {"areas: [hill, port]", "areas: []", "", "areas needs at least 1"},
		"a partner twice":            {"key: shelter", "key: others", "", `partner "others" is there twice`},
		"a malformed partner":        {"key: shelter", "key: The shelter", "", "malformed key"},
		"a partner without a name":   {"name: The shelter", "name: ''", "", "the name of a partner has to be one line of 1 to 128 characters"},
		"a partner of two lines":     {"name: The shelter", `name: "The\nshelter"`, "", "the name of a partner has to be one line"},
		"a partner with a long name": {"name: The shelter", "name: " + strings.Repeat("a", 129), "", "the name of a partner has to be one line"},
		"a partner without a number": {"phone: (314) 555-0190", "phone: ask inside", "", `"ask inside" is not a telephone number`},
		"independent of nobody":      {"  independent: others", "  independent: nobody", "", `independent names "nobody", which is no key of a partner`},
		"no time to call back":       {"call_back: 2h", "call_back: 0s", "", "call_back has to be more than 0 and at most a year"},
		"no time to notify":          {"notify: 3h", "notify: 0s", "", "notify has to be more than 0"},
		"nothing to notify":          {"gate: true", "gate: false", "notify:", "only a program with a gate waits for the notification; leave notify out"},
		"nobody goes":                {"pair: 2", "pair: 0", "", "pair has to be between 1 and 5, not 0"},
		"a crowd goes":               {"pair: 2", "pair: 6", "", "pair has to be between 1 and 5, not 6"},
		"no time to answer":          {"answer: 10m", "answer: 59s", "", "answer has to be at least a minute and at most a year, not 59s"},
		"an answer in years":         {"answer: 10m", "answer: 9000h", "", "answer has to be at least a minute"},
		"no time to telephone":       {"telephone: 20m", "telephone: 0s", "", "telephone has to be more than 0"},
		"no time to warn":            {"warn_before: 72h", "warn_before: 0s", "", "warn_before has to be more than 0"},
		"no time to remind":          {"remind: 30m", "remind: -30m", "", "remind has to be more than 0"},
		"no time for contact":        {"due: 4h", "due: 0s", "", "due has to be more than 0"},
		"no time for back-up":        {"back_up: 5h", "back_up: 0s", "", "back_up has to be more than 0"},
		"no time for a visit":        {"visit: 6h", "visit: 0s", "", "visit has to be more than 0 and at most a day"},
		"a visit of days":            {"visit: 6h", "visit: 25h", "", "visit has to be more than 0 and at most a day"},
		"no families":                {"cap_families: 3", "cap_families: 0", "", "cap_families has to be between 1 and 50"},
		"too many families":          {"cap_families: 3", "cap_families: 51", "", "cap_families has to be between 1 and 50"},
		"no rest":                    {"rest: 25h", "rest: 0s", "", "rest has to be more than 0"},
		"no debrief":                 {"debrief: 73h", "debrief: 0s", "", "debrief has to be more than 0"},
		"follow-up at once":          {"[26h, 74h, 336h]", "[0s, 74h, 336h]", "", "after has to be more than 0 and at most ten years"},
		"follow-up after decades":    {"[26h, 74h, 336h]", "[26h, 74h, 200000h]", "", "at most ten years"},
		"follow-ups at one time":     {"[26h, 74h, 336h]", "[26h, 74h, 74h]", "", "the follow-up after 74h0m0s does not come after the one before it, after 74h0m0s"},
		"follow-ups backwards":       {"[26h, 74h, 336h]", "[74h, 26h, 336h]", "", "the follow-up after 26h0m0s does not come after the one before it"},
		"no time for a follow-up":    {"within: 48h", "within: 0s", "", "within has to be more than 0"},
		"no lead":                    {"lead: 168h", "lead: 0s", "", "lead has to be more than 0 and less than 300 days"},
		"nearly a year of lead":      {"lead: 168h", "lead: 7200h", "", "lead has to be more than 0 and less than 300 days"},
		"a malformed kind of date":   {"kinds: [birthday, trial]", "kinds: [birthday, The trial]", "", "malformed key"},
		"concern below zero":         {"concern: 337h", "concern: -337h", "", "concern has to be more than 0"},
		"concern for ever":           {"concern: 337h", "concern: 9000h", "", "concern has to be more than 0 and at most a year"},
		"a claim without an end":     {"    within: 17520h\n", "", "claim:", "within has to be more than 0 and at most ten years"},
		"a claim without reminder":   {"    remind: 2160h\n", "", "claim:", "remind has to be more than 0"},
		"a reminder before it began": {"remind: 2160h", "remind: 17520h", "", "a reminder 17520h0m0s before the end does not fit into a claim of 17520h0m0s"},
		"a claim without papers":     {"    papers: [funeral_bill, wage_records]\n", "", "claim:", "papers needs at least 1"},
		"a malformed paper":          {"papers: [funeral_bill, wage_records]", "papers: [Funeral bill]", "", "malformed key"},
		"a paper twice":              {"papers: [funeral_bill, wage_records]", "papers: [funeral_bill, funeral_bill]", "", `papers names "funeral_bill" twice`},
		"a malformed need":           {"needs: [meals, rides]", "needs: [meals, Rides]", "", "malformed key"},
		"a need twice":               {"needs: [meals, rides]", "needs: [meals, meals]", "", `needs names "meals" twice`},
		"a recipient of a fund":      {"who: coordinator", "who: trustee", "", `unknown who "trustee"; it is one of requester, relatives, minister, ministers, coordinator`},
		"an unknown event":           {"when: support.visit_late", "when: support.visit_lost", "", `unknown event "support.visit_lost"`},
		"an unknown message":         {"say: task", "say: hello", "", `unknown message "hello"`},
		"nothing to say":             {"say: task", "say: ''", "", "when and say cannot be empty"},
	})
	expectReason(t, smallSupport+"    - {when: support.visit_late, who: coordinator, say: task}\n", "the same line is there twice")
}

func TestWhatAProtocolMayLeaveOut(t *testing.T) {
	t.Parallel()
	_, claim, _ := strings.Cut(smallSupport, "  claim:\n")
	claim, _, _ = strings.Cut(claim, "  needs:")
	_, tell, _ := strings.Cut(smallSupport, "  tell:\n")
	without := func(parts ...string) string {
		yaml := smallSupport
		for _, part := range parts {
			if !strings.Contains(yaml, part) {
				t.Fatalf("%q is not there", part)
			}
			yaml = strings.Replace(yaml, part, "", 1)
		}
		return yaml
	}
	plain := without("  claim:\n", claim, "  concern: 337h\n", "  needs: [meals, rides]\n", "    yearly: true\n", "  tell:\n", tell)
	mustParse(t, plain)
	nobody := strings.NewReplacer("    - {key: independent, type: yes_no, label: Others}\n", "", "independent, contact_email", "contact_email", "  independent: others\n", "")
	p := mustParse(t, nobody.Replace(plain))
	if p.Protocol.Claim.Within != 0 || p.Protocol.Concern != 0 || p.Protocol.Independent != "" {
		t.Errorf("got %+v", p.Protocol)
	}
	alone := strings.NewReplacer("gate: true", "gate: false", "  notify: 3h\n", "", ", {key: homicide_desk, label: The desk}", "", "family_notified, ", "",
		"    - {key: family_notified, type: yes_no, required: true, label: Told}\n", "", "pair: 2", "pair: 1", "telephone: 20m", "telephone: 0s",
		"kinds: [birthday, trial]", "kinds: []", "[26h, 74h, 336h]", "[]")
	mustParse(t, alone.Replace(plain))
}

func TestBoundsOfAProtocol(t *testing.T) {
	t.Parallel()
	var partners, times strings.Builder
	for i := range 101 {
		fmt.Fprintf(&partners, "{key: p%d, name: P, phone: (314) 555-0192}, ", i)
		fmt.Fprintf(&times, ", %dh", 400+i)
	}
	expectReason(t, strings.Replace(smallSupport, "partners: [", "partners: ["+partners.String(), 1), "103 partners are too many; the most is 100")
	expectReason(t, strings.Replace(smallSupport, "336h]", "336h"+times.String()+"]", 1), "104 times are too many; the most is 100")
	expectReason(t, smallSupport+strings.Repeat("    - {when: support.visit_late, who: coordinator, say: task}\n", 200), "202 lines are too many; the most is 200")
}

func TestAKindThatNothingCarriesIsRefused(t *testing.T) {
	t.Parallel()
	_, err := programs.NewCatalog(programs.Builtin(), nil, programs.Known{Kinds: map[string]bool{"welfare": true}})
	if err == nil || !strings.Contains(err.Error(), "city/hmca.yaml:5: no workflow carries requests of kind support yet") || strings.Contains(err.Error(), "welfare.yaml") {
		t.Errorf("got %v", err)
	}
}

// supportPrograms are the builtin programs of kind support with the keys of their fields.
var supportPrograms = map[string]string{
	"city/hmca": "who_is_asking family_contact_name contact_phone contact_email safe_to_text phone_shared leave_message call_hours send_address language faith_wish area independent " +
		"family_notified contact_basis contact_limits safety_concern what_would_help",
	"county/family": "who_is_asking standing family_contact_name contact_phone contact_email safe_to_text phone_shared leave_message call_hours send_address language faith_wish area what_would_help",
	"county/ucan":   "who_is_asking family_contact_name contact_phone contact_email safe_to_text phone_shared leave_message call_hours send_address language area what_would_help",
}

func TestBuiltinSupportPrograms(t *testing.T) {
	t.Parallel()
	for name, want := range supportPrograms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org, key, _ := strings.Cut(name, "/")
			data, err := fs.ReadFile(programs.Builtin(), name+".yaml")
			if err != nil {
				t.Fatal(err)
			}
			p, findings := programs.Parse(org, key, name+".yaml", data)
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			var keys []string
			for _, f := range p.Form.Fields {
				keys = append(keys, f.Key)
				if f.Help.In("en") == "" {
					t.Errorf("%s does not say why it is asked", f.Key)
				}
			}
			if got := strings.Join(keys, " "); got != want {
				t.Errorf("it asks %s", got)
			}
			if p.Kind != programs.KindSupport || !p.Open || p.Form.Pages[0].Ask[0] != "who_is_asking" {
				t.Errorf("kind %s, open %v, pages %v", p.Kind, p.Open, p.Form.Pages)
			}
			if p.Protocol.Gate != (name == "city/hmca") || len(p.Protocol.Tell) < 10 {
				t.Errorf("protocol %+v", p.Protocol)
			}
		})
	}
}

func TestTheAllianceSendsTwoAndWaitsForTheNotification(t *testing.T) {
	t.Parallel()
	c, err := programs.NewCatalog(programs.Builtin(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := c.Find("city", "hmca")
	var required []string
	for _, f := range p.Form.Fields {
		if f.Required {
			required = append(required, f.Key)
		}
	}
	if got := strings.Join(required, " "); got != "who_is_asking family_contact_name contact_phone family_notified" {
		t.Errorf("required are %s", got)
	}
	if p.Phone != "(314) 444-5371" {
		t.Errorf("telephone %s is not the published one", p.Phone)
	}
	if rules := p.Protocol; !rules.Gate || rules.Dispatch.Pair != 2 || rules.Independent == "" || rules.Concern == 0 || rules.Faiths[0] != "secular" {
		t.Errorf("protocol %+v", rules)
	}
}
