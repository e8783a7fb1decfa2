package veil_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain/veil"
)

func TestVeil(t *testing.T) {
	t.Parallel()
	none, all := "", "*"
	tests := map[string]struct {
		counts []int
		want   string // places of hidden counts; * for the whole table
	}{
		"nothing":                           {[]int{0, 0, 0}, none},
		"a single family":                   {[]int{0, 1, 0}, all},
		"four families":                     {[]int{3, 1, 0}, all},
		"five of one kind":                  {[]int{0, 5, 0}, none},
		"all are many":                      {[]int{5, 12, 0, 7}, none},
		"two are few":                       {[]int{9, 1, 0, 4}, "1 3"},
		"one is few: the next smallest too": {[]int{9, 1, 0, 7}, "1 3"},
		"one is few, and the next smallest is twice":   {[]int{7, 2, 7, 30}, "0 1 2"},
		"two ones would be known from their sum":       {[]int{1, 1, 6, 30}, "0 1 2"},
		"two fours would be known by whoever knows us": {[]int{4, 4, 5}, "0 1 2"},
		"ones only, and zeros":                         {[]int{1, 1, 1, 1, 1, 0}, all},
		"no table":                                     {nil, none},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hidden, whole := veil.Hide(tt.counts)
			got := ""
			for i, h := range hidden {
				if h && !whole {
					got += fmt.Sprintf(" %d", i)
				}
			}
			if whole {
				got = " *"
			}
			if want := " " + tt.want; got != want && got+" " != want {
				t.Errorf("%v hides%s, want%s", tt.counts, got, want)
			}
		})
	}
}

// published is all that a reader sees of a table.
func published(counts []int) string {
	hidden, whole := veil.Hide(counts)
	if whole {
		return "whole"
	}
	total, seen := 0, ""
	for i, n := range counts {
		total += n
		if hidden[i] {
			seen += " ?"
		} else {
			seen += fmt.Sprintf(" %d", n)
		}
	}
	return fmt.Sprintf("%d:%s", total, seen)
}

// readings gives every table of so many families that reads the same.
func readings(size, total int, view string) (tables [][]int) {
	var fill func(table []int, left int)
	fill = func(table []int, left int) {
		if len(table) == size-1 {
			if table = append(slices.Clone(table), left); published(table) == view {
				tables = append(tables, table)
			}
			return
		}
		for n := range left + 1 {
			fill(append(slices.Clone(table), n), left-n)
		}
	}
	fill(nil, total)
	return tables
}

// TestNothingVeiledCanBeComputed lets somebody who knows the total, everything that is shown and the rule itself try every table that reads the same:
// each hidden count could have been another.
func TestNothingVeiledCanBeComputed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 9), 2, 4).Draw(t, "counts")
		hidden, whole := veil.Hide(counts)
		total := 0
		for i, n := range counts {
			total += n
			if n > 0 && n < veil.Fewest && !hidden[i] {
				t.Fatalf("%v shows %d", counts, n)
			}
		}
		var tables [][]int
		if whole {
			for total := range veil.Fewest {
				tables = append(tables, readings(len(counts), total, published(counts))...)
			}
		} else {
			tables = readings(len(counts), total, published(counts))
		}
		for i := range counts {
			if hidden[i] && !slices.ContainsFunc(tables, func(other []int) bool { return other[i] != counts[i] }) {
				t.Fatalf("%v is published as %q, and count %d can be computed", counts, published(counts), i)
			}
		}
	})
}

// TestQuantilesTellNothing: where a quantile is told, it lies among the same shown count wherever the hidden families are.
func TestQuantilesTellNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 12), 3, 5).Draw(t, "counts")
		measured := len(counts) - rapid.IntRange(0, 2).Draw(t, "not measured")
		percent := rapid.SampledFrom([]int{50, 90}).Draw(t, "percent")
		hidden, _ := veil.Hide(counts)
		if !veil.Tells(counts, hidden, measured, percent) {
			return
		}
		place := func(table []int) int {
			n := 0
			for _, c := range table[:measured] {
				n += c
			}
			before := 0
			for i, c := range table[:measured] {
				if before += c; veil.Rank(n, percent) <= before {
					return i
				}
			}
			return -1
		}
		want := place(counts)
		if want < 0 || hidden[want] || counts[want] < veil.Fewest {
			t.Fatalf("%v hiding %v tells what lies in count %d", counts, hidden, want)
		}
		unknown := 0
		for i, n := range counts {
			if hidden[i] {
				unknown += n
			}
		}
		for to := range counts {
			if !hidden[to] {
				continue
			}
			other := slices.Clone(counts)
			for i := range other {
				if hidden[i] {
					other[i] = 0
				}
			}
			other[to] = unknown
			if got := place(other); got != want {
				t.Fatalf("%v hiding %v: were they all in count %d, it would lie in %d instead of %d", counts, hidden, to, got, want)
			}
		}
	})
}

func TestTablesOfTheSameFamiliesAreVeiledTogether(t *testing.T) {
	t.Parallel()
	hidden, whole := veil.HideAll([]int{5, 0}, []int{1, 1, 1, 1, 1})
	if !whole || !hidden[0][0] || !hidden[0][1] {
		t.Errorf("a total that is hidden in one table is told by another: %v %t", hidden, whole)
	}
	if hidden, whole = veil.HideAll([]int{12, 0}, []int{10, 1, 1}); whole || hidden[0][0] {
		t.Errorf("more is hidden than has to be: %v %t", hidden, whole)
	}
}

// reported is an event as the store gives it.
