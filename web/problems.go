package web

import (
	"reflect"
	"strings"
)

// apart makes the lines above a page's heading tell themselves apart: those that say the same are called by the fields they lead to, wherever on the page
// those stand.
func apart(say speaker, lines []problemLine, body any) []problemLine {
	times := map[string]int{}
	for _, line := range lines {
		times[say(line.Text)]++
	}
	if len(times) == len(lines) {
		return lines
	}
	labels := map[string]string{}
	learnLabels(labels, reflect.ValueOf(body))
	named := append([]problemLine{}, lines...)
	for i, line := range named {
		if label := labels[strings.TrimPrefix(line.Href, "#")]; label != "" && times[say(line.Text)] > 1 {
			named[i].Text = say("errors.of", label, say(line.Text))
		}
	}
	return named
}

// learnLabels finds the fields of a page, however deep they lie in it.
func learnLabels(labels map[string]string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			learnLabels(labels, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			learnLabels(labels, v.Index(i))
		}
	case reflect.Struct:
		field := reflect.TypeFor[fieldView]()
		if from := v.Type().PkgPath(); from != "" && from != field.PkgPath() || v.Type() == reflect.TypeFor[Server]() { // what a page is made of is of this package, or has no name
			return
		}
		if v.Type() == field {
			labels[v.FieldByName("ID").String()] = v.FieldByName("Label").String()
			return
		}
		for i := range v.NumField() {
			learnLabels(labels, v.Field(i))
		}
	default: // words and numbers
	}
}
