package web

import (
	"encoding/csv"
	"net/http"
	"strings"
)

// plainCell keeps a spreadsheet from taking what somebody wrote for a formula: an apostrophe before it makes it text.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// writeCSV sends rows as a file for spreadsheets, in which nothing is a formula.
func writeCSV(w http.ResponseWriter, filename string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+filename+`"`)
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
