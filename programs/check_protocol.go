package programs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

const (
	pairMax     = 5
	familiesMax = 50
)

var (
	aDay     = span{1, day, "more than 0 and at most a day"}
	fewDays  = span{1, 300*day - 1, "more than 0 and less than 300 days"} // the reminder of a yearly date has to come after its last time
	tenYears = span{1, 10 * year, "more than 0 and at most ten years"}
	toAnswer = span{time.Minute, year, "at least a minute and at most a year"}
)

var (
	askers            = []support.Asker{support.AskFamily, support.AskDesk, support.AskClergy, support.AskOther}
	supportRecipients = []support.Recipient{
		support.ToRequester, support.ToRelatives, support.ToMinister, support.ToMinisters, support.ToCoordinator,
	}
)

// supportAnswers are what the support workflow reads.
var supportAnswers = []answer{
	{key: "who_is_asking", kind: TypeChoice, required: true},
	{key: "family_contact_name", kind: TypeText, required: true},
	{key: "contact_phone", kind: TypePhone, required: true},
	{key: "language", kind: TypeChoice},
	{key: "faith_wish", kind: TypeChoice},
	{key: "area", kind: TypeChoice},
	{key: "safety_concern", kind: TypeYesNo},
	{key: "safe_to_text", kind: TypeYesNo},
	{key: "independent", kind: TypeYesNo},
	{key: "contact_email", kind: TypeEmail},
	{key: "what_would_help", kind: TypeLongText},
}

func (r *report) checkProtocol(p support.Protocol, f Form, known Known) {
	const path = "protocol"
	r.checkSupportForm(p, f)
	r.checkLanguages(path+".languages", p.Languages)
	r.checkList(path+".faiths", p.Faiths, nil, 0)
	r.checkList(path+".areas", p.Areas, nil, 1)
	r.checkPartners(p, f)
	r.positive(path+".call_back", p.CallBack)
	switch {
	case p.Gate:
		r.positive(path+".notify", p.Notify)
	case p.Notify != 0:
		r.at(path+".notify", "only a program with a gate waits for the notification; leave notify out")
	}
	r.checkDispatch(p.Dispatch)
	r.positive(path+".contact.due", p.Contact.Due)
	r.positive(path+".contact.back_up", p.Contact.BackUp)
	r.within(path+".contact.visit", p.Contact.Visit, aDay)
	r.between(path+".care.cap_families", p.Care.CapFamilies, 1, familiesMax)
	r.between(path+".care.call_outs", p.Care.CallOuts, 1, familiesMax)
	r.positive(path+".care.rest", p.Care.Rest)
	r.positive(path+".care.debrief", p.Care.Debrief)
	r.checkFollowUp(p.FollowUp)
	r.within(path+".dates.lead", p.Dates.Lead, fewDays)
	r.checkList(path+".dates.kinds", p.Dates.Kinds, nil, 0)
	if p.Concern != 0 {
		r.positive(path+".concern", p.Concern)
	}
	r.checkClaim(p.Claim)
	r.checkList(path+".needs", p.Needs, nil, 0)
	var tell []notice
	for _, n := range p.Tell {
		tell = append(tell, notice{n.When, string(n.Who), n.Say})
	}
	r.checkTell(path+".tell", tell, asStrings(supportRecipients), known)
}

func (r *report) checkSupportForm(p support.Protocol, f Form) {
	notified := answer{key: "family_notified", kind: TypeYesNo, required: p.Gate}
	r.checkAnswers(KindSupport, f, append(slices.Clone(supportAnswers), notified))
	r.checkAskers(p.Gate, f)
	r.checkSameOptions(f, "language", "languages", p.Languages)
	r.checkSameOptions(f, "faith_wish", "faiths", p.Faiths)
	r.checkSameOptions(f, "area", "areas", p.Areas)
}

// checkAskers keeps who_is_asking to those whom the workflow knows; the homicide desk only asks where it has notified a family first.
func (r *report) checkAskers(gate bool, f Form) {
	i := fieldIndex(f, "who_is_asking")
	for j, option := range optionsOf(f, "who_is_asking") {
		at := fmt.Sprintf("form.fields[%d].options[%d].key", i, j)
		switch {
		case !slices.Contains(asStrings(askers), option):
			r.at(at, "unknown asker %q; it is one of %s", option, strings.Join(asStrings(askers), ", "))
		case option == string(support.AskDesk) && !gate:
			r.at(at, "only a program with a gate is asked by the homicide desk")
		}
	}
}

