package programs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// findingsMax bounds what one file can report; nobody reads further.
const findingsMax = 100

// Finding is one thing wrong in a file, in words for whoever wrote the file.
type Finding struct {
	File   string // relative to the folder of all programs, with forward slashes
	Line   int    // from 1; 0 when it concerns no line
	Reason string // lower case, without a full stop
}

// String writes "file:line: reason", the form editors jump to.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Reason
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Reason)
}

// FindingsError lists everything wrong with the programs; there is at least one finding.
type FindingsError struct {
	Findings []Finding // by file, then line
}

// Error prints one finding a line.
func (e *FindingsError) Error() string {
	lines := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// report collects the findings of one file and knows on which line each value stands.
type report struct {
	file     string
	lines    map[string]int // by path, for example "form.fields[2].label.en"
	findings []Finding
}

func (r *report) atLine(line int, format string, args ...any) {
	if len(r.findings) < findingsMax {
		r.findings = append(r.findings, Finding{File: r.file, Line: line, Reason: fmt.Sprintf(format, args...)})
	}
}

// at reports on the value at path, or on the nearest value around it when there is none.
func (r *report) at(path, format string, args ...any) {
	for path != "" {
		if line, ok := r.lines[path]; ok {
			r.atLine(line, format, args...)
			return
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	r.atLine(max(r.lines[""], 1), format, args...)
}
