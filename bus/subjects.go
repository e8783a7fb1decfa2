package bus

import (
	"fmt"
	"regexp"
	"strings"
)

const (
	eventsPrefix = "almoner.events."
	intakePrefix = "almoner.intake."
)

// EventsFilter and IntakeFilter match every subject of their stream.
const (
	EventsFilter = eventsPrefix + ">"
	IntakeFilter = intakePrefix + ">"
)

var (
	word    = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	version = regexp.MustCompile(`^v[0-9]+$`)
)

// EventSubject is where an organization's event of a type such as "welfare.request_submitted" is published. A type may end in a
// version (".v2"); an error means that a part is not a lower-case word.
func EventSubject(org, eventType string) (string, error) {
	if !word.MatchString(org) {
		return "", fmt.Errorf("organization %q is not a lower-case word", org)
	}
	return eventSubject(org, eventType)
}

// EventFilter matches events of one type in every organization.
func EventFilter(eventType string) (string, error) { return eventSubject("*", eventType) }

func eventSubject(org, eventType string) (string, error) {
	parts := strings.Split(eventType, ".")
	if len(parts) == 3 && version.MatchString(parts[2]) {
		parts = parts[:2]
	}
	if len(parts) != 2 || !word.MatchString(parts[0]) || !word.MatchString(parts[1]) {
		return "", fmt.Errorf("event type %q is not of the form workflow.event", eventType)
	}
	return eventsPrefix + org + "." + eventType, nil
}

// IntakeSubject is where a request to a program goes while Postgres is away.
func IntakeSubject(org, program string) (string, error) {
	if !word.MatchString(org) || !word.MatchString(program) {
		return "", fmt.Errorf("organization %q or program %q is not a lower-case word", org, program)
	}
	return intakePrefix + org + "." + program, nil
}
