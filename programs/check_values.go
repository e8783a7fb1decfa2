package programs

import (
	"fmt"
	"time"
)

// span is how long something may take, and how that is said.
type span struct {
	least, most time.Duration
	words       string
}

const (
	day  = 24 * time.Hour
	year = 366 * day
)

var aYear = span{1, year, "more than 0 and at most a year"}

func (r *report) positive(path string, d time.Duration) bool { return r.within(path, d, aYear) }

func (r *report) within(path string, d time.Duration, s span) bool {
	ok := d >= s.least && d <= s.most
	if !ok {
		r.at(path, "%s has to be %s, not %s", lastKey(path), s.words, d)
	}
	return ok
}

func (r *report) between(path string, n, low, high int) {
	if n < low || n > high {
		r.at(path, "%s has to be between %d and %d, not %d", lastKey(path), low, high, n)
	}
}

// checkList checks the values against those allowed, or as keys when allowed is nil; none may be there twice.
func (r *report) checkList(path string, values, allowed []string, atLeast int) {
	if len(values) < atLeast {
		r.at(path, "%s needs at least %d", lastKey(path), atLeast)
	}
	if len(values) > optionsMax {
		r.at(path, "%d %s are too many; the most is %d", len(values), lastKey(path), optionsMax)
	}
	seen := map[string]bool{}
	for i, v := range values {
		at := fmt.Sprintf("%s[%d]", path, i)
		if allowed == nil {
			r.checkKey(at, v)
		} else {
			r.checkOneOf(at, v, allowed)
		}
		if seen[v] {
			r.at(at, "%s names %q twice", lastKey(path), v)
		}
		seen[v] = true
	}
}
