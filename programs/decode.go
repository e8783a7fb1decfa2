package programs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

var (
	yamlErrorPattern = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?(.*)`)

	// The library counts lines from 0 in errors of its parser, from 1 in those of its scanner.
	yamlParserPattern = regexp.MustCompile(`^did not find expected (<|'|key|node content)`)
)

// decode fills target from YAML, strictly: every key known and there once, every key without omitempty present, every value
// of its type, nothing by reference. It reports instead of failing.
func decode(r *report, data []byte, target any) {
	r.lines = map[string]int{}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		r.yamlError(err)
		return
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		r.atLine(second.Line, "a second document begins here; one file is one program")
		return
	} else if !errors.Is(err, io.EOF) {
		r.yamlError(err)
		return
	}
	r.value(document.Content[0], "", reflect.ValueOf(target).Elem())
}

func (r *report) yamlError(err error) {
	if errors.Is(err, io.EOF) {
		r.atLine(1, "the file is empty")
		return
	}
	line, reason := 0, err.Error()
	if m := yamlErrorPattern.FindStringSubmatch(reason); m != nil {
		line, _ = strconv.Atoi(m[1])
		reason = m[2]
		if yamlParserPattern.MatchString(reason) {
			line++
		}
	}
	r.atLine(max(line, 1), "not YAML: %s", reason)
}

func (r *report) value(n *yaml.Node, path string, v reflect.Value) {
	if r.lines[path] == 0 {
		r.lines[path] = n.Line
	}
	name := path
	if name == "" {
		name = "the file"
	}
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.atLine(n.Line, "%s uses an anchor; write the value out", name)
	case n.ShortTag() == "!!null":
		r.atLine(n.Line, "%s has no value", name)
	case v.Type() == reflect.TypeFor[Text]():
		r.text(n, path, v)
	case v.Type() == reflect.TypeFor[time.Duration]():
		r.duration(n, path, v)
	case v.Type() == reflect.TypeFor[Page]() && n.Kind == yaml.SequenceNode:
		r.sequence(n, path, name, v.FieldByName("Ask"))
	default:
		r.plain(n, path, name, v)
	}
}

func (r *report) plain(n *yaml.Node, path, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.value(n, path, v.Elem())
	case reflect.Struct:
		r.mapping(n, path, name, v)
	case reflect.Slice:
		r.sequence(n, path, name, v)
	case reflect.String:
		if s, ok := r.str(n, name); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		var b bool
		if n.ShortTag() != "!!bool" || n.Decode(&b) != nil {
			r.atLine(n.Line, "%s has to be true or false", name)
			return
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		var i int64
		if n.ShortTag() != "!!int" || n.Decode(&i) != nil {
			r.atLine(n.Line, "%s has to be a whole number", name)
			return
		}
		v.SetInt(i)
	default:
		panic("programs: no way to read a " + v.Type().String())
	}
}

func (r *report) str(n *yaml.Node, name string) (string, bool) {
	switch {
	case n.Kind != yaml.ScalarNode:
		r.atLine(n.Line, "%s has to be text", name)
	case n.ShortTag() != "!!str":
		r.atLine(n.Line, "%s has to be text; put %s in quotes", name, n.Value)
	default:
		return n.Value, true
	}
	return "", false
}

func (r *report) mapping(n *yaml.Node, path, name string, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		r.atLine(n.Line, "%s has to be a list of keys with values", name)
		return
	}
	fields, order := yamlFields(v.Type())
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		index, known := fields[key.Value]
		switch {
		case !known:
			r.atLine(key.Line, "unknown key %q; known here: %s", key.Value, strings.Join(order, ", "))
		case seen[key.Value]:
			r.atLine(key.Line, "key %q is there twice", key.Value)
		default:
			if n.Content[i+1].Kind != yaml.ScalarNode {
				r.lines[join(path, key.Value)] = key.Line // a list or mapping is best found by its heading
			}
			r.value(n.Content[i+1], join(path, key.Value), v.Field(index))
		}
		seen[key.Value] = true
	}
	for _, key := range order {
		if !seen[key] && !optional(v.Type().Field(fields[key])) {
			r.atLine(r.lines[path], "%s is missing", join(path, key))
		}
	}
}

func (r *report) sequence(n *yaml.Node, path, name string, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		r.atLine(n.Line, "%s has to be a list", name)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		r.value(item, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
	}
}

// text reads a plain string as English, or a mapping of language to string.
func (r *report) text(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		if s, ok := r.str(n, path); ok {
			v.Set(reflect.ValueOf(Text{"en": s}))
		}
		return
	}
	text := Text{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, item := n.Content[i], n.Content[i+1]
		if _, twice := text[key.Value]; twice {
			r.atLine(key.Line, "key %q is there twice", key.Value)
			continue
		}
		var s string
		r.value(item, join(path, key.Value), reflect.ValueOf(&s).Elem())
		text[key.Value] = s
	}
	v.Set(reflect.ValueOf(text))
}

func (r *report) duration(n *yaml.Node, path string, v reflect.Value) {
	d, err := time.ParseDuration(n.Value)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" || err != nil {
		r.atLine(n.Line, `%s has to be a time with its unit, for example "72h" or "30m"`, path)
		return
	}
	v.SetInt(int64(d))
}

// yamlFields gives the index of each key of a struct, and the keys in order.
func yamlFields(t reflect.Type) (index map[string]int, order []string) {
	index = map[string]int{}
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if key != "-" && key != "" {
			index[key] = i
			order = append(order, key)
		}
	}
	return index, order
}

func optional(f reflect.StructField) bool {
	return strings.HasSuffix(f.Tag.Get("yaml"), ",omitempty")
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
