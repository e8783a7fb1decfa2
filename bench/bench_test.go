package bench

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestRun looks at what is right, never at what is fast: tests run beside other work.
func TestRun(t *testing.T) {
	t.Parallel()
	result, err := Run(t.Context(), Options{Seconds: 1, Concurrency: 8, History: 50})
	if err != nil {
		t.Fatal(err)
	}
	var line bytes.Buffer
	if err := result.WriteJSON(&line); err != nil {
		t.Fatal(err)
	}
	if strings.Count(line.String(), "\n") != 1 {
		t.Errorf("not one line: %q", line.String())
	}
	var got map[string]any
	if err := json.Unmarshal(line.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	keys := []string{
		"floor_rps", "almoner_rps", "throughput_ratio", "floor_cpu_ms", "almoner_cpu_ms", "cpu_ratio", "floor_p50_ms", "floor_p99_ms", "almoner_p50_ms",
		"almoner_p99_ms", "p50_ratio", "p99_ratio", "wal_bytes", "floor_wal_bytes", "commits_per_request", "fsyncs_per_request", "history", "requests", "checks",
	}
	for _, key := range keys {
		if _, ok := got[key]; !ok {
			t.Errorf("%s is missing", key)
		}
	}
	if len(got) != len(keys) {
		t.Errorf("%d keys instead of %d: %s", len(got), len(keys), line.String())
	}
	if result.Checks != "passed" || result.Requests == 0 || result.History != 50 {
		t.Errorf("got %s", line.String())
	}
	var text bytes.Buffer
	if err := result.WriteText(&text); err != nil || !strings.Contains(text.String(), "checks passed") {
		t.Errorf("got %v, %s", err, text.String())
	}
}

func TestLatencyOf(t *testing.T) {
	t.Parallel()
	var took []time.Duration
	for n := 200; n > 0; n-- {
		took = append(took, time.Duration(n))
	}
	if l := latencyOf(took); l.p50 != 101 || l.p99 != 199 {
		t.Errorf("got %+v", l)
	}
	if l := latencyOf(nil); l.p50 != 0 {
		t.Errorf("got %+v", l)
	}
}

func TestParseStat(t *testing.T) {
	t.Parallel()
	line := "42 (postgres: a) b) S 7 42 42 0 -1 4194560 1 2 3 4 10 20 300 400 20 0 1 0 5 6 7"
	if s := parseStat([]byte(line)); s != (stat{pid: 42, parent: 7, own: 30, reaped: 700}) {
		t.Errorf("got %+v", s)
	}
	if s := parseStat([]byte("42 nothing")); s != (stat{}) {
		t.Errorf("got %+v", s)
	}
}
