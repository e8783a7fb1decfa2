package web

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"unicode"
)

// byteOrderMark tells spreadsheets that a file is in UTF-8; without it some take "José" for something else.
const byteOrderMark = "\ufeff"

// plainCell keeps a spreadsheet from taking what somebody wrote for a formula: an apostrophe before it makes it text. Blanks and what cannot be seen
// are looked past, and the wide forms of the signs count too, because spreadsheets do so.
func plainCell(text string) string {
	seen := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.IndexAny(seen, "=+-@＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}

// writeCSV sends rows as a file for spreadsheets, in which nothing is a formula.
func writeCSV(w http.ResponseWriter, filename string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+filename+`"`)
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return nil //nolint:nilerr // the client went away, and nobody is left to tell
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = plainCell(cell)
		}
		if err := out.Write(cells); err != nil {
			return nil //nolint:nilerr // the client went away, and nobody is left to tell
		}
	}
	out.Flush()
	return nil
}
