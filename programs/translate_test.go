package programs_test

import (
	"encoding/json"
	"testing"

	"github.com/almoner/almoner/programs"
)

// TestEveryProgramSpeaksEveryLanguage: what the programs that come with Almoner say is there in Spanish and Bosnian, but for what
// people sign: that waits for a speaker who has looked at it.
func TestEveryProgramSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	c, err := programs.NewCatalog(programs.Builtin(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range c.Organizations() {
		said := c.Translations(o.Key)
		used := map[string]bool{}
		for _, p := range c.Programs(o.Key) {
			for _, s := range p.Sentences() {
				used[s] = true
				for _, language := range []string{"es", "bs"} {
					if _, known := said[language][s]; !known {
						t.Errorf("%s/%s: %s: %q", o.Key, p.Key, language, s)
					}
				}
			}
		}
		for language, sentences := range said {
			for english := range sentences {
				if !used[english] {
					t.Errorf("%s: no program says any more what %s has for %q", o.Key, language, english)
				}
			}
		}
	}
}

func TestTranslations(t *testing.T) {
	t.Parallel()
	plain, err := programs.NewCatalog(folder("north/aid.yaml", small, "north/organization.yaml", north), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := plain.Find("north", "aid")
	name := p.Name["en"]
	c, err := programs.NewCatalog(folder("north/aid.yaml", small, "north/organization.yaml", north), folder("north/words.es.json", `{"`+name+`": "Ayuda"}`))
	if err != nil {
		t.Fatal(err)
	}
	es, _ := c.Find("north", "aid")
	if es.Name.In("es") != "Ayuda" || es.Name.In("en") != name || es.Name.In("bs") != name {
		t.Errorf("the name is %v", es.Name)
	}
	if es.Version == p.Version {
		t.Error("a translation makes no new version")
	}
	for _, bad := range []string{`[]`, `{"` + name + `": ""}`} {
		if _, err := programs.NewCatalog(folder("north/aid.yaml", small, "north/organization.yaml", north, "north/words.es.json", bad), nil); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// TestNobodySignsAnUnreviewedText: the text of a consent is in no file of translations, and is not taken from one.
func TestNobodySignsAnUnreviewedText(t *testing.T) {
	t.Parallel()
	c, err := programs.NewCatalog(programs.Builtin(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := c.Find("city", "pal")
	consent := p.Application.Consents[0]
	data, err := json.Marshal(map[string]string{consent.Text["en"]: "Doy mi permiso.", consent.Title["en"]: "Participar"})
	if err != nil {
		t.Fatal(err)
	}
	with, err := programs.NewCatalog(programs.Builtin(), folder("city/words.es.json", string(data)))
	if err != nil {
		t.Fatal(err)
	}
	p, _ = with.Find("city", "pal")
	if got := p.Application.Consents[0]; got.Text["es"] != "" || got.SignedIn("es") || got.Title["es"] != "Participar" {
		t.Errorf("the consent is %v", got)
	}
}
