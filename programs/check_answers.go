package programs

import (
	"fmt"
	"slices"
)

// answer is one that a workflow reads; a form may ask more.
type answer struct {
	key      string
	kind     FieldType
	required bool // else the form may leave the question out
}

func (r *report) checkAnswers(kind Kind, f Form, answers []answer) {
	for _, want := range answers {
		i := fieldIndex(f, want.key)
		if i < 0 {
			if want.required {
				r.at("form.fields", "kind %s needs a field %q of type %s", kind, want.key, want.kind)
			}
			continue
		}
		path := fmt.Sprintf("form.fields[%d]", i)
		if f.Fields[i].Type != want.kind {
			r.at(path+".type", "kind %s needs %q to be of type %s, not %s", kind, want.key, want.kind, f.Fields[i].Type)
		}
		if want.required && !f.Fields[i].Required {
			r.at(path, "kind %s needs %q to be required", kind, want.key)
		}
	}
}

// fieldIndex finds a question by its key; -1 when the form does not ask it.
func fieldIndex(f Form, key string) int {
	return slices.IndexFunc(f.Fields, func(f Field) bool { return f.Key == key })
}

// optionsOf gives the option keys of a field; empty but not nil when there is no such field.
func optionsOf(f Form, key string) []string {
	options := []string{}
	if field, ok := f.Field(key); ok {
		for _, o := range field.Options {
			options = append(options, o.Key)
		}
	}
	return options
}
