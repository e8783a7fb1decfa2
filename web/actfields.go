package web

import (
	"cmp"
	"slices"

	"github.com/almoner/almoner/words"
)

// unchosen are choices that may stay open: nothing chosen leaves everything as it is.
var unchosen = map[string]bool{"phone_shared": true, "leave_message": true, "call_hours": true, "size": true, "interpreter": true, "language": true}

// unanswered say what to choose, by the name of the field; others are asked in general words.
var unanswered = map[string]string{
	"check": "Please choose what was checked.", "group": "Please choose a group.", "to": "Please choose to whom.", "coach": "Please choose one of the volunteers.",
	"scope": "Please choose what may be told.", "method": "Please choose how you pay.", "outcome": "Please choose what came of it.",
}

// notChosen is what is wrong with a choice that somebody has to make themselves. Nothing happens to whoever stands first in a list.
func notChosen(f actField) string {
	if f.kind == "yes" || f.kind == "wish" {
		return "Choose yes or no."
	}
	return cmp.Or(unanswered[f.name], "Please choose one of the list.")
}

// yesOrNo asks for a yes or a no. Neither is marked, because who says nothing has not said no; marked is what holds already, where that is known.
func (v taskWords) yesOrNo(field *fieldView, kind, marked string) {
	field.Type, field.Optional = "choice", kind == "said"
	field.choose("yes", v.c.say("field.yes"), marked)
	field.choose("no", v.c.say("field.no"), marked)
}

// toChoose has a choice begin with nothing chosen, so that no act is about whoever stood first in the list.
func (v taskWords) toChoose(field *fieldView) {
	if field.Type != "select" || field.has("") {
		return
	}
	for i := range field.Options {
		field.Options[i].Chosen = false
	}
	field.Options = slices.Insert(field.Options, 0, optionView{Label: v.c.say("act.choose")})
}

// tryAgain shows a field of an act that was just refused as it was filled in, under the name that the summary of what is wrong leads to.
func (v taskWords) tryAgain(field *fieldView, f actField, typed, wrong map[string]string) {
	field.Value, field.Error, field.ID = typed[f.name], wrong[f.name], f.name
	if f.kind == "day" {
		field.Parts = dateParts(f.name, v.c.say, typed)
	}
	if field.Type == "choice" {
		for i := range field.Options {
			field.Options[i].ID = optionID(f.name, i)
		}
	}
	v.chooseAgain(field)
}

// gated is a key of words for programs about a death that somebody may not know of yet, and the plain key for all others.
func (v taskWords) gated(key string) string {
	if own := key + ".gate"; v.file != nil && v.file.gated() && words.Known(own) {
		return own
	}
	return key
}

// asked are the fields of an act on a case: only where there is a gate it is asked who has been told.
func (f *caseFile) asked(fields []actField) []actField {
	if f.terms == nil || f.terms.Program.Protocol == nil || f.gated() {
		return fields
	}
	return slices.DeleteFunc(slices.Clone(fields), func(field actField) bool { return field.name == "notified" })
}
