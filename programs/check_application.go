package programs

import (
	"fmt"
	"slices"

	"github.com/almoner/almoner/domain/application"
)

const (
	conditionsMax = 30
	wishesMax     = 3
	checksMax     = 20
	remindersMax  = 10
	ageMax        = 120
)

var (
	audiences             = []application.Audience{application.ForChildren, application.ForAdults, application.ForVolunteers}
	signers               = []application.Signer{application.SignGuardian, application.SignApplicant}
	seatingModes          = []application.SeatingMode{application.FirstCome, application.ByDraw}
	applicationRecipients = []application.Recipient{application.ToRequester, application.ToGuardians, application.ToCoordinator}
)

// applicationAnswers are what the workflow reads wherever a form asks them.
var applicationAnswers = []answer{
	{key: "contact_phone", kind: TypePhone},
	{key: "contact_email", kind: TypeEmail},
	{key: "safe_to_text", kind: TypeYesNo},
}

func (r *report) checkApplication(rules application.Rules, f Form, known Known) {
	const path = "application"
	r.checkOneOf(path+".for", string(rules.For), asStrings(audiences))
	r.checkAnswers(KindApplication, f, applicationAnswers)
	r.checkKeys(rules, f)
	r.checkReach(rules, f)
	r.checkEligibility(rules, f)
	r.checkScreening(rules.Screening)
	if rules.Review.Needed {
		r.positive(path+".review.within", rules.Review.Within)
	} else if rules.Review.Within != 0 {
		r.at(path+".review.within", "nobody reviews an application here; leave within out")
	}
	r.checkConsents(rules, f)
	r.checkSeason(rules, f)
	r.checkThings(rules)
	var tell []notice
	for i, n := range rules.Tell {
		tell = append(tell, notice{n.When, string(n.Who), n.Say})
		if n.Who == application.ToGuardians && rules.Answers.GuardianCall == "" {
			r.at(fmt.Sprintf("%s.tell[%d].who", path, i), "guardians are told, yet answers names no guardian_phone")
		}
	}
	r.checkTell(path+".tell", tell, asStrings(applicationRecipients), known)
	r.within(path+".retention.not_seated", rules.Retention.NotSeated, tenYears)
	r.within(path+".retention.ended", rules.Retention.Ended, tenYears)
	r.checkKept(rules, f)
}

// checkKeys looks up every question that the rules name.
func (r *report) checkKeys(rules application.Rules, f Form) {
	const path = "application.answers"
	keys := rules.Answers
	children := rules.For == application.ForChildren
	r.checkNamed(f, path+".name", keys.Name, TypeText, true)
	for _, want := range []struct {
		at, key  string
		kind     FieldType
		children bool // needs it, and its answer
	}{
		{".birth_date", keys.BirthDate, TypeDate, true},
		{".filled_by", keys.FilledBy, TypeChoice, false},
		{".guardian", keys.Guardian, TypeText, false},
		{".guardian_phone", keys.GuardianCall, TypePhone, false},
		{".second_guardian_phone", keys.SecondCall, TypePhone, false},
	} {
		if want.key != "" {
			r.checkNamed(f, path+want.at, want.key, want.kind, children && want.children)
		}
	}
	if children {
		for _, need := range [][2]string{{keys.BirthDate, "birth_date"}, {keys.Guardian, "guardian"}, {keys.GuardianCall, "guardian_phone"}} {
			if need[0] == "" {
				r.at(path, "a program for children has to name its question for %s", need[1])
			}
		}
	}
	if options := optionsOf(f, keys.FilledBy); keys.FilledBy != "" && (len(options) != 2 || !slices.Contains(options, "guardian") || !slices.Contains(options, "youth")) {
		r.at(path+".filled_by", "who fills this in is guardian or youth; %q has other answers", keys.FilledBy)
	}
	if len(keys.Wishes) > wishesMax {
		r.at(path+".wishes", "%d wishes are too many; the most is %d", len(keys.Wishes), wishesMax)
	}
	r.checkList(path+".wishes", keys.Wishes, nil, 0)
	for i, key := range keys.Wishes {
		r.checkNamed(f, fmt.Sprintf("%s.wishes[%d]", path, i), key, TypeChoice, false)
	}
	r.checkList(path+".emergency", keys.Emergency, nil, 0)
	for i, key := range keys.Emergency {
		r.checkNamed(f, fmt.Sprintf("%s.emergency[%d]", path, i), key, "", false)
	}
}

// checkNamed looks up a question that the rules name. An empty kind is any.
func (r *report) checkNamed(f Form, path, key string, kind FieldType, required bool) bool {
	field, ok := f.Field(key)
	switch {
	case !ok:
		r.at(path, "the form has no question %q", key)
	case kind != "" && field.Type != kind:
		r.at(path, "the question %q has to be of type %s, not %s", key, kind, field.Type)
	case required && !field.Required:
		r.at(path, "the question %q has to be required", key)
	default:
		return true
	}
	return false
}

