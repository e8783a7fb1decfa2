package testkit

import (
	"testing"
	"time"
)

// Eventually polls cond every 5 ms until it holds, and fails the test, naming what was awaited, when it does not
// within the time. cond runs on the test's own goroutine, so it may end the test.
func Eventually(t testing.TB, within time.Duration, what string, cond func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
		<-tick.C
	}
}
