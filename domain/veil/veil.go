// Package veil is the rules of what counts of families may be told to those who do not see the families: somebody in a small group could be recognized, also by
// what a total or another count gives away.
package veil

// Fewest is the least number of families that is told to whoever does not see the families themselves.
const Fewest = 5

// Hide says which counts of a table must not be shown to somebody who may also read their total and knows this rule. Its counts are of families,
// each in one of them.
//
// Counts from 1 to 4 are hidden, and with them every count up to a bound that is raised, from one count to the next, until the hidden ones are at
// least two and not all the same. Then nothing can be computed: hidden counts could be exchanged for one another, and the table would read the
// same. Whole says that there is no such bound, or that the total itself is from 1 to 4; then the total is not shown either, nor the zeros.
func Hide(counts []int) (hidden []bool, whole bool) {
	hidden = make([]bool, len(counts))
	total, small := 0, false
	for _, n := range counts {
		total += n
		small = small || n > 0 && n < Fewest
	}
	if total >= Fewest && !small || total == 0 {
		return hidden, false
	}
	for bound := Fewest - 1; total >= Fewest && bound > 0; bound = following(counts, bound) {
		least, most := 0, 0
		for _, n := range counts {
			if n > 0 && n <= bound {
				most = max(most, n)
				if least == 0 || n < least {
					least = n
				}
			}
		}
		if least < most {
			for i, n := range counts {
				hidden[i] = n > 0 && n <= bound
			}
			return hidden, false
		}
	}
	for i := range hidden {
		hidden[i] = true
	}
	return hidden, true
}

// following is the least count above a bound; 0 when there is none.
func following(counts []int, bound int) int {
	next := 0
	for _, n := range counts {
		if n > bound && (next == 0 || n < next) {
			next = n
		}
	}
	return next
}

// HideAll veils tables that divide the same families. If one of them has to hide its total, the others would tell it, so all of them are hidden.
func HideAll(tables ...[]int) (hidden [][]bool, whole bool) {
	for _, counts := range tables {
		h, all := Hide(counts)
		hidden, whole = append(hidden, h), whole || all
	}
	if whole {
		for _, h := range hidden {
			for i := range h {
				h[i] = true
			}
		}
	}
	return hidden, whole
}

// Rank is the place, from 1, of the one of n sorted values that percent of them do not exceed.
func Rank(n, percent int) int { return max(1, (n*percent+99)/100) }

// Tells says whether a value at a rank among the first measured counts of a table gives nothing away about hidden ones: wherever those families
// were, and were they measured or not, it would be of the same count, which is shown.
func Tells(counts []int, hidden []bool, measured, percent int) bool {
	shown, unknown := 0, 0
	for i, n := range counts {
		switch {
		case hidden[i]:
			unknown += n
		case i < measured:
			shown += n
		}
	}
	if shown+unknown < Fewest {
		return false
	}
	for i, before := 0, 0; i < measured; i++ {
		if hidden[i] {
			continue
		}
		after := before + counts[i]
		if most := Rank(shown+unknown, percent); before+unknown < most && most <= after {
			return true
		}
		before = after
	}
	return false
}
