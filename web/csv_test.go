package web

import (
	"net/http/httptest"
	"testing"
)

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Vera": "Vera", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "1-1": "1-1", "'=1": "'=1",
	} {
		if got := plainCell(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	w := httptest.NewRecorder()
	if err := writeCSV(w, "a.csv", [][]string{{"Name", "Hours"}, {"=cmd|' /C calc'!A0", "1.50"}, {"O, \"N", "2"}}); err != nil {
		t.Fatal(err)
	}
	if got := w.Body.String(); got != "Name,Hours\r\n'=cmd|' /C calc'!A0,1.50\r\n\"O, \"\"N\",2\r\n" {
		t.Errorf("%q", got)
	}
}
