package programs

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/almoner/almoner/domain"
)

// OwnWords ends the name of the input of a page in which a choice is answered in one's own words.
const OwnWords = "-own"

// dateParts end the names of the three inputs of a date on a page.
var dateParts = [3]string{"-year", "-month", "-day"}

var (
	yearPattern = regexp.MustCompile(`^[0-9]{4}$`)
	partPattern = regexp.MustCompile(`^[0-9]{1,2}$`)
)

// CheckFields checks what was typed into one page: money in dollars, "yes" or "no", a date as YYYY-MM-DD or in the three inputs
// key-year, key-month and key-day. The values go into a draft for Check; what is wrong is kept as the string that was typed, so
// that the page can show it again. Of one_of only the groups that stand on this page as a whole are looked at.
func (p Program) CheckFields(keys []string, raw map[string]string) (map[string]json.RawMessage, []domain.FieldError) {
	values := map[string]json.RawMessage{}
	var wrong []domain.FieldError
	onPage := map[string]bool{}
	for _, key := range keys {
		onPage[key] = true
		f, ok := p.Form.Field(key)
		if !ok {
			wrong = append(wrong, domain.FieldError{Field: key, Message: "This form does not ask for this. Leave it out."})
			continue
		}
		typed := f.typed(raw)
		value, sentence := f.readTyped(typed)
		if own := trimmed(raw[f.Key+OwnWords]); f.Free && own != "" && typed != own { // both are said: the words are kept, and say more
			typed, sentence = own, "You chose an answer and wrote one, too. Please keep one of the two: empty the line, or leave the question open above it."
		}
		if sentence == "" {
			sentence = f.missing(value)
		}
		if sentence != "" {
			wrong = append(wrong, domain.FieldError{Field: key, Message: sentence})
			if typed != "" {
				value = typed
			}
		}
		if value != nil {
			values[key], _ = json.Marshal(value) // string, int64 or bool: cannot fail
		}
	}
	for _, group := range p.Form.OneOf {
		whole := true
		for _, key := range group {
			whole = whole && onPage[key]
		}
		if !whole {
			continue
		}
		if fe, ok := p.checkGroup(group, func(key string) bool { return values[key] != nil }, wrong); !ok {
			wrong = append(wrong, fe)
		}
	}
	return values, wrong
}

// Typed is the way back: what to put into the inputs of a page for the values of a draft, the parts of dates included.
func (p Program) Typed(values map[string]json.RawMessage) map[string]string {
	typed := map[string]string{}
	for _, f := range p.Form.Fields {
		raw, ok := values[f.Key]
		if !ok {
			continue
		}
		s := f.show(raw)
		typed[f.Key] = s
		if f.Type == TypeDate {
			year, rest, _ := strings.Cut(s, "-")
			month, day, _ := strings.Cut(rest, "-")
			for i, part := range []string{year, month, day} {
				typed[f.Key+dateParts[i]] = part
			}
		}
	}
	return typed
}

func (f Field) show(raw json.RawMessage) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return ""
	}
	switch v := value.(type) {
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		if f.Type == TypeNumber {
			return strings.TrimSpace(string(raw))
		}
		if cents, sentence := readCents(strings.TrimSpace(string(raw))); sentence == "" {
			return strings.TrimPrefix(domain.FormatUSDShort(cents.(int64)), "$")
		}
	}
	return ""
}

// typed finds what was typed for a field; of a date in three inputs, the parts joined by dashes.
func (f Field) typed(raw map[string]string) string {
	if own := trimmed(raw[f.Key+OwnWords]); f.Free && own != "" && trimmed(raw[f.Key]) == "" {
		return own
	}
	if s, ok := raw[f.Key]; ok || f.Type != TypeDate {
		return trimmed(s)
	}
	var parts [3]string
	for i, part := range dateParts {
		parts[i] = trimmed(raw[f.Key+part])
	}
	if parts == [3]string{} {
		return ""
	}
	return strings.Join(parts[:], "-")
}

func trimmed(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}

// readTyped is read for what a page sends.
func (f Field) readTyped(s string) (value any, sentence string) {
	switch {
	case s == "":
		return nil, ""
	case !utf8.ValidString(s):
		return nil, sayControl
	}
	switch f.Type {
	case TypeMoney:
		cents, err := domain.ParseUSD(s)
		if err != nil {
			return nil, domain.MessageOf(err)
		}
		return cents, ""
	case TypeNumber:
		return f.readNumber(strings.ReplaceAll(strings.TrimSpace(s), ",", ""))
	case TypeYesNo:
		switch strings.ToLower(strings.TrimSpace(s)) {
		case "yes", "true":
			return true, ""
		case "no", "false":
			return false, ""
		}
		return nil, sayYesNo
	case TypeDate:
		return f.readTypedDate(s)
	default:
		return f.readText(s)
	}
}

// readTypedDate forgives months and days of one digit.
func (f Field) readTypedDate(s string) (value any, sentence string) {
	parts := strings.Split(s, "-")
	if len(parts) != len(dateParts) {
		return nil, sayDate
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
		switch {
		case parts[i] == "":
			return nil, "Write the month, the day and the year."
		case i == 0 && !yearPattern.MatchString(parts[i]):
			return nil, "Write the year with four digits, for example 2026."
		case i > 0 && !partPattern.MatchString(parts[i]):
			return nil, "Write the month and the day as numbers, for example 3 and 24."
		case i > 0 && len(parts[i]) == 1:
			parts[i] = "0" + parts[i]
		}
	}
	value, sentence = f.readText(strings.Join(parts, "-"))
	if sentence == sayDate {
		sentence = "This date is not in the calendar. Please check the month and the day."
	}
	return value, sentence
}
