package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
)

// What a file of applications may hold at most.
const (
	importMax  = 1 << 20 // bytes
	importRows = 1000
)

// importRow is one line of a file: what was typed, by question.
type importRow struct {
	line  int
	typed map[string]string
}

// sheet is a kind of file: what its columns are called, and what is said when there is nothing in it or too much.
type sheet struct {
	columns    func(head []string) ([]string, error)
	rows       int
	many, none string
}

// readImport reads a file of applications to a program. The first line says which question each column answers, by key or by label.
func readImport(p programs.Program, data []byte) ([]importRow, error) {
	return readSheet(sheet{
		columns: func(head []string) ([]string, error) { return columnsOf(p, head) }, rows: importRows,
		many: "The file has more than %d applications. Nothing was recorded; please divide it into several files.",
		none: "There is no application below the first line. Nothing was recorded.",
	}, data)
}

// readSheet reads a file: UTF-8, with or without a mark at its beginning, separated by commas or semicolons. Invalid says what is wrong with the file as
// a whole.
func readSheet(of sheet, data []byte) ([]importRow, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(data) > importMax:
		return nil, fileProblem("The file is larger than 1 MB. Nothing was recorded; please divide it into several files.")
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fileProblem("Please choose a file that is not empty.")
	case !utf8.Valid(data):
		return nil, fileProblem("The file is not in UTF-8. Nothing was recorded; please save it as “CSV UTF-8” and choose it again.")
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	if head, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		r.Comma = ';'
	}
	head, err := r.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	keys, err := of.columns(head)
	if err != nil {
		return nil, err
	}
	var rows []importRow
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(err)
		}
		line, _ := r.FieldPos(0)
		row := importRow{line: line, typed: map[string]string{}}
		for i, cell := range record {
			if cell = domain.CleanText(plainText(cell)); cell == "" {
				continue
			}
			if i >= len(keys) {
				return nil, fileProblem("Line %d has more cells than the first line. Nothing was recorded; please look whether a comma needs quotes around its text.", line)
			}
			row.typed[keys[i]] = cell
		}
		if len(row.typed) == 0 {
			continue
		}
		if rows = append(rows, row); len(rows) > of.rows {
			return nil, fileProblem(of.many, of.rows)
		}
	}
	if len(rows) == 0 {
		return nil, fileProblem("%s", of.none)
	}
	return rows, nil
}

// plainText takes away the apostrophe that keeps a spreadsheet from taking a text for a formula.
func plainText(cell string) string {
	if rest, is := strings.CutPrefix(cell, "'"); is && plainCell(rest) != rest {
		return rest
	}
	return cell
}

// columnsOf finds the question of each column.
func columnsOf(p programs.Program, head []string) ([]string, error) {
	var keys []string
	seen := map[string]bool{}
	for _, cell := range head {
		name, key := domain.CleanLine(cell), ""
		for _, f := range p.Form.Fields {
			if strings.EqualFold(name, f.Key) || strings.EqualFold(name, f.Label.In("en")) {
				key = f.Key
			}
		}
		switch {
		case key == "":
			return nil, fileProblem("Column %d of the first line is no question of this program. Nothing was recorded; the template has the names that are.", len(keys)+1)
		case seen[key]:
			return nil, fileProblem("Column %d of the first line is there twice. Nothing was recorded.", len(keys)+1)
		}
		seen[key] = true
		keys = append(keys, key)
	}
	return keys, nil
}

func unreadable(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return fileProblem("Line %d cannot be read, because its quotes do not fit. Nothing was recorded; please save the file as CSV again.", wrong.Line)
	}
	return fileProblem("The file cannot be read as CSV. Nothing was recorded.")
}

func fileProblem(sentence string, values ...any) error {
	e := domain.Errorf(domain.Invalid, sentence, values...)
	e.Fields = []domain.FieldError{{Field: "file", Message: e.Message}}
	return e
}
