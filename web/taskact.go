package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/concern"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// actForm is one thing that can be done with a task.
type actForm struct {
	Label, Action, Help string
	Whose               string // who opened it, sealed: what they type in it outlives their session
	Open, Files         bool   // Files: it brings a file
	Fields              []fieldView
	Button              buttonView
}

// actField is a field of an act: its name in the API, and how a page asks for it.
type actField struct{ name, kind string }

// actFields are the fields of every act, by kind of task and action.
var actFields = map[string][]actField{
	"confirm_membership.confirm": {{"member_number", "text"}},
	"confirm_membership.refuse":  {{"reason", "long_text"}},
	"interpret.interpret":        {{"story", "long_text"}, {"explanation", "long_text"}},
	"find_interpreter.proceed":   {{"reason", "long_text"}},
	"vote.approve":               {{"amount_cents", "money"}, {"reason", "long_text"}},
	"vote.decline":               {{"reason", "long_text"}},
	"vote.ask":                   {{"question", "long_text"}},
	"vote.recuse":                {{"reason", "long_text"}},
	"prepare_payment.prepare":    {{"payee", "text"}, {"method", "select"}},
	"release_payment.reject":     {{"reason", "long_text"}},
	"call_family.called":         {{"note", "long_text"}},
	"arrange.settle":             {{"outcome", "select"}, {"note", "long_text"}},
	"arranging.settle":           {{"outcome", "select"}, {"note", "long_text"}},
	"call_visitor.called":        {{"note", "long_text"}},
	"read_again.theirs":          {{"note", "long_text"}},
	"read_again.read":            {{"note", "long_text"}},
	"read_again.stranger":        {{"note", "long_text"}},
	"call_back.proceed":          {{"note", "long_text"}},
	"call_back.decline":          {{"note", "long_text"}},
	"call_back.not_reached":      {{"note", "long_text"}},
	"dispatch.pass":              {{"reason", "long_text"}, {"tied", "said"}},
	"find_ministers.assign":      {{"minister", "select"}},
	"contact.made":               {{"note", "long_text"}},
	"contact.attempted":          {{"note", "long_text"}},
	"visit_alarm.safe":           {{"note", "long_text"}},
	"follow_up.done":             {{"note", "long_text"}},
	"remember.done":              {{"note", "long_text"}},
	"offer_conversation.offered": {{"note", "long_text"}},
	"screen.clear":               {{"checked_on", "day"}, {"expires_on", "day"}},
	"screen.refuse":              {{"reason", "long_text"}},
	"review.refuse":              {{"reason", "long_text"}},
	"review.ask":                 {{"question", "long_text"}},
	"fit.keep":                   {{"reason", "long_text"}},
	"fit.refuse":                 {{"reason", "long_text"}},
	"standing.fine":              {{"note", "long_text"}},
	"standing.concern":           {{"note", "long_text"}},
	"look_into_concern.note":     {{"note", "long_text"}},
	"look_into_concern.refer":    {{"to", "select"}, {"note", "long_text"}},
	"look_into_concern.settle":   {{"reason", "long_text"}},
	"find_coach.assign":          {{"coach", "select"}},
}

// optionalFields may stay empty.
var optionalFields = map[string]bool{
	"interpret.interpret.explanation": true, "vote.recuse.reason": true, "vote.approve.reason": true, "call_family.called.note": true,
	"screen.clear.checked_on": true, "screen.clear.expires_on": true, "standing.fine.note": true,
}

// acts are the forms of an open task. One that was just refused is open, with what was typed.
func (v taskWords) acts(refused tried, wrong map[string]string) []actForm {
	if facts, ok := v.facts.(releaseFacts); ok && facts.Mine {
		return nil
	}
	var forms []actForm
	names := handlers.Actions(v.Kind)
	for _, name := range names {
		key := v.Kind + "." + name
		form := actForm{
			Label: v.c.say("act." + key), Action: "/tasks/" + v.ID.String() + "/" + name, Open: name == refused.action || v.Kind != workflows.TaskVote && name == names[0] && refused.action == "",
			Button: buttonView{Label: v.c.say("act." + key + ".button")}, Whose: v.whose,
		}
		if help := "act." + key + ".help"; words.Known(help) {
			form.Help = v.c.say(help)
		}
		for _, f := range actFields[key] {
			field := v.actField(key, f)
			field.ID = name + "-" + f.name
			if name == refused.action {
				v.tryAgain(&field, f, refused.typed, wrong)
			}
			form.Fields = append(form.Fields, field)
		}
		forms = append(forms, form)
	}
	return forms
}

func (v taskWords) actField(key string, f actField) fieldView {
	field := textField(f.name, f.kind, v.c.say("act."+key+"."+f.name), v.proposed(f.name))
	field.Optional = optionalFields[key+"."+f.name] && key != "vote.approve" || f.name == "note" && key != "standing.concern" && key != "look_into_concern.note" || key == "dispatch.pass" && f.name == "reason"
	if f.kind == "day" {
		field.Type, field.Parts = "date", dateParts(f.name, v.c.say, map[string]string{})
	}
	if f.kind == "yes" || f.kind == "said" {
		v.yesOrNo(&field, f.kind, "")
	}
	if key == "look_into_concern.refer" && f.name == "to" {
		for _, to := range concern.Destinations() {
			field.choose(to, v.c.say("concern.to."+to), "")
		}
	}
	for _, m := range v.standby {
		field.choose(m.Value, m.Label, "")
	}
	if f.name == "outcome" {
		for _, outcome := range gathering.Outcomes() {
			field.choose(string(outcome), v.c.say("visits.outcome."+string(outcome)), "")
		}
	}
	if facts, ok := v.facts.(prepareFacts); ok && f.kind == "select" {
		for _, method := range facts.Methods {
			field.choose(method, methodWords(v.c.say, method), "")
		}
	}
	if f.name != "method" || len(field.Options) > 1 { // the only way to pay is no choice
		v.toChoose(&field)
	}
	return field
}

