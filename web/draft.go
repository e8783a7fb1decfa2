package web

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
)

const explanationField = programs.ExplanationField

// channelField asks staff how a request came; no program's form can have a field of this name.
const channelField = "entered-channel"

// typedMax bounds, in bytes, what is kept of an answer that is not valid yet.
const typedMax = 64 << 10

// draft is what a family has typed so far. It travels sealed with the page, so that nothing is kept before it is sent or saved, and
// nobody else can read or change it.
type draft struct {
	Version   string                     `json:"version"` // of the program whose form was filled in
	Key       string                     `json:"key"`     // makes sending it twice safe
	Channel   string                     `json:"channel,omitempty"`
	Household uuid.UUID                  `json:"household,omitzero"` // of a guardian who signs up one more child
	Reason    string                     `json:"reason,omitempty"`   // why a coordinator makes an exception
	Checked   bool                       `json:"checked,omitempty"`  // all pages were seen; a change leads straight back
	Step      int                        `json:"step,omitempty"`     // of one that is kept: where somebody stopped
	Answers   map[string]json.RawMessage `json:"answers"`
}

func draftContext(p programs.Program) string { return p.Organization + "/" + p.Key }

func (s *Server) sealDraft(p programs.Program, d draft) (string, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	sealed, err := s.Keys.Organization(p.Organization).SealForm(draftContext(p), plain)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// openDraft gives back what sealDraft sealed for the same program; ok is false for anything else.
func (s *Server) openDraft(p programs.Program, state string) (d draft, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil {
		return d, false
	}
	plain, err := s.Keys.Organization(p.Organization).OpenForm(draftContext(p), sealed)
	if err != nil || json.Unmarshal(plain, &d) != nil || d.Key == "" {
		return draft{}, false
	}
	if d.Answers == nil {
		d.Answers = map[string]json.RawMessage{}
	}
	return d, true
}

// fit brings a draft to the form as it is now; changed tells that it was begun under another one.
func (d *draft) fit(p programs.Program) (changed bool) {
	if d.Version == p.Version {
		return false
	}
	d.Version = p.Version
	for key := range d.Answers {
		if _, ok := p.Form.Field(key); !ok {
			delete(d.Answers, key)
		}
	}
	return true
}

// keep takes over what was typed on one page. What is wrong is kept as it was typed, within a bound.
func (d *draft) keep(p programs.Program, keys []string, raw map[string]string) []domain.FieldError {
	values, wrong := p.CheckFields(keys, raw)
	for _, key := range keys {
		delete(d.Answers, key)
		if value, ok := values[key]; ok && len(value) <= typedMax {
			d.Answers[key] = value
		}
	}
	return append(wrong, d.unexplained(p, keys)...)
}

// wrong looks at the answers of one page again.
func (d *draft) wrong(p programs.Program, keys []string) []domain.FieldError {
	_, wrong := p.CheckFields(keys, p.Typed(d.Answers))
	return append(wrong, d.unexplained(p, keys)...)
}

// unexplained asks for the explanation that more than the cap needs.
func (d *draft) unexplained(p programs.Program, keys []string) []domain.FieldError {
	if !slices.Contains(keys, explanationField) || !d.aboveCap(p) {
		return nil
	}
	var text string
	if json.Unmarshal(d.Answers[explanationField], &text) == nil && utf8.RuneCountInString(text) >= p.Guideline.Exception.ExplainAtLeast {
		return nil
	}
	return []domain.FieldError{{Field: explanationField, Message: ""}}
}

// aboveCap tells whether the amount needs an exception that the fund knows.
func (d *draft) aboveCap(p programs.Program) bool { return p.AboveCap(d.Answers) }

// asked are the pages of the form that are for this draft.
func (d *draft) asked(p programs.Program) []int {
	var steps []int
	for step := d.next(p, -1, 1); step >= 0; step = d.next(p, step, 1) {
		steps = append(steps, step)
	}
	return steps
}

// next finds the page after one, in either direction; -1 behind either end.
func (d *draft) next(p programs.Program, step, direction int) int {
	for step += direction; step >= 0 && step < len(p.Form.Pages); step += direction {
		if p.Asks(step, d.Answers) {
			return step
		}
	}
	return -1
}

// firstWrong finds the first page that needs another look; -1 when there is none.
func (d *draft) firstWrong(p programs.Program) int {
	for step := d.next(p, -1, 1); step >= 0; step = d.next(p, step, 1) {
		if len(d.wrong(p, p.Form.Pages[step].Ask)) > 0 {
			return step
		}
	}
	return -1
}

// final are the answers to send: those of pages that this draft was not asked are left out.
func (d *draft) final(p programs.Program) map[string]json.RawMessage {
	answers := map[string]json.RawMessage{}
	for step := d.next(p, -1, 1); step >= 0; step = d.next(p, step, 1) {
		for _, key := range p.Form.Pages[step].Ask {
			if value, ok := d.Answers[key]; ok {
				answers[key] = value
			}
		}
	}
	return answers
}

// staffChannels are the ways a request reaches staff who type it in.
var staffChannels = []welfare.Channel{welfare.Telephone, welfare.WalkIn, welfare.Paper}
