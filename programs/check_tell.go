package programs

import "fmt"

const noticesMax = 200

// notice is one line of who is told what, whichever kind of program it stands in.
type notice struct{ when, who, say string }

func (r *report) checkTell(path string, tell []notice, recipients []string, known Known) {
	if len(tell) > noticesMax {
		r.at(path, "%d lines are too many; the most is %d", len(tell), noticesMax)
	}
	seen := map[notice]bool{}
	for i, n := range tell {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkOneOf(at+".who", n.who, recipients)
		if known.Events != nil && !known.Events[n.when] {
			r.at(at+".when", "unknown event %q", n.when)
		}
		if known.Messages != nil && !known.Messages[n.say] {
			r.at(at+".say", "unknown message %q", n.say)
		}
		if n.when == "" || n.say == "" {
			r.at(at, "when and say cannot be empty")
		}
		if seen[n] {
			r.at(at, "the same line is there twice")
		}
		seen[n] = true
	}
}
