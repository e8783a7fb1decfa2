package web

import (
	"bytes"
	"encoding/csv"
	"net/http/httptest"
	"slices"
	"testing"
	"unicode/utf8"
)

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Vera": "Vera", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\tVera": "'\tVera", "1-1": "1-1", "'=1": "'=1",
		" =1": "' =1", "\n=1": "'\n=1", "\u200b=1": "'\u200b=1", "\u00a0+1": "'\u00a0+1", "\x00=1": "'\x00=1", "＝1": "'＝1", "＠A1": "'＠A1", "Zoë－1": "Zoë－1", "−1": "−1",
	} {
		if got := plainCell(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
		if got := plainText(plainCell(text)); got != text && text != "'=1" {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
	w := httptest.NewRecorder()
	if err := writeCSV(w, "a.csv", [][]string{{"Name", "Hours"}, {"=cmd|' /C calc'!A0", "1.50"}, {"O, \"N", "2"}}); err != nil {
		t.Fatal(err)
	}
	if got := w.Body.String(); got != "\ufeffName,Hours\r\n'=cmd|' /C calc'!A0,1.50\r\n\"O, \"\"N\",2\r\n" {
		t.Errorf("%q", got)
	}
}

// FuzzCells writes whatever people may write and reads it back: every row has its cells, in none of which a formula begins.
func FuzzCells(f *testing.F) {
	for _, text := range []string{"José", "=1", "a\nb", "\"", "a,b;c", "\r\n=1", "日本", "\u202e=1", " "} {
		f.Add(text, "12.00")
	}
	f.Fuzz(func(t *testing.T, name, hours string) {
		w := httptest.NewRecorder()
		if err := writeCSV(w, "a.csv", [][]string{{"Name", "Hours"}, {name, hours}}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(w.Body.Bytes(), []byte(byteOrderMark)))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Fatalf("%q %q: %v %v", name, hours, rows, err)
		}
		for _, cell := range slices.Concat(rows...) {
			if first, _ := utf8.DecodeRuneInString(cell); first == '=' || first == '+' || first == '-' || first == '@' || first == '\t' {
				t.Errorf("a cell begins with %q", first)
			}
		}
	})
}
