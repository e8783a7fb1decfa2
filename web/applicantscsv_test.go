package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
)

var importForm = programs.Program{Form: programs.Form{Fields: []programs.Field{
	{Key: "full_name", Type: programs.TypeText, Label: programs.Text{"en": "Name"}},
	{Key: "birth_date", Type: programs.TypeDate, Label: programs.Text{"en": "When were you born?"}},
	{Key: "note", Type: programs.TypeLongText, Label: programs.Text{"en": "Note"}},
}}}

func TestFilesOfApplicationsAreRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ data, want, wrong string }{
		"commas":                  {"full_name,birth_date\nAvery,1990-05-17\nBlake,1991-01-01\n", "2 Avery 1990-05-17 |3 Blake 1991-01-01 ", ""},
		"semicolons and CRLF":     {"full_name;note\r\nAvery;a, b\r\n", "2 Avery  a, b", ""},
		"a mark at the beginning": {"\xef\xbb\xbffull_name\nAvery\n", "2 Avery  ", ""},
		"labels":                  {"Name,when were you born?\nAvery,1990-05-17", "2 Avery 1990-05-17 ", ""},
		"quotes and a line break": {"note,full_name\n\"two\nlines\",\"A \"\"B\"\" C\"\n\"x\",Blake\n", "2 A \"B\" C  two\nlines|4 Blake  x", ""},
		"empty lines":             {"full_name,note\n\n,\nAvery,\n", "4 Avery  ", ""},
		"a formula in our quotes": {"full_name,note\nAvery,'=1+1\nO'Neil,'quoted'\n", "2 Avery  =1+1|3 O'Neil  'quoted'", ""},
		"nothing":                 {" \n", "", "not empty"},
		"only a head":             {"full_name\n", "", "no application below"},
		"Latin-1":                 {"full_name\nAv\xe9ry\n", "", "UTF-8"},
		"UTF-16":                  {"\xff\xfef\x00u\x00", "", "UTF-8"},
		"an unknown column":       {"full_name,shoe\nAvery,42\n", "", "Column 2"},
		"a column twice":          {"full_name,Name\nAvery,Avery\n", "", "there twice"},
		"a cell too many":         {"full_name\nAvery,1990-05-17\n", "", "Line 2 has more cells"},
		"an open quote":           {"full_name\nAvery\n\"Blake\n", "", "quotes do not fit"},
		"too many":                {"full_name\n" + strings.Repeat("Avery\n", importRows+1), "", "more than 1000"},
		"too large":               {"full_name\n" + strings.Repeat("a", importMax), "", "larger than 1 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := readImport(importForm, []byte(c.data))
			var got []string
			for _, r := range rows {
				got = append(got, fmt.Sprintf("%d %s %s %s", r.line, r.typed["full_name"], r.typed["birth_date"], r.typed["note"]))
			}
			if c.wrong == "" && (err != nil || strings.Join(got, "|") != c.want) {
				t.Errorf("%q, %v", strings.Join(got, "|"), err)
			}
			if c.wrong != "" && (domain.CodeOf(err) != domain.Invalid || !strings.Contains(domain.MessageOf(err), c.wrong) || len(fieldsOf(err)) != 1) {
				t.Errorf("%v, %q", err, got)
			}
		})
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte("full_name,birth_date\nAvery,1990-05-17\n"))
	f.Add([]byte("full_name;note\r\n\"Avery\";'=1\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := readImport(importForm, data)
		if (err == nil) != (len(rows) > 0) {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}