// checkSameOptions compares what a form lets people wish for with what the rota is told to look for.
func (r *report) checkSameOptions(f Form, key, list string, values []string) {
	i := fieldIndex(f, key)
	if i < 0 {
		return
	}
	path := fmt.Sprintf("form.fields[%d].options", i)
	options := optionsOf(f, key)
	for j, option := range options {
		if !slices.Contains(values, option) {
			r.at(fmt.Sprintf("%s[%d].key", path, j), "protocol.%s does not name %q, which can be chosen here", list, option)
		}
	}
	for _, value := range values {
		if !slices.Contains(options, value) {
			r.at(path, "%q cannot be chosen here, yet protocol.%s names it", value, list)
		}
	}
}

func (r *report) checkLanguages(path string, languages []string) {
	r.checkList(path, languages, nil, 1)
	for i, language := range languages {
		if at := fmt.Sprintf("%s[%d]", path, i); !languagePattern.MatchString(language) {
			r.at(at, "%q is not a language tag; write for example es", language)
		}
	}
}

func (r *report) checkPartners(p support.Protocol, f Form) {
	const path = "protocol.partners"
	if len(p.Partners) > optionsMax {
		r.at(path, "%d partners are too many; the most is %d", len(p.Partners), optionsMax)
	}
	seen := map[string]bool{}
	for i, partner := range p.Partners {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.checkKey(at+".key", partner.Key) && seen[partner.Key] {
			r.at(at+".key", "partner %q is there twice", partner.Key)
		}
		seen[partner.Key] = true
		if domain.CleanLine(partner.Name) != partner.Name || partner.Name == "" || domain.HasControlInLine(partner.Name) || len([]rune(partner.Name)) > lineMax {
			r.at(at+".name", "the name of a partner has to be one line of 1 to %d characters", lineMax)
		}
		r.checkPhone(at+".phone", partner.Phone)
	}
	if p.Independent != "" && !seen[p.Independent] {
		r.at("protocol.independent", "independent names %q, which is no key of a partner", p.Independent)
	}
	if i := fieldIndex(f, "independent"); i >= 0 && p.Independent == "" {
		r.at(fmt.Sprintf("form.fields[%d]", i), "the form offers somebody independent, yet the protocol names no independent partner")
	}
}

func (r *report) checkDispatch(d support.Dispatch) {
	const path = "protocol.dispatch"
	r.between(path+".pair", d.Pair, 1, pairMax)
	r.within(path+".answer", d.Answer, toAnswer)
	if d.Pair > 1 || d.Telephone != 0 { // who goes alone waits for nobody
		r.positive(path+".telephone", d.Telephone)
	}
	r.positive(path+".warn_before", d.WarnBefore)
	r.positive(path+".remind", d.Remind)
}

func (r *report) checkFollowUp(f support.FollowUp) {
	const path = "protocol.follow_up"
	if len(f.After) > optionsMax {
		r.at(path+".after", "%d times are too many; the most is %d", len(f.After), optionsMax)
	}
	for i, after := range f.After {
		at := fmt.Sprintf("%s.after[%d]", path, i)
		if r.within(at, after, tenYears) && i > 0 && after <= f.After[i-1] {
			r.at(at, "the follow-up after %s does not come after the one before it, after %s", after, f.After[i-1])
		}
	}
	r.positive(path+".within", f.Within)
}

func (r *report) checkClaim(c support.Claim) {
	const path = "protocol.claim"
	if c.Within == 0 && c.Remind == 0 && len(c.Papers) == 0 {
		return
	}
	within, remind := r.within(path+".within", c.Within, tenYears), r.within(path+".remind", c.Remind, tenYears)
	if within && remind && c.Remind >= c.Within {
		r.at(path+".remind", "a reminder %s before the end does not fit into a claim of %s", c.Remind, c.Within)
	}
	r.checkList(path+".papers", c.Papers, nil, 1)
}