// checkReach sees to it that whoever applies can be answered.
func (r *report) checkReach(rules application.Rules, f Form) {
	ways := []string{"contact_phone", "contact_email", rules.Answers.GuardianCall}
	if !slices.ContainsFunc(ways, func(key string) bool { return fieldIndex(f, key) >= 0 }) {
		r.at("form.fields", "the form asks for no way to answer: contact_phone, contact_email or the telephone of a guardian")
	}
}

func (r *report) checkScreening(checks []application.Check) {
	const path = "application.screening"
	r.atMost(path, len(checks), checksMax)
	seen := map[string]bool{}
	for i, c := range checks {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkNewKey(at+".key", c.Key, seen)
		r.checkText(at+".title", c.Title, true)
		r.positive(at+".within", c.Within)
		if c.Valid != 0 {
			r.within(at+".valid", c.Valid, tenYears)
		}
		r.atMost(at+".remind", len(c.Remind), remindersMax)
		for j, before := range c.Remind {
			reminder := fmt.Sprintf("%s.remind[%d]", at, j)
			switch {
			case !r.positive(reminder, before):
			case j > 0 && before >= c.Remind[j-1]:
				r.at(reminder, "the reminder %s before the end does not come after the one before it, %s before the end", before, c.Remind[j-1])
			case c.Valid != 0 && before >= c.Valid:
				r.at(reminder, "a reminder %s before the end does not fit into a result that counts for %s", before, c.Valid)
			}
		}
	}
}

func (r *report) checkConsents(rules application.Rules, f Form) {
	const path = "application.consents"
	r.atMost(path, len(rules.Consents), checksMax)
	seen, signs := map[string]bool{}, map[string]bool{}
	for i, c := range rules.Consents {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkNewKey(at+".key", c.Key, seen)
		r.checkText(at+".title", c.Title, true)
		r.checkText(at+".text", c.Text, true)
		r.checkOneOf(at+".signer", string(c.Signer), asStrings(signers))
		if c.Signer == application.SignGuardian && rules.Answers.Guardian == "" {
			r.at(at+".signer", "a guardian signs, yet answers names no guardian")
		}
		if c.Answer != "" && r.checkNamed(f, at+".answer", c.Answer, TypeYesNo, false) && signs[c.Answer] {
			r.at(at+".answer", "the yes to %q signs another text already; every text needs a yes of its own", c.Answer)
		}
		signs[c.Answer] = true
		r.checkLanguages(at+".reviewed", c.Reviewed)
		for j, language := range c.Reviewed {
			if _, ok := c.Text[language]; !ok {
				r.at(fmt.Sprintf("%s.reviewed[%d]", at, j), "there is no text in %q that could have been reviewed", language)
			}
		}
	}
}

// checkKept sees to it that an answer which is not kept is of use when it comes in, and missed by nothing later.
func (r *report) checkKept(rules application.Rules, f Form) {
	looked := map[string]bool{}
	for _, c := range rules.Eligibility {
		looked[c.Answer] = true
		for _, either := range c.Any {
			looked[either.Answer] = true
		}
		if c.When != nil {
			looked[c.When.Answer] = true
		}
	}
	keys := rules.Answers
	read := slices.Concat([]string{keys.Name, keys.BirthDate, keys.FilledBy, keys.Guardian, keys.GuardianCall, keys.SecondCall}, keys.Wishes, keys.Emergency)
	for _, a := range applicationAnswers {
		read = append(read, a.key)
	}
	for _, c := range rules.Consents {
		read = append(read, c.Answer)
	}
	for i, field := range f.Fields {
		at := fmt.Sprintf("form.fields[%d].keep", i)
		switch {
		case field.Keep == KeepForDecision && !looked[field.Key]:
			r.at(at, "no condition looks at %q, and it would never be kept; do not ask it", field.Key)
		case field.Keep == KeepForDecision && slices.Contains(read, field.Key):
			r.at(at, "%q is read later as well, so it has to be kept", field.Key)
		case field.Keep == KeepForSeason && rules.Season == nil:
			r.at(at, "there is no season that %q could be kept for", field.Key)
		}
	}
}

// checkNewKey checks a key that has to be the only one of its kind.
func (r *report) checkNewKey(path, key string, seen map[string]bool) {
	if r.checkKey(path, key) && seen[key] {
		r.at(path, "%q is there twice", key)
	}
	seen[key] = true
}

func (r *report) atMost(path string, n, most int) {
	if n > most {
		r.at(path, "%d of %s are too many; the most is %d", n, lastKey(path), most)
	}
}
