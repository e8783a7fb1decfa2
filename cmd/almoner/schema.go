package main

import (
	"fmt"
	"reflect"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/google/uuid"

	"github.com/almoner/almoner/workflows"
)

// eventSchema is the JSON Schema of one event's data, from the Go type that is stored and published.
func eventSchema(name string) ([]byte, error) {
	schema, err := jsonschema.ForType(workflows.EventGoType(name), &jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[uuid.UUID]():     {Type: "string", Format: "uuid"},
		reflect.TypeFor[time.Time]():     {Type: "string", Format: "date-time"},
		reflect.TypeFor[time.Duration](): {Type: "integer", Description: "nanoseconds"},
	}})
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", name, err)
	}
	schema.Schema, schema.ID, schema.Title = "https://json-schema.org/draft/2020-12/schema", "urn:almoner:event:"+name, name
	return indented(schema)
}