func (v taskWords) chooseAgain(field *fieldView) {
	for i := range field.Options {
		field.Options[i].Chosen = field.Options[i].Value == field.Value
	}
}

// proposed is what a field holds before anybody types: what the family wrote.
func (v taskWords) proposed(name string) string {
	switch facts := v.facts.(type) {
	case voteFacts:
		if name == "amount_cents" {
			return strings.TrimPrefix(domain.FormatUSDShort(facts.AmountCents), "$")
		}
	case confirmFacts:
		if name == "member_number" {
			return facts.MemberNumber
		}
	case prepareFacts:
		if name == "payee" {
			return facts.Payee
		}
	}
	return ""
}

// actOnPage brings a page's form to the desk as the API would, and comes back with what was typed when it is refused.
func (s *Server) actOnPage(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	for field, values := range q.PostForm {
		if !utf8.ValidString(field + strings.Join(values, "")) {
			return domain.Errorf(domain.Invalid, "There is a character in this that cannot be read. Nothing was recorded; please go back and type it again.")
		}
	}
	t, err := s.taskFor(q)
	if err != nil {
		return err
	}
	action := q.PathValue("action")
	if !slices.Contains(handlers.Actions(t.Kind), action) {
		return domain.Errorf(domain.NotFound, "That cannot be done with this task.")
	}
	body, wrong, err := actBody(q, actFields[t.Kind+"."+action])
	if err != nil {
		return err
	}
	var outcome json.RawMessage
	if wrong == nil {
		_, outcome, err = s.Desk.Act(q.Context(), q.who, t.ID, action, body)
		wrong = fieldsOf(err)
	}
	if domain.CodeOf(err) == domain.Conflict { // as it stands now, with what was typed
		now, gone := s.taskFor(q)
		if gone != nil {
			return err
		}
		return s.renderTask(w, q, now, tried{status: http.StatusConflict, action: action, typed: typedIn(q), reason: domain.MessageOf(err)})
	}
	switch {
	case err == nil && wrong == nil:
		return seeOther(w, "/inbox?done="+t.Kind+"."+lateOr(outcome, action))
	case err == nil, domain.CodeOf(err) == domain.Invalid, domain.CodeOf(err) == domain.Rejected, domain.CodeOf(err) == domain.Unavailable:
		refused := tried{status: http.StatusBadRequest, action: action, typed: typedIn(q), wrong: wrong}
		if err != nil {
			refused.status, refused.reason = statusOf(domain.CodeOf(err)), domain.MessageOf(err)
		}
		return s.renderTask(w, q, t, refused)
	}
	return err
}

func typedIn(q *request) map[string]string {
	typed := map[string]string{}
	for name := range q.PostForm {
		typed[name] = q.PostForm.Get(name)
	}
	return typed
}

// actBody makes the JSON body of an act from a page's form: dollars become cents, three inputs a date, yes and no a truth.
func actBody(q *request, asked []actField) (body json.RawMessage, wrong []domain.FieldError, err error) {
	fields := map[string]any{}
	for _, f := range asked {
		value, sentence := actValue(q, f)
		if sentence != "" {
			wrong = append(wrong, domain.FieldError{Field: f.name, Message: sentence})
		}
		if value != nil {
			fields[f.name] = value
		}
	}
	body, err = json.Marshal(fields)
	return body, wrong, err
}

// actValue is what was typed into one field, and what is wrong with it. Without a value it is not named in the body.
func actValue(q *request, f actField) (value any, wrong string) {
	typed := strings.TrimSpace(q.PostForm.Get(f.name))
	switch f.kind {
	case "money":
		cents, err := domain.ParseUSD(typed)
		if err != nil {
			wrong = domain.MessageOf(err)
		}
		return cents, wrong
	case "yes", "wish":
		if typed == "" {
			wrong = notChosen(f)
		}
		return typed == "yes", wrong
	case "said":
		if typed == "" {
			return nil, ""
		}
		return typed == "yes", ""
	case "time":
		minute, ok := typedTime(typed)
		if !ok {
			wrong = words.Say("en", "wrong.time")
		}
		return fmt.Sprintf("%02d:%02d", minute/60, minute%60), wrong
	case "day":
		return typedDay(q, f.name), ""
	case "select":
		switch {
		case typed != "":
			return typed, ""
		case unchosen[f.name]:
			return nil, ""
		}
		return nil, notChosen(f)
	case "nth", "count", "number":
		n, err := strconv.Atoi(typed)
		switch {
		case err == nil:
			return n, ""
		case f.kind == "nth":
			return n, notChosen(f)
		case f.kind == "count":
			return n, "Please write a whole number, for example 12."
		case typed != "":
			return nil, words.Say("en", "gathering.wrong.number")
		}
		return nil, ""
	case "several":
		return append([]string{}, q.PostForm[f.name]...), ""
	}
	return typed, ""
}

// lateOr names what was done, or that it came after the decision.
func lateOr(outcome json.RawMessage, action string) string {
	var o handlers.Outcome
	if json.Unmarshal(outcome, &o) == nil && o.Late {
		return "late"
	}
	return action
}
