package programs_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
)

const north = "key: north\nname: North Police\nphone: (314) 555-0102\ntime_zone: America/Chicago\n"

func folder(files ...string) fstest.MapFS {
	f := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		f[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return f
}

func TestCatalogOfAnInstallation(t *testing.T) {
	t.Parallel()
	replaced := strings.NewReplacer("north", "county", "key: aid", "key: welfare", "board: 7", "board: 9").Replace(small)
	c, err := programs.NewCatalog(programs.Builtin(), folder(
		"README.md", "not a program", ".git/config.yaml", "hidden", "north/.draft.yaml", "hidden", "north/notes.txt", "nothing",
		"north/organization.yaml", north, "north/aid.yaml", small, "county/welfare.yaml", replaced,
		"north/aid-more.yaml", strings.Replace(small, "key: aid\n", "key: aid-more\n", 1),
	))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, o := range c.Organizations() {
		keys = append(keys, o.Key)
	}
	if got := strings.Join(keys, " "); got != "city county north" {
		t.Errorf("organizations %q", got)
	}
	if p, ok := c.Find("county", "welfare"); !ok || p.Guideline.Board != 9 {
		t.Errorf("the overlay did not replace county/welfare: %v, board %+v", ok, p.Guideline)
	}
	if ps := c.Programs("north"); len(ps) != 2 || ps[0].Key != "aid" || ps[1].Key != "aid-more" {
		t.Errorf("the programs of north: %v", ps)
	}
	if o, ok := c.Organization("north"); !ok || o.Location().String() != "America/Chicago" {
		t.Errorf("north: %+v, %v", o, ok)
	}
	if _, ok := c.Organization("south"); ok || len(c.Programs("south")) > 0 {
		t.Error("there is no south")
	}
	if _, ok := c.Find("north", "nothing"); ok {
		t.Error("there is no north/nothing")
	}
}

func TestCatalogRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		overlay fs.FS
		want    string
	}{
		"no organization":   {folder("north/aid.yaml", small), "north/organization.yaml: is missing, yet the folder holds programs"},
		"a program outside": {folder("aid.yaml", small), "aid.yaml: a program belongs in the folder of its organization"},
		"another ending":    {folder("north/aid.yml", small), "north/aid.yml: the name has to end in .yaml"},
		"too large":         {folder("north/organization.yaml", north+"#"+strings.Repeat("x", 300<<10)), "larger than 256 KiB"},
		"wrong folder":      {folder("south/organization.yaml", north), `south/organization.yaml:1: key is "north" but its folder is "south"`},
		"no time zone": {
			folder("north/organization.yaml", strings.Replace(north, "America/Chicago", "Missouri", 1)),
			`north/organization.yaml:4: unknown time zone "Missouri"`,
		},
		"the machine's own time zone": {
			folder("north/organization.yaml", strings.Replace(north, "America/Chicago", "Local", 1)),
			`unknown time zone "Local"`,
		},
		"no name": {
			folder("north/organization.yaml", strings.Replace(north, "North Police", "''", 1)),
			"north/organization.yaml:2: name has to be one line",
		},
		"no telephone": {
			folder("north/organization.yaml", strings.Replace(north, "(314) 555-0102", "555-0102", 1)),
			`north/organization.yaml:3: "555-0102" is not a telephone number`,
		},
		"unknown key": {folder("north/organization.yaml", north+"color: red\n"), `north/organization.yaml:5: unknown key "color"`},
		"several at once": {
			folder("north/aid.yaml", strings.Replace(small, "board: 7", "board: 2", 1)),
			"north/aid.yaml:31: the panel of 3 is larger than its board of 2\nnorth/organization.yaml: is missing",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := programs.NewCatalog(programs.Builtin(), tt.overlay)
			var findings *programs.FindingsError
			if !errors.As(err, &findings) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestFolderThatCannotBeRead(t *testing.T) {
	t.Parallel()
	nowhere, err := fs.Sub(folder("a/b.txt", ""), "nowhere")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := programs.NewCatalog(programs.Builtin(), nowhere); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("NewCatalog: %v", err)
	}
	if _, err := programs.Load(nowhere); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load: %v", err)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	ps, err := programs.Load(folder("north/aid.yaml", small, "north/organization.yaml", north))
	if err != nil || len(ps) != 1 || ps[0].Key != "aid" {
		t.Errorf("got %v, %v", ps, err)
	}
	if _, err := programs.Load(folder("north/aid.yaml", "key: aid")); err == nil || !strings.Contains(err.Error(), "north/aid.yaml:1: kind is missing") {
		t.Errorf("got %v", err)
	}
}

func TestBuiltinWelfareProgram(t *testing.T) {
	t.Parallel()
	c, err := programs.NewCatalog(programs.Builtin(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, ok := c.Find("county", "welfare")
	if !ok || p.Kind != programs.KindWelfare || !p.Open {
		t.Fatalf("county/welfare: %v, %+v", ok, p)
	}
	want := strings.Fields("for_whom member_name member_number contact_phone contact_email safe_to_text phone_shared leave_message call_hours send_address need amount_cents payee_name " +
		"emergency needed_by what_happened exception_explanation")
	for i, f := range p.Form.Fields {
		if i >= len(want) || f.Key != want[i] {
			t.Fatalf("field %d is %q, want %v", i, f.Key, want)
		}
		if f.Help.In("en") == "" {
			t.Errorf("%s does not say why it is asked", f.Key)
		}
		blind := map[string]bool{"member_name": true, "member_number": true, "payee_name": true, "contact_phone": true, "contact_email": true, "send_address": true}
		if f.Blind != blind[f.Key] {
			t.Errorf("%s: blind is %v", f.Key, f.Blind)
		}
	}
	if len(p.Form.Fields) != len(want) {
		t.Errorf("%d fields", len(p.Form.Fields))
	}
	g := p.Guideline
	if g.CapCents != 150_000 || g.Exception != (welfare.Exception{CapCents: 500_000, ExplainAtLeast: 200, Unanimous: true}) {
		t.Errorf("cap %d, exception %+v", g.CapCents, g.Exception)
	}
	if g.Board != 7 || g.Panel != 3 || g.Quorum != 2 || len(g.Ties) != 5 || len(g.Tell) != 20 {
		t.Errorf("guideline %+v", g)
	}
}
