package programs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
)

// unknownMax bounds how many unknown answers one refusal lists.
const unknownMax = 20

// Answers are checked answers by field key: string, int64 (cents, or a number) or bool. What was not answered is not there. Marshaled to
// JSON the keys are sorted, so that equal answers are equal bytes.
type Answers map[string]any

// Text gives a written answer, the key of a choice, a date as YYYY-MM-DD or a telephone number as E.164; "" when not answered.
func (a Answers) Text(key string) string {
	s, _ := a[key].(string)
	return s
}

// Cents gives an amount; 0 when not answered.
func (a Answers) Cents(key string) int64 {
	n, _ := a[key].(int64)
	return n
}

// Number gives a whole number; 0 when not answered.
func (a Answers) Number(key string) int {
	n, _ := a[key].(int64)
	return int(n)
}

// Bool gives a yes or no, and whether there was one.
func (a Answers) Bool(key string) (value, answered bool) {
	value, answered = a[key].(bool)
	return value, answered
}

// UnmarshalJSON reads back what json.Marshal wrote, amounts as int64 again; it refuses anything that Check cannot give.
func (a *Answers) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var raw map[string]any
	if err := decoder.Decode(&raw); err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	for key, value := range raw {
		switch v := value.(type) {
		case string, bool:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return fmt.Errorf("read answers: %w", err)
			}
			raw[key] = n
		default:
			return fmt.Errorf("read answers: %T is no answer", value)
		}
	}
	*a = raw
	return nil
}

// Check reads submitted answers against the form: spaces are tidied, telephone numbers become E.164, null and "" count as not
// answered. The error is Invalid with one sentence per field that needs another look, in the order of the form.
func (p Program) Check(raw map[string]json.RawMessage) (Answers, error) {
	answers := Answers{}
	var wrong []domain.FieldError
	for _, f := range p.Form.Fields {
		value, message := f.read(raw[f.Key])
		if message == "" {
			message = f.missing(value)
		}
		if message != "" {
			wrong = append(wrong, domain.FieldError{Field: f.Key, Message: message})
		} else if value != nil {
			answers[f.Key] = value
		}
	}
	for _, group := range p.Form.OneOf {
		if fe, ok := p.checkGroup(group, func(key string) bool { return answers[key] != nil }, wrong); !ok {
			wrong = append(wrong, fe)
		}
	}
	wrong = append(wrong, p.unknown(raw)...)
	if len(wrong) > 0 {
		return nil, &domain.Error{Code: domain.Invalid, Message: "Some answers need another look.", Fields: wrong}
	}
	return answers, nil
}

// missing gives the sentence for a required answer that is not there, or is an amount of nothing.
func (f Field) missing(value any) string {
	if !f.Required {
		return ""
	}
	if f.Type == TypeMoney && value == int64(0) {
		return "Write an amount above zero."
	}
	if value != nil {
		return ""
	}
	switch f.Type {
	case TypeChoice:
		return "Choose one of the answers."
	case TypeYesNo:
		return "Choose yes or no."
	case TypeMoney:
		return "Write the amount."
	case TypeNumber:
		return sayNumber
	case TypeDate:
		return "Write the date."
	case TypePhone:
		return "Write a telephone number, for example (314) 555-0100."
	case TypeEmail:
		return "Write an e-mail address, for example name@example.org."
	default:
		return "Write a few words here."
	}
}

// checkGroup refuses a group nobody answered, unless one of its fields is wrong already: that is told first.
func (p Program) checkGroup(group []string, answered func(string) bool, wrong []domain.FieldError) (domain.FieldError, bool) {
	var labels []string
	for _, key := range group {
		told := slices.ContainsFunc(wrong, func(fe domain.FieldError) bool { return fe.Field == key })
		if told || answered(key) {
			return domain.FieldError{}, true
		}
		if f, ok := p.Form.Field(key); ok {
			labels = append(labels, `"`+f.Label.In("en")+`"`)
		}
	}
	if len(labels) == 0 {
		return domain.FieldError{}, true
	}
	return domain.FieldError{Field: group[0], Message: p.oneOf(group, labels)}, false
}

// oneOf says what a group wants: in words that every language has where it is about how to reach somebody, as it nearly always is.
func (p Program) oneOf(group, labels []string) string {
	reaches := !slices.ContainsFunc(group, func(key string) bool {
		f, _ := p.Form.Field(key)
		return f.Type != TypePhone && f.Type != TypeEmail
	})
	if reaches {
		return "Write a telephone number or an e-mail address."
	}
	return fmt.Sprintf("Answer at least one of these: %s.", strings.Join(labels, ", "))
}

func (p Program) unknown(raw map[string]json.RawMessage) []domain.FieldError {
	var wrong []domain.FieldError
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		if _, ok := p.Form.Field(key); ok {
			continue
		}
		if len(wrong) == unknownMax {
			break
		}
		if r := []rune(key); len(r) > keyMax {
			key = string(r[:keyMax])
		}
		wrong = append(wrong, domain.FieldError{Field: key, Message: "This form does not ask for this. Leave it out."})
	}
	return wrong
}
