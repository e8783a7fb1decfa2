package programs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Page is one page of a form: one decision. One question is its own heading; several have one together. A page that is only a list of
// questions is written as that list, in a file and in JSON alike.
type Page struct {
	Title Text     `yaml:"title,omitempty" json:"title,omitempty" jsonschema:"heading over several questions; one question alone is the heading itself"`
	Why   Text     `yaml:"why,omitempty" json:"why,omitempty" jsonschema:"why they are asked, below the heading"`
	When  *When    `yaml:"when,omitempty" json:"when,omitempty" jsonschema:"when the page is asked at all; always when left out"`
	Ask   []string `yaml:"ask" json:"ask" jsonschema:"keys of the questions"`
}

// When leaves a page out for those whom it is not about.
type When struct {
	Answered []string `yaml:"answered" json:"answered" jsonschema:"questions of pages before, of which at least one has an answer"`
	With     []string `yaml:"with,omitempty" json:"with,omitempty" jsonschema:"answers of a choice, or yes or no: only these count; any answer when left out"`
}

// plainPage is a page without the methods of one.
type plainPage Page

// list tells whether the page is nothing but a list of questions.
func (p Page) list() bool { return len(p.Title) == 0 && len(p.Why) == 0 && p.When == nil }

// MarshalJSON writes a page that is only a list as that list, so that programs without more keep their version.
func (p Page) MarshalJSON() ([]byte, error) {
	if p.list() {
		return json.Marshal(p.Ask)
	}
	return json.Marshal(plainPage(p))
}

// UnmarshalJSON reads both ways of writing a page.
func (p *Page) UnmarshalJSON(data []byte) error {
	*p = Page{}
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '[' {
		return json.Unmarshal(data, &p.Ask)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode((*plainPage)(p)); err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	return nil
}

// Heading is what the page asks, and Reason why: its own, or those of its only question.
func (f Form) Heading(p Page) (heading, reason Text) {
	heading, reason = p.Title, p.Why
	if field, known := f.Field(p.Ask[0]); known && len(p.Ask) == 1 {
		if heading == nil {
			heading = field.Label
		}
		if reason == nil {
			reason = field.Help
		}
	}
	return heading, reason
}

// Asks tells whether a page of the form is for whoever gave these answers. What is on a page that is not asked counts as not answered, so that
// one page left out leaves out those that hang on it.
func (p Program) Asks(step int, answers map[string]json.RawMessage) bool {
	page := p.Form.Pages[step]
	if p.Guideline != nil && len(page.Ask) == 1 && page.Ask[0] == ExplanationField {
		return p.AboveCap(answers)
	}
	if page.When == nil {
		return true
	}
	return slices.ContainsFunc(page.When.Answered, func(key string) bool {
		before := p.Form.pageOf(key)
		return before >= 0 && before < step && p.Asks(before, answers) && page.When.counts(answers[key])
	})
}

// AskedFor tells whether the page of a question is for whoever gave these answers. A question that is on no page is for everybody.
func (p Program) AskedFor(key string, answers Answers) bool {
	step := p.Form.pageOf(key)
	if step < 0 {
		return true
	}
	raw := map[string]json.RawMessage{}
	for k, value := range answers {
		raw[k], _ = json.Marshal(value) // string, int64 or bool: cannot fail
	}
	return p.Asks(step, raw)
}

// ExplanationField is asked only for more than the cap of a welfare fund.
const ExplanationField = "exception_explanation"

// AboveCap tells whether the amount needs an exception that the fund knows.
func (p Program) AboveCap(answers map[string]json.RawMessage) bool {
	var cents int64
	return p.Guideline != nil && p.Guideline.Exception.CapCents > 0 && json.Unmarshal(answers["amount_cents"], &cents) == nil &&
		cents > p.Guideline.CapCents
}

// counts tells whether an answer is one that the page is for.
func (w When) counts(raw json.RawMessage) bool {
	var answer any
	if json.Unmarshal(raw, &answer) != nil || answer == nil || answer == "" {
		return false
	}
	if len(w.With) == 0 {
		return true
	}
	switch v := answer.(type) {
	case bool:
		if v {
			return slices.Contains(w.With, "yes")
		}
		return slices.Contains(w.With, "no")
	case string:
		return slices.Contains(w.With, v)
	}
	return false
}

// pageOf is the page that asks a question; -1 when none does.
func (f Form) pageOf(key string) int {
	return slices.IndexFunc(f.Pages, func(p Page) bool { return slices.Contains(p.Ask, key) })
}
