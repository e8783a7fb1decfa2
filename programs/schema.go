package programs

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
)

const draft = "https://json-schema.org/draft/2020-12/schema"

// Schema is the format of a program file as JSON Schema, draft 2020-12, for editors and other tools. It holds what a schema can
// say about single values; Parse also checks how they fit together.
func Schema() ([]byte, error) {
	s, err := programSchema()
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	return append(data, '\n'), nil
}

func programSchema() (*jsonschema.Schema, error) {
	page, err := pageSchema()
	if err != nil {
		return nil, err
	}
	s, err := jsonschema.For[Program](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[Page]():                 page,
		reflect.TypeFor[Text]():                 textSchema(),
		reflect.TypeFor[time.Duration]():        {Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`},
		reflect.TypeFor[Kind]():                 enumSchema(kinds),
		reflect.TypeFor[FieldType]():            enumSchema(fieldTypes),
		reflect.TypeFor[welfare.Tie]():          enumSchema(ties),
		reflect.TypeFor[welfare.PayeeKind]():    enumSchema(payees),
		reflect.TypeFor[welfare.ExceededRule](): enumSchema(exceeded),
		reflect.TypeFor[welfare.Recipient]():    enumSchema(recipients),
		reflect.TypeFor[support.Recipient]():    enumSchema(supportRecipients),
		reflect.TypeFor[Keep]():                 enumSchema(keeps),
		reflect.TypeFor[domain.Role]():          enumSchema(enterers),

		reflect.TypeFor[application.Audience]():    enumSchema(audiences),
		reflect.TypeFor[application.Signer]():      enumSchema(signers),
		reflect.TypeFor[application.SeatingMode](): enumSchema(seatingModes),
		reflect.TypeFor[application.Recipient]():   enumSchema(applicationRecipients),
		reflect.TypeFor[gathering.Recipient]():     enumSchema(gatheringRecipients),
	}})
	if err != nil {
		return nil, fmt.Errorf("make schema: %w", err)
	}
	withoutNull(s)
	s.Schema = draft
	s.Title = "A program of Almoner"
	s.Description = "One file per program, <organization>/<program>.yaml. Times are written with their unit, for example 72h; a text is a string in English or a mapping of language to string."
	s.AllOf = []*jsonschema.Schema{
		onlyAndAlways(KindWelfare, "guideline"), onlyAndAlways(KindSupport, "protocol"), onlyAndAlways(KindApplication, "application"), onlyAndAlways(KindGathering, "gathering"),
	}
	return s, nil
}

// pageSchema is a page as a list of questions, or with more about them.
func pageSchema() (*jsonschema.Schema, error) {
	whole, err := jsonschema.For[plainPage](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[Text](): textSchema()}})
	if err != nil {
		return nil, fmt.Errorf("make schema: %w", err)
	}
	withoutNull(whole)
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "array", Items: &jsonschema.Schema{Type: "string"}}, whole}}, nil
}

// onlyAndAlways gives the rules of a kind to programs of that kind, and to no others.
func onlyAndAlways(kind Kind, rules string) *jsonschema.Schema {
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{"kind": {Const: jsonschema.Ptr[any](string(kind))}}},
		Then: &jsonschema.Schema{Required: []string{rules}},
		Else: &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{rules: {Not: &jsonschema.Schema{}}}},
	}
}

func textSchema() *jsonschema.Schema {
	str := func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", MaxLength: jsonschema.Ptr(textMax)}
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		str(),
		{
			Type:                 "object",
			Required:             []string{"en"},
			PropertyNames:        &jsonschema.Schema{Pattern: languagePattern.String()},
			AdditionalProperties: str(),
		},
	}}
}

func enumSchema[S ~string](values []S) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// withoutNull takes out null, which inference allows for slices and pointers and a file does not.
func withoutNull(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	s.Types = slices.DeleteFunc(s.Types, func(t string) bool { return t == "null" })
	if len(s.Types) == 1 {
		s.Type, s.Types = s.Types[0], nil
	}
	withoutNull(s.Items)
	for _, property := range s.Properties {
		withoutNull(property)
	}
}
