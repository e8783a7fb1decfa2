package workflows_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/workflows"
)

const samples = "testdata/events"

// codes are the text fields of events. Each holds a key of a program or a code of ours; what a person wrote lies sealed
// under an id. A new name here needs the same to be true of it.
var codes = []string{
	"program", "version", "channel", "for_whom", "need", "choice", "fund", "method", "code", "say",
	"asker", "basis", "language", "faith", "area", "step", "because", "kind", "scope", "partner", "paper", "status", "outcome",
	"languages", "faiths", "areas", "day", "from_day", "until_day", "last_day",
	"as", "filler", "relation", "relations", "season", "options", "unclear", "excepted", "consent", "hash", "check", "place", "group", "groups", "why",
	"item", "size", "cost", "standing", "topics", "like", "to",
	"role", "failed", "shift", "reason", "checked_on", "gathering", "interpreter",
}

// sample is an event with every field set.
func sample(t *testing.T, name string) domain.Event {
	t.Helper()
	v := reflect.New(workflows.EventGoType(name)).Elem()
	for i := range v.NumField() {
		fill(t, name, v.Field(i), i+1)
	}
	return v.Interface().(domain.Event)
}

func fill(t *testing.T, name string, v reflect.Value, n int) {
	t.Helper()
	switch v.Interface().(type) {
	case uuid.UUID:
		v.Set(reflect.ValueOf(uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(n)})))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, n, 9, 30, 0, 250_000_000, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("some_code")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n) * 100)
	case reflect.Uint64:
		v.SetUint(1<<63 + uint64(n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(t, name, v.Index(i), n+10*(i+1))
		}
	default:
		t.Fatalf("%s has a field of type %s, which no event should need", name, v.Type())
	}
}

func TestEveryStoredSampleCanStillBeRead(t *testing.T) {
	t.Parallel()
	for _, name := range workflows.EventTypes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(samples, name+".json")
			stored, err := os.ReadFile(path)
			if os.IsNotExist(err) && *update {
				if stored, err = json.MarshalIndent(sample(t, name), "", "  "); err != nil {
					t.Fatal(err)
				}
				stored = append(stored, '\n')
				err = os.WriteFile(path, stored, 0o600)
			}
			if err != nil {
				t.Fatalf("no sample; run with -update: %v", err)
			}
			event, err := workflows.Decode(name, stored)
			if err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(event)
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := json.Compact(&want, stored); err != nil {
				t.Fatal(err)
			}
			if want.String() != string(again) {
				t.Errorf("events are kept for ever; what is stored as\n%s\nbecame\n%s", want.String(), again)
			}
			if event.EventType() != name {
				t.Errorf("it calls itself %q", event.EventType())
			}
		})
	}
}

func TestNoStoredSampleIsForgotten(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(samples)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), ".json"); !slices.Contains(workflows.EventTypes(), name) {
			t.Errorf("%q was an event once, and nobody can read it any more", name)
		}
	}
}

func TestWhatIsNoEventIsNotRead(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"welfare.no_such_thing": "{}", "": "{}", "welfare.case_closed": "[", "welfare.vote_cast": `{"trustee":"ann"}`,
	} {
		if event, err := workflows.Decode(name, []byte(data)); err == nil {
			t.Errorf("%q %s is read as %+v", name, data, event)
		}
	}
}

func TestEventNamesBeginWithTheirWorkflow(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[a-z]+\.[a-z]+(_[a-z]+)*$`)
	for _, name := range workflows.EventTypes() {
		owner, _, _ := strings.Cut(name, ".")
		if !shape.MatchString(name) || !slices.ContainsFunc(workflows.All(), func(w workflows.Workflow) bool { return w.Name == owner }) {
			t.Errorf("%q is of no workflow", name)
		}
	}
}

func TestEventsCannotHoldPersonalData(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	for _, name := range workflows.EventTypes() {
		event := workflows.EventGoType(name)
		for i := range event.NumField() {
			field := event.Field(i)
			tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if !field.IsExported() || !key.MatchString(tag) {
				t.Errorf("%s.%s is called %q in JSON, not like_this", name, field.Name, tag)
			}
			text := field.Type.Kind() == reflect.String || field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.String
			if !plain(field.Type) && (!text || !slices.Contains(codes, tag)) {
				t.Errorf("%s.%s of type %s could hold what a person wrote", name, tag, field.Type)
			}
		}
	}
}

// plain are the types that have no room for words.
func plain(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[uuid.UUID](), reflect.TypeFor[[]uuid.UUID](), reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](),
		reflect.TypeFor[[]bool](), reflect.TypeFor[[]int](), reflect.TypeFor[[]time.Time]():
		return true
	}
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint64:
		return true
	default:
		return false
	}
}
