package workflows_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/workflows"
)

var update = flag.Bool("update", false, "write the golden table, and samples of events that have none")

func TestTheTableIsTheOneThatWasReviewed(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "table.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(workflows.Print()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), workflows.Print()); diff != "" {
		t.Errorf("review the difference, then run with -update (-want +got):\n%s", diff)
	}
}

func TestRoutesFit(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, r := range workflows.Table() {
		if names[r.Name] {
			t.Errorf("two routes are called %q, and so share a consumer", r.Name)
		}
		names[r.Name] = true
		workflows.Find(r.Workflow)
		if len(r.Events) == 0 || r.Command == nil || r.Command.CommandName() == "" {
			t.Errorf("route %q does nothing: %+v", r.Name, r)
		}
		for _, name := range r.Events {
			if !slices.Contains(workflows.EventTypes(), name) {
				t.Errorf("route %q waits for %q, which is not in the catalog", r.Name, name)
				continue
			}
			_, ofFund := sample(t, name).(domain.OfFund)
			if ofFund != (r.To == workflows.WaitingForFund) {
				t.Errorf("route %q goes to %s because of %q", r.Name, r.To, name)
			}
		}
	}
}

func TestWhateverFreesMoneyReachesThoseWhoWait(t *testing.T) {
	t.Parallel()
	for _, name := range workflows.EventTypes() {
		_, frees := sample(t, name).(domain.OfFund)
		routed := slices.ContainsFunc(workflows.Table(), func(r workflows.Route) bool {
			return r.To == workflows.WaitingForFund && slices.Contains(r.Events, name)
		})
		if frees != routed {
			t.Errorf("%s frees money: %v; a route tells those who wait: %v", name, frees, routed)
		}
	}
}

func TestFindKnowsEveryWorkflow(t *testing.T) {
	t.Parallel()
	for _, w := range workflows.All() {
		if workflows.Find(w.Name).Name != w.Name {
			t.Errorf("%q finds another", w.Name)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown workflow was found")
		}
	}()
	workflows.Find("no-such-workflow")
}
