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

// smallSupport is the shortest support program with a gate that passes, with every key of a protocol in it.
const smallSupport = `organization: north
key: aid
kind: support
name: Aid
summary: Somebody who comes.
phone: (314) 555-0100
open: true
form:
  fields:
    - {key: who_is_asking, type: choice, required: true, label: Who, options: [{key: family, label: A relative}, {key: homicide_desk, label: The desk}]}
    - {key: family_contact_name, type: text, required: true, label: Name}
    - {key: contact_phone, type: phone, required: true, label: Telephone}
    - {key: family_notified, type: yes_no, required: true, label: Told}
    - {key: language, type: choice, label: Language, options: [{key: en, label: English}, {key: bs, label: Bosanski}]}
    - {key: faith_wish, type: choice, label: Faith, options: [{key: secular, label: None}, {key: jewish, label: Jewish}]}
    - {key: area, type: choice, label: Where, options: [{key: hill, label: The hill}, {key: port, label: The port}]}
    - {key: safety_concern, type: yes_no, label: Safe}
    - {key: safe_to_text, type: yes_no, label: Texts}
    - {key: independent, type: yes_no, label: Others}
    - {key: contact_email, type: email, label: E-mail}
    - {key: what_would_help, type: long_text, label: Help}
  pages:
    - [who_is_asking, family_contact_name, contact_phone, family_notified, language, faith_wish, area]
    - [safety_concern, safe_to_text, independent, contact_email, what_would_help]
protocol:
  gate: true
  languages: [bs, en]
  faiths: [secular, jewish]
  areas: [hill, port]
  partners: [{key: shelter, name: The shelter, phone: (314) 555-0190}, {key: others, name: The others, phone: (314) 555-0191}]
  independent: others
  call_back: 2h
  notify: 3h
  dispatch:
    pair: 2
    answer: 10m
    telephone: 20m
    warn_before: 72h
    remind: 30m
  contact:
    due: 4h
    back_up: 5h
    visit: 6h
  care:
    cap_families: 3
    call_outs: 2
    rest: 25h
    debrief: 73h
  follow_up:
    after: [26h, 74h, 336h]
    yearly: true
    within: 48h
  dates:
    lead: 168h
    kinds: [birthday, trial]
  concern: 337h
  claim:
    within: 17520h
    remind: 2160h
    papers: [funeral_bill, wage_records]
  needs: [meals, rides]
  tell:
    - {when: support.family_referred, who: requester, say: received}
    - {when: support.visit_late, who: coordinator, say: task}
`

// smallApplication is the shortest program that people apply to in which every key of the rules stands.
const smallApplication = `organization: north
key: aid
kind: application
name: League
summary: Soccer for children.
phone: (314) 555-0100
open: true
form:
  fields:
    - {key: who, type: choice, label: Who, options: [{key: guardian, label: A guardian}, {key: youth, label: I myself}]}
    - {key: child, type: text, required: true, label: Name}
    - {key: born, type: date, required: true, label: Born}
    - {key: grade, type: number, min: 1, max: 12, label: Grade}
    - {key: place, type: choice, label: Where, options: [{key: city, label: The city}, {key: county, label: The county}, {key: far, label: Elsewhere}]}
    - {key: school, type: yes_no, label: School}
    - {key: diploma, type: yes_no, label: Diploma}
    - {key: trouble, type: yes_no, keep: decision, label: Trouble}
    - {key: physical, type: date, label: Physical}
    - {key: first, type: choice, label: First, options: [{key: soccer, label: Soccer}, {key: tall, label: The tall ones}]}
    - {key: second, type: choice, label: Second, options: [{key: small-2, label: The second team}]}
    - {key: guardian, type: text, required: true, label: Guardian}
    - {key: mobile, type: phone, required: true, label: Telephone}
    - {key: other_mobile, type: phone, label: Another}
    - {key: agreed, type: yes_no, label: Agreed}
    - {key: pictures, type: yes_no, label: Pictures}
    - {key: medicine, type: long_text, keep: season, label: Medicine}
    - {key: contact_email, type: email, label: E-mail}
    - {key: safe_to_text, type: yes_no, label: Texts}
  pages:
    - [who, child, born, grade, place, school, diploma, trouble, physical]
    - [first, second, guardian, mobile, other_mobile, agreed, pictures, medicine, contact_email, safe_to_text]
application:
  for: children
  answers:
    name: child
    birth_date: born
    filled_by: who
    guardian: guardian
    guardian_phone: mobile
    second_guardian_phone: other_mobile
    wishes: [first, second]
    emergency: [medicine, other_mobile]
  eligibility:
    - {key: age, answer: born, age: {from: 5, to: 18}, say: It is for children.}
    - {key: near, answer: place, is: [city, county], fixed: true, say: It is for those nearby., instead: Ask where you live.}
    - {key: learning, any: [{answer: school, is: ["yes"]}, {answer: diploma, is: ["yes"]}], say: School first.}
    - {key: calm, answer: trouble, not: ["yes"], when: {answer: place, is: [city]}, say: Not yet.}
    - {key: checked, answer: physical, before: first_day, say: See a doctor before.}
    - {key: lately, answer: physical, after: "2020-01-31", say: See a doctor again.}
  screening:
    - {key: birth, title: Proof of birth, within: 72h}
    - {key: physical, title: Physical, within: 73h, valid: 8760h, remind: [1440h, 720h, 168h]}
  review: {needed: true, within: 75h}
  consents:
    - {key: taking_part, title: Taking part, text: {en: I agree., es: Acepto.}, signer: guardian, required: true, answer: agreed, reviewed: [en]}
    - {key: pictures, title: Pictures, text: Pictures may be shown., signer: applicant, answer: pictures, reviewed: [en]}
  season:
    begins: FREQ=YEARLY;BYMONTH=3;BYDAY=1SA
    apply_until: 336h
    apply_from: 1440h
    sessions: {count: 8, days: [saturday, tuesday], from: "09:00", to: "10:30", place: The park}
    outline:
      - {key: rules, title: The rules}
      - {key: tactics, title: Tactics, place: The stadium, for: big}
    coaches: {needs: [records_check], each: 2}
    groups:
      - {key: small, name: Small, activity: soccer, ages: {from: 5, to: 9, on: first_day}, number: 3, capacity: 9}
      - {key: tall, name: Tall, ages: {from: 10, to: 18}, capacity: 11, for: big, sessions: {count: 9, days: [sunday], from: "14:00", to: "15:30"}}
  seating: {mode: draw, draw: 240h, siblings: true, offer: 74h}
  completion: {sessions: 6, certificate: true}
  equipment:
    - {key: jersey, title: Jersey, sizes: [S, M], cents: 2500}
    - {key: ball, title: Ball, returns: 169h}
  costs:
    - {key: league_fee, title: League fee, cents: 3100}
  standing:
    - {key: grades, title: Grades, every: 2160h}
  tell:
    - {when: application.submitted, who: guardians, say: received}
    - {when: application.review_awaited, who: coordinator, say: task}
  retention: {not_seated: 2161h, ended: 8761h}
`

var known = programs.Known{
	Events: map[string]bool{
		"welfare.panel_drawn": true, "support.family_referred": true, "support.visit_late": true, "application.submitted": true, "application.review_awaited": true,
		"gathering.place_taken": true,
	},
	Messages: map[string]bool{"task": true, "received": true, "gathering_place": true},
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
